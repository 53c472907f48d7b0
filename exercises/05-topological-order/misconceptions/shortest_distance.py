"""Sorts by the shortest distance from an input, where the longest would do."""

# diagnosis: breadth-first-order


def topological_order(operands):
    distance = [0 if not used else len(operands) for used in operands]
    for _ in operands:
        for node, used in enumerate(operands):
            if used:
                distance[node] = 1 + min(distance[operand] for operand in used)
    return sorted(range(len(operands)), key=distance.__getitem__)
