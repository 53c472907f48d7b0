# exercise: reverse-sweep
def reverse_sweep(nodes):
    backwards = list(enumerate(nodes))[::-1]
    adjoints = [0.0 for _ in nodes]
    adjoints[-1] = nodes[-1]["value"]  # we start from the result
    for k, node in backwards:
        for where, how_much in zip(node["operands"], node["partials"]):
            adjoints[where] += how_much * adjoints[k]
    return adjoints
