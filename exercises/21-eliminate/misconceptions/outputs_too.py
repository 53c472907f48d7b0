"""Every node with operands is eliminated."""

# diagnosis: leaves-ends-in


def order(edges):
    return sorted({b for _, b in edges})
