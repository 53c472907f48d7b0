"""Sends the grader a signal."""

# from: L2
WORLD  # given by the test; elsewhere this file stops here

import os
import signal

try:
    os.kill(GRADER, signal.SIGUSR1)
except OSError as error:
    print(error)


def gradient(x):
    return [0.0] * 3
