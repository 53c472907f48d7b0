"""What NumPy's users reach for: values as NumPy has them, derivatives as differences do.

`numpy_calls` has the calls in all forms; here they are made, with what is not a form: points where
something special happens, errors, and what stays out.
"""

import numpy as np
import pytest

import adlab
from tests.engine.numpy_calls import AT, CALLS, HOLES, LINE, PLACED, PLACES, Y
from tests.engine.test_rules_at_the_edges import SQUARE, assert_right, filled, module_of, quiet

NEWER = {(np.reshape, "copy")}  # keywords that NumPy has since 2.1
MADE = [
    *[(call, SQUARE if module_of(call[0]) == "linalg" else AT.get(call[0], Y)) for call in CALLS],
    *PLACED,
]


def is_missing(function, options):
    """Whether a keyword is of a newer NumPy than this one."""
    newer = any((function, key) in NEWER for key in options)
    return newer and np.lib.NumpyVersion(np.__version__) < "2.1.0"


@pytest.mark.parametrize(("call", "start"), MADE, ids=[call[0].__name__ for call, _ in MADE])
def test_a_call_is_numpys_and_its_derivatives_are_those_of_differences(call, start):
    function, arguments, options = call
    if is_missing(function, options):
        pytest.skip("of a newer NumPy")
    assert_right(
        lambda x: function(
            *[filled(a, x) for a in arguments], **{k: filled(v, x) for k, v in options.items()}
        ),
        start,
        second=False,
    )


TWICE = {
    "interp": (lambda x: np.interp(x, PLACES, LINE) ** 2, np.array([0.3, 1.2, 2.7])),
    "interp, its points": (lambda p: np.interp([0.3, 1.2], p, np.sin(LINE)), PLACES),
    "convolve": (lambda x: np.convolve(x, x * x), LINE[:3]),
    "quantile": (lambda x: np.quantile(x, [0.2, 0.6]) ** 3, LINE),
    "cov": (lambda x: np.cov(x, x**2), LINE[:4]),
    "corrcoef": (lambda x: np.corrcoef(x, Y[0])[0], LINE[:3]),
    "polyfit": (lambda x: np.polyfit(x, PLACES[:5], 2), LINE[:5]),
    "svd": (lambda x: np.linalg.svd(x.reshape(3, 2), False)[0] ** 2, LINE),
    "svd, wide": (lambda x: np.linalg.svd(x.reshape(2, 3), False)[2] ** 2, LINE),
    "qr": (lambda x: np.linalg.qr(x.reshape(3, 2))[0], LINE),
    "qr, wide": (lambda x: np.linalg.qr(x.reshape(2, 3))[1], LINE),
    "cond": (lambda x: np.linalg.cond(x.reshape(2, 2)), LINE[:4]),
    "log_softmax": (adlab.log_softmax, LINE),
    "logaddexp2": (lambda x: np.logaddexp2(x, x * x), LINE),
    "hypot.reduce": (lambda x: np.hypot.reduce(x, keepdims=True), LINE),
    "where and out": (lambda x: np.log(x, out=np.zeros_like(x), where=x > 0) ** 2, LINE),
}


@pytest.mark.parametrize("name", TWICE)
def test_second_derivatives(name):
    assert_right(*TWICE[name], tolerance=1e-6)


# -- Methods of ufuncs, and their options ----------------------------------------------------------

BOTH = np.array([[0.4, -1.1, 0.9], [1.3, 0.2, -0.6], [0.7, 2.1, 1.6]])
METHODS = {
    **{
        f"{ufunc.__name__}.{form}": (
            lambda x, ufunc=ufunc, form=form, options=options: getattr(ufunc, form)(x, **options)
        )
        for ufunc in (np.add, np.multiply, np.maximum, np.minimum, np.logaddexp, np.hypot,
                      np.subtract, np.fmax, np.divide)
        for form, options in (("reduce", {}), ("reduce", {"axis": 1, "keepdims": True}),
                              ("accumulate", {"axis": 1}))
    },
    "outer": lambda x: np.multiply.outer(x, x[0]),
    "outer of a plain one": lambda x: np.subtract.outer(LINE, x),
    "reduceat": lambda x: np.add.reduceat(x, [0, 2, 1], axis=1),
    "reduceat of another": lambda x: np.maximum.reduceat(x, [0, 2]),
    "reduce with where": lambda x: np.multiply.reduce(x, where=x > 0, axis=1),
    "reduce with initial": lambda x: np.logaddexp.reduce(x, axis=0, initial=0.5),
    "reduce over all": lambda x: np.add.reduce(x, axis=None),
    "all": lambda x: x * np.logical_and.reduce(x > 0, axis=1),
    "into an array": lambda x: np.maximum.reduce(x, axis=0, out=np.zeros_like(x[0])),
    "where, with out": lambda x: np.divide(1.0, x, out=np.ones_like(x), where=x > 0.5),
    "where, broadcast": lambda x: np.exp(x[0], out=x * 2.0, where=np.array([True, False, True])),
    "where=True": lambda x: np.exp(x, where=True),
    "order": lambda x: np.exp(x, order="F"),
}  # fmt: skip


@pytest.mark.parametrize("name", METHODS)
def test_a_method_of_a_ufunc(name):
    assert_right(METHODS[name], BOTH, second=False)


def test_an_option_in_place_changes_only_what_the_mask_says():
    def f(x):
        y = x * 1.0
        np.sqrt(y, out=y, where=y > 0)
        return np.sum(y * y * y)

    assert np.allclose(adlab.grad(f)(np.array([4.0, -2.0])), [3.0, 12.0])


def test_where_without_out_is_refused():
    with pytest.raises(adlab.UnsupportedFunctionError, match="out=") as caught:
        adlab.grad(lambda x: np.sum(np.log(x, where=x > 0)))(LINE)
    assert "in the memory by chance" in str(caught.value)


# -- Methods of arrays -----------------------------------------------------------------------------


@pytest.mark.parametrize("f", [
    lambda x: x.flatten("F"), lambda x: x.flatten(order="A"), lambda x: x.T.flatten("K"),
    lambda x: x.reshape(3, 2, order="F"), lambda x: x.reshape((6,), order="A"),
    lambda x: x.ravel("F"), lambda x: np.transpose(x).ravel("K"), lambda x: x.copy("F"),
])  # fmt: skip
def test_an_order_in_memory(f):
    assert_right(f, Y, second=False)


def test_a_list_of_recorded_values():
    def f(x):
        rows = x.tolist()
        assert type(rows) is list and type(rows[0]) is list
        return rows[0][1] * rows[1][0] + sum(x[0].tolist())

    assert np.allclose(adlab.grad(f)(Y), [[1.0, 1.0 + Y[1, 0], 1.0], [Y[0, 1], 0.0, 0.0]])
    assert adlab.grad(lambda x: x.tolist() ** 2)(3.0) == 6.0


def test_a_partition_in_place():
    def f(x):
        y = x * 1.0
        y.partition(2)
        return y[2] ** 2

    assert np.allclose(adlab.grad(f)(LINE), np.where(np.sort(LINE)[2] == LINE, 2.0 * LINE, 0.0))


# -- Special points --------------------------------------------------------------------------------


@quiet
@pytest.mark.parametrize("name", ["nansum", "nanprod", "nanmax", "nanmin", "nanmean", "nanvar",
                                  "nanstd", "nanmedian", "nancumsum", "nancumprod"])  # fmt: skip
@pytest.mark.parametrize("axis", [None, 0, 1])
def test_nan_is_passed_over_and_has_the_derivative_0(name, axis):
    f = lambda x: getattr(np, name)(x, axis=axis)  # noqa: E731
    assert_right(f, HOLES, second=False)
    jacobian = adlab.jacrev(f)(HOLES)
    assert np.all(jacobian[..., np.isnan(HOLES)] == 0.0)


@quiet
@pytest.mark.parametrize("f", [np.nanmax, np.nanmin, np.nanmean, np.nanmedian])
def test_where_all_are_nan_nan_comes_out(f):
    value, _ = adlab.vjp(lambda x: f(x, axis=1), np.array([[np.nan, np.nan], [1.0, np.nan]]))
    assert np.array_equal(value, [np.nan, 1.0], equal_nan=True)


@quiet
def test_an_infinite_entry_is_larger_than_all():
    x = np.array([-np.inf, np.nan, -np.inf])
    assert adlab.vjp(np.nanmax, x)[0] == -np.inf
    assert adlab.vjp(np.nanmedian, np.array([np.inf, np.nan, np.inf]))[0] == np.inf


@quiet
@pytest.mark.parametrize("f", [np.quantile, np.percentile])
def test_a_quantile_with_nan_is_nan(f):
    value, _ = adlab.vjp(lambda x: f(x, 0.5, axis=1), np.array([[np.nan, 1.0], [1.0, 3.0]]))
    assert np.isnan(value[0]) and value[1] == f([1.0, 3.0], 0.5)


def test_interp_at_its_points_has_the_slope_of_the_line_at_the_right():
    slope = adlab.grad(lambda x: np.interp(x, [0.0, 1.0, 2.0], [0.0, 2.0, 3.0]))
    assert (slope(1.0), slope(2.0), slope(-0.5), slope(2.5)) == (1.0, 1.0, 0.0, 0.0)


def test_compiled_functions_follow_an_interpolation_into_other_intervals():
    compiled = adlab.compile(lambda x: np.interp(x, PLACES, LINE) ** 2, 0.3)
    for x in (0.3, 2.7, 1.2, 0.4):
        value, slope = compiled(x)
        expected = adlab.value_and_grad(lambda x: np.interp(x, PLACES, LINE) ** 2)(x)
        assert np.allclose((value, slope), expected, rtol=1e-13)


@pytest.mark.parametrize(("start", "stop"), [(1.0, 3.0), (0.1, 0.7)])
def test_the_ends_of_a_grid_are_exact(start, stop):
    for make in (np.linspace, np.geomspace):
        grid, _ = adlab.vjp(lambda a, b, make=make: make(a, b, 7), start, stop)
        assert grid[0] == start and grid[-1] == stop


TALL = np.outer([1.0, 2.0, -1.0], [2.0, 1.0])  # of rank 1


@pytest.mark.filterwarnings("ignore::adlab.KinkWarning")
def test_singular_values_are_differentiable_beside_vectors_that_are_not():
    for matrix, full in ((TALL, False), (TALL + np.eye(3, 2), True)):
        f = lambda x, full=full: np.linalg.svd(x, full)[1][0]  # noqa: E731
        assert_right(f, matrix, second=False)


@quiet
@pytest.mark.filterwarnings("ignore::adlab.KinkWarning")
def test_singular_vectors_of_0_have_no_derivative():
    """They may be any in a plane: nan says so. Of the others the derivative is that of NumPy's."""
    for k in (0, 1):
        u = lambda x, k=k: np.linalg.svd(x, False)[0][:, k]  # noqa: E731
        value, pullback = adlab.vjp(u, TALL)
        assert np.allclose(value, u(TALL))
        assert np.all(np.isnan(pullback(np.ones(3)))) == (k == 1)
    for full in (True, False):
        value, _ = adlab.vjp(lambda x, full=full: np.linalg.svd(x, full)[0], TALL + np.eye(3, 2))
        assert np.allclose(value, np.linalg.svd(TALL + np.eye(3, 2), full)[0])


def test_a_product_of_matrices_takes_the_cheapest_order():
    a, b, c = np.ones((50, 2)), np.ones((2, 50)), np.ones((50, 1))
    graph = adlab.trace(lambda a, b, c: np.linalg.multi_dot([a, b, c]), a, b, c)
    assert [node.shape for node in graph.nodes[3:]] == [(2, 1), (50, 1)]


# -- What stays out --------------------------------------------------------------------------------


LEFT_OUT = {
    "its result is complex": [
        lambda x: np.sum(np.abs(np.fft.fft(x))),
        lambda x: np.sum(np.fft.rfft(x).real),
        lambda x: np.roots(x)[0],
        lambda x: np.linalg.eigvals(np.outer(x, x))[0],
        lambda x: np.linalg.eig(np.outer(x, x))[0][0],
    ],
    "real and imaginary part as two values": [lambda x: np.angle(x)],
    "mode='complete'": [lambda x: np.linalg.qr(np.outer(x, x[:2]), "complete")[0][0, 0]],
    "quantile(weights=...)": [
        lambda x: np.quantile(x, 0.5, weights=np.ones(6), method="inverted_cdf"),
    ],
}


@pytest.mark.parametrize(("words", "f"), [(w, f) for w, fs in LEFT_OUT.items() for f in fs])
def test_what_stays_out_says_so(words, f):
    with pytest.raises(adlab.UnsupportedFunctionError) as caught:
        adlab.grad(f)(LINE)
    said = [line for line in str(caught.value).splitlines() if "where:" not in line]
    assert words in "\n".join(said)


@pytest.mark.parametrize("f", [
    lambda x: np.linspace(x[0], 1.0, -3), lambda x: np.meshgrid(x, indexing="xx"),
    lambda x: np.select([x > 0], [x, x]), lambda x: np.piecewise(x, [x > 0], [1.0, 2.0, 3.0]),
    lambda x: np.interp(1.0, x, LINE[:2]), lambda x: np.gradient(x, 1.0, 2.0),
    lambda x: np.gradient(x[:2], edge_order=2), lambda x: np.convolve(x, np.array([])),
    lambda x: np.convolve(x, x, "half"), lambda x: np.polyfit(x, LINE[:2], 1),
    lambda x: np.quantile(x, 1.5), lambda x: np.cov(x, fweights=[-1] * 6),
    lambda x: np.bincount([0, 1], weights=x), lambda x: np.vecdot(x, LINE[:2]),
    lambda x: np.linalg.outer(np.outer(x, x), x), lambda x: np.linalg.qr(np.outer(x, x), "half"),
    lambda x: np.insert(x, 17, 1.0), lambda x: np.delete(x, 17),
    lambda x: np.vander(np.outer(x, x)),
])  # fmt: skip
def test_what_numpy_refuses_is_refused(f):
    with pytest.raises((ValueError, IndexError, TypeError, np.linalg.LinAlgError)):
        f(LINE)
    with pytest.raises((ValueError, IndexError, TypeError, np.linalg.LinAlgError)) as caught:
        adlab.grad(lambda x: np.sum(f(x)))(LINE)
    assert "adlab has no derivative" not in str(caught.value)


@pytest.mark.parametrize("order", [None, 2, 2.0, np.float64(2.0), 1, np.inf])
def test_the_norm_of_a_vector_is_numpys_to_the_last_bit(order):
    random = np.random.default_rng(7)
    for size in (3, 8, 17):
        x = random.normal(size=size).round(3)
        graph = adlab.trace(lambda x: np.linalg.norm(np.hstack([x, x]), ord=order), x)
        assert graph.values[-1] == np.linalg.norm(np.hstack([x, x]), ord=order)
    square = random.normal(size=(4, 4))
    graph = adlab.trace(lambda x: np.linalg.norm(x, ord="fro"), square)
    assert graph.values[-1] == np.linalg.norm(square, ord="fro")
