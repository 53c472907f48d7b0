"""One colour after the other, each with all columns that fit."""


def colour_columns(pattern):
    n = len(pattern[0])
    colours, colour = [-1] * n, 0
    while -1 in colours:
        covered = set()
        for j in range(n):
            rows = {i for i, row in enumerate(pattern) if row[j]}
            if colours[j] == -1 and not rows & covered:
                colours[j] = colour
                covered |= rows
        colour += 1
    return colours
