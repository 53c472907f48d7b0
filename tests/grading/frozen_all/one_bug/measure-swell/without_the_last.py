# exercise: measure-swell


def measure_swell(steps):
    tree = []
    for step in steps:
        tree.append(0 if not step["operands"] else 1 + sum(tree[k] for k in step["operands"]))
    program = 0
    for i in range(len(steps) - 1):
        if steps[i]["op"] != "input" and steps[i]["op"] != "constant":
            program += 1
    return tree[len(tree) - 1], program
