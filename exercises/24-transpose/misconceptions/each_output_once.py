"""An output that stands there twice is taken once."""

# diagnosis: output-once


def transpose(equations, inputs, outputs):
    written, held = [], {}

    def write(*equation):
        name = f"t{len(written)}"
        written.append([name, *equation])
        return name

    def receive(name, share):
        held[name] = write("add", held[name], share) if name in held else share

    demands = [f"g{k}" for k in range(len(outputs))]
    for name, demand in zip(outputs, demands):
        if name not in held:
            receive(name, demand)
    for target, operation, *operands in reversed(equations):
        if target not in held:
            continue
        if operation == "add":
            for operand in operands:
                receive(operand, held[target])
        else:
            receive(operands[0], write(operation, held[target], *operands[1:]))
    results = [held[name] if name in held else write("mul", demands[0], 0.0) for name in inputs]
    return written, demands, results
