# exercise: reverse-sweep


def reverse_sweep(nodes):
    adjoint = [0.0 for _ in nodes]
    adjoint[-1] = 1.0
    for k in range(len(nodes) - 1, -1, -1):
        for operand in nodes[k]["operands"]:
            adjoint[operand] += adjoint[k] * nodes[operand]["value"]
    return adjoint
