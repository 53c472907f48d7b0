# exercise: transpose


def transpose(equations, inputs, outputs):
    """The matrix is computed, and a program written that multiplies by its transpose."""
    rows = {name: [float(name == one) for one in inputs] for name in inputs}
    for target, operation, *operands in equations:
        first = rows[operands[0]]
        if operation == "mul":
            rows[target] = [entry * operands[1] for entry in first]
        elif operation == "neg":
            rows[target] = [-entry for entry in first]
        else:
            rows[target] = [a + b for a, b in zip(first, rows[operands[1]])]
    starts = [f"g{k}" for k in range(len(outputs))]
    program, ends = [], []
    for column in range(len(inputs)):
        total = None
        for start, name in zip(starts, outputs):
            part = f"p{len(program)}"
            program.append([part, "mul", start, rows[name][column]])
            if total is not None:
                program.append([f"{part} added", "add", total, part])
                part = f"{part} added"
            total = part
        ends.append(total)
    return program, starts, ends
