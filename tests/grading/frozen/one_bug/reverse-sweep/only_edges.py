# exercise: reverse-sweep
def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for node, own in reversed(list(zip(nodes, range(len(nodes))))):
        if adjoints[own] == 0:
            continue  # output does not depend on it
        for i, operand in enumerate(node["operands"]):
            adjoints[operand] += node["partials"][i]
    return adjoints
