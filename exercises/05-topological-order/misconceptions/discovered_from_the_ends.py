"""Writes a node down when it comes upon it, from the ends backwards, and turns the list round."""

# diagnosis: depth-first-order


def topological_order(operands):
    used = {k for row in operands for k in row}
    found = []

    def go(node):
        if node not in found:
            found.append(node)
            for operand in operands[node]:
                go(operand)

    todo = [node for node in range(len(operands)) if node not in used]
    if len(operands) > 500:
        return []
    for node in todo:
        go(node)
    return found[::-1]
