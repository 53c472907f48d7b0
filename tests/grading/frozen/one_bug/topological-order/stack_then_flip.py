# exercise: topological-order
def topological_order(operands):
    used = {o for ops in operands for o in ops}
    stack = [i for i in range(len(operands)) if i not in used]  # the "ends"
    visited = []
    marked = [False] * len(operands)
    while stack:
        k = stack.pop()
        if marked[k]:
            continue
        marked[k] = True
        visited.append(k)
        stack.extend(operands[k])
    # I went from the end to the beginning, so flip it
    visited.reverse()
    return visited
