"""Goes along every path with a stack of its own."""

# diagnosis: enumerates-paths


def measure_swell(steps):
    in_formula = 0
    stack = [len(steps) - 1]
    while stack:
        step = steps[stack.pop()]
        if step["operands"]:
            in_formula += 1
            stack.extend(step["operands"])
    return in_formula, sum(bool(step["operands"]) for step in steps)
