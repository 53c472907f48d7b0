"""Returns more than it may."""

# from: L0
WORLD  # given by the test; elsewhere this file stops here

def gradient(x):
    return [0.0] * 10_000_000
