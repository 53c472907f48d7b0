"""The number of colours that are taken is the new colour."""

# diagnosis: counts-neighbours


def colour_columns(pattern):
    """A colour for each column; those of one colour have no row in common."""
    colours = []
    for column in range(len(pattern[0])):
        taken = {
            colours[other]
            for row in pattern
            if row[column]
            for other in range(column)
            if row[other]
        }
        colours.append(len(taken))
    return colours
