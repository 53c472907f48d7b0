"""Each coefficient is computed again from the beginning, whenever it is asked for."""

# diagnosis: three-to-the-degree

import math


def taylor(nodes, degree):
    """The coefficients of every node, up to a degree."""

    def coefficient(at, k):
        node = nodes[at]
        op, parts = node["op"], node["operands"]
        if op in ("input", "constant"):
            return node["value"] if k == 0 else float(op == "input" and k == 1)
        if op in ("add", "subtract"):
            sign = 1 if op == "add" else -1
            return coefficient(parts[0], k) + sign * coefficient(parts[1], k)
        if op == "multiply":
            pairs = range(k + 1)
            return sum(coefficient(parts[0], j) * coefficient(parts[1], k - j) for j in pairs)
        return function(op, parts[0], k)

    def function(op, at, k):
        if k == 0:
            return getattr(math, op)(coefficient(at, 0))
        other = {"exp": "exp", "sin": "cos", "cos": "sin"}[op]
        sign = -1 if op == "cos" else 1
        terms = range(1, k + 1)
        return sign * sum(j * coefficient(at, j) * function(other, at, k - j) for j in terms) / k

    return [[coefficient(at, k) for k in range(degree + 1)] for at in range(len(nodes))]
