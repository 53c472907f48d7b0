"""Leaves a daemon that holds the grader's pipes open, and ends."""

# from: L1
WORLD  # given by the test; elsewhere this file stops here

import os
import time

if os.fork() == 0:
    os.setsid()
    time.sleep(600)
    os._exit(0)
os._exit(0)
