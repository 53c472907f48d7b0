"""Forks as fast as it can (a bounded bomb, for the sake of whoever runs it without walls)."""

# from: L0
WORLD  # given by the test; elsewhere this file stops here

import os
import time

for _ in range(7):
    try:
        os.fork()
    except OSError:
        pass
time.sleep(0.2)


def gradient(x):
    return [0.0] * 3
