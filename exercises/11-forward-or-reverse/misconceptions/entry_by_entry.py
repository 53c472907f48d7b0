"""Finds each slope by itself, from the output down, and forgets all that it found."""

# diagnosis: sweep-for-each-entry


def jacobian(nodes, outputs):
    inputs = [index for index, node in enumerate(nodes) if not node["operands"]]
    rows = []
    for output in outputs:
        row = []
        for wanted in inputs:
            adjoints = {output: 1.0}
            for index in range(output, wanted, -1):
                if index in adjoints:
                    for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
                        share = adjoints[index] * partial
                        adjoints[operand] = adjoints.get(operand, 0.0) + share
            row.append(adjoints.get(wanted, 0.0))
        rows.append(row)
    return rows
