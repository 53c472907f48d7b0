# exercise: forward-or-reverse
def jacobian(nodes, outputs):
    """Only multiplies where something is known to be not zero."""
    inputs = [i for i in range(len(nodes)) if not nodes[i]["operands"]]

    def add(table, key, number):
        table[key] = table[key] + number if key in table else number

    def row(out):
        bar = {out: 1.0}
        for i in range(out, -1, -1):
            if i in bar:
                for k, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
                    add(bar, k, p * bar[i])
        return [bar.get(i, 0.0) for i in inputs]

    def column(inp):
        dot = {inp: 1.0}
        for i in range(inp + 1, len(nodes)):
            for k, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
                if k in dot:
                    add(dot, i, p * dot[k])
        return [dot.get(o, 0.0) for o in outputs]

    if len(inputs) < len(outputs):
        return [list(r) for r in zip(*map(column, inputs))]
    return [row(o) for o in outputs]
