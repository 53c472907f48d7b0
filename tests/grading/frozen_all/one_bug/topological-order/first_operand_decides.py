# exercise: topological-order


def topological_order(operands):
    placed = []
    left = list(range(len(operands)))
    progress = True
    while left and progress:
        progress = False
        for node in list(left):
            if not operands[node] or operands[node][0] in placed:
                placed.append(node)
                left.remove(node)
                progress = True
    return placed
