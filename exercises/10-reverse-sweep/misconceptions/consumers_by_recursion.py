"""Asks every consumer anew for its adjoint and never keeps the answer: 2ⁿ questions."""

# diagnosis: enumerates-paths


def reverse_sweep(nodes):
    def adjoint(index):
        if index == len(nodes) - 1:
            return 1.0
        total = 0.0
        for consumer in range(index + 1, len(nodes)):
            for operand, partial in zip(nodes[consumer]["operands"], nodes[consumer]["partials"]):
                if operand == index:
                    total += adjoint(consumer) * partial
        return total

    return [adjoint(index) for index in range(len(nodes))]
