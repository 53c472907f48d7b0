"""Installs trace and profile functions that change what others return."""

# from: L0
WORLD  # given by the test; elsewhere this file stops here

import sys


def meddle(frame, event, argument):
    if "value" in frame.f_locals:
        frame.f_locals["value"] = 0.0
    return meddle


sys.settrace(meddle)
sys.setprofile(meddle)


def gradient(x):
    return [0.0] * 3
