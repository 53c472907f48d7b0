# exercise: topological-order
def topological_order(operands):
    order = []
    state = {}  # 1 = opened, 2 = closed
    for start in range(len(operands)):
        stack = [start]
        while stack:
            top = stack[-1]
            if state.get(top) is None:
                state[top] = 1
                stack.extend(o for o in operands[top] if o not in state)
            else:
                stack.pop()
                if state[top] == 1:
                    state[top] = 2
                    order.append(top)
    return order
