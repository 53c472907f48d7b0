# exercise: topological-order


def topological_order(operands):
    seen = [False] * len(operands)
    result = []

    def visit(node):
        if seen[node]:
            return
        seen[node] = True
        for k in operands[node]:
            visit(k)
        result.append(node)

    for node in range(len(operands)):
        visit(node)
    return result
