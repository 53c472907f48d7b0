"""Gives each assignment a name of its own, so that nothing is overwritten."""


def adjoint(inputs, lines):
    version = dict.fromkeys(inputs, 0)

    def now(name):
        return f"{name}__{version[name]}"

    forward = [f"{now(name)} = {name}" for name in inputs]
    tape = []
    for target, op, operands in lines:
        used = [now(name) for name in operands]
        version[target] = version.get(target, -1) + 1
        made = now(target)
        if op in ("sin", "exp"):
            forward.append(f"{made} = {op}({used[0]})")
        else:
            sign = {"add": "+", "sub": "-", "mul": "*"}[op]
            forward.append(f"{made} = {used[0]} {sign} {used[1]}")
        tape.append((made, op, used))
    everything = {name for made, _, used in tape for name in (made, *used)}
    everything |= {f"{name}__0" for name in inputs}
    program = forward + [f"{name}_adj = 0.0" for name in everything]
    program.append(f"{tape[-1][0]}_adj = 1.0")
    for made, op, used in reversed(tape):
        if op == "mul":
            program.append(f"{used[0]}_adj += {made}_adj * {used[1]}")
            program.append(f"{used[1]}_adj += {made}_adj * {used[0]}")
        elif op == "sin":
            program.append(f"{used[0]}_adj += {made}_adj * cos({used[0]})")
        elif op == "exp":
            program.append(f"{used[0]}_adj += {made}_adj * {made}")
        else:
            program.append(f"{used[0]}_adj += {made}_adj")
            program.append(f"{used[1]}_adj += " + ("-" if op == "sub" else "") + f"{made}_adj")
    return program + [f"{name}_bar = {name}__0_adj" for name in inputs]
