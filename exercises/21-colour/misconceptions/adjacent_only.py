"""Only the column before is looked at, as on a map."""

# diagnosis: adjacent-only


def colour_columns(pattern):
    """A colour for each column; those of one colour have no row in common."""
    colours = []
    for column in range(len(pattern[0])):
        taken = {
            colours[other]
            for row in pattern
            if row[column]
            for other in range(max(column - 1, 0), column)
            if row[other]
        }
        colour = 0
        while colour in taken:
            colour += 1
        colours.append(colour)
    return colours
