"""Keeps the adjoints in the nodes, where the next call finds them."""

# diagnosis: no-zeroing


def reverse_sweep(nodes):
    """The adjoint of every node: the slope of the last node with respect to it."""
    for node in nodes:
        node.setdefault("adjoint", 0.0)
    nodes[-1]["adjoint"] = 1.0
    for index in reversed(range(len(nodes))):
        node = nodes[index]
        for operand, partial in zip(node["operands"], node["partials"]):
            nodes[operand]["adjoint"] += node["adjoint"] * partial
    return [node["adjoint"] for node in nodes]
