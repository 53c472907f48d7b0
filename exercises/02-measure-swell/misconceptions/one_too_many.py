"""Begins to count the program with 1."""

# diagnosis: off-by-one


def measure_swell(steps):
    """The operations of the formula, written out, and those of the program."""
    in_formula = []
    in_program = 1
    for step in steps:
        own = 1 if step["operands"] else 0
        in_formula.append(own + sum(in_formula[k] for k in step["operands"]))
        in_program += own
    return in_formula[-1], in_program
