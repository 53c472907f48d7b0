"""Takes 1 − tanh, without the square."""

# diagnosis: tanh-uses-operand

import math


def rule(op, *xs):
    """The result of an operation, and its partials with respect to its operands."""
    x, y = xs[0], xs[-1]
    if op == "add":
        return x + y, [1.0, 1.0]
    if op == "subtract":
        return x - y, [1.0, -1.0]
    if op == "multiply":
        return x * y, [y, x]
    if op == "divide":
        return x / y, [1 / y, -x / y**2]
    if op == "negative":
        return -x, [-1.0]
    if op == "exp":
        result = math.exp(x)
        return result, [result]
    if op == "log":
        return math.log(x), [1 / x]
    if op == "tanh":
        result = math.tanh(x)
        return result, [1 - result]
    if op == "relu":
        return max(x, 0.0), [1.0 if x > 0 else 0.0]
