"""Collects shares in lists, each the sum of adjoint and partial."""

# diagnosis: adds-upstream


def reverse_sweep(nodes):
    shares = [[] for _ in nodes]
    shares[-1].append(1.0)
    for index in range(len(nodes) - 1, -1, -1):
        adjoint = sum(shares[index])
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            shares[operand].append(adjoint + partial)
    return [sum(terms) for terms in shares]
