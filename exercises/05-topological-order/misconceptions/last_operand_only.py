"""Waits for the last operand of a node, and not for the others."""

# diagnosis: one-operand-is-enough


def topological_order(operands):
    followers = {}
    for node, used in enumerate(operands):
        followers.setdefault(used[-1] if used else None, []).append(node)
    order = list(followers.get(None, []))
    for node in order:
        order.extend(followers.get(node, []))
    return order
