"""Asks for 3 GiB at once."""

# from: L0
# kind: memory L1
WORLD  # given by the test; elsewhere this file stops here

def gradient(x):
    return [float(len(bytearray(3 << 30)))] * 3
