"""Checks of `colour_columns`: no row has two entries of one colour, and few colours will do."""

from adlab.grading.exercises.checks import Wrong, again, asking, shown


def clash(pattern, colours):
    """The first two columns of one colour that share a row, with the row."""
    for other in range(len(colours)):
        for one in range(other):
            for k, row in enumerate(pattern):
                if colours[one] == colours[other] and row[one] and row[other]:
                    return one, other, k
    return None


def greedy_bound(pattern):
    column = max(sum(row[j] for row in pattern) for j in range(len(pattern[0])))
    row = max(map(sum, pattern))
    return 1 + column * max(row - 1, 0)


def signature(arguments, answer):
    """Nothing for a colouring that is right; else the colours."""
    pattern = arguments[0]
    fits = type(answer) is list and len(answer) == len(pattern[0])
    if fits and all(type(colour) is int for colour in answer):
        if clash(pattern, answer) is None and len(set(answer)) <= greedy_bound(pattern):
            return {}
        return {f"column {k}": colour for k, colour in enumerate(answer)}
    return {"length": len(answer)} if type(answer) is list else {"no list": 1.0}


def check(submission, pattern, most=None):
    listed = "\n".join(f"    {row}" for row in pattern)
    with asking(listed):
        colours = submission(pattern)
    compare(colours, pattern, listed, most)


def compare(colours, pattern, listed, most=None):
    count = len(pattern[0])
    if type(colours) is not list or not all(type(colour) is int for colour in colours):
        raise Wrong(f"{listed}\n\nExpected a list of whole numbers, got {shown(colours)}.")
    if len(colours) != count:
        sign = "rows-for-columns" if len(colours) == len(pattern) else ""
        raise Wrong(
            f"{listed}\n\n{count} colours are expected, one for each column; you return "
            f"{len(colours)}.",
            sign=sign,
        )
    found = clash(pattern, colours)
    if found:
        one, other, row = found
        raise Wrong(
            f"{listed}\n\nColumns {one} and {other} have colour {colours[one]}, and row {row} has "
            "an entry in both.",
            what="colours",
            one=one,
            other=other,
            row=row,
            pattern=pattern,
        )
    bound = greedy_bound(pattern) if most is None else most
    if len(set(colours)) > bound:
        raise Wrong(
            f"{listed}\n\nColours: yours {len(set(colours))}; {bound} will do.",
            what="colours",
            yours=len(set(colours)),
            expected=bound,
            pattern=pattern,
        )


def band(size, width):
    return [[int(abs(i - j) <= width) for j in range(size)] for i in range(size)]


def drawn(rng, rows, columns, share):
    return [[int(rng.random() < share) for _ in range(columns)] for _ in range(rows)]


def test_small(submission, rng):
    """One or two rows."""
    for pattern in (
        [[1]],
        [[0, 0, 0]],
        [[1, 0, 1]],
        [[1, 1, 0], [0, 0, 1]],
        [[1, 0, 1, 0], [0, 1, 0, 1]],
    ):
        check(submission, pattern)


def test_bands(submission, rng):
    """A tridiagonal matrix takes three colours, one with five diagonals five."""
    for size in (4, 7, rng.randrange(8, 14)):
        check(submission, band(size, 1), 3)
        check(submission, band(size, 2), min(size, 5))


def test_arrows(submission, rng):
    """One row that is full, one column that is full, and entries far apart."""
    check(submission, [[1, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 0]])
    check(submission, [[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1], [1, 0, 0, 0]], 2)
    check(submission, [[1, 0, 0, 0, 1], [0, 1, 0, 1, 0], [0, 0, 1, 0, 0]], 2)


def test_random(submission, rng):
    """Random patterns, with more rows than columns and the other way round."""
    sizes = ((3, 6, 0.4), (6, 3, 0.4), (5, 5, 0.3), (4, 9, 0.3), (8, 8, 0.2), (6, 12, 0.25))
    for rows, columns, share in 3 * sizes:
        check(submission, drawn(rng, rows, columns, share))


def test_bound(submission, rng):
    """No more colours than the simple way takes, also for many columns."""
    check(submission, [[int(j // 2 == i) for j in range(24)] for i in range(12)], 2)
    check(submission, [[int(i == j) for j in range(20)] for i in range(20)], 1)
    check(submission, drawn(rng, 12, 20, 0.12))


def test_again(submission, rng):
    """The same pattern again, after another one."""
    first, second = drawn(rng, 4, 6, 0.4), drawn(rng, 6, 4, 0.4)
    listed = "\n".join(f"    {row}" for row in first)
    calls = [[first], [second], [first]]
    answers = again(submission, calls, listed, ["pattern"])
    for [pattern], colours in zip(calls, answers, strict=True):
        compare(colours, pattern, listed)
