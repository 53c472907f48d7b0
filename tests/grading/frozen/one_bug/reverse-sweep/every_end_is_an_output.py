# exercise: reverse-sweep
def reverse_sweep(nodes):
    used = {o for node in nodes for o in node["operands"]}
    adjoints = [0.0 if i in used else 1.0 for i in range(len(nodes))]  # ends have slope 1
    for i in sorted(range(len(nodes)), reverse=True):
        for o, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
            adjoints[o] += adjoints[i] * p
    return adjoints
