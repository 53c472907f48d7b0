"""Columns that have a row in common share a colour."""

# diagnosis: shares-when-they-overlap


def colour_columns(pattern):
    """A colour for each column; those of one colour have no row in common."""
    colours = []
    for column in range(len(pattern[0])):
        same = [
            colours[other]
            for other in range(column)
            if any(row[column] and row[other] for row in pattern)
        ]
        colours.append(same[0] if same else max(colours, default=-1) + 1)
    return colours
