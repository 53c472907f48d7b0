"""A function for each node sends all shares, and then calls those of its operands."""

# diagnosis: resends-whole-adjoint


def reverse_sweep(nodes):
    found = [0.0] * len(nodes)
    found[-1] = 1.0
    left = [3000]

    def send(k):
        left[0] -= 1
        if left[0] < 0 or len(nodes) > 500:
            return
        node = nodes[k]
        for operand, partial in zip(node["operands"], node["partials"]):
            found[operand] += found[k] * partial
        for operand in node["operands"]:
            send(operand)

    send(len(nodes) - 1)
    return found
