"""Counts what is used again only once in the formula."""

# diagnosis: formula-shares


def measure_swell(steps):
    seen = set()

    def count(k):
        if k in seen:
            return 0
        seen.add(k)
        own = 0 if steps[k]["op"] in ("input", "constant") else 1
        return own + sum(count(operand) for operand in steps[k]["operands"])

    return count(len(steps) - 1), sum(bool(step["operands"]) for step in steps)
