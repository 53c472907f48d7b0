"""Ignores every signal that can be ignored, and never ends."""

# from: L0
# kind: time
WORLD  # given by the test; elsewhere this file stops here

import signal

for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass


def gradient(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
