"""Renames, links and makes files, pipes and sockets beside the tests."""

# from: L2
WORLD  # given by the test; elsewhere this file stops here

import os

here = os.path.join(WORLD, "solution.py")
for action in (
    lambda: os.link(here, os.path.join(WORLD, "hard")),
    lambda: os.symlink(here, os.path.join(WORLD, "soft")),
    lambda: os.mkfifo(os.path.join(WORLD, "pipe")),
    lambda: os.mkdir(os.path.join(WORLD, "folder")),
    lambda: os.rename(here, os.path.join(WORLD, "taken.py")),
):
    try:
        action()
    except OSError as error:
        print(error)


def gradient(x):
    return [0.0] * 3
