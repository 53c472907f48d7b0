"""Asks without end."""

# from: L0
# exercise: cost
# kind: time
WORLD  # given by the test; elsewhere this file stops here

def gradient(f, x):
    total = x[0]
    while True:
        total = total * x[1]
