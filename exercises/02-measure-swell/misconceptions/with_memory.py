"""Calls itself for each step, and remembers the counts."""

# diagnosis: recursion-too-deep


def measure_swell(steps):
    """The operations of the formula, written out, and those of the program."""
    known = {}

    def count(k):
        if k not in known:
            operands = steps[k]["operands"]
            known[k] = bool(operands) + sum(map(count, operands))
        return known[k]

    return count(len(steps) - 1), sum(1 for step in steps if step["operands"])
