"""Starts threads that never end."""

# from: L0
WORLD  # given by the test; elsewhere this file stops here

import threading


def forever():
    while True:
        pass


for _ in range(8):
    threading.Thread(target=forever, daemon=False).start()


def gradient(x):
    return [0.0] * 3
