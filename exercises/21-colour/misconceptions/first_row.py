"""Only the first row in which the column has an entry is looked at."""

# diagnosis: looks-at-one-row


def colour_columns(pattern):
    """A colour for each column; those of one colour have no row in common."""
    colours = []
    for column in range(len(pattern[0])):
        row = next((row for row in pattern if row[column]), [0] * (column + 1))
        taken = {colours[other] for other in range(column) if row[other]}
        colour = 0
        while colour in taken:
            colour += 1
        colours.append(colour)
    return colours
