"""Deletes what it can reach."""

# from: L2
WORLD  # given by the test; elsewhere this file stops here

import os
import shutil

shutil.rmtree(WORLD, ignore_errors=True)
for folder, _, names in os.walk(WORLD):
    for name in names:
        try:
            os.unlink(os.path.join(folder, name))
        except OSError as error:
            print(error)


def gradient(x):
    return [0.0] * 3
