# exercise: forward-or-reverse
def jacobian(nodes, outputs):
    inputs = [i for i, node in enumerate(nodes) if not node["operands"]]

    def slope(y, x):
        """d node y / d node x"""
        if len(outputs) < len(inputs):
            a = [0.0] * len(nodes)
            a[y] = 1.0
            for i in reversed(range(len(nodes))):
                for k, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
                    a[k] = a[k] + a[i] * p
            return a[x]
        t = [0.0] * len(nodes)
        t[x] = 1.0
        for i in range(len(nodes)):
            for k, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
                t[i] = t[i] + t[k] * p
        return t[y]

    return [[slope(y, x) for x in inputs] for y in outputs]
