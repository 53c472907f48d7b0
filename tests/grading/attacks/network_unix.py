"""Connects to a Unix socket in the abstract namespace."""

# from: L2
WORLD  # given by the test; elsewhere this file stops here

import socket

try:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(f"\0adlab-attack-{PORT}")
        connection.sendall(b"here")
except OSError as error:
    print(error)


def gradient(x):
    return [0.0] * 3
