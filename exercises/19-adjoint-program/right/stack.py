"""Saves the old value of each target, and gives it back on the way back."""


def adjoint(inputs, lines):
    program, known = [], set(inputs)
    for k, (target, op, operands) in enumerate(lines):
        program.append(f"old{k} = " + (target if target in known else "0.0"))
        known.add(target)
        a, b = operands[0], operands[-1]
        program.append(
            {
                "add": f"{target} = {a} + {b}",
                "sub": f"{target} = {a} - {b}",
                "mul": f"{target} = {a} * {b}",
                "sin": f"{target} = sin({a})",
                "exp": f"{target} = exp({a})",
            }[op]
        )
    for name in known:
        program.append(f"{name}_bar = 0.0")
    program.append(f"{lines[-1][0]}_bar = 1.0")
    for k in reversed(range(len(lines))):
        target, op, operands = lines[k]
        a, b = operands[0], operands[-1]
        program += [f"{target} = old{k}", f"t = {target}_bar", f"{target}_bar = 0.0"]
        if op == "sin":
            program.append(f"{a}_bar += cos({a}) * t")
        elif op == "exp":
            program.append(f"{a}_bar += exp({a}) * t")
        elif op == "mul":
            program += [f"{a}_bar += {b} * t", f"{b}_bar += {a} * t"]
        elif op == "add":
            program += [f"{a}_bar += t", f"{b}_bar += t"]
        else:
            program += [f"{a}_bar += t", f"{b}_bar += -t"]
    return program
