"""Takes nodes off a stack, each once, and goes on with the first operand."""

# diagnosis: depth-first-order


def reverse_sweep(nodes):
    out = [0.0] * (len(nodes) - 1) + [1.0]
    stack, done = [len(nodes) - 1], set()
    while stack:
        k = stack.pop()
        if k not in done:
            done.add(k)
            edges = list(zip(nodes[k]["operands"], nodes[k]["partials"]))
            for operand, partial in edges:
                out[operand] += out[k] * partial
            stack.extend(operand for operand, _ in reversed(edges))
    return out
