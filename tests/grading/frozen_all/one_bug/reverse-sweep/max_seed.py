# exercise: reverse-sweep


def reverse_sweep(nodes):
    output = len(nodes) - 1
    result = {k: 0.0 for k in range(len(nodes))}
    result[output] = nodes[output]["value"]
    for k in sorted(result, reverse=True):
        for pos in range(len(nodes[k]["operands"])):
            result[nodes[k]["operands"][pos]] += nodes[k]["partials"][pos] * result[k]
    return [result[k] for k in range(len(nodes))]
