"""Reads from address 0."""

# from: L0
# kind: crash
WORLD  # given by the test; elsewhere this file stops here

import ctypes


def gradient(x):
    ctypes.string_at(0)
