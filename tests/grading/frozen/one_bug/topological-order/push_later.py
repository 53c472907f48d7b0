# exercise: topological-order
def topological_order(operands):
    n = len(operands)
    out = []
    # work backwards from the nodes nobody uses, operands always get
    # appended after the thing that uses them, then reverse
    used = set(sum(operands, []))
    front = [i for i in range(n) if i not in used]
    while front:
        nxt = []
        for i in front:
            out.append(i)
            nxt += operands[i]
        front = nxt
    return out[::-1]
