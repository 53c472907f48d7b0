# exercise: reverse-sweep


def reverse_sweep(nodes):
    for node in nodes:
        node.setdefault("adjoint", 0.0)
    nodes[-1]["adjoint"] = 1.0
    for node in reversed(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            nodes[operand]["adjoint"] += partial * node["adjoint"]
    return [node["adjoint"] for node in nodes]
