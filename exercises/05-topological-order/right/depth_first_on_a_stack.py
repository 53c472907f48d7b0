"""Depth first on a stack of one's own: a node is placed when it is met for the second time."""


def topological_order(operands):
    order, state = [], ["new"] * len(operands)
    for start in range(len(operands)):
        stack = [start]
        while stack:
            node = stack.pop()
            if state[node] == "new":
                state[node] = "open"
                stack.append(node)
                stack += [k for k in operands[node] if state[k] == "new"]
            elif state[node] == "open":
                state[node] = "placed"
                order.append(node)
    return order
