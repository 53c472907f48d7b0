"""Forks in the call: two processes answer."""

# from: L0
WORLD  # given by the test; elsewhere this file stops here

import os


def gradient(x):
    os.fork()
    return [0.0] * 3
