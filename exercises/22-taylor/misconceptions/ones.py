"""All coefficients of the input are 1."""

# diagnosis: seed-everywhere

import math


def taylor(nodes, degree):
    """The coefficients of every node, up to a degree."""
    found = []
    for node in nodes:
        op, parts = node["op"], [found[k] for k in node["operands"]]
        if op == "input":
            series = [node["value"]] + [1.0] * degree
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
    e = [math.exp(a[0])]
    for k in range(1, len(a)):
        e.append(sum(j * a[j] * e[k - j] for j in range(1, k + 1)) / k)
    return e


def sine_and_cosine(a):
    s, c = [math.sin(a[0])], [math.cos(a[0])]
    for k in range(1, len(a)):
        s.append(sum(j * a[j] * c[k - j] for j in range(1, k + 1)) / k)
        c.append(-sum(j * a[j] * s[k - j] for j in range(1, k + 1)) / k)
    return s, c
