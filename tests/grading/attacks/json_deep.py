"""Answers with a million brackets."""

# from: L0
WORLD  # given by the test; elsewhere this file stops here

import os


def gradient(x):
    for descriptor in range(3, 16):
        try:
            os.write(descriptor, b'{"id":1,"value":' + b"[" * 1_000_000 + b"\n")
        except OSError:
            pass
    return [0.0] * 3
