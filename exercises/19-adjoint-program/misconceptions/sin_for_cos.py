"""The slope of sin is taken to be sin."""

# diagnosis: slope-of-the-function-itself


def adjoint(inputs, lines):
    signs = {"add": "+", "sub": "-", "mul": "*"}
    forward, backward = [], []
    names = set(inputs)
    for k, (target, op, operands) in enumerate(lines):
        kept = [f"{name}_of_{k}_{place}" for place, name in enumerate(operands)]
        forward += [f"{saved} = {name}" for saved, name in zip(kept, operands)]
        written = f" {signs[op]} ".join(operands) if op in signs else f"{op}({operands[0]})"
        forward.append(f"{target} = {written}")
        names |= {target, *operands}
        partials = {
            "add": ["1.0", "1.0"],
            "sub": ["1.0", "-1.0"],
            "mul": kept[::-1],
            "sin": [f"sin({kept[0]})"],
            "exp": [f"exp({kept[0]})"],
        }[op]
        adjoints = [f"bar = {target}_bar", f"{target}_bar = 0.0"]
        adjoints += [f"{name}_bar += bar * {partial}" for name, partial in zip(operands, partials)]
        backward = adjoints + backward
    begin = [f"{name}_bar = 0.0" for name in sorted(names)]
    return [*forward, *begin, f"{lines[-1][0]}_bar = 1.0", *backward]
