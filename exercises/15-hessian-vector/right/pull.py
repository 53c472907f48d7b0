"""Each node collects from its consumers, the last node first."""


def hessian_times(nodes, v):
    inputs = [index for index, node in enumerate(nodes) if node["op"] == "input"]
    speed = dict(zip(inputs, v))
    consumers = [[] for _ in nodes]
    bends = {}
    for j, node in enumerate(nodes):
        if j not in speed:
            speed[j] = sum(p * speed[k] for p, k in zip(node["partials"], node["operands"]))
        for place, k in enumerate(node["operands"]):
            consumers[k].append((j, place))
            bends[j, place] = sum(
                second * speed[other]
                for second, other in zip(node["seconds"][place], node["operands"])
            )
    first, second = {len(nodes) - 1: 1.0}, {len(nodes) - 1: 0.0}
    for k in range(len(nodes) - 2, -1, -1):
        first[k] = sum(first[j] * nodes[j]["partials"][place] for j, place in consumers[k])
        second[k] = sum(
            second[j] * nodes[j]["partials"][place] + first[j] * bends[j, place]
            for j, place in consumers[k]
        )
    return [second[k] for k in range(len(nodes))]
