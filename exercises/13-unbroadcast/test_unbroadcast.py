"""Checks of `unbroadcast`: the shape, and the sums."""

from itertools import product

import numpy as np

from adlab.grading.exercises.arrays import compare_array, drawn, listed, sent
from adlab.grading.exercises.checks import Wrong, again, asking
from adlab.grading.walls.remote import Hidden
from adlab.grading.walls.wire import array

WHAT = "adjoint that you return"


def summed(adjoint, shape):
    """The right one."""
    extra, ones = axes(adjoint, shape)
    return adjoint.sum(axis=(*extra, *ones), keepdims=True).reshape(shape)


def axes(adjoint, shape):
    """The axes that were put in front, and those along which entries were copied."""
    extra = adjoint.ndim - len(shape)
    ones = [extra + k for k, size in enumerate(shape) if size == 1]
    return tuple(range(extra)), tuple(ones)


def check_shapes(submission, rng, large, shape):
    adjoint = drawn(rng, large)
    given = listed(adjoint=adjoint, shape=shape)
    with asking(given):
        returned = submission(sent(adjoint), list(shape))
    compare_array(WHAT, returned, summed(adjoint, shape), given)


def first_copy(at):
    def one(adjoint, shape):
        extra, ones = axes(adjoint, shape)
        cut = [slice(None)] * adjoint.ndim
        for axis in (*extra, *ones):
            cut[axis] = slice(at, at + 1 or None)
        return adjoint[tuple(cut)].reshape(shape)

    return one


def lined_up_at_the_left(adjoint, shape):
    padded = (*shape, *[1] * (adjoint.ndim - len(shape)))
    ones = tuple(k for k, size in enumerate(padded) if size == 1)
    return adjoint.sum(axis=ones, keepdims=True).reshape(
        [adjoint.shape[k] if size != 1 else 1 for k, size in enumerate(shape)]
    )


MISTAKES = {
    "keeps-large-shape": [lambda g, shape: g],
    "mean-for-sum": [lambda g, shape: g.mean(axis=sum(axes(g, shape), ())).reshape(shape)],
    "axes-not-kept": [lambda g, shape: g.sum(axis=sum(axes(g, shape), ()))],
    "wrong-axis": [lined_up_at_the_left],
    "ones-forgotten": [lambda g, shape: g.sum(axis=axes(g, shape)[0])],
    "leading-forgotten": [
        lambda g, shape: g.sum(axis=axes(g, shape)[1], keepdims=True),
        lambda g, shape: g.sum(axis=sum(axes(g, shape), ()), keepdims=True),
    ],
    "sums-everything": [lambda g, shape: np.full(shape, g.sum())],
    "one-copy-only": [first_copy(0), first_copy(-1)],
}
"""What mistakes make of an adjoint."""


def signature(arguments, answer):
    """The mistakes that give this array; its shape and numbers, if none is known to."""
    adjoint, shape = array(arguments[0]), tuple(arguments[1])
    found = array(answer)
    if same(found, summed(adjoint, shape)):
        return {}
    signs = {
        id: 1.0
        for id, rules in MISTAKES.items()
        if any(same(found, rule(adjoint, shape)) for rule in rules)
    }
    raw = {f" axis {k}": float(size) for k, size in enumerate(found.shape)}
    return signs or raw | {f" {k}": float(number) for k, number in enumerate(found.flat)}


def same(one, other):
    return one.shape == np.shape(other) and np.allclose(one, other)


def test_new_axes(submission, rng):
    """Axes that broadcasting put in front are summed."""
    for large, shape in (((2, 3), (3,)), ((4, 3), (3,)), ((2, 3, 4), (4,)), ((2, 4, 3), (4, 3))):
        check_shapes(submission, rng, large, shape)


def test_ones(submission, rng):
    """An axis of length 1 is summed, and stays."""
    for large, shape in (
        ((3,), (1,)),
        ((2, 3), (2, 1)),
        ((2, 3), (1, 3)),
        ((2, 3), (1, 1)),
        ((2, 3, 4), (2, 1, 4)),
    ):
        check_shapes(submission, rng, large, shape)


def test_both(submission, rng):
    """New axes and axes of length 1, and where (4,) and (4, 1) could be taken for one another."""
    for large, shape in (
        ((3, 3), (3,)),
        ((3, 3), (3, 1)),
        ((2, 3), (1,)),
        ((2, 3, 4), (3, 1)),
        ((2, 4, 4), (1, 4)),
        ((2, 2, 3), (1, 1)),
    ):
        check_shapes(submission, rng, large, shape)


def test_numbers(submission, rng):
    """A number that was copied to all places."""
    for large in ((3,), (2, 3), (1, 1), ()):
        check_shapes(submission, rng, large, ())


def test_every_pattern(submission, rng):
    """Every way to broadcast to one, two and three axes; the small ones first."""
    for count in (1, 2, 3):
        large = tuple(rng.sample((2, 3, 4), count))
        for kept in range(count + 1):
            for pattern in product((False, True), repeat=kept):
                end = large[count - kept :]
                shape = tuple(1 if one else size for one, size in zip(pattern, end, strict=True))
                check_shapes(submission, rng, large, shape)
    for same_shape in ((1,), (2, 1), (1, 1)):
        check_shapes(submission, rng, same_shape, same_shape)


def test_additions(submission, rng):
    """Nothing but additions, and no more than there are numbers."""
    for large, shape in (((2, 3), (3,)), ((3, 4), (3, 1)), ((2, 3, 4), (1, 4))):
        adjoint = drawn(rng, large)
        given = listed(adjoint=adjoint, shape=shape)
        with asking(given):
            returned = submission(Hidden(sent(adjoint)), list(shape))
        compare_array(WHAT, returned, summed(adjoint, shape), given)
        counts = dict(submission.counts)
        if counts.keys() - {"add"} or sum(counts.values()) > adjoint.size:
            done = ", ".join(f"{count} × {name}" for name, count in sorted(counts.items()))
            raise Wrong(
                f"{given}\n\nThe numbers are right. Operations: {done}; at most "
                f"{adjoint.size} × add will do.",
                what="operations",
                yours=sum(counts.values()),
                expected=adjoint.size,
            )


def test_again(submission, rng):
    """The adjoint that came is what it was: other nodes may need it."""
    for large, first, second in (((2, 3), (3,), (2, 1)), ((2, 3), (2, 3), (1, 3))):
        adjoint = drawn(rng, large)
        given = listed(adjoint=adjoint)
        given += f"\n    shapes, one after the other: {first}, {second}, {first}"
        same_array = sent(adjoint)
        shapes = (first, second, first)
        calls = [[same_array, list(shape)] for shape in shapes]
        answers = again(submission, calls, given, ["adjoint", "shape"])
        for shape, answer in zip(shapes, answers, strict=True):
            compare_array(WHAT, answer, summed(adjoint, shape), given)
