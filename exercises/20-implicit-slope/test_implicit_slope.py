"""Checks of `adjoint_of_solution`: a linear system, by products that are counted."""

import numpy as np

from adlab.grading.exercises.checks import Wrong, asking, numbers, pair

SMALL = 1e-10


def expected(matrix, z_bar):
    """w·(1 − A) = z̄."""
    A = np.array(matrix)
    return np.linalg.solve((np.eye(len(A)) - A).T, np.array(z_bar))


def rounds(matrix, z_bar, tolerance):
    """How many products the plain iteration takes."""
    A, w, count = np.array(matrix), np.array(z_bar), 0
    while True:
        new, count = z_bar + w @ A, count + 1
        if np.max(np.abs(new - w)) <= tolerance:
            return count
        w = new


def of_mistakes(matrix, z_bar):
    """What mistakes make of it, where one can tell: in one dimension all is alike."""
    if len(z_bar) == 1:
        return {}
    A, z = np.array(matrix), np.array(z_bar)
    one, right = np.eye(len(A)), expected(matrix, z_bar)
    return {
        "forgets-z-bar": [0.0 * z, z @ A],
        "one-round-only": [z, z + z @ A],
        "sign-of-the-system": [np.linalg.solve((one + A).T, z)],
        "matrix-not-transposed": [np.linalg.solve(one - A, z)],
        "returns-the-product": [right @ A],
        "first-term-missing": [right @ A @ A],
    }


def near(yours, right, tolerance):
    return bool(np.max(np.abs(np.array(yours) - right)) <= tolerance)


def check(submission, matrix, z_bar, tolerance=SMALL, few=True):
    listed = f"    A = {matrix}\n    z̄ = {z_bar}, tolerance {tolerance}"
    with asking(listed, sign=of_a_problem):
        answer = submission.call("solved", matrix, z_bar, tolerance)
    w = numbers(answer[0], len(z_bar), "numbers, one for each entry of z̄")
    right, most = expected(matrix, z_bar), rounds(matrix, z_bar, tolerance)
    if not answer[2]:
        raise Wrong(f"{listed}\n\nz̄ was changed.", what="entry", sign="changes-its-argument")
    allowed = 30.0 * tolerance * (1.0 + float(np.max(np.abs(right))))
    if not near(w, right, allowed):
        made = of_mistakes(matrix, z_bar)
        loose = max(allowed, 1e-6)
        signs = [name for name, all in made.items() if any(near(w, each, loose) for each in all)]
        at = int(np.argmax(np.abs(np.array(w) - right)))
        left, wanted = pair(w[at], float(right[at]))
        raise Wrong(
            f"{listed}\n\nEntry {at} of w: yours {left}, expected {wanted}.",
            what="entry",
            yours=w[at],
            expected=float(right[at]),
            sign=signs[0] if signs else of_the_rest(w, right, answer[1], most, matrix, z_bar),
            call=f"solved({matrix}, {z_bar}, {tolerance})[0][{at}]",
        )
    if few and answer[1] > 2 * most + len(z_bar) + 3:
        raise Wrong(
            f"{listed}\n\nCalls of vjp: yours {answer[1]}, and {most} will do.",
            what="calls",
            yours=answer[1],
            expected=most,
            sign="never-looks-at-the-tolerance",
        )


def of_the_rest(w, right, calls, most, matrix, z_bar):
    """Mistakes that depend on how long one goes on."""
    if len(z_bar) == 1:
        return ""
    A, z = np.array(matrix), np.array(z_bar)
    product = z @ A
    spread = np.array(w) - z
    if calls > 1 and np.linalg.norm(product) > 0.0:
        times = float(spread @ product / (product @ product))
        if abs(times) > 1.5 and near(spread, times * product, 1e-6 * (1.0 + abs(times))):
            return "same-product-each-time"
    large = np.max(np.abs(w)) > 1e3 * (1.0 + np.max(np.abs(right)))
    if large or not np.all(np.isfinite(w)):
        return "doubles-w"
    return "stops-too-early" if calls < most and near(w, right, 0.7 * np.max(np.abs(right))) else ""


def of_a_problem(message):
    return "forgets-z-bar" if "returned nothing" in message else ""


def contraction(rng, n, size=0.55):
    """A matrix that is not symmetric, and shrinks."""
    rows = [[round(rng.uniform(-1.0, 1.0), 2) for _ in range(n)] for _ in range(n)]
    largest = max(float(np.linalg.norm(np.array(rows), 2)), 0.1)
    return [[round(size * entry / largest, 3) for entry in row] for row in rows]


def adjoint(rng, n):
    return [round(rng.choice((1, -1)) * rng.uniform(0.5, 3.0), 2) for _ in range(n)]


def test_one_number(submission, rng):
    """One equation: the geometric series."""
    for rho in (0.5, -0.25, round(rng.uniform(0.3, 0.7), 2)):
        check(submission, [[rho]], adjoint(rng, 1))


def test_systems(submission, rng):
    """Matrices that are not symmetric."""
    check(submission, [[0.0, 0.5], [0.0, 0.0]], [2.0, 1.0])
    for n in (2, 3, 3, 5):
        check(submission, contraction(rng, n), adjoint(rng, n))


def test_tolerance(submission, rng):
    """As good as asked for, with no more products than that takes."""
    for tolerance in (1e-2, 1e-5, 1e-12):
        check(submission, contraction(rng, 3, 0.7), adjoint(rng, 3), tolerance)
    check(submission, [[0.9]], [1e-3], 1e-9)
    check(submission, contraction(rng, 2), [0.0, 0.0])


def test_again(submission, rng):
    """A second call starts afresh."""
    for _ in range(2):
        check(submission, contraction(rng, 2), adjoint(rng, 2))
