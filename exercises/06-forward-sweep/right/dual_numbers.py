"""Pairs of value and tangent, with one function for each operation."""

import math


def forward_sweep(nodes, seed):
    duals = []
    for number, node in enumerate(nodes):
        given = [duals[k] for k in node["operands"]]
        if not given:
            duals.append((node["value"], float(number == seed)))
        else:
            duals.append(globals()["dual_" + node["op"]](*given))
    return [value for value, _ in duals], [tangent for _, tangent in duals]


def dual_add(a, b):
    return a[0] + b[0], a[1] + b[1]


def dual_subtract(a, b):
    return a[0] - b[0], a[1] - b[1]


def dual_multiply(a, b):
    return a[0] * b[0], a[1] * b[0] + a[0] * b[1]


def dual_divide(a, b):
    return a[0] / b[0], (a[1] * b[0] - a[0] * b[1]) / (b[0] * b[0])


def dual_exp(a):
    e = math.exp(a[0])
    return e, e * a[1]


def dual_log(a):
    return math.log(a[0]), a[1] / a[0]


def dual_sin(a):
    return math.sin(a[0]), math.cos(a[0]) * a[1]
