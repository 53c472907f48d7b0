"""Follows every path to find the depth of a node: 2ⁿ paths where there are 2n edges."""

# diagnosis: enumerates-paths


def topological_order(operands):
    depth = [0] * len(operands)
    todo = [(node, 0) for node, used in enumerate(operands) if not used]
    consumers = [[] for _ in operands]
    for node, used in enumerate(operands):
        for operand in used:
            consumers[operand].append(node)
    while todo:
        node, steps = todo.pop()
        depth[node] = max(depth[node], steps)
        todo.extend((consumer, steps + 1) for consumer in consumers[node])
    return sorted(range(len(operands)), key=lambda node: depth[node])
