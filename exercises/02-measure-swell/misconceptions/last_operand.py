"""Follows the last operand only."""

# diagnosis: first-operand-only


def measure_swell(steps):
    """The operations of the formula, written out, and those of the program."""
    in_formula = []
    in_program = 0
    for step in steps:
        own = 1 if step["operands"] else 0
        in_formula.append(own + sum(in_formula[k] for k in step["operands"][-1:]))
        in_program += own
    return in_formula[-1], in_program
