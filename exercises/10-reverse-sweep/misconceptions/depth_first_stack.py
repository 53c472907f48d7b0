"""Takes the node found last: it hands on before all its shares arrived."""

# diagnosis: depth-first-order


def reverse_sweep(nodes):
    last = len(nodes) - 1
    adjoints = [0.0] * len(nodes)
    adjoints[last] = 1.0
    stack, seen = [last], {last}
    while stack:
        index = stack.pop()
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            adjoints[operand] += adjoints[index] * partial
            if operand not in seen:
                seen.add(operand)
                stack.append(operand)
    return adjoints
