"""Dictionaries hold the numbers that are not 0, so that the others cost nothing."""


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    if len(outputs) < len(inputs):
        found = [adjoints(nodes, output) for output in outputs]
        return [[one.get(k, 0.0) for k in inputs] for one in found]
    found = [tangents(nodes, k) for k in inputs]
    return [[one.get(output, 0.0) for one in found] for output in outputs]


def tangents(nodes, seed):
    found = {seed: 1.0}
    for k, node in enumerate(nodes):
        terms = [
            partial * found[operand]
            for operand, partial in zip(node["operands"], node["partials"])
            if operand in found
        ]
        if terms:
            found[k] = total(terms)
    return found


def adjoints(nodes, seed):
    shares = {seed: [1.0]}
    found = {}
    for k in range(seed, -1, -1):
        if k in shares:
            found[k] = total(shares[k])
            for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
                shares.setdefault(operand, []).append(partial * found[k])
    return found


def total(terms):
    first, *others = terms
    for term in others:
        first = first + term
    return first
