# exercise: reverse-sweep
def reverse_sweep(nodes):
    uses = [0] * len(nodes)
    for node in nodes:
        for o in node["operands"]:
            uses[o] += 1
    adj = [0.0] * len(nodes)
    adj[-1] = 1.0
    for i in reversed(range(len(nodes))):
        for o, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
            # several paths lead here, take the mean
            adj[o] += adj[i] * p / uses[o]
    return adj
