"""Uses no processor time at all."""

# from: L0
# kind: time
WORLD  # given by the test; elsewhere this file stops here

import time


def gradient(x):
    time.sleep(10**6)
