# exercise: reverse-sweep


def reverse_sweep(nodes:
    return 0
