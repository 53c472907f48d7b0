"""Follows every path by itself: right, but 2ⁿ paths where there are 2n edges."""

# diagnosis: enumerates-paths


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    todo = [(len(nodes) - 1, 1.0)]
    while todo:
        index, product = todo.pop()
        adjoints[index] += product
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            todo.append((operand, product * partial))
    return adjoints
