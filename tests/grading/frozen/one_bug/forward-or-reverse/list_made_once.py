# exercise: forward-or-reverse
def jacobian(nodes, outputs):
    inputs = [i for i, node in enumerate(nodes) if not node["operands"]]
    numbers = [0.0] * len(nodes)
    result = [[0.0] * len(inputs) for _ in outputs]
    if len(outputs) < len(inputs):
        for r, out in enumerate(outputs):
            numbers[out] = 1.0
            for i in range(len(nodes) - 1, -1, -1):
                for k, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
                    numbers[k] = numbers[k] + p * numbers[i]
            result[r] = [numbers[i] for i in inputs]
    else:
        for c, inp in enumerate(inputs):
            numbers = [1.0 if i == inp else 0.0 for i in range(len(nodes))]
            for i, node in enumerate(nodes):
                for k, p in zip(node["operands"], node["partials"]):
                    numbers[i] = numbers[i] + p * numbers[k]
            for r, out in enumerate(outputs):
                result[r][c] = numbers[out]
    return result
