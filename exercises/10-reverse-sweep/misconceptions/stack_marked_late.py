"""Takes nodes off a stack, each once, the one that was put there last first."""

# diagnosis: depth-first-order


def reverse_sweep(nodes):
    out = [0.0] * len(nodes)
    out[-1] = 1.0
    stack, done = [len(nodes) - 1], [False] * len(nodes)
    while stack:
        k = stack.pop()
        if done[k]:
            continue
        done[k] = True
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            out[operand] += out[k] * partial
            stack.append(operand)
    return out
