"""Computes each partial on the way forward, before the line runs, and keeps it."""

RULES = {
    "add": lambda a, b: ("1.0", "1.0"),
    "sub": lambda a, b: ("1.0", "-1.0"),
    "mul": lambda a, b: (b, a),
    "sin": lambda a, b: (f"cos({a})",),
    "exp": lambda a, b: (f"exp({a})",),
}
TEXT = {
    "add": "{0} + {1}",
    "sub": "{0} - {1}",
    "mul": "{0} * {1}",
    "sin": "sin({0})",
    "exp": "exp({0})",
}


def adjoint(inputs, lines):
    forward, backward, names = [], [], list(inputs)
    for number, (target, op, operands) in enumerate(lines):
        partials = RULES[op](operands[0], operands[-1])
        for place, partial in enumerate(partials):
            forward.append(f"p{number}x{place} = {partial}")
        forward.append(target + " = " + TEXT[op].format(*operands))
        names.append(target)
        back = [f"here = {target}_bar", f"{target}_bar = 0.0"]
        for place, operand in enumerate(operands):
            back.append(f"{operand}_bar += here * p{number}x{place}")
        backward.append(back)
    start = [f"{name}_bar = 0.0" for name in names] + [f"{lines[-1][0]}_bar = 1.0"]
    return forward + start + [line for back in backward[::-1] for line in back]
