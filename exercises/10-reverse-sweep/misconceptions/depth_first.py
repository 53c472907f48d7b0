"""Visits operands first-come, each node once: it hands on before all its shares arrived."""

# diagnosis: depth-first-order


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    seen = set()

    def visit(index):
        if index in seen:
            return
        seen.add(index)
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            adjoints[operand] += adjoints[index] * partial
        for operand in nodes[index]["operands"]:
            visit(operand)

    visit(len(nodes) - 1)
    return adjoints
