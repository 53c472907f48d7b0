"""Sums the partials of a node's consumers, and nothing else."""

# diagnosis: no-upstream


def reverse_sweep(nodes):
    found = []
    for wanted in range(len(nodes)):
        total = 1.0 if wanted == len(nodes) - 1 else 0.0
        for node in nodes:
            total += sum(p for o, p in zip(node["operands"], node["partials"]) if o == wanted)
        found.append(total)
    return found
