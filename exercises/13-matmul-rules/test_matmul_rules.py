"""Checks of `pull`: the adjoints of both factors of a matrix product."""

import numpy as np

from adlab.grading.exercises.arrays import compare_array, drawn, listed, sent
from adlab.grading.exercises.checks import Wrong, again, asking, plain, shown
from adlab.grading.walls.remote import Hidden
from adlab.grading.walls.wire import WireError, array

SLACK = 1.5
MATRICES = (
    ((1, 2), (2, 1)),
    ((2, 1), (1, 3)),
    ((2, 3), (3, 1)),
    ((2, 3), (3, 4)),
    ((4, 2), (2, 3)),
)
SQUARE = ((2, 2), (2, 2), (3, 3))
VECTORS = (((2,), (2,)), ((2,), (2, 3)), ((3, 2), (2,)), ((3,), (3, 3)), ((3, 3), (3,)))


def as_matrices(a, b, adjoint):
    """Vectors as a row and as a column, and the adjoint in the shape that goes with them."""
    left = a[None, :] if a.ndim == 1 else a
    right = b[:, None] if b.ndim == 1 else b
    return left, right, np.reshape(adjoint, (left.shape[0], right.shape[1]))


def right_pair(a, b, adjoint):
    left, right, middle = as_matrices(a, b, adjoint)
    return (middle @ right.T).reshape(a.shape), (left.T @ middle).reshape(b.shape)


def drawn_for(rng, a, b):
    """An adjoint of the product's shape; of a number, a number."""
    return drawn(rng, np.shape(a @ b))


def both(returned, given):
    """What came back, once it looks like two arrays."""
    returned = plain(returned)
    if type(returned) is not list or len(returned) != 2:
        what = "it returned nothing" if returned is None else f"it returned {shown(returned)}"
        raise Wrong(f"{given}\n\nIt should return two arrays; {what}.", what="no pair")
    return returned


def sent_number(adjoint):
    return sent(adjoint) if adjoint.ndim else float(adjoint)


def check_pair(submission, a, b, adjoint):
    given = listed(a=a, b=b, adjoint=adjoint)
    with asking(given):
        returned = submission(sent(a), sent(b), sent_number(adjoint))
    compare_pair(returned, a, b, adjoint, given)


def compare_pair(returned, a, b, adjoint, given):
    pairs = zip("ab", both(returned, given), right_pair(a, b, adjoint), strict=True)
    for name, yours, expected in pairs:
        compare_array(f"adjoint of {name}", yours, expected, given)


# What mistakes make of the two factors and the adjoint, all as matrices: for a, and for b.
MISTAKES = {
    "wrong-side": (lambda x, y, g: [y.T @ g], lambda x, y, g: [g @ x.T]),
    "transpose-missing": (lambda x, y, g: [g @ y], lambda x, y, g: [x @ g]),
    "own-matrix": (
        lambda x, y, g: [g @ x.T, x.T @ g],
        lambda x, y, g: [y.T @ g, g @ y.T],
    ),
    "no-upstream": (
        lambda x, y, g: [np.ones(g.shape) @ y.T],
        lambda x, y, g: [x.T @ np.ones(g.shape)],
    ),
    "one-side-only": (lambda x, y, g: [0 * x], lambda x, y, g: [0 * y]),
    "entry-by-entry": (
        lambda x, y, g: [g * y, g * y.T],
        lambda x, y, g: [g * x, g * x.T],
    ),
    "result-transposed": (lambda x, y, g: [y @ g.T], lambda x, y, g: [g.T @ x]),
}


def signature(arguments, answer):
    """The mistakes that give these arrays, one by one; if none is known to, what they are."""
    a, b, adjoint = map(array, arguments)
    given = as_matrices(a, b, adjoint)
    right = right_pair(a, b, adjoint)
    try:
        found = [array(each) for each in both(answer, "")]
    except (WireError, Wrong):
        return {"no arrays": 1.0}
    good = [same(one, other) for one, other in zip(found, right, strict=True)]
    if all(good):
        return {}
    signs = {
        id: 1.0
        for id, rules in MISTAKES.items()
        if all(
            fine or makes(rule, given, one)
            for fine, rule, one in zip(good, rules, found, strict=True)
        )
    }
    raw = {f" {k} {at}": float(x) for k, one in enumerate(found) for at, x in enumerate(one.flat)}
    return signs or raw


def makes(rule, given, found):
    """Whether a rule gives an array, perhaps as a vector."""
    try:
        made = rule(*given)
    except ValueError:  # shapes that do not fit
        return False
    return any(each.size == found.size and same(each.reshape(found.shape), found) for each in made)


def same(one, other):
    return one.shape == other.shape and np.allclose(one, other)


def check_shapes(submission, rng, first, second):
    a, b = drawn(rng, first), drawn(rng, second)
    check_pair(submission, a, b, drawn_for(rng, a, b))


def test_matrices(submission, rng):
    """Matrices that are not square, small ones first."""
    for first, second in MATRICES:
        check_shapes(submission, rng, first, second)


def test_square(submission, rng):
    """Square matrices: here a wrong order still has the right shape."""
    for shape in SQUARE:
        check_shapes(submission, rng, shape, shape)


def test_same_twice(submission, rng):
    """A @ A: the same array on both sides, and two adjoints, one for each."""
    for shape in SQUARE:
        a = drawn(rng, shape)
        adjoint = drawn(rng, shape)
        given = listed(a=a, adjoint=adjoint) + "\n    b is the same array as a"
        factor = sent(a)
        [returned] = again(submission, [[factor, factor, sent(adjoint)]], given, ["a", "adjoint"])
        compare_pair(returned, a, a, adjoint, given)


def test_vectors(submission, rng):
    """Vectors: a row on the left, a column on the right."""
    for first, second in VECTORS:
        check_shapes(submission, rng, first, second)


def test_operations(submission, rng):
    """No Jacobian is built: two products of matrices will do."""
    for first, second in (((2, 3), (3, 4)), ((3, 3), (3, 3))):
        a, b = drawn(rng, first), drawn(rng, second)
        adjoint = drawn_for(rng, a, b)
        given = listed(a=a, b=b, adjoint=adjoint)
        with asking(given):
            returned = submission(*[Hidden(sent(each)) for each in (a, b, adjoint)])
        compare_pair(returned, a, b, adjoint, given)
        asked, allowed = sum(submission.counts.values()), int(SLACK * 4 * a.size * b.shape[1])
        if asked > allowed:
            raise Wrong(
                f"{given}\n\nThe numbers are right. Operations: {asked}; {allowed} will do.",
                what="operations",
                yours=asked,
                expected=allowed,
            )


def test_again(submission, rng):
    """All three arrays stay what they were: other nodes may need them."""
    for first, second in (((2, 3), (3, 4)), ((2, 2), (2, 2))):
        a, b = drawn(rng, first), drawn(rng, second)
        adjoints = [drawn_for(rng, a, b) for _ in range(2)]
        adjoints.append(adjoints[0])
        given = (
            listed(a=a, b=b, first=adjoints[0], second=adjoints[1]) + "\n    then the first again"
        )
        left, right = sent(a), sent(b)
        same_object = sent(adjoints[0])
        calls = [[left, right, each] for each in (same_object, sent(adjoints[1]), same_object)]
        answers = again(submission, calls, given, ["a, b", "adjoint"])
        for answer, adjoint in zip(answers, adjoints, strict=True):
            compare_pair(answer, a, b, adjoint, given)
