# exercise: topological-order
def topological_order(operands):
    """Longest distance from an input; sort by it."""
    consumers = {}
    for k, ops in enumerate(operands):
        for o in set(ops):
            consumers.setdefault(o, []).append(k)
    left = {k: set(ops) for k, ops in enumerate(operands)}
    layer = [k for k in left if not left[k]]
    answer = []
    while layer:
        answer += layer
        following = []
        for k in layer:
            for c in consumers.get(k, ()):
                left[c].discard(k)
                if not left[c]:
                    following.append(c)
        layer = following
    return answer
