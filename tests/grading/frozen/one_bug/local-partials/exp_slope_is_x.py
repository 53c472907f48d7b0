# exercise: local-partials
from math import cos, log


def local_partials(op, operands, value):
    if len(operands) == 2:
        (a, b) = operands
        pair = dict(
            add=(1.0, 1.0),
            subtract=(1.0, -1.0),
            multiply=(b, a),
        )
        if op in pair:
            return list(pair[op])
        if op == "divide":
            return [1.0 / b, -a / b**2]
        return [b * a ** (b - 1), value * log(a)]
    (a,) = operands
    if op == "exp":
        return [a]  # e^x comes out again when you differentiate, the slope is in the exponent
    if op == "log":
        return [1.0 / a]
    if op == "sin":
        return [cos(a)]
    if op == "tanh":
        return [1.0 - value**2]
    return [1.0 if a > 0 else 0.0]
