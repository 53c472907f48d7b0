"""Writes the formula out: right on small programs, endless on large ones."""

# diagnosis: recursion-too-deep


def measure_swell(steps):
    def count(k):
        if steps[k]["op"] in ("input", "constant"):
            return 0
        return 1 + sum(count(operand) for operand in steps[k]["operands"])

    return count(len(steps) - 1), sum(bool(step["operands"]) for step in steps)
