"""The rows are coloured."""

# diagnosis: rows-for-columns


def colour_columns(pattern):
    """A colour for each column; those of one colour have no row in common."""
    turned = list(zip(*pattern))
    colours = []
    for column in range(len(turned[0])):
        taken = set()
        for row in turned:
            if row[column]:
                taken |= {colours[other] for other in range(column) if row[other]}
        colour = 0
        while colour in taken:
            colour += 1
        colours.append(colour)
    return colours
