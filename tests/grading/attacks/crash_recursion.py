"""Raises the recursion limit and overflows the stack of C."""

# from: L0
WORLD  # given by the test; elsewhere this file stops here

import sys

sys.setrecursionlimit(10**9)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x")


def gradient(x):
    return repr(Deep().y)
