# exercise: forward-or-reverse


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    adjoints = [1.0 if k in outputs else 0.0 for k in range(len(nodes))]
    for k in reversed(range(len(nodes))):
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            adjoints[operand] = adjoints[operand] + adjoints[k] * partial
    row = [adjoints[k] for k in inputs]
    return [list(row) for _ in outputs]
