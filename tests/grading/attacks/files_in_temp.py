"""Leaves files in the folder for temporary files and in the working directory."""

# from: L2
WORLD  # given by the test; elsewhere this file stops here

import os

for folder in (TEMP, ".", "/dev/shm"):
    try:
        with open(os.path.join(folder, "adlab-attack-left"), "w") as file:
            file.write("here")
    except OSError as error:
        print(error)


def gradient(x):
    return [0.0] * 3
