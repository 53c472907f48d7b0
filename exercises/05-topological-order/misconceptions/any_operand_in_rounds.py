"""Goes round again and again, and takes each node of which an operand is placed."""

# diagnosis: one-operand-is-enough


def topological_order(operands):
    placed = dict.fromkeys(k for k, used in enumerate(operands) if not used)
    waiting = [k for k in range(len(operands)) if k not in placed]
    while waiting:
        for k in list(waiting):
            if set(operands[k]) & set(placed):
                placed[k] = True
                waiting.remove(k)
    return list(placed)
