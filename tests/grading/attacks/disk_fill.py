"""Fills the disk (64 MiB here)."""

# from: L2
WORLD  # given by the test; elsewhere this file stops here

import os

try:
    with open(os.path.join(TEMP, "adlab-attack-big"), "wb") as file:
        for _ in range(64):
            file.write(bytes(1 << 20))
except OSError as error:
    print(error)


def gradient(x):
    return [0.0] * 3
