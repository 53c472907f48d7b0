# exercise: reverse-sweep
def reverse_sweep(nodes, adjoints={}):
    adjoints[len(nodes) - 1] = 1.0
    for k in range(len(nodes) - 1, -1, -1):
        mine = adjoints.setdefault(k, 0.0)
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            adjoints[operand] = adjoints.get(operand, 0.0) + mine * partial
    return [adjoints[k] for k in range(len(nodes))]
