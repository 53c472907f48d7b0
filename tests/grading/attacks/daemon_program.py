"""Starts another program in its own session."""

# from: L1
WORLD  # given by the test; elsewhere this file stops here

import subprocess

subprocess.Popen(["sleep", "600"], start_new_session=True)


def gradient(x):
    return [0.0] * 3
