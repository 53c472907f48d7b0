"""Coefficients are made when they are asked for, and kept."""

import math
from functools import cache


def taylor(nodes, degree):
    @cache
    def c(at, k, op=None):
        node = nodes[at]
        op = op or node["op"]
        if op in ("input", "constant"):
            return node["value"] if k == 0 else float(op == "input" and k == 1)
        a, *b = node["operands"]
        if op == "add":
            return c(a, k) + c(b[0], k)
        if op == "subtract":
            return c(a, k) - c(b[0], k)
        if op == "multiply":
            return math.fsum(c(a, j) * c(b[0], k - j) for j in range(k + 1))
        if k == 0:
            return getattr(math, op)(c(a, 0))
        other = {"exp": "exp", "sin": "cos", "cos": "sin"}[op]
        sign = -1 if op == "cos" else 1
        return sign * sum(j * c(a, j) * c(at, k - j, other) for j in range(1, k + 1)) / k

    for k in range(degree + 1):
        for at in range(len(nodes)):
            c(at, k)
    return [[c(at, k) for k in range(degree + 1)] for at in range(len(nodes))]
