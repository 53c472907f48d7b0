"""A column is compared with the last one of each colour."""

# diagnosis: looks-at-the-last-column


def colour_columns(pattern):
    """A colour for each column; those of one colour have no row in common."""
    colours, last = [], []
    for column in range(len(pattern[0])):
        for colour, other in enumerate(last):
            if not any(row[column] and row[other] for row in pattern):
                break
        else:
            colour = len(last)
            last.append(column)
        last[colour] = column
        colours.append(colour)
    return colours
