"""Answers with keys twice, half characters, bytes that are no text, and escapes without an end."""

# from: L0
WORLD  # given by the test; elsewhere this file stops here

import os

FRAMES = [
    b'{"id":1,"value":[0,0,0],"value":[1,1,1]}\n',
    b'{"id":1,"value":"\\ud800"}\n',
    b"\xff\xfe\x00{}\n",
    b'"' + b'\\"' * 500_000 + b"\n",
]


def gradient(x):
    frame = FRAMES.pop()
    for descriptor in range(3, 16):
        try:
            os.write(descriptor, frame)
        except OSError:
            pass
    return [0.0] * 3
