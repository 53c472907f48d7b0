"""The rules where they are easily wrong: broadcasting, ties, zeros, singular matrices, nan.

Values are held against NumPy itself, derivatives against differences, exact series, or by hand.
"""

import collections
import dataclasses
import functools
import itertools
import math
import re
import warnings
from pathlib import Path

import mpmath
import numpy as np
import pytest

import adlab
from adlab.engine.primitives.primitive import FUNCTIONS
from tests.engine import numpy_calls
from tests.engine.numpy_calls import ROWS, X, Y
from tests.engine.programs import ELEMENTWISE, PLAIN
from tests.engine.test_writing import MAKERS, TARGETS, WRITERS

RANDOM = np.random.default_rng(11)
SOME = np.array([1.0, -2.0, 3.0, 0.0])


@pytest.fixture(autouse=True)
def the_same_numbers_in_any_order_of_tests():
    RANDOM.bit_generator.state = np.random.default_rng(12).bit_generator.state


def normal(*shape):
    return RANDOM.normal(size=shape)


def leaves(value):
    return list(value) if isinstance(value, (tuple, list)) else [value]


def flat(f):
    """The function with one vector for its results."""
    return lambda x: np.concatenate([np.ravel(leaf) for leaf in leaves(f(x))])


def differences(f, x, step=2.0**-9):
    """The Jacobian by central differences, extrapolated twice: an axis for each entry of x."""
    columns = []
    for index in np.ndindex(np.shape(x)):
        unit = np.zeros(np.shape(x))
        unit[index] = 1.0
        row = [(f(x + h * unit) - f(x - h * unit)) / (2 * h) for h in (step, step / 2, step / 4)]
        finer = [(4.0 * b - a) / 3.0 for a, b in itertools.pairwise(row)]
        columns.append((16.0 * finer[1] - finer[0]) / 15.0)
    return np.reshape(np.stack(columns, axis=-1), (*np.shape(f(x)), *np.shape(x)))


def assert_right(f, x, second=True, tolerance=1e-7):
    """The value is NumPy's, and both modes agree with differences and with one another."""
    x = np.asarray(x, dtype=float)
    value, _ = adlab.jvp(f, (x,), (np.ones_like(x),))
    for ours, numpys in zip(leaves(value), leaves(f(x)), strict=True):
        assert np.shape(ours) == np.shape(numpys)
        assert np.allclose(ours, numpys, rtol=1e-12, atol=1e-13)
    forward, reverse = adlab.jacfwd(flat(f))(x), adlab.jacrev(flat(f))(x)
    wanted = differences(flat(f), x)
    scale = 1.0 + np.max(np.abs(wanted), initial=0.0)
    assert np.allclose(forward, wanted, rtol=0.0, atol=tolerance * scale)
    assert np.allclose(reverse, forward, rtol=0.0, atol=1e-11 * scale)
    if second:
        gradient = adlab.grad(lambda x: np.sum(np.cos(flat(f)(x))))
        wanted = differences(gradient, x)
        scale = 1.0 + np.max(np.abs(wanted), initial=0.0)
        for mode in (adlab.jacfwd, adlab.jacrev):
            assert np.allclose(mode(gradient)(x), wanted, rtol=0.0, atol=10 * tolerance * scale)


def quiet(test):
    """Without the warnings about values that are meant to be inf or nan here."""
    mark = pytest.mark.filterwarnings
    return mark("ignore::adlab.NonFiniteWarning")(mark("ignore::RuntimeWarning")(test))


# -- Masks and counts as numbers -------------------------------------------------------------------


@pytest.mark.parametrize("kind", [float, int, "f8", "i4", np.float32, np.int64, np.float64])
def test_masks_that_became_numbers_add_and_subtract_as_numbers(kind):
    total = lambda x: np.sum(x * ((x > 0).astype(kind) + (x > 2).astype(kind)))  # noqa: E731
    between = lambda x: np.sum(x * ((x > 0).astype(kind) - (x < 0).astype(kind)))  # noqa: E731
    for f, slope in ((total, [1.0, 0.0, 2.0, 0.0]), (between, [1.0, -1.0, 1.0, 0.0])):
        value, gradient = adlab.value_and_grad(f)(SOME)
        assert value == f(SOME)
        assert gradient.tolist() == slope
        assert adlab.jacfwd(f)(SOME).tolist() == slope


def test_counts_become_numbers_too():
    f = lambda x: np.sum(x * x) / (x > 0).sum().astype(float)  # noqa: E731
    assert adlab.value_and_grad(f)(SOME)[0] == f(SOME) == 7.0
    assert adlab.grad(f)(SOME).tolist() == SOME.tolist()


def test_numbers_become_masks_by_astype():
    f = lambda x: np.sum(x[x.astype(bool)] ** 2) + np.sum((x.astype(bool)) * x)  # noqa: E731
    assert adlab.grad(f)(SOME).tolist() == [3.0, -3.0, 7.0, 0.0]


def test_the_options_of_astype_are_understood():
    assert adlab.grad(lambda x: np.sum(x.astype(float, copy=False) ** 2))(SOME)[0] == 2.0


@pytest.mark.parametrize("kind", [np.float32, np.float16, int, np.int8, complex, object, str])
def test_a_conversion_that_would_change_the_numbers_is_refused(kind):
    with pytest.raises(adlab.TracingError, match="astype"):
        adlab.grad(lambda x: np.sum(x * x.astype(kind)))(SOME)


def test_whole_numbers_that_wrap_around_are_refused():
    with pytest.raises(adlab.TracingError, match="uint8"):
        adlab.grad(lambda x: np.sum(x * ((x > 0).astype(np.uint8) - (x < 0).astype(np.uint8))))(
            SOME
        )


@quiet
@pytest.mark.parametrize("name", [name for name in ELEMENTWISE if name not in ("clip", "where")])
@pytest.mark.parametrize("kind", [bool, int, float])
def test_masks_may_be_operands_of_every_elementwise_function(name, kind):
    function = getattr(PLAIN, name)
    second = [SOME + 1.0] * (len(ELEMENTWISE[name].rules) - 1)
    f = lambda x: np.sum(x * function((x > 0).astype(kind), *second))  # noqa: E731
    try:
        wanted = function((SOME > 0).astype(kind), *second)
    except TypeError:  # as for -mask, which NumPy refuses
        return
    value, gradient = adlab.value_and_grad(f)(SOME)
    wanted = np.asarray(wanted, dtype=float)
    assert np.allclose(value, f(SOME), equal_nan=True)
    assert np.allclose(gradient, wanted, equal_nan=True)
    if np.all(np.isfinite(wanted)):  # 0 · inf is nan in a sum over all entries
        assert np.allclose(adlab.jacfwd(f)(SOME), wanted)


# -- Einstein's summation --------------------------------------------------------------------------

SUMS = [
    ("i,i", [(1,), (3,)]), ("ij,jk", [(2, 1), (3, 2)]), ("ij,jk->ik", [(1, 3), (1, 2)]),
    ("...i,...i->...", [(2, 1, 3), (4, 1)]), ("ii->i", [(3, 3)]), ("iij,j", [(2, 2, 3), (3,)]),
    ("ij,k->k", [(2, 3), (2,)]), ("ij,jk,kl", [(2, 3), (3, 1), (2, 4)]),
    ("i,ij,j", [(1,), (3, 2), (1,)]), ("...,...", [(2, 3), (3,)]), ("i...->...", [(2, 3)]),
    ("ij->", [(2, 3)]), ("ab,cd->ac", [(2, 3), (1, 2)]), ("i,i,i", [(1,), (3,), (1,)]),
    ("ij,ij->j", [(1, 3), (2, 1)]), ("bij,bjk->bik", [(1, 2, 3), (4, 3, 2)]),
    ("Ab,bA", [(2, 3), (3, 2)]), ("i...j,j...", [(2, 1, 3), (3, 4)]), ("ii", [(3, 3)]),
    ("b,ii->bi", [(2,), (3, 3)]),
]  # fmt: skip


@pytest.mark.parametrize(("subscripts", "shapes"), SUMS)
def test_einsum_is_right_in_each_argument_with_letters_of_length_1_too(subscripts, shapes):
    arrays = [normal(*shape) for shape in shapes]
    for k, array in enumerate(arrays):
        f = lambda x: np.einsum(subscripts, *arrays[:k], x, *arrays[k + 1 :])  # noqa: B023, E731
        assert_right(f, array)


def test_where_numpy_sums_nothing_adlab_does_not_either():
    for f, x in [
        (lambda x: np.inner(x, np.ones(3)), np.ones(1)),
        (lambda x: np.tensordot(x, np.ones((3, 2)), 1), np.ones((2, 1))),
        (lambda x: np.einsum("...i->i", x), np.ones((2, 3))),
        (lambda x: np.einsum("i,i", x), np.ones(2)),
    ]:
        with pytest.raises(ValueError, match=r"aligned|mismatch|dimensions|operands"):
            f(x)
        with pytest.raises(adlab.ShapeError, match=r"where: line"):
            adlab.jacrev(f)(x)


# -- Padding ---------------------------------------------------------------------------------------

WIDTHS = [((4,), 2), ((3, 3), ((1, 0), (0, 2))), ((3, 2), 5), ((2, 3), ((0, 0), (7, 1))),
          ((1, 3), (2, 3)), ((2,), [3])]  # fmt: skip


@pytest.mark.parametrize("mode", ["reflect", "symmetric"])
@pytest.mark.parametrize("kind", ["even", "odd"])
@pytest.mark.parametrize(("shape", "width"), WIDTHS)
def test_reflections_of_either_kind_are_padded_on(mode, kind, shape, width):
    assert_right(lambda x: np.pad(x, width, mode=mode, reflect_type=kind), normal(*shape))


@pytest.mark.parametrize("mode", ["edge", "wrap", "constant"])
@pytest.mark.parametrize(("shape", "width"), WIDTHS)
def test_other_ways_to_pad(mode, shape, width):
    assert_right(lambda x: np.pad(x, width, mode), normal(*shape), second=False)


FILLS = [3.0, (1.0, 2.0), ((1, 2), (3, 4.0)), [5.0], [[1.0], [2.0]], np.array([1.0, 2.0])]


@pytest.mark.parametrize("fill", FILLS)
def test_constants_to_pad_with_have_all_of_numpys_forms(fill):
    f = lambda x: np.pad(x, ((1, 2), (0, 1)), constant_values=fill)  # noqa: E731
    assert_right(f, normal(2, 3), second=False)


@pytest.mark.parametrize("fill", [lambda x: x[0, 0] ** 2, lambda x: (x[0, 0], x[1, 1]),
                                  lambda x: ((x[0, 0], 2.0), (x[0, 1], x[1, 0])),
                                  lambda x: x[:2, :2], lambda x: x[0, :2]])  # fmt: skip
def test_constants_to_pad_with_may_be_recorded(fill):
    f = lambda x: np.pad(x, ((1, 2), (0, 1)), constant_values=fill(x))  # noqa: E731
    assert_right(f, normal(2, 3))


@quiet
def test_an_infinite_frame_does_not_reach_inside():
    f = lambda x: np.min(np.pad(x, 1, constant_values=np.inf)) + np.sum(x)  # noqa: E731
    assert adlab.grad(f)(np.array([2.0, 1.0])).tolist() == [1.0, 2.0]


@pytest.mark.parametrize("mode", ["mean", "median", "maximum", "minimum", "linear_ramp"])
def test_a_way_to_pad_that_computes_is_refused(mode):
    with pytest.raises(adlab.UnsupportedFunctionError, match=mode):
        adlab.jacrev(lambda x: np.pad(x, 2, mode=mode))(SOME)


# -- Equations -------------------------------------------------------------------------------------

EQUATIONS = [((3, 3), (3,)), ((3, 3), (3, 2)), ((3, 3, 3), (3,)), ((2, 3, 3), (3,)),
             ((2, 3, 3), (3, 3)), ((2, 3, 3), (2, 3, 2)), ((3, 3), (2, 3, 2)),
             ((4, 1, 3, 3), (2, 3, 2)), ((1, 3, 3), (3,)), ((3, 3, 3), (3, 3)),
             ((2, 1, 3, 3), (3,))]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), EQUATIONS)
def test_a_right_hand_side_of_one_axis_is_a_vector_and_any_other_a_stack(left, right):
    a, b = normal(*left) + 4.0 * np.eye(3), normal(*right)
    assert_right(lambda a: np.linalg.solve(a, b), a)
    assert_right(lambda b: np.linalg.solve(a, b), b)


# -- Determinants of singular matrices -------------------------------------------------------------

SINGULAR = [np.array([[1.0, 2.0], [2.0, 4.0]]), np.zeros((1, 1)), np.zeros((2, 2)),
            np.zeros((3, 3)), np.arange(9.0).reshape(3, 3), np.outer([1, 2, 3.0], [1, 0, 2.0]),
            np.diag([1.0, 2.0, 0.0, 0.0]), np.diag([1.0, 2.0, -3.0, 0.0]),
            np.stack([np.eye(3), np.arange(9.0).reshape(3, 3), np.zeros((3, 3))]),
            normal(4, 2) @ normal(2, 4)]  # fmt: skip


@pytest.mark.parametrize("x", [*SINGULAR, normal(3, 3), normal(2, 3, 3), np.eye(4)])
def test_the_determinant_is_a_polynomial_at_singular_matrices_too(x):
    assert_right(np.linalg.det, x)


@pytest.mark.parametrize("x", SINGULAR[:8])
def test_the_gradient_of_a_determinant_is_the_cofactor_matrix(x):
    n = len(x)
    minors = [
        [(-1) ** (i + j) * np.linalg.det(np.delete(np.delete(x, i, 0), j, 1)) for j in range(n)]
        for i in range(n)
    ]
    for mode in (adlab.grad, adlab.jacfwd):
        assert np.allclose(mode(np.linalg.det)(x), minors, rtol=0.0, atol=1e-12)


def test_the_third_derivative_of_a_determinant():
    x, weights = normal(3, 3) + 3.0 * np.eye(3), normal(3, 3, 3, 3)
    curved = lambda x: np.sum(adlab.hessian(np.linalg.det)(x) * weights)  # noqa: E731
    assert np.allclose(adlab.grad(curved)(x), differences(curved, x), atol=1e-8)
    with pytest.raises(adlab.MatrixError, match="third derivative"):
        adlab.grad(curved)(np.ones((3, 3)))


def test_the_logarithm_of_a_determinant_of_0_says_so():
    stack = np.stack([2.0 * np.eye(2), np.ones((2, 2))])
    with pytest.warns(adlab.NonFiniteWarning, match=r"ln \|det x\| is infinite"):
        gradient = adlab.grad(lambda x: np.sum(np.linalg.slogdet(x)[1]))(stack)
    assert np.array_equal(gradient[0], 0.5 * np.eye(2))
    assert np.all(np.isnan(gradient[1]))


# -- Matrices that have no inverse -----------------------------------------------------------------

ONES = np.ones((2, 2))
NAN = np.full((2, 2), np.nan)
WITHOUT = [
    (np.linalg.inv, ONES, "singular"),
    (np.linalg.inv, np.stack([np.eye(2), ONES]), "singular"),
    (lambda x: np.linalg.solve(x, np.ones(2)), ONES, "singular"),
    (lambda x: np.linalg.solve(x, np.ones((2, 2))), np.zeros((2, 2)), "singular"),
    (lambda x: np.linalg.matrix_power(x, -2), ONES, "singular"),
    (np.linalg.cholesky, -np.eye(2), "not positive definite"),
    (lambda x: np.linalg.cholesky(x, upper=True), -np.eye(2), "not positive definite"),
    (lambda x: np.linalg.svd(x, compute_uv=False), NAN, "did not converge"),
    (lambda x: np.linalg.norm(x, "nuc"), NAN, "did not converge"),
    (np.linalg.pinv, NAN, "did not converge"),
    (lambda x: np.linalg.pinv(x, rtol=0.1), NAN, "did not converge"),
    (lambda x: np.linalg.lstsq(x, np.ones(2))[0], NAN, "did not converge"),
]


@pytest.mark.parametrize(("f", "x", "what"), WITHOUT)
def test_a_matrix_without_an_answer_is_an_error_that_says_what_it_is(f, x, what):
    def called(x):
        return np.sum(f(x))  # this line

    with pytest.raises(np.linalg.LinAlgError, match=what) as caught:
        adlab.grad(called)(x)
    assert isinstance(caught.value, adlab.MatrixError)
    text = str(caught.value)
    assert "shape" not in text and re.search(r"where: line \d+", text) and "fix:" in text


@quiet
@pytest.mark.parametrize(("f", "x", "what"), WITHOUT)
def test_such_an_error_can_be_caught_in_the_function(f, x, what):
    def careful(x):
        try:
            return np.sum(f(x))
        except np.linalg.LinAlgError:
            return np.sum(x)

    assert np.array_equal(adlab.grad(careful)(x), np.ones_like(x))


def test_a_singular_matrix_inside_of_an_inner_derivative_is_named_too():
    inner = adlab.grad(lambda x: np.sum(np.linalg.inv(x)))
    with pytest.raises(adlab.MatrixError, match="singular"):
        adlab.grad(lambda x: np.sum(inner(x)))(ONES)


@pytest.mark.parametrize("f", [np.linalg.inv, np.linalg.det, np.linalg.cholesky,
                               lambda x: np.linalg.slogdet(x)[1], np.linalg.eigvalsh])  # fmt: skip
def test_a_matrix_that_is_not_square_is_a_question_of_shapes(f):
    with pytest.raises(adlab.ShapeError, match="pass a square matrix") as caught:
        adlab.jacrev(f)(np.ones((2, 3)))
    assert isinstance(caught.value, np.linalg.LinAlgError)


def test_an_error_that_is_not_about_shapes_stays_what_it_is():
    @adlab.primitive("1.0")
    def small(x):
        raise ValueError("x must be small")

    with pytest.raises(ValueError, match="x must be small") as caught:
        adlab.grad(small)(2.0)
    assert not isinstance(caught.value, adlab.ShapeError)
    with pytest.raises(ValueError, match="UPLO"):
        adlab.jacrev(lambda x: np.linalg.eigvalsh(x, "X"))(np.eye(2))


def test_a_power_of_a_matrix_is_whole():
    with pytest.raises(TypeError, match="integer"):
        adlab.jacrev(lambda x: np.linalg.matrix_power(x, 0.5))(np.eye(2))


# -- Half of a matrix ------------------------------------------------------------------------------

DEFINITE = normal(3, 3)
DEFINITE = DEFINITE @ DEFINITE.T + np.diag([1.0, 3.0, 6.0])
UPPER, LOWER = np.triu(normal(3, 3), 1), np.tril(normal(3, 3), -1)
HALVES = [
    (np.linalg.cholesky, "L"),
    (lambda x: np.linalg.cholesky(x, upper=True), "U"),
    (np.linalg.eigvalsh, "L"),
    (lambda x: np.linalg.eigvalsh(x, "U"), "U"),
    (lambda x: np.linalg.eigvalsh(x, UPLO="u"), "U"),
    (lambda x: np.linalg.eigh(x)[1], "L"),
    (lambda x: np.linalg.eigh(x, "U")[1], "U"),
    (lambda x: np.linalg.eigh(x, UPLO="U").eigenvalues, "U"),
]


@pytest.mark.parametrize(("f", "half"), HALVES)
def test_numpy_reads_one_half_of_a_matrix_and_the_other_has_no_share(f, half):
    x = DEFINITE + (UPPER if half == "L" else LOWER)
    for point in (DEFINITE, x, np.stack([DEFINITE, x])):
        assert_right(f, point)
    unread = np.triu(np.ones((3, 3)), 1) if half == "L" else np.tril(np.ones((3, 3)), -1)
    assert np.all(adlab.jacrev(f)(x) * unread == 0.0)


# -- Singular values -------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(3, 3), (2, 3), (3, 2), (2, 4, 3), (1, 3), (1, 1)])
def test_singular_values_and_the_norms_made_of_them(shape):
    x = normal(*shape)
    assert_right(lambda x: np.linalg.svd(x, compute_uv=False), x)
    for order in ("nuc", 2, -2):
        assert_right(lambda x: np.linalg.norm(x, order, axis=(-2, -1)), x)  # noqa: B023
        assert_right(lambda x: np.linalg.norm(x, order, (-1, 0), keepdims=True), x)  # noqa: B023


def test_small_singular_values_keep_their_vectors():
    n = np.arange(8.0)
    hilbert = 1.0 / (n[:, None] + n + 1.0)
    u, _, v = np.linalg.svd(hilbert)
    nuclear = adlab.grad(lambda x: np.linalg.norm(x, "nuc"))(hilbert)
    assert np.max(np.abs(nuclear - u @ v)) < 1e-8
    smallest = adlab.grad(lambda x: np.linalg.norm(x, -2))(hilbert)
    assert np.allclose(smallest, np.outer(u[:, -1], v[-1]), atol=1e-8)


@pytest.mark.parametrize("rank", [1, 2])
def test_the_largest_singular_value_of_a_matrix_of_lower_rank(rank):
    assert_right(lambda x: np.linalg.norm(x, 2), normal(3, rank) @ normal(rank, 4))


def test_a_singular_value_of_0_has_slope_0_between_its_one_sided_slopes():
    u, v = np.linalg.qr(normal(3, 3))[0], np.linalg.qr(normal(3, 3))[0]
    x = u[:, :2] @ np.diag([3.0, 1.0]) @ v[:, :2].T
    gradient = adlab.grad(lambda x: np.linalg.norm(x, "nuc"))(x)
    assert np.allclose(gradient, u[:, :2] @ v[:, :2].T, atol=1e-12)
    forward = adlab.jacfwd(lambda x: np.linalg.norm(x, "nuc"))(x)
    assert np.allclose(forward, gradient, rtol=0.0, atol=1e-14)


def test_second_derivatives_where_singular_values_meet_are_nan_with_a_warning():
    with pytest.warns(adlab.NonFiniteWarning):
        curvature = adlab.hessian(lambda x: np.sum(np.linalg.svd(x, compute_uv=False) ** 3))(
            np.eye(2)
        )
    assert np.any(np.isnan(curvature))


@pytest.mark.filterwarnings("ignore::adlab.KinkWarning")
@pytest.mark.parametrize("shape", [(3, 2), (2, 3), (3, 3)])
@pytest.mark.parametrize("cutoff", [1e-12, 0.2, 0.6])
def test_the_pseudo_inverse_with_a_tolerance(shape, cutoff):
    u, v = np.linalg.qr(normal(3, 3))[0], np.linalg.qr(normal(3, 3))[0]
    middle = np.zeros(shape)
    np.fill_diagonal(middle, [3.0, 1.0, 0.4])
    x = u[: shape[0], : shape[0]] @ middle @ v[: shape[1], : shape[1]]
    assert_right(lambda x: np.linalg.pinv(x, cutoff), x, tolerance=1e-6)
    assert_right(lambda x: np.linalg.pinv(x, rtol=cutoff), x, tolerance=1e-6)
    b = normal(shape[0])
    assert_right(lambda x: np.linalg.lstsq(x, b, rcond=cutoff)[0], x, tolerance=1e-6)


# -- Norms and hypotenuses -------------------------------------------------------------------------

ORDERS = [None, 1, 1.5, 2, 3, 2.5, 0.5, -1, -2, 0, np.inf, -np.inf, np.int64(3), np.float64(4)]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("options", [{}, {"axis": 0}, {"axis": 1, "keepdims": True}])
def test_norms_of_every_order(order, options):
    shape = (3, 4) if options else (5,)
    x = RANDOM.uniform(0.4, 1.5, shape) * np.sign(normal(*shape))  # clear of the kinks of |x|
    assert_right(lambda x: np.linalg.norm(x, order, **options), x)


@pytest.mark.filterwarnings("ignore::adlab.KinkWarning")
@pytest.mark.parametrize("order", ORDERS)
def test_the_slope_of_a_norm_at_the_zero_vector_is_0(order):
    norm = lambda x: np.linalg.norm(x, order)  # noqa: E731
    for mode in (adlab.grad, adlab.jacfwd):
        assert mode(norm)(np.zeros(3)).tolist() == [0.0, 0.0, 0.0]
    assert np.array_equal(adlab.hessian(norm)(np.zeros(2)), np.zeros((2, 2)))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("keepdims", [False, True])
def test_one_zero_vector_among_others_is_no_harm(order, keepdims):
    rows = lambda x: np.linalg.norm(x, order, axis=1, keepdims=keepdims)  # noqa: E731
    x = np.array([[0.0, 0.0, 0.0], [1.0, -2.0, 0.5]])
    gradient = adlab.grad(lambda x: np.sum(rows(x)))(x)
    assert gradient[0].tolist() == [0.0, 0.0, 0.0]
    alone = differences(lambda v: np.linalg.norm(v, order), x[1])
    assert np.allclose(gradient[1], alone, atol=1e-9)
    assert np.allclose(np.sum(adlab.jacfwd(rows)(x), axis=(0, 1) if keepdims else 0), gradient)


@pytest.mark.parametrize("order", [None, "fro", "f", "nuc", 1, -1, 2, -2, np.inf, -np.inf])
def test_the_slope_of_a_norm_at_the_zero_matrix_is_0(order):
    for mode in (adlab.grad, adlab.jacfwd):
        gradient = mode(lambda x: np.linalg.norm(x, order))(np.zeros((2, 3)))
        assert np.array_equal(gradient, np.zeros((2, 3)))
    stack = np.stack([np.zeros((2, 2)), np.array([[1.0, 2.0], [3.0, 5.0]])])
    gradient = adlab.grad(lambda x: np.sum(np.linalg.norm(x, order, axis=(1, 2))))(stack)
    assert np.array_equal(gradient[0], np.zeros((2, 2)))
    assert np.allclose(gradient[1], differences(lambda x: np.linalg.norm(x, order), stack[1]))


@pytest.mark.filterwarnings("ignore::adlab.KinkWarning")
def test_the_slope_of_a_hypotenuse_at_0_is_0():
    assert adlab.grad(np.hypot, argnums=(0, 1))(0.0, 0.0) == (0.0, 0.0)
    assert adlab.jacfwd(np.hypot, (0, 1))(0.0, 0.0) == (0.0, 0.0)
    both = adlab.jacrev(np.hypot, (0, 1))(np.array([0.0, 3.0]), np.array([0.0, 4.0]))
    assert np.array_equal(both[0], np.diag([0.0, 0.6]))
    assert np.array_equal(both[1], np.diag([0.0, 0.8]))
    assert np.array_equal(adlab.hessian(lambda x: np.hypot(x[0], x[1]))(np.zeros(2)), np.eye(2) * 0)


@pytest.mark.parametrize(("x", "order"), [(np.ones((2, 2, 2)), 2), (np.ones(2), "fro"),
                                          (np.ones((2, 2)), 0)])  # fmt: skip
def test_a_norm_that_numpy_does_not_have_is_an_error(x, order):
    words = "dimensions|[Ii]nvalid norm order"
    with pytest.raises(ValueError, match=words):
        np.linalg.norm(x, order)
    with pytest.raises(ValueError, match=words):
        adlab.grad(lambda x: np.linalg.norm(x, order))(x)


# -- Ties, bounds and jumps ------------------------------------------------------------------------


@quiet
@pytest.mark.parametrize(
    ("x", "low", "high", "slopes"),
    [
        (0.5, 2.0, 1.0, (0, 0, 1)),  # crossed: NumPy gives the upper bound, whatever x is
        (1.5, 2.0, 1.0, (0, 0, 1)),
        (3.0, 2.0, 1.0, (0, 0, 1)),
        (1.0, 1.0, 1.0, (0, 0, 1)),
        (0.0, 1.0, 1.0, (0, 0.5, 0.5)),
        (2.0, 1.0, 1.0, (0, 0, 1)),
        (1.0, 1.0, 2.0, (0.5, 0.5, 0)),
        (2.0, 1.0, 2.0, (0.5, 0, 0.5)),
        (1.5, 1.0, 2.0, (1, 0, 0)),
        (0.0, 1.0, 2.0, (0, 1, 0)),
        (9.0, 1.0, 2.0, (0, 0, 1)),
        (9.0, -np.inf, np.inf, (1, 0, 0)),
    ],
)
def test_clip_at_between_and_with_crossed_bounds(x, low, high, slopes):
    numbers = adlab.value_and_grad(np.clip, (0, 1, 2))(x, low, high)
    assert numbers == (np.clip(x, low, high), slopes)
    arrays = adlab.jacfwd(np.clip, (0, 1, 2))(*np.array([[x], [low], [high]]))
    assert np.ravel(arrays).tolist() == list(slopes)
    together = adlab.grad(lambda t: np.clip(x + t, low + t, high + t))(0.0)
    assert together == 1.0 or not np.isfinite(low)


def test_bounds_may_be_arrays():
    low, high = np.array([0.0, 1.0, -1.0]), np.array([[1.0], [0.5]])
    for x in normal(4, 2, 3):
        assert_right(lambda x: np.clip(x, low, high), x)
        assert_right(lambda low: np.clip(x, low, high), low + 0.01)  # noqa: B023
        assert_right(lambda high: np.clip(x, low, high), high + 0.01)  # noqa: B023


NUMBERS = [0.1, -0.1, 0.3, 2.0, -2.0, 0.7]


@pytest.mark.parametrize("x", [1.0, -1.0, 5.5, -5.5, 0.3, 7.0])
@pytest.mark.parametrize("y", NUMBERS)
def test_a_remainder_and_its_quotient_are_numpys_and_so_is_the_slope(x, y):
    value, (in_x, in_y) = adlab.value_and_grad(np.remainder, (0, 1))(x, y)
    assert (value, in_x, in_y) == (np.remainder(x, y), 1.0, -np.floor_divide(x, y))
    for pair in (lambda x: divmod(x, y), lambda x: np.divmod(x, y)):
        assert adlab.jvp(pair, (x,), (1.0,)) == (np.divmod(x, y), (0.0, 1.0))
    for pair in (lambda y: divmod(x, y), lambda y: np.divmod(np.array([x]), y)):
        assert adlab.jacrev(pair)(y) == (0.0, -np.floor_divide(x, y))


@pytest.mark.filterwarnings("ignore::adlab.KinkWarning")
def test_divmod_of_arrays_and_of_two_recorded_values():
    x = np.array([5.5, -5.5, 0.7])
    assert_right(lambda x: divmod(x, 2.0), x)
    assert_right(lambda x: np.divmod(x[:, None], x), np.array([5.5, 2.3]) + 0.01)
    with pytest.raises(TypeError, match="unsupported operand"):
        adlab.grad(lambda x: divmod(x, "a")[0])(2.0)


@quiet
@pytest.mark.parametrize("y", [0.0, np.inf, -np.inf, np.nan])
def test_remainders_by_0_and_infinity_are_numpys(y):
    for x in (1.0, -1.0, 0.0):
        value = adlab.jvp(lambda x: divmod(x, y), (x,), (1.0,))[0]
        assert np.array_equal(value, np.divmod(x, y), equal_nan=True)


@quiet
def test_the_larger_of_a_number_and_nan():
    x = np.array([1.0, np.nan, 2.0])
    for f in (np.maximum, np.minimum, np.fmax, np.fmin):
        value = adlab.jvp(lambda x: f(x, 1.5), (x,), (x,))[0]  # noqa: B023
        assert np.array_equal(value, f(x, 1.5), equal_nan=True)
    assert np.array_equal(adlab.jacrev(np.fmax, (0, 1))(np.nan, 2.0), (0.0, 1.0))


# -- nan and inf -----------------------------------------------------------------------------------

HOLES = np.array([[1.0, np.nan, 2.0], [3.0, 0.5, np.inf]])


@quiet
@pytest.mark.parametrize("f", [np.median, np.max, np.min, np.ptp, np.sort, np.mean, np.argmax,
                               np.argmin, np.argsort, np.cumsum, np.prod, np.std])  # fmt: skip
@pytest.mark.parametrize("options", [{}, {"axis": 0}, {"axis": 1}])
def test_with_nan_the_value_is_numpys(f, options):
    value, _ = adlab.jvp(lambda x: f(x, **options), (HOLES,), (HOLES,))
    assert np.array_equal(value, f(HOLES, **options), equal_nan=True)


def test_the_median_of_nan_says_so_and_the_others_are_right():
    with pytest.warns(adlab.NonFiniteWarning):
        gradient = adlab.grad(lambda x: np.sum(np.median(x, axis=1)))(HOLES[:, :2])
    assert np.isnan(gradient[0]).any()
    assert gradient[1].tolist() == [0.5, 0.5]


@pytest.mark.parametrize("options", [{}, {"nan": 7.0}, {"posinf": 5.0}, {"neginf": -3.0},
                                     {"nan": 1.0, "posinf": 2.0, "neginf": 3.0}])  # fmt: skip
def test_holes_are_filled_as_numpy_fills_them(options):
    x = np.array([np.inf, 1.0, np.nan, -np.inf, -2.0])
    f = lambda x: np.nan_to_num(x, **options)  # noqa: E731
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", adlab.NonFiniteWarning)
        assert np.array_equal(adlab.jvp(f, (x,), (x,))[0], f(x))
        assert np.array_equal(adlab.jacrev(f)(x), np.diag([0.0, 1.0, 0.0, 0.0, 1.0]))
        for number in x:
            assert adlab.value_and_grad(f)(number) == (f(number), float(np.isfinite(number)))


def test_filling_holes_in_place_is_refused():
    with pytest.raises(adlab.UnsupportedFunctionError, match="copy"):
        adlab.grad(lambda x: np.sum(np.nan_to_num(x, copy=False)))(SOME)


# -- Sets ------------------------------------------------------------------------------------------


def test_each_different_value_is_taken_from_where_it_stands_first():
    assert_right(np.unique, np.array([[3.0, 1.0], [2.0, 9.0]]))
    x = np.array([2.0, 1.0, 2.0, 1.0])
    weighted = lambda x: np.unique(x) @ np.array([10.0, 1.0])  # noqa: E731
    assert adlab.value_and_grad(weighted)(x)[0] == weighted(x)
    assert adlab.grad(weighted)(x).tolist() == [1.0, 10.0, 0.0, 0.0]
    assert adlab.grad(lambda x: np.unique(x)[0] * x)(3.0) == 6.0


@pytest.mark.parametrize("x", [np.array([2.0, 1.0, 2.0, 5.0]), np.array([[1.0], [0.0]])])
def test_the_further_answers_of_unique_are_plain(x):
    options = {"return_index": True, "return_inverse": True, "return_counts": True}
    answers = []
    f = lambda x: answers.append(np.unique(x, **options)) or np.sum(answers[-1][0] * x.sum())  # noqa: E731
    adlab.grad(f)(x)
    for ours, numpys in zip(answers[0][1:], np.unique(x, **options)[1:], strict=True):
        assert np.array_equal(ours, numpys)


@quiet
@pytest.mark.parametrize("equal", [True, False])
def test_unique_with_nan_is_numpys(equal):
    x = np.array([np.nan, 1.0, np.nan, 0.5])
    value, _ = adlab.jvp(lambda x: np.unique(x, equal_nan=equal), (x,), (x,))
    assert np.array_equal(value, np.unique(x, equal_nan=equal), equal_nan=True)


@pytest.mark.parametrize("options", [{"axis": 0}, {"sorted": False}])
def test_options_of_unique_without_a_rule_are_refused(options):
    with pytest.raises(TypeError, match="unique"):  # NumPy's own where it has no such option
        adlab.jacrev(lambda x: np.unique(x, **options))(np.ones((2, 2)))


def test_questions_and_shapes_may_be_asked_by_keyword():
    f = lambda x: x[np.argmax(a=x)] * np.size(a=x) + np.sum(np.zeros_like(a=x))  # noqa: E731
    assert adlab.grad(f)(SOME).tolist() == [0.0, 0.0, 4.0, 0.0]
    asked = lambda x: np.sum(x) if np.any(x > 9, where=x > 0) else np.sum(x * x)  # noqa: E731
    assert adlab.grad(asked)(SOME).tolist() == (2.0 * SOME).tolist()


# -- Removable singularities -----------------------------------------------------------------------


def sinc_derivative(x, order):
    """By Taylor's series around 0, in 60 digits."""
    with mpmath.workdps(60):
        x, terms = mpmath.mpf(float(x)), []
        for n in range((order + 1) // 2, 60):
            power = 2 * n - order
            factor = (-1) ** n * mpmath.pi ** (2 * n) / (2 * n + 1)
            terms.append(factor * x**power / mpmath.factorial(power))
        return float(mpmath.fsum(terms))


@pytest.mark.parametrize("x", [0.0, 1e-9, 1e-4, 0.01, 0.049, 0.05, 0.051, -0.3, 0.7, 1.0, 2.2])
def test_derivatives_of_sinc_of_every_order_are_accurate_near_0(x):
    f = np.sinc
    for order in range(7):
        wanted = sinc_derivative(x, order)
        assert f(x) == pytest.approx(wanted, rel=1e-13, abs=1e-14 * math.pi**order), order
        f = adlab.grad(f)


def test_derivatives_of_sinc_of_arrays_and_in_forward_mode():
    x = np.array([0.0, 0.02, 0.3, 1.7])
    third = functools.reduce(lambda f, _: adlab.jacfwd(f), range(3), lambda t: np.sinc(x + t))(0.0)
    assert np.allclose(third, [sinc_derivative(each, 3) for each in x], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("options", [{"where": np.array([True, True, False])}, {"mean": 0.1},
                                     {"correction": 1}])  # fmt: skip
def test_the_spread_of_equal_entries_has_slope_0_in_every_form(options):
    options = {k: np.array([v]) if k == "mean" else v for k, v in options.items()}
    gradient = adlab.grad(lambda x: np.std(x, **options))(np.array([0.1, 0.1, 0.1]))
    assert np.allclose(gradient, 0.0, atol=1e-12)


# -- A primitive's own values ----------------------------------------------------------------------


def test_an_array_that_a_primitive_returns_stays_the_users_own():
    kept = np.ones(3)

    @adlab.primitive("2.0 * z")
    def given(x):
        return kept

    pullback = adlab.vjp(lambda x: given(x) * x, np.ones(3))[1]
    assert kept.flags.writeable
    kept[0] = 100.0
    assert pullback(np.ones(3))[0].tolist() == [3.0, 3.0, 3.0]


def test_a_view_that_a_primitive_returns_is_copied_too():
    kept = np.ones(4)

    @adlab.primitive("0.0 * x")
    def given(x):
        return kept[:3]

    graph = adlab.trace(lambda x: given(x) * x, np.ones(3))
    kept[:] = 100.0
    assert graph.nodes[1].value.tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("x", [2.0, np.array(2.0), np.array([2.0, 3.0])])
@pytest.mark.parametrize("made", [lambda x: np.where(x > 0, x, 0.0), np.asarray, np.float32,
                                  lambda x: np.asarray(x).tolist(), lambda x: x,
                                  lambda x: np.asarray(x).astype(int),
                                  lambda x: np.asarray(x)[...]])  # fmt: skip
def test_a_primitive_may_return_numbers_in_any_form(x, made):
    declared = adlab.primitive("3.0 * x")(lambda x: made(x))
    value, gradient = adlab.value_and_grad(lambda x: np.sum(declared(x) * x))(x)
    assert value == np.sum(np.square(x))
    assert np.array_equal(gradient, x + 3.0 * x * x)
    assert np.array_equal(adlab.jvp(declared, (x,), (x,))[1], 3.0 * x * x)
    assert np.array_equal(declared(x), x)


@pytest.mark.parametrize("made", [lambda x: None, lambda x: 1j, lambda x: "a", lambda x: {x}])
def test_what_is_no_number_is_refused_as_the_value_of_a_primitive(made):
    declared = adlab.primitive("1.0")(lambda x: made(x))
    with pytest.raises(adlab.OutputError, match=r"returned [^\n]*\n  where: line"):
        adlab.grad(declared)(2.0)


@pytest.mark.parametrize(("made", "x"), [(np.sum, np.ones(3)), (lambda x: [1.0, 2.0], 2.0),
                                         (lambda x: 3.0, np.ones(3)),
                                         (lambda x: x[:2], np.ones(3))])  # fmt: skip
def test_a_primitive_that_does_not_work_entry_by_entry_is_refused(made, x):
    declared = adlab.primitive("1.0")(lambda x: made(x))
    with pytest.raises(adlab.ShapeError, match="entry by entry"):
        adlab.grad(lambda x: np.sum(declared(x)))(x)


# -- What the user changes afterwards --------------------------------------------------------------


def picks(x, places):
    return np.take(x, places)


CHANGED = [
    (picks, [0, 1]),
    (picks, np.array([0, 1])),
    (lambda x, places: np.repeat(x, places), np.array([1, 2, 1])),
    (lambda x, places: x[places], [0, 1]),
    (lambda x, places: x[places, None], np.array([0, 1])),
    (lambda x, places: np.pad(x, places, mode="edge"), [1, 1]),
    (lambda x, places: np.take_along_axis(x, places, 0), np.array([0, 1])),
    (lambda x, places: np.reshape(x, places), [3, 1]),
]


@pytest.mark.parametrize(("function", "places"), CHANGED)
def test_positions_that_the_user_changes_afterwards_were_taken_as_they_stood(function, places):
    def f(x):
        own = places.copy()
        result = function(x, own)
        own[0] = 2
        return np.sum(result**2)

    x = np.array([1.0, 2.0, 3.0])
    wanted = differences(lambda x: np.sum(function(x, places) ** 2), x)
    for mode in (adlab.grad, adlab.jacfwd):
        assert np.allclose(mode(f)(x), wanted, atol=1e-9)


# -- Results ---------------------------------------------------------------------------------------


@dataclasses.dataclass
class Record:
    loss: object
    size: object


class Plain:
    pass


Pair = collections.namedtuple("Pair", "first second")
REFUSED = [
    (lambda x: (x * k for k in range(3)), "generator", "list("),
    (lambda x: map(abs, [x]), "map", "list("),
    (lambda x: filter(None, [x]), "filter", "list("),
    (lambda x: zip([x], [x], strict=True), "zip", "list("),
    (lambda x: enumerate([x]), "enumerate", "list("),
    (lambda x: {"a": x}.values(), "dict_values", "list("),
    (lambda x: collections.deque([x]), "deque", "list("),
    (lambda x: Record(x, x), "Record", "return result.loss, result.size"),
    (lambda x: {1.0}, "set", "a list or a dict"),
    (lambda x: Plain(), "Plain", "a named tuple"),
    (lambda x: np.sin, "ufunc", "a named tuple"),
    (lambda x: 1j, "complex", "a tuple"),
]


@pytest.mark.parametrize(("f", "what", "fix"), REFUSED)
def test_a_result_that_adlab_cannot_look_into_is_refused(f, what, fix):
    for run in (
        adlab.jacrev(f),
        adlab.jacfwd(f),
        adlab.grad(f),
        lambda x: adlab.trace(f, x),
        adlab.jacrev(lambda x: {"a": [x, f(x)]}),
    ):
        with pytest.raises(adlab.OutputError, match=re.escape(what)) as caught:
            run(2.0)
        assert fix in str(caught.value)


def test_containers_of_numbers_are_results():
    f = lambda x: {"a": Pair(x, [x * x]), "b": (1.0, None, "name", True)}  # noqa: E731
    assert adlab.jacrev(f)(3.0)["a"] == Pair(1.0, [6.0])
    assert adlab.jacfwd(f)(3.0)["a"] == Pair(1.0, [6.0])


# -- The table in the docs -------------------------------------------------------------------------

SQUARE = np.array([[2.0, 0.3, -0.4], [0.3, 1.5, 0.2], [-0.4, 0.2, 3.0]])
# Every keyword that `docs/numpy.md` lists: (function, arguments, keywords), at Y or at SQUARE.
# Those of `numpy_calls` are called elsewhere.
REDUCED = {"axis": 1, "keepdims": True}
CALLS = [
    *[(f, (X,), {**REDUCED, "initial": s, "where": ROWS}) for f, s in
      ((np.sum, 2.0), (np.prod, 2.0), (np.max, -9.0), (np.min, 9.0), (np.amax, 2.0),
       (np.amin, -2.0))],
    (np.mean, (X,), {**REDUCED, "where": ROWS}),
    *[(f, (X,), {**REDUCED, **more}) for f in (np.var, np.std) for more in
      ({"ddof": 1}, {"correction": 0.5}, {"where": ROWS, "ddof": 0.5}, {"mean": Y[:, :1] * 0.1},
       {"mean": Y[:, :1] * 0.1, "where": ROWS, "correction": 0.5})],
    (np.ptp, (X,), REDUCED), (np.median, (X,), REDUCED),
    (np.average, (X,), {**REDUCED, "weights": Y * Y, "returned": True}),
    (np.cumsum, (X,), {"axis": 0}), (np.cumprod, (X,), {"axis": 1}),
    (np.append, (X, Y), {"axis": 0}), (np.append, (Y, X), {}),
    (np.round, (X,), {"decimals": 1}), (np.around, (X,), {"decimals": 0}),
    (np.array_split, (X, 2), {"axis": 1}), (np.split, (X, [1]), {"axis": 1}),
    (np.hsplit, (X, 3), {}), (np.vsplit, (X, 2), {}),
    *[(f, (X,), {}) for f in (np.atleast_1d, np.atleast_2d, np.atleast_3d, np.fliplr, np.flipud,
                              np.matrix_transpose, np.ravel, np.real, np.real_if_close, np.sinc,
                              np.copy, np.broadcast_arrays)],
    (np.broadcast_to, (X, (4, 2, 3)), {}), (np.transpose, (X,), {"axes": (1, 0)}),
    (np.clip, (X, -0.5, 1.0), {}), (np.clip, (X,), {"min": -0.5, "max": 1.0}),
    *[(f, ([X, Y],), {}) for f in (np.column_stack, np.dstack, np.hstack, np.vstack)],
    (np.stack, ([X, Y],), {"axis": -1}), (np.concatenate, ([X, Y],), {"axis": 1}),
    (np.compress, ([True, False], X), {"axis": 0}), (np.extract, (ROWS, X), {}),
    (np.cross, (X, Y), {"axis": 1}),
    (np.cross, (X, Y), {"axisa": 1, "axisb": -1, "axisc": 0}),
    (np.diag, (X,), {"k": 1}), (np.diagflat, (X,), {"k": -1}),
    (np.diagonal, (X,), {"offset": 1, "axis1": 1, "axis2": 0}),
    (np.trace, (X,), {"offset": 1, "axis1": 1, "axis2": 0}),
    (np.diff, (X,), {"n": 2, "axis": 1, "prepend": 0.5, "append": Y}),
    (np.divmod, (X, 0.28), {}), (np.dot, (X, Y.T), {}), (np.einsum, ("ij,ij->i", X, Y), {}),
    (np.expand_dims, (X,), {"axis": (0, 2)}), (np.squeeze, (X,), {"axis": ()}),
    (np.flip, (X,), {"axis": 1}), (np.full_like, (Y, 2.0), {"shape": (2,)}),
    (np.inner, (X, Y), {}), (np.outer, (X, Y), {}), (np.kron, (X, Y), {}), (np.vdot, (X, Y), {}),
    (np.tensordot, (X, Y), {"axes": ([1], [1])}),
    (np.moveaxis, (X,), {"source": 0, "destination": 1}), (np.rollaxis, (X, 1), {"start": 0}),
    (np.swapaxes, (X,), {"axis1": 0, "axis2": 1}),
    (np.nan_to_num, (X,), {"nan": 1.0, "posinf": 2.0, "neginf": 3.0}),
    (np.pad, (X, 1), {"mode": "reflect"}), (np.repeat, (X,), {"repeats": 2, "axis": 0}),
    (np.reshape, (X,), {"shape": (3, 2)}), (np.roll, (X,), {"shift": 1, "axis": 1}),
    (np.rot90, (X,), {"k": 3, "axes": (1, 0)}), (np.sort, (X,), {"axis": 0, "kind": "stable"}),
    (np.take, (X,), {"indices": [0, 4], "axis": 1, "mode": "wrap"}),
    (np.take_along_axis, (X, np.array([[1], [0]])), {"axis": 1}),
    (np.tile, (X,), {"reps": (2, 1)}), (np.tril, (X,), {"k": 1}), (np.triu, (X,), {"k": 1}),
    (np.unique, (X,), {"return_index": True, "return_inverse": True, "return_counts": True,
                       "equal_nan": False}),
    (np.where, (ROWS, X, Y), {}), (np.where, (ROWS, Y, X), {}),
    (np.linalg.cholesky, (X,), {"upper": True}), (np.linalg.det, (X,), {}),
    (np.linalg.eigh, (X,), {"UPLO": "U"}), (np.linalg.eigvalsh, (X,), {"UPLO": "U"}),
    (np.linalg.inv, (X,), {}), (np.linalg.lstsq, (X, Y.T), {"rcond": 0.01}),
    (np.linalg.matrix_power, (X, -2), {}), (np.linalg.multi_dot, ([X, SQUARE, X],), {}),
    (np.linalg.norm, (X,), {"ord": "fro", "axis": (0, 1), "keepdims": True}),
    (np.linalg.pinv, (X,), {"rcond": 1e-3}), (np.linalg.pinv, (X,), {"rtol": 1e-3}),
    (np.linalg.slogdet, (X,), {}), (np.linalg.solve, (X, Y.T), {}),
    (np.linalg.svd, (X,), {"compute_uv": False, "full_matrices": False}),
]  # fmt: skip


def filled(value, x):
    """The argument with the array put in."""
    if isinstance(value, list):
        return [filled(part, x) for part in value]
    return x if value is X else value


NEWER = {np.clip: {"min", "max"}, np.reshape: {"shape"}}  # keywords that NumPy has since 2.1


@pytest.mark.parametrize(("function", "arguments", "options"), CALLS)
def test_each_keyword_in_the_table_of_the_docs_is_true(function, arguments, options):
    if (
        NEWER.get(function, set()) & options.keys()
        and np.lib.NumpyVersion(np.__version__) < "2.1.0"
    ):
        with pytest.raises(TypeError):
            function(Y, **options)
        return
    linear_algebra = module_of(function) == "linalg"
    f = lambda x: function(*[filled(a, x) for a in arguments], **options)  # noqa: E731
    assert_right(f, SQUARE if linear_algebra else Y, second=False)


def test_the_table_of_the_docs_lists_no_keyword_that_is_not_called_above():
    page = Path(__file__).parents[2].joinpath("docs", "numpy.md").read_text(encoding="utf-8")
    listed = {}
    for line in page.splitlines():
        if line.startswith("| np."):
            name, arguments = line.strip("| ").split("|")
            if not hasattr(np, name.strip().split(".")[1]):
                continue  # an older NumPy lacks it
            listed[name.strip()] = re.findall(r"`(\w+)`", arguments)
    called = collections.defaultdict(set)
    placed = [call for call, _ in numpy_calls.PLACED]
    for function, arguments, options in [*CALLS, *numpy_calls.CALLS, *placed]:
        given = listed.get(name_of(function), [])[: len(arguments)]
        called[name_of(function)] |= {*given, *options}
    for function, given, options in WRITERS:
        called[name_of(function)] |= {TARGETS[function], *given, *options}
    for function, name in MAKERS:
        called[name_of(function)] |= {name, "shape"}
    for names in called.values():
        names.add("device")  # for other libraries: NumPy takes "cpu" alone
    assert not {name: left for name, names in listed.items() if (left := {*names} - called[name])}
    assert {name_of(function) for function in FUNCTIONS} >= listed.keys()


def module_of(function):
    return getattr(function, "__module__", "numpy").removeprefix("numpy").removeprefix(".")


def name_of(function):
    return ".".join(filter(None, ["np", module_of(function), function.__name__]))
