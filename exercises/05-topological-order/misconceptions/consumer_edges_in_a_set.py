"""Collects edges in a set of pairs, and waits for as many operands as are listed."""

# diagnosis: forgets-multiplicity


def topological_order(operands):
    edges = {(operand, node) for node, used in enumerate(operands) for operand in used}
    waits = [len(used) for used in operands]
    after = [[] for _ in operands]
    for operand, node in edges:
        after[operand].append(node)
    queue = [node for node, count in enumerate(waits) if count == 0]
    for node in queue:
        for consumer in after[node]:
            waits[consumer] -= 1
            if waits[consumer] == 0:
                queue.append(consumer)
    return queue
