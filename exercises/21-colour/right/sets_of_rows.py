"""Each colour keeps the rows that it covers."""


def colour_columns(pattern):
    covered, colours = [], []
    for column in zip(*pattern, strict=True):
        rows = {i for i, entry in enumerate(column) if entry}
        k = next((k for k, known in enumerate(covered) if not known & rows), len(covered))
        if k == len(covered):
            covered.append(set())
        covered[k] |= rows
        colours.append(k)
    return colours
