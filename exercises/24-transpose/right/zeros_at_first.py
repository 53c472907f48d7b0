# exercise: transpose


def transpose(equations, inputs, outputs):
    """Every variable begins with a zero, and each share is added to it."""
    demands = ["d" + str(k) for k in range(len(outputs))]
    lines = [["zero", "mul", demands[0], 0.0]]
    bars = dict.fromkeys(inputs, "zero")
    for line in equations:
        bars[line[0]] = "zero"

    def add_to(name, share):
        lines.append(["s" + str(len(lines)), "add", bars[name], share])
        bars[name] = lines[-1][0]

    for name, demand in zip(outputs, demands):
        add_to(name, demand)
    for line in reversed(equations):
        bar = bars[line[0]]
        if line[1] == "add":
            add_to(line[2], bar)
            add_to(line[3], bar)
        else:
            factor = line[3] if line[1] == "mul" else -1.0
            lines.append(["p" + str(len(lines)), "mul", bar, factor])
            add_to(line[2], lines[-1][0])
    return lines, demands, [bars[name] for name in inputs]
