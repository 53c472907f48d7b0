"""Stays inside one call into C, where no signal handler of Python's runs."""

# from: L0
# kind: time
WORLD  # given by the test; elsewhere this file stops here

import re


def gradient(x):
    re.match(r"(a+)+$", "a" * 40 + "b")
    return [0.0] * 3
