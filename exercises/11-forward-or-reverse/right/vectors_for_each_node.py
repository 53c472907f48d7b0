"""One pass with a list of numbers for each node: a row of tangents, or a column of adjoints."""


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if node["operands"] == []]
    if len(inputs) <= len(outputs):
        return forward(nodes, inputs, outputs)
    return reverse(nodes, inputs, outputs)


def forward(nodes, inputs, outputs):
    rows = {}
    for k, node in enumerate(nodes):
        row = [1.0 if k == one else 0.0 for one in inputs]
        for operand, partial in zip(node["operands"], node["partials"]):
            row = [total + partial * number for total, number in zip(row, rows[operand])]
        rows[k] = row
    return [rows[k] for k in outputs]


def reverse(nodes, inputs, outputs):
    columns = [[1.0 if k == one else 0.0 for one in outputs] for k in range(len(nodes))]
    for k in range(len(nodes) - 1, -1, -1):
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            columns[operand] = [
                total + number * partial for total, number in zip(columns[operand], columns[k])
            ]
    return [[columns[k][r] for k in inputs] for r in range(len(outputs))]
