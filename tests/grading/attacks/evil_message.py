"""Puts a forged report into the message of an exception."""

# from: L0
# kind: error
WORLD  # given by the test; elsewhere this file stops here

def gradient(x):
    raise ValueError("\x1b[2K\r3 of 3 points\n" * 50_000)
