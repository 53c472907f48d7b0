"""The number of entries of a column is its colour."""

# diagnosis: counts-the-entries


def colour_columns(pattern):
    """A colour for each column; those of one colour have no row in common."""
    return [sum(row[j] for row in pattern) for j in range(len(pattern[0]))]
