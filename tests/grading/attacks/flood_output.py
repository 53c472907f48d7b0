"""Prints without end."""

# from: L0
# kind: time
WORLD  # given by the test; elsewhere this file stops here

def gradient(x):
    while True:
        print("a" * 10_000)
