"""Each coefficient is the slope at x times the operand's."""

# diagnosis: first-order-only

import math


def taylor(nodes, degree):
    """The coefficients of every node, up to a degree."""
    found = []
    for node in nodes:
        op, parts = node["op"], [found[k] for k in node["operands"]]
        if op == "input":
            series = [node["value"], 1.0] + [0.0] * degree
        elif op == "constant":
            series = [node["value"]] + [0.0] * degree
        elif op == "add":
            series = [x + y for x, y in zip(*parts)]
        elif op == "subtract":
            series = [x - y for x, y in zip(*parts)]
        elif op == "multiply":
            series = product(*parts)
        elif op == "exp":
            series = exponential(*parts)
        else:
            sine, cosine = sine_and_cosine(*parts)
            series = sine if op == "sin" else cosine
        found.append(series[: degree + 1])
    return found


def product(x, y):
    return [sum(x[j] * y[k - j] for j in range(k + 1)) for k in range(len(x))]


def exponential(a):
    return [math.exp(a[0])] + [math.exp(a[0]) * part for part in a[1:]]


def sine_and_cosine(a):
    s, c = [math.sin(a[0])], [math.cos(a[0])]
    s += [math.cos(a[0]) * part for part in a[1:]]
    c += [-math.sin(a[0]) * part for part in a[1:]]
    return s, c
