# exercise: transpose


def transpose(equations, inputs, outputs):
    """All shares are collected, and summed when their turn comes."""
    shares = {}
    starts = []
    for number, name in enumerate(outputs):
        starts.append(f"demand {number}")
        shares.setdefault(name, []).append(starts[-1])
    new = []

    def total(name):
        parts = shares.get(name, [])
        if not parts:
            new.append([f"zero {name}", "mul", starts[0], 0.0])
            return f"zero {name}"
        so_far = parts[0]
        for number, part in enumerate(parts[1:]):
            new.append([f"sum {name} {number}", "add", so_far, part])
            so_far = f"sum {name} {number}"
        shares[name] = [so_far]
        return so_far

    for target, operation, *operands in equations[::-1]:
        bar = total(target)
        if operation == "add":
            for operand in operands:
                shares.setdefault(operand, []).append(bar)
        elif operation == "mul":
            new.append([f"of {target}", "mul", bar, operands[1]])
            shares.setdefault(operands[0], []).append(f"of {target}")
        else:
            new.append([f"of {target}", "neg", bar])
            shares.setdefault(operands[0], []).append(f"of {target}")
    return new, starts, [total(name) for name in inputs]
