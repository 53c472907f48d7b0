"""Begins with the output's value, and works through a dictionary."""

# diagnosis: seeds-with-value


def reverse_sweep(nodes):
    last = max(range(len(nodes)))
    grads = {last: nodes[last]["value"]}
    for i in range(last, -1, -1):
        g = grads.setdefault(i, 0.0)
        for k in range(len(nodes[i]["operands"])):
            o = nodes[i]["operands"][k]
            grads[o] = grads.get(o, 0.0) + g * nodes[i]["partials"][k]
    return [grads[i] for i in range(len(nodes))]
