"""Writes without end, and without an end of line, where answers go."""

# from: L0
WORLD  # given by the test; elsewhere this file stops here

import os


def gradient(x):
    chunk = b"0" * 65536
    while True:
        for descriptor in range(3, 16):
            try:
                os.write(descriptor, chunk)
            except OSError:
                pass
