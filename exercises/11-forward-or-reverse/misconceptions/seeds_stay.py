"""Sets the seed of each forward sweep, and leaves that of the one before."""

# diagnosis: no-zeroing


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    seeds, columns = set(), []
    for seed in inputs:
        seeds.add(seed)
        found = {}
        for k, node in enumerate(nodes):
            found[k] = 1.0 if k in seeds else 0.0
            for operand, partial in zip(node["operands"], node["partials"]):
                found[k] = found[k] + partial * found[operand]
        columns.append(found)
    return [[column[output] for column in columns] for output in outputs]
