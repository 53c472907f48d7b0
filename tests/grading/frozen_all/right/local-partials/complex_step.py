# exercise: local-partials

import cmath


def local_partials(op, operands, value):
    functions = {
        "add": lambda x, y: x + y,
        "subtract": lambda x, y: x - y,
        "multiply": lambda x, y: x * y,
        "divide": lambda x, y: x / y,
        "power": lambda x, y: x**y,
        "exp": cmath.exp,
        "log": cmath.log,
        "sin": cmath.sin,
        "tanh": cmath.tanh,
        "relu": lambda x: x if x.real > 0 else 0j,
    }
    partials = []
    for k in range(len(operands)):
        moved = [x + 1e-30j * (j == k) for j, x in enumerate(operands)]
        partials.append(functions[op](*moved).imag / 1e-30)
    return partials
