# exercise: topological-order


def topological_order(operands):
    print("called with", len(operands), "nodes")
    return [0][len(operands)]
