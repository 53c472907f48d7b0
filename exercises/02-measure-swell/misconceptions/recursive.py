"""Remembers what it has counted, and calls itself 3000 deep."""

# diagnosis: recursion-too-deep

from functools import cache


def measure_swell(steps):
    @cache
    def count(k):
        if steps[k]["op"] in ("input", "constant"):
            return 0
        return 1 + sum(count(operand) for operand in steps[k]["operands"])

    return count(len(steps) - 1), sum(bool(step["operands"]) for step in steps)
