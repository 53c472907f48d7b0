# exercise: reverse-sweep
def reverse_sweep(nodes):
    grads = {i: 0.0 for i in range(len(nodes))}
    grads[len(nodes) - 1] = 1.0
    for i, node in enumerate(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            grads[operand] += grads[i] * partial
    return list(grads.values())
