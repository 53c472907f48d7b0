# exercise: topological-order
def rounds(operands):
    placed = set()
    left = list(range(len(operands)))
    while left:
        # everything we can do in this round
        now = [k for k in left if not operands[k] or any(o in placed for o in operands[k])]
        for k in now:
            yield k
        placed.update(now)
        left = [k for k in left if k not in placed]


def topological_order(operands):
    return list(rounds(operands))
