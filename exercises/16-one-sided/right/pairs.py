"""Compares what comes a moment later: first the values, then the tangents."""


def directional(nodes, direction):
    pairs = []
    count = 0
    for node in nodes:
        given = [pairs[k] for k in node["operands"]]
        if node["op"] == "input":
            pair = (node["value"], direction[count])
            count += 1
        elif node["op"] == "maximum":
            pair = max(given)
        elif node["op"] == "minimum":
            pair = min(given)
        elif node["op"] == "relu":
            pair = max(given[0], (0.0, 0.0))
        elif node["op"] == "absolute":
            pair = max(given[0], (-given[0][0], -given[0][1]))
        else:
            pair = (node["value"], sum(p * t for p, (_, t) in zip(node["partials"], given)))
        pairs.append(pair)
    return [tangent for _, tangent in pairs]
