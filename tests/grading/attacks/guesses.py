"""Answers at random."""

# from: L0
WORLD  # given by the test; elsewhere this file stops here

import random


def gradient(x):
    return [random.gauss(0, 1) for _ in range(3)]
