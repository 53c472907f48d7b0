"""Writing into recorded arrays: what NumPy does to arrays, views and aliases, adlab does too."""

import copy
import gc
import inspect
import operator

import numpy as np
import pytest

import adlab
from tests.engine.random_writes import program

X = np.array([1.1, -2.2, 3.3])
M = np.array([[1.0, 2.0], [3.0, 4.0]])


def differences(f, x, h=1e-6):
    """The gradient by central differences, on plain arrays of its own for each run."""
    slopes = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[place] = h
        slopes[place] = (f(x + step) - f(x - step)) / (2 * h)
    return slopes


def line_of(f, text):
    lines, first = inspect.getsourcelines(f)
    return f"line {next(first + k for k, line in enumerate(lines) if text in line)}"


# -- Functions that write --------------------------------------------------------------------------


def fills_entries(x):
    z = np.zeros(3, like=x)
    z[0] = x[0] * x[1]
    z[1:] = np.sin(x[1:])
    z[-1] += x[0]
    z[[0, 2]] = z[[2, 0]] * 2.0
    z[z > 1.0] = x[2]
    z[...] = z * x
    return np.sum(z**2)


def fills_rows_and_columns(x):
    z = np.zeros((2, 3), like=x)
    z[0, :] = x
    z[:, 1] = x[0] * x[:2]
    z[(0, 1), (2, 0)] = x[1:]
    z[1] -= z[0]
    return np.sum(z**3)


def writes_a_list(x):
    z = np.ones((2, 2), like=x)
    z[:] = [[x[0], 2.0], [x[1] * x[2], 3.0]]
    return np.sum(z**2)


def changes_rows_in_a_loop(x):
    y = x * 1.0
    for row in y:
        row *= 2
    return np.sum(y**2)


def changes_a_row_by_its_name(x):
    y = x * 1.0
    r = y[0]
    r += 10
    return np.sum(y**2)


def double(v):
    v *= 2


def changes_in_a_helper(x):
    y = x * 1.0
    double(y)
    double(y[1])
    return np.sum(y**2)


def changes_by_aliases(x):
    y = x * 1.0
    kept = {"y": y, "list": [y, y.T]}
    z = y
    z[0] = 3.0 * x[1]
    kept["list"][1][1] *= 2.0
    kept["y"] += 1.0
    return np.sum(y * z)


def changes_through_views_of_views(x):
    y = x * 1.0
    flat = y.reshape(-1)
    back = flat[::-1]
    back[:2] *= x[0, 0]
    y.T[0] += back[2:]
    np.squeeze(y[None])[1, 1] = x[0, 1]
    np.flip(y, 1)[0, 0] -= 2.0 * x[1, 0]
    np.split(y, 2)[1][...] *= flat[:2]
    np.rot90(y)[0] *= 0.5
    return np.sum(y**2) + np.sum(flat * back)


def copies_are_apart(x):
    y = x * 1.0
    copies = [y.copy(), np.copy(y), copy.copy(y), copy.deepcopy(y), y.flatten(), y[[0, 1]],
              y.astype(float), np.array(y, like=y), y.T.ravel(), np.ravel(y)]  # fmt: skip
    y *= x[0, 0]
    for k, each in enumerate(copies[:-1]):
        each[0] += k
    return sum(np.sum(each**2) for each in [y, *copies])


def overlaps(x):
    y = x**2
    y[1:] = y[:-1]
    y[1:] += y[:-1]
    y[[0, 0]] = x[:2]
    y[:] = y[::-1]
    return np.sum(y * np.arange(1.0, 4.0))


def swaps_rows(x):
    y = x * 1.0
    y[0], y[1] = y[1], y[0]  # of views: NumPy copies row 1 to row 0, and back
    return np.sum(y * x)


def swaps_entries(x):
    y = x * 1.0
    y[0], y[1] = y[1], y[0]
    return np.sum(y * np.arange(1.0, 4.0))


def changes_one_entry_by_a_view(x):
    y = x * 1.0
    entry, number = y[0, ...], y[1]
    entry += 5.0
    number += 7.0  # of a number: y stays
    y[0] *= 2.0
    np.squeeze(y[1:2])[...] = x[2]
    return np.sum(y**2) * entry * number


def writes_by_functions(x):
    y = x * 1.0
    np.put(y, [0, 1], x[1:] * 2)
    np.copyto(y, x**2, where=x > 0)
    np.add.at(y, [0, 0, 1], x)
    np.putmask(y, np.array([False, True, True]), 3.0 * x)
    np.place(y, np.array([True, False, True]), [x[1]])
    np.put_along_axis(y, np.array([1]), 4.0 * x[:1], 0)
    y.put([2], x[1])
    np.multiply(y, x, out=y)
    np.clip(y, -4.0, 30.0, out=y)
    square = np.zeros((3, 3), like=x)
    np.fill_diagonal(square, y)
    np.cumsum(y, out=square[1])
    y.sort()
    z = y.copy()
    z.fill(x[0])
    return np.sum(y * np.arange(3.0)) + np.sum(z) + np.sum(square**2)


def makes_arrays_like_another(x):
    made = [np.eye(3, like=x), np.identity(3, like=x), np.tri(3, like=x), np.ones((3, 3), like=x),
            np.full((3, 3), 2.0, like=x), np.full((3, 3), x, like=x),
            np.full_like(np.outer(x, x), 2.0),
            np.ones_like(np.outer(x, x)), np.array([x, x * x, 2.0 * x], like=x),
            np.asarray([x, [1.0, x[0], 2.0], x], like=x)]  # fmt: skip
    row = np.arange(3.0, like=x)
    row[1] = np.fromiter((v * 2.0 for v in x), float, like=x)[2]
    for k, each in enumerate(made):
        each[k % 3] *= row
    return sum(np.sum(each**2) for each in made)


def changes_its_input(x):
    x[0] = x[1] * 2
    x *= x
    return np.sum(x)


def in_a_long_loop(x):
    z = np.zeros((40, 3), like=x)
    z[0] = x
    for i in range(1, 40):
        z[i] = 0.9 * z[i - 1] + np.sin(z[i - 1])
        z[i][0] += z[0][1]
    return np.sum(z)


def with_every_operator(x):
    y = x * 1.0
    for operate in (operator.iadd, operator.isub, operator.imul, operator.itruediv):
        operate(y, x + 0.3)
        operate(y[1:], 1.7)
    y **= 2
    y @= np.outer(x, np.arange(3.0))
    y %= 5.0
    w = y[:2]
    w //= 0.5
    return np.sum(y * x)


def of_masks(x):
    m = x > 2.0
    also = m
    m[0] = True
    m &= x < 3.0
    m |= x < -2.0
    return np.sum(x**2 * also)


CASES = [
    (fills_entries, X), (fills_rows_and_columns, X), (writes_a_list, X),
    (changes_rows_in_a_loop, M), (changes_a_row_by_its_name, M), (changes_in_a_helper, M),
    (changes_by_aliases, M), (changes_through_views_of_views, M), (copies_are_apart, M),
    (overlaps, X), (swaps_rows, M), (swaps_entries, X), (changes_one_entry_by_a_view, X),
    (writes_by_functions, X), (makes_arrays_like_another, X), (changes_its_input, X),
    (in_a_long_loop, X), (with_every_operator, X), (of_masks, X),
]  # fmt: skip
every_case = pytest.mark.parametrize(("f", "x"), CASES, ids=[f.__name__ for f, _ in CASES])


@every_case
def test_the_value_is_numpys_to_the_last_bit(f, x):
    assert adlab.value_and_grad(f)(x)[0] == f(x.copy())


@every_case
def test_derivatives_are_those_of_differences(f, x):
    slopes = differences(f, x)
    np.testing.assert_allclose(adlab.grad(f)(x), slopes, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(adlab.jacfwd(f)(x), slopes, rtol=1e-5, atol=1e-5)


@pytest.mark.filterwarnings("ignore::adlab.KinkWarning")
@every_case
def test_second_derivatives_are_the_differences_of_first_ones(f, x):
    direction = np.random.default_rng(0).normal(size=x.shape)
    h = 1e-5
    expected = (adlab.grad(f)(x + h * direction) - adlab.grad(f)(x - h * direction)) / (2 * h)
    got = adlab.hvp(f, (x,), (direction,))[0]
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-4)


@every_case
def test_programs_do_the_same(f, x):
    value, gradient = adlab.compile(f, x)(x)
    np.testing.assert_allclose(value, f(x.copy()), rtol=1e-12)
    np.testing.assert_allclose(gradient, adlab.grad(f)(x), rtol=1e-12, atol=1e-12)
    jacobian = adlab.trace(f, x).program("jacobian")(x)
    np.testing.assert_allclose(np.reshape(jacobian, x.shape), gradient, rtol=1e-12, atol=1e-12)


@every_case
def test_the_array_of_the_caller_stays_as_it_is(f, x):
    given = x.copy()
    adlab.grad(f)(given)
    np.testing.assert_array_equal(given, x)


# -- Random programs -------------------------------------------------------------------------------

SHAPES = [(3,), (2, 2), (2, 3), (3, 1), (2, 1, 2)]


def check_random(seed):
    """The value by NumPy, the gradient by the complex step: Squire and Trapp (1998)."""
    f, shape = program(seed, steps=4 + seed % 20), SHAPES[seed % len(SHAPES)]
    x = np.array(np.random.default_rng(seed).uniform(-1, 1, shape), order="CF"[seed // 5 % 2])
    slopes = np.zeros(shape)
    for place in np.ndindex(shape):
        turned = x.astype(complex)
        turned[place] += 1e-30j
        slopes[place] = f(turned).imag / 1e-30
    near = {"rtol": 1e-8, "atol": 1e-9 * (1 + np.abs(slopes).max())}
    try:
        value, gradient = adlab.value_and_grad(f)(x)
    except adlab.TracingError as error:
        if "A view of an array was written into the same array" in str(error):
            return
        raise
    assert value == f(x.copy(order="K"))
    np.testing.assert_allclose(gradient, slopes, **near)
    along = adlab.jvp(f, (x,), (np.ones(shape),))[1]
    np.testing.assert_allclose(along, slopes.sum(), rtol=1e-8, atol=10 * near["atol"])
    np.testing.assert_allclose(adlab.compile(f, x)(x)[1], gradient, **near)


@pytest.mark.parametrize("seed", range(120))
def test_random_programs_that_write(seed):
    check_random(seed)


@pytest.mark.slow
def test_many_random_programs_that_write():
    for seed in range(1000, 11_000):
        check_random(seed)


# -- What a learner sees ---------------------------------------------------------------------------


def filled(x, y):
    z = np.zeros(3, like=x)
    z[0] = x * y
    z[1:] = np.sin(x)
    z[-1] += y
    row = z.reshape(3, 1)
    row[1] = x
    double(z)
    return np.sum(z)


def test_each_version_has_the_name_of_the_array_and_the_next_subscript():
    graph = adlab.trace(filled, 2.0, 5.0)
    formulas = {node.label: node.formula for node in graph.nodes}
    assert formulas["z"] == "[0, 0, 0]"
    assert formulas["z₍₂₎"] == "z with [0] ← v2"
    assert formulas["z₍₃₎"] == "z₍₂₎ with [1:] ← v4"
    assert formulas["z₍₄₎"] == "z₍₃₎ with [-1] ← v7"
    assert formulas["row₍₂₎"] == "row with [1] ← x"
    assert formulas["z₍₅₎"] == "reshape row₍₂₎"
    assert formulas["z₍₆₎"] == "z₍₅₎ · 2"
    assert graph["z"].value.tolist() == [0.0, 0.0, 0.0]  # the old versions are kept
    assert graph["z₍₂₎"].value.tolist() == [10.0, 0.0, 0.0]


def test_the_source_of_a_write_is_the_statement():
    graph = adlab.trace(filled, 2.0, 5.0)
    assert graph["z₍₂₎"].span.text == "z[0] = x * y"
    assert graph["z₍₃₎"].span.text == "z[1:] = np.sin(x)"
    assert graph["z₍₄₎"].span.text == "z[-1] += y"
    assert graph["v6"].span.text == "z[-1]"
    assert graph["row₍₂₎"].span.text == graph["z₍₅₎"].span.text == "row[1] = x"
    assert graph["z₍₆₎"].span.text == "v *= 2"


def test_a_row_of_an_array_without_a_name_does_not_lend_it_its_own():
    def f(x):
        for row in [x * 1.0][0]:
            row *= 2
        return np.sum(x)

    labels = [node.label for node in adlab.trace(f, M).nodes]
    assert labels == ["x", "v1", "v2", "row", "v4", "v5", "row₍₂₎", "v7", "v8"]


def test_table_and_player_tell_of_the_writes():
    text = str(adlab.table(filled, 2.0, 5.0))
    assert "z(2) = z with [0] ← v2" in text or "z₍₂₎ = z with [0] ← v2" in text
    page = adlab.step(filled, 2.0, 5.0)._repr_html_()
    assert "with [0] ←" in page


def test_maps_of_a_write_are_exact_matrices():
    graph = adlab.trace(filled, 2.0, 5.0)
    kept, put = graph.edge("z₍₂₎", "z₍₃₎"), graph.edge("v4", "z₍₃₎")
    assert kept.matrix.tolist() == [[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert put.matrix.tolist() == [[0.0], [1.0], [1.0]]
    assert (kept.label, put.label, put.back) == ("keep the rest", "put in", "take out")


def test_views_that_nobody_uses_again_leave_no_node():
    def f(x):
        y = x * 1.0
        views = [y[0], y.T, y[1:], y.reshape(-1)]
        y[0, 0] = 1.0
        y[1, 1] = 2.0
        return np.sum(y) + views[3][0]

    used = [node.primitive for node in adlab.trace(f, M).nodes]
    assert used.count("write") == 2
    assert used[-5:] == ["write", "sum", "reshape", "index", "add"]


# -- Nesting ---------------------------------------------------------------------------------------


def test_an_inner_function_writes_into_arrays_like_its_own_and_like_outer_ones():
    def outer(x):
        z = np.zeros(2, like=x)

        def inner(w):
            u = np.zeros(2, like=w)
            z[1] = 3.0 * x
            u[0], u[1] = x, z[1] * w
            return np.sum(u * u)  # x² + 9 x² w²

        return adlab.grad(inner)(x) + np.sum(z)  # 18 x³ + 3 x

    assert adlab.value_and_grad(outer)(2.0) == (150.0, 219.0)


def test_an_inner_write_changes_no_value_of_the_outer_function():
    def outer(x):
        gradient = adlab.grad(cube)(x)
        return np.sum(gradient * x)

    def cube(w):
        w *= w
        w[0] = 2.0
        return np.sum(w * w)  # w⁴, but for entry 0

    value, gradient = adlab.value_and_grad(outer)(X)
    assert value == pytest.approx(np.sum(4 * X[1:] ** 4))
    np.testing.assert_allclose(gradient, [0.0, *16 * X[1:] ** 3])


def test_an_inner_value_that_is_written_into_an_outer_array_does_not_leak():
    def outer(x):
        z = np.zeros(2, like=x)

        def inner(w):
            z[0] = w * w
            return np.sum(z)

        return adlab.grad(inner)(x) + z[0]

    with pytest.raises(adlab.TracingError, match="recorded in another run") as caught:
        adlab.grad(outer)(2.0)
    assert line_of(outer, "+ z[0]") in str(caught.value)


def test_what_a_derivative_returned_may_be_written_into():
    def outer(x):
        y = x * 1.0
        output, pullback = adlab.vjp(lambda a, b: a * b, y, y)
        output[0] = 5.0
        y[1] = 7.0
        left, right = pullback(np.ones(3))  # both are x
        left[0] = 0.0
        return np.sum(output * left) + np.sum(right**2)

    value, gradient = adlab.value_and_grad(outer)(X)
    assert value == pytest.approx(X[1] ** 3 + X[2] ** 3 + np.sum(X**2))
    np.testing.assert_allclose(gradient, [2 * X[0], *(3 * X[1:] ** 2 + 2 * X[1:])])


# -- What stays out --------------------------------------------------------------------------------


def writes_into_a_diagonal(x):
    d = np.diagonal(np.outer(x, x))
    d[0] = 1.0
    return np.sum(d)


def writes_into_a_broadcast(x):
    b = np.broadcast_to(x, (2, 3))
    b += 1.0
    return np.sum(b)


def does_not_fit(x):
    y = x * 1.0
    y[:2] = x
    return np.sum(y)


def grows_in_place(x):
    y = x * 1.0
    y += np.outer(x, x)
    return np.sum(y)


def writes_floats_into_a_mask(x):
    m = x > 2.0
    m[0] = x[0]
    return np.sum(m * x)


def writes_into_counts(x):
    c = np.sum(np.outer(x, x) > 2.0, axis=0)
    c += x
    return np.sum(c * x)


def writes_into_whole_numbers(x):
    z = np.zeros(3, dtype=int, like=x)
    z[0] = x[0]
    return np.sum(z)


def puts_into_a_plain_array(x):
    z = np.zeros(3)
    np.put(z, [0], x[0])
    return z[0]


def copies_into_a_plain_array(x):
    z = np.zeros(3)
    np.copyto(z, x)
    return z[0]


def takes_out_of_one_argument(x):
    return np.sum(np.exp(x, out=np.zeros(3)))


def overlaps_under_a_mask(x):
    y = x * 1.0
    y[np.array([True, True, True])] = y[::-1]
    return np.sum(y)


def keeps_the_largest(x):
    y = x * 1.0
    np.maximum.at(y, [0], x[:1])
    return np.sum(y)


LIKE = "`arr = np.zeros(3, like=x)`"


@pytest.mark.parametrize(
    ("f", "kind", "what", "line", "fix"),
    [
        (writes_into_a_diagonal, adlab.TracingError, "A result of np.diagonal", "d[0]", ".copy()"),
        (writes_into_a_broadcast, adlab.TracingError, "of np.broadcast_to", "b += 1.0", ".copy()"),
        (does_not_fit, adlab.ShapeError, "(3,) was written into entries of shape (2,)", "y[:2]",
         "other entries"),
        (grows_in_place, adlab.ShapeError, "shape (3, 3) of one of shape (3,)", "y +=", "y + v"),
        (writes_floats_into_a_mask, adlab.TracingError, "array of masks", "m[0] =", "1.0 * arr"),
        (writes_into_counts, adlab.TracingError, "array of whole numbers", "c +=", "1.0 * arr"),
        (writes_into_whole_numbers, adlab.TracingError, "a plain NumPy array", "z[0] =",
         "z = np.zeros(3, like=x)"),
        (puts_into_a_plain_array, adlab.TracingError, "np.put was asked", "np.put", LIKE),
        (copies_into_a_plain_array, adlab.TracingError, "np.copyto was", "np.copyto", LIKE),
        (takes_out_of_one_argument, adlab.TracingError, "np.exp was asked", "out=",
         "`arr = np.exp(x)`"),
        (overlaps_under_a_mask, adlab.TracingError, "into the same array", "y[::-1]",
         "view.copy()"),
        (keeps_the_largest, adlab.UnsupportedFunctionError, "np.maximum.at", "maximum", ""),
    ],
)  # fmt: skip
def test_what_stays_out_is_refused_on_the_users_line(f, kind, what, line, fix):
    with pytest.raises(kind) as caught:
        adlab.grad(f)(X)
    message = str(caught.value)
    assert what in message
    assert line_of(f, line) in message
    assert fix in message.partition("fix:")[2]


def test_numbers_never_change():
    def f(x):
        y = x
        y *= 2.0
        y += x
        return x * y

    assert adlab.value_and_grad(f)(5.0) == (75.0, 30.0)


def test_arrays_like_a_number_can_be_checked_by_differences():
    def turned(t):
        rotation = np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]], like=t)
        rotation[0] *= t
        return rotation @ np.array([1.0, 2.0])

    adlab.check_grads(turned, (0.7,), order=2)


# -- Costs -----------------------------------------------------------------------------------------


def test_writing_makes_no_cycles():
    def f(x):
        y = x * 1.0
        for row in y:
            row *= x[0]
        y.T[0] = y[0]
        return np.sum(y)

    def alive():
        return {id(each) for each in gc.get_objects() if type(each).__name__ in ("Var", "View")}

    adlab.grad(f)(M)
    gc.collect()
    gc.disable()
    try:
        before = alive()  # a traceback that is kept may hold some
        adlab.grad(f)(M)
        assert alive() <= before
    finally:
        gc.enable()


def test_a_long_chain_of_views_needs_no_recursion():
    def f(x):
        y = x * 1.0
        rest, total = y, 0.0
        while len(rest) > 1:
            total = total + rest[0]
            rest = rest[1:]
        y[-1] = total
        rest *= 2.0
        return np.sum(y)

    x = np.ones(1500)
    assert adlab.value_and_grad(f)(x)[0] == f(x.copy())


# -- Every keyword that the page of NumPy's functions lists ----------------------------------------

SQUARE = np.outer(X, X[:2])
WRITERS = [  # the function, what comes after the array that is written into, by keyword
    (np.copyto, {"src": SQUARE}, {"where": SQUARE > 0}),
    (np.fill_diagonal, {"val": X[:2]}, {"wrap": True}),
    (np.place, {"mask": SQUARE > 0, "vals": X}, {}),
    (np.put, {"ind": [0, 5, 7], "v": X}, {"mode": "wrap"}),
    (np.put_along_axis, {"indices": np.array([[1, 0]]), "values": SQUARE[:1]}, {"axis": 0}),
    (np.putmask, {"mask": SQUARE > 0, "values": X}, {}),
]
TARGETS = {np.copyto: "dst", np.fill_diagonal: "a", np.place: "arr", np.put: "a",
           np.put_along_axis: "arr", np.putmask: "a"}  # fmt: skip
MAKERS = [(np.zeros_like, "a"), (np.ones_like, "a"), (np.empty_like, "prototype")]
VALUES = {"src", "val", "vals", "v", "values"}


@pytest.mark.parametrize(("function", "given", "options"), WRITERS, ids=lambda case: str(case)[:20])
def test_writing_takes_each_keyword(function, given, options):
    target = TARGETS[function]

    def f(x):
        z = np.ones((3, 2), like=x) * x
        factor = {key: value * (x[0] if key in VALUES else 1) for key, value in given.items()}
        factor = {key: value if key in VALUES else given[key] for key, value in factor.items()}
        if function is np.putmask:  # NumPy takes these three by position only
            function(z, *factor.values(), **options)
        else:
            function(**{target: z}, **factor, **options)
        return np.sum(z**3)

    point = np.array([1.5, 0.5])
    value, gradient = adlab.value_and_grad(f)(point)
    assert value == f(point)
    np.testing.assert_allclose(gradient, differences(f, point), rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize(("function", "name"), MAKERS)
def test_arrays_made_like_another_take_each_keyword(function, name):
    def f(x):
        z = function(**{name: x}, shape=(2, 2))
        z[...] = x[0] * x[1]
        return np.sum(z**2)

    value, gradient = adlab.value_and_grad(f)(X)
    assert value == f(X)
    np.testing.assert_allclose(gradient, differences(f, X), rtol=1e-7, atol=1e-7)


def test_an_entry_that_is_returned_is_a_plain_float_in_the_graph():
    graph = adlab.trace(lambda x: x[..., 1], X)
    assert [type(value) for value in graph.values] == [np.ndarray, float]
    value, _ = adlab.compile(np.median, X)(X)
    assert type(value) is float
