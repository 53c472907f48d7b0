"""Keeps what it saw from call to call and returns old inputs."""

# from: L0
WORLD  # given by the test; elsewhere this file stops here

seen = []


def gradient(x):
    seen.append(x)
    return seen[0]
