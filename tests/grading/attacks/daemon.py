"""Detaches a process the classic way: fork, new session, fork again."""

# from: L1
WORLD  # given by the test; elsewhere this file stops here

import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for descriptor in range(64):
            try:
                os.close(descriptor)
            except OSError:
                pass
        time.sleep(600)
    os._exit(0)


def gradient(x):
    return [0.0] * 3
