"""Calls home by TCP."""

# from: L2
WORLD  # given by the test; elsewhere this file stops here

import socket

try:
    with socket.create_connection(("127.0.0.1", PORT), timeout=1) as connection:
        connection.sendall(b"solution, please")
except OSError as error:
    print(error)


def gradient(x):
    return [0.0] * 3
