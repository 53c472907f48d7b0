"""Forks processes that stay."""

# from: L0
WORLD  # given by the test; elsewhere this file stops here

import os
import time

for _ in range(20):
    if os.fork() == 0:
        time.sleep(600)
        os._exit(0)


def gradient(x):
    return [0.0] * 3
