"""Raises an exception that harms whoever looks at it."""

# from: L0
WORLD  # given by the test; elsewhere this file stops here

import os


class Evil(Exception):
    def __str__(self):
        raise KeyboardInterrupt

    def __getattribute__(self, name):
        if name in ("__traceback__", "args"):
            raise SystemExit(0)
        return super().__getattribute__(name)


def gradient(x):
    raise Evil("\x1b[2J" * 100_000)
