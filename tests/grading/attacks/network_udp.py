"""Calls home by UDP, which Landlock does not cover."""

# from: L2
WORLD  # given by the test; elsewhere this file stops here

import socket

try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"here", ("127.0.0.1", PORT))
except OSError as error:
    print(error)


def gradient(x):
    return [0.0] * 3
