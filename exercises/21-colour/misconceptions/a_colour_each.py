"""Every column has a colour of its own."""

# diagnosis: too-many-colours


def colour_columns(pattern):
    """A colour for each column; those of one colour have no row in common."""
    return list(range(len(pattern[0])))
