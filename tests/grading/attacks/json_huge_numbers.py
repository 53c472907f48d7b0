"""Answers with numbers that take a parser hours, or that no float holds."""

# from: L0
WORLD  # given by the test; elsewhere this file stops here

import os

FRAMES = [
    b'{"id":1,"value":[' + b"9" * 900_000 + b"]}\n",
    b'{"id":1,"value":[1e999,0.0,0.0]}\n',
    b'{"id":1,"value":[1e-999999999999,-0.0,' + b"1." + b"0" * 900_000 + b"]}\n",
]


def gradient(x):
    frame = FRAMES.pop()
    for descriptor in range(3, 16):
        try:
            os.write(descriptor, frame)
        except OSError:
            pass
    return [0.0] * 3
