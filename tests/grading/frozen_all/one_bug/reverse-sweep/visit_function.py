# exercise: reverse-sweep


def reverse_sweep(nodes):
    total = [0.0] * len(nodes)
    todo = [(len(nodes) - 1, 1.0)]
    while todo:
        k, share = todo.pop()
        total[k] += share
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            todo.append((operand, share * partial))
    return total
