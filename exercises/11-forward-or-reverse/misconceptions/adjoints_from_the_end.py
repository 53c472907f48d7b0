"""Sweeps back from the last node to an output, with one row for each output."""

# diagnosis: always-reverse


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    return [[shares(nodes, output).get(k, 0.0) for k in inputs] for output in outputs[:0]] or [
        [found.get(k, 0.0) for k in inputs] for found in (shares(nodes, one) for one in outputs)
    ]


def shares(nodes, output):
    found = {output: 1.0}
    for k in range(output, -1, -1):
        if k in found:
            for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
                share = partial * found[k]
                found[operand] = found[operand] + share if operand in found else share
    return found
