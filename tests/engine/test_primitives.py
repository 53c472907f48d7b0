"""What holds for every primitive, in every shape and form; then kinks, numbers, and users' own.

A case is one call of a primitive, written once and run by plain NumPy, adlab and autograd.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import autograd
import numpy as np
import pytest

import adlab
from adlab.engine.arrays.linear_maps import LinearMap
from adlab.engine.primitives.primitive import PRIMITIVES, call
from tests.engine.programs import (
    AUTOGRAD,
    ELEMENTWISE,
    PLAIN,
    SHAPES,
    apply,
    flatten,
    is_clear,
    quietly,
    slope,
    what_is_missing,
    within,
)


class Case(NamedTuple):
    """One call: `function(library, *arrays)`, with the shapes and intervals of its arrays."""

    label: str
    function: Callable[..., Any]
    shapes: tuple[tuple[int, ...], ...]
    domain: tuple[tuple[float, float], ...]
    clear: Callable[[list[Any]], bool] = lambda arrays: True

    def __call__(self, *arrays: Any) -> Any:
        return self.function(PLAIN, *arrays)

    def point(self) -> list[Any]:
        """Generic arguments: inside of the domain and clear of kinks."""
        for seed in itertools.count():
            random = np.random.default_rng(seed)
            ranges = [within(interval) for interval in self.domain]
            arrays = [
                random.uniform(*r, shape) for r, shape in zip(ranges, self.shapes, strict=True)
            ]
            arrays = [float(x) if np.shape(x) == () else x for x in arrays]
            if self.clear(arrays):
                return arrays
        raise AssertionError("there is no end of seeds")


def cases_of(name: str) -> list[Case]:
    """An elementwise primitive on every shape, and on every pair of shapes that broadcast."""
    primitive = ELEMENTWISE[name]
    arity = len(primitive.rules)
    params = {"threshold": 0.25} if name == "where" else {}
    combinations = list(itertools.product(SHAPES, repeat=min(arity, 2)))
    if arity == 3:
        combinations = [(*pair, last) for pair in combinations for last in ((), (1, 3), pair[0])]
    return [
        Case(
            f"{name} of {shapes}",
            lambda library, *arrays: apply(library, name, arrays, params),
            shapes,
            primitive.domain,
            lambda arrays: is_clear(name, arrays, 0.03, **params),
        )
        for shapes in combinations
        if broadcast(shapes)
    ]


def broadcast(shapes: tuple[tuple[int, ...], ...]) -> bool:
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        return False
    return True


def axes(ndim: int) -> list[Any]:
    pairs = itertools.combinations(range(ndim), 2)
    return [None, *range(-ndim, ndim), *pairs, tuple(range(-ndim, 0))]


SOLID = (2, 3, 2)
INDICES = {
    (3,): [0, -1, slice(1, None), slice(None, None, -2), ..., None, (None, 0), (..., None), (),
           [0, 2, 0], [[0, 1], [2, 0]], np.array([True, False, True]), [-1],
           np.array([], dtype=int), slice(0, 0)],
    (2, 3): [1, (1, 2), (slice(None), 1), (..., -1), (0, slice(None, None, -1)),
             (slice(None), None, [0, 0]), ([0, 1, 0], [2, 2, 2]), (1, [0, 1]), ([0, 1], None, 1),
             np.array([True, False]), np.array([[True, False, True], [False, True, True]]),
             (slice(None), np.array([True, False, True]))],
    SOLID: [(0, ..., 1), (slice(None), [0, 2], slice(None)), ([0, 1], slice(None), [1, 0]),
            (0, [1, 1], slice(None)), ([[0], [1]], [0, 2], 1)],
    (0,): [slice(None), ..., None, np.array([], dtype=int), np.zeros(0, dtype=bool)],
    (): [(), ..., None, (None, None)],
}  # fmt: skip
PRODUCTS = [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 2)), (SOLID, (2,)),
            ((3,), SOLID), (SOLID, (2, 3)), ((2, 2), (3, 2, 2)), ((4, 1, 2, 3), (5, 3, 2)),
            ((1, 2, 3), (4, 3, 1)), ((0, 3), (3, 2)), ((2, 0), (0, 3)), ((0,), (0,)),
            ((1, 1), (1, 1))]  # fmt: skip
DOTS = [
    ((), (2, 3)),
    ((3,), ()),
    ((), ()),
    ((2, 3), (4, 3, 2)),
    (SOLID, (3, 2, 4)),
    ((2,), (3, 2, 4)),
]
JOINED = [([(2, 3), (1, 3)], 0), ([(2, 3), (2, 1), (2, 3)], 1), ([(2, 1), (2, 3)], -1),
          ([(0,), (3,)], 0), ([(2, 3), (1, 3)], -2), ([(2, 3), (3,), (1,)], None), ([(3,)], 0),
          ([SOLID, SOLID], -2), ([(), (2, 1)], None)]  # fmt: skip


def structural_cases() -> dict[str, list[Case]]:
    """Every axis, permutation, index, and combination of shapes that stand above."""
    cases: dict[str, list[Case]] = {}

    def add(name: str, shapes: Sequence[tuple[int, ...]], *parts: Any, **params: Any) -> None:
        label = f"{name} of {shapes}, {parts or params}"
        cases.setdefault(name, []).append(
            Case(
                label,
                lambda library, *arrays: apply(library, name, arrays, params),
                tuple(shapes),
                ((-np.inf, np.inf),) * len(shapes),
            )
        )

    for shape in (*SHAPES, SOLID):
        size, ndim = math.prod(shape), len(shape)
        for axis, keepdims in itertools.product(axes(ndim), (False, True)):
            add("sum", [shape], axis=axis, keepdims=keepdims)
            if size:
                add("mean", [shape], axis=axis, keepdims=keepdims)
        for order in (None, *itertools.permutations(range(ndim))):
            add("transpose", [shape], axes=order)
        for new in (shape[::-1], (size,), (*shape, 1), (1, size), -1):
            add("reshape", [shape], shape=new)
        for new in ((2, *shape), (4, 1, *shape), tuple(5 if n == 1 else n for n in shape)):
            add("broadcast_to", [shape], shape=new)
        for axis, count in itertools.product(range(-ndim - 1, ndim + 1), (1, 2, 3)):
            add("stack", [shape] * count, axis=axis)
    for shape, indices in INDICES.items():
        for index in indices:
            add("index", [shape], index=index)
    for shapes, axis in JOINED:
        add("concatenate", shapes, axis=axis)
    for left, right in PRODUCTS:
        add("matmul", [left, right])
    for left, right in (*PRODUCTS, *DOTS):
        if broadcast((left[-1:], right[-2:-1] or right[-1:])):
            add("dot", [left, right])
    return cases


CASES = {**{name: cases_of(name) for name in sorted(ELEMENTWISE)}, **structural_cases()}
every_primitive = pytest.mark.parametrize("name", CASES)


def like(values, random):
    return [random.normal(size=np.shape(value)) for value in values]


def inner(xs, ys):
    return float(flatten(xs) @ flatten(ys))


def moved(point, direction, t):
    return [x + t * d for x, d in zip(point, direction, strict=True)]


def for_each(name):
    """The cases of a primitive, each with a point, a direction and a weighting of the result."""
    if name in ELEMENTWISE and (missing := what_is_missing(name)):
        pytest.fail(missing, pytrace=False)
    random = np.random.default_rng(0)
    for case in CASES[name]:
        point = case.point()
        weights = np.asarray(random.normal(size=np.shape(case(*point))))
        yield case, point, like(point, random), weights


# -- Every primitive -------------------------------------------------------------------------------


@every_primitive
def test_the_value_is_numpys_bit_for_bit(name):
    for case, point, _, _ in for_each(name):
        traced, plain = adlab.vjp(case, *point)[0], case(*point)
        assert np.shape(traced) == np.shape(plain), case.label
        if name in ("dot", "power"):  # NumPy has two of each, whose last bits differ
            assert np.allclose(traced, plain, rtol=1e-14, atol=1e-15), case.label
        else:
            assert np.asarray(traced).tobytes() == np.asarray(plain, float).tobytes(), case.label


@every_primitive
def test_pulling_back_is_the_adjoint_of_pushing_forward(name):
    for case, point, direction, weights in for_each(name):
        _, tangent = adlab.jvp(case, point, direction)
        adjoints = adlab.vjp(case, *point)[1](weights)
        there, back = inner([weights], [tangent]), inner(adjoints, direction)
        assert there == pytest.approx(back, rel=1e-12, abs=1e-12), case.label


@every_primitive
def test_derivatives_are_shaped_like_what_they_are_derivatives_of(name):
    for case, point, direction, weights in for_each(name):
        value, tangent = adlab.jvp(case, point, direction)
        adjoints = adlab.vjp(case, *point)[1](weights)
        assert np.shape(tangent) == np.shape(value), case.label
        assert [np.shape(adjoint) for adjoint in adjoints] == list(case.shapes), case.label


@every_primitive
def test_a_tangent_agrees_with_differences(name):
    for case, point, direction, _ in for_each(name):
        _, tangent = adlab.jvp(case, point, direction)
        wanted, _ = slope(lambda t: case(*moved(point, direction, t)))  # noqa: B023
        scale = 1.0 + np.max(np.abs(wanted), initial=0.0)
        assert np.allclose(tangent, wanted, rtol=0.0, atol=1e-8 * scale), case.label


@every_primitive
def test_adjoints_agree_with_autograd(name):
    for case, point, _, weights in for_each(name):
        adjoints = adlab.vjp(case, *point)[1](weights)
        for k, adjoint in enumerate(adjoints):
            wanted = by_autograd(case, point, k, weights)
            assert np.allclose(adjoint, wanted, rtol=1e-10, atol=1e-10), (case.label, k)


@quietly
def by_autograd(case, point, k, weights):
    """Argument k's share of the weighted result."""

    def weighted(x):
        arrays = [*point[:k], x, *point[k + 1 :]]
        return AUTOGRAD.sum(AUTOGRAD.multiply(case.function(AUTOGRAD, *arrays), weights))

    return autograd.grad(weighted)(np.asarray(point[k]))


@every_primitive
def test_each_edge_holds_one_map_both_ways(name):
    for case, point, _, _ in for_each(name):
        for partial in [edge.partial for edge in adlab.trace(case, *point).edges]:
            if isinstance(partial, LinearMap):
                units = np.eye(math.prod(partial.result_shape))
                rows = np.zeros((len(units), math.prod(partial.operand_shape)))
                for row, unit in zip(rows, units, strict=True):
                    row[:] = np.ravel(unit.reshape(partial.result_shape) * partial)
                assert np.allclose(partial.matrix, rows, rtol=1e-13, atol=1e-13), (
                    case.label,
                    partial,
                )


@every_primitive
def test_an_edges_matrix_is_the_jacobian(name):
    for case, point, _, weights in for_each(name):
        graph = adlab.trace(case, *point)
        if len(graph) > len(point) + 1:  # `where` records its mask, `dot` may take several nodes
            continue
        for edge in graph.edges:
            block = adlab.jacfwd(case, edge.edge.operand)(*point)
            matrix = np.reshape(block, (weights.size, np.size(point[edge.edge.operand])))
            assert np.allclose(edge.matrix, matrix, rtol=1e-13, atol=1e-13), (case.label, edge)


def pulled_back(case, weights):
    """The adjoints as a function of the arguments."""
    return lambda *arrays: adlab.vjp(case, *arrays)[1](weights)


@every_primitive
def test_the_tangent_of_an_adjoint_agrees_with_differences(name):
    for case, point, direction, weights in for_each(name):
        gradient = pulled_back(case, weights)
        _, tangent = adlab.jvp(gradient, point, direction)
        wanted, _ = slope(lambda t: flatten(gradient(*moved(point, direction, t))))  # noqa: B023
        scale = 1.0 + np.max(np.abs(wanted), initial=0.0)
        assert np.allclose(flatten(tangent), wanted, rtol=0.0, atol=1e-7 * scale), case.label


@every_primitive
def test_second_derivatives_are_symmetric(name):
    for case, point, direction, weights in for_each(name):
        gradient = pulled_back(case, weights)
        other = like(point, np.random.default_rng(7))
        forward = adlab.jvp(gradient, point, direction)[1]  # forward over reverse
        reverse = adlab.vjp(gradient, *point)[1](tuple(other))  # reverse over reverse
        there, back = inner(other, forward), inner(reverse, direction)
        assert there == pytest.approx(back, rel=1e-11, abs=1e-11), case.label


def test_putting_back_is_the_adjoint_of_picking():
    random = np.random.default_rng(0)
    for shape, indices in INDICES.items():
        for index in indices:
            picked = random.normal(size=np.shape(np.empty(shape)[index]))
            put = lambda x: call("put", x, index=index, shape=shape)  # noqa: B023, E731
            value, tangent = adlab.jvp(put, (picked,), (picked,))
            weights = random.normal(size=shape)
            (adjoint,) = adlab.vjp(put, picked)[1](weights)
            assert np.array_equal(value, tangent)
            assert inner([tangent], [weights]) == pytest.approx(inner([picked], [adjoint]))


def test_every_elementwise_primitive_that_users_can_reach_has_cases():
    reachable = {name for name, primitive in PRIMITIVES.items() if primitive.elementwise
                 and not primitive.own and (hasattr(np, name) or hasattr(adlab, name))}  # fmt: skip
    assert reachable <= set(CASES)


# -- Kinks -----------------------------------------------------------------------------------------


def slopes(f, *point):
    """All first derivatives of a function, by either mode; they agree."""
    every = tuple(range(len(point)))
    forward, reverse = adlab.jacfwd(f, every)(*point), adlab.jacrev(f, every)(*point)
    assert np.array_equal(np.array(forward), np.array(reverse))
    return np.array(forward)


@pytest.mark.parametrize("f", [np.maximum, np.minimum, np.fmax, np.fmin])
def test_a_tie_is_shared_by_halves(f):
    assert np.array_equal(slopes(f, 2.0, 2.0), [0.5, 0.5])
    pair = np.array([1.0, 2.0]), np.array([1.0, 5.0])
    assert np.array_equal(np.sum(slopes(f, *pair), axis=0), np.eye(2))
    assert np.array_equal(slopes(f, *pair)[0][0], [0.5, 0.0])


def test_max_of_a_thing_and_itself_has_slope_one():
    assert slopes(lambda x: np.maximum(x, x), 2.0) == 1.0


@pytest.mark.parametrize("f", [np.abs, adlab.relu, np.sign, np.floor])
def test_the_slope_at_the_kink_in_0_is_0(f):
    assert slopes(f, 0.0) == 0.0
    assert np.array_equal(np.diag(slopes(f, np.array([0.0, -0.0]))[0]), [0.0, 0.0])


def test_on_either_side_of_a_kink_the_slope_is_that_side_s():
    assert np.array_equal([slopes(np.abs, -1e-300)[0], slopes(np.abs, 1e-300)[0]], [-1.0, 1.0])
    assert np.array_equal(
        [slopes(adlab.relu, -1e-300)[0], slopes(adlab.relu, 1e-300)[0]], [0.0, 1.0]
    )


def test_the_second_derivative_at_a_kink_is_0_with_a_warning():
    for f in (np.abs, adlab.relu, lambda x: np.maximum(x, 0.0)):
        with pytest.warns(adlab.KinkWarning):
            assert adlab.grad(adlab.grad(lambda x: f(x) * 3.0))(0.0) == 0.0  # noqa: B023


def test_clip_has_slope_1_inside_a_half_on_a_bound_and_0_outside():
    clip = lambda x: np.clip(x, -1.0, 2.0)  # noqa: E731
    assert [float(slopes(clip, x)[0]) for x in (-3.0, -1.0, 0.5, 2.0, 5.0)] == [0, 0.5, 1, 0.5, 0]


def test_a_branch_not_taken_has_no_part_in_the_derivative():
    f = lambda x: np.where(x > 0.0, x * x, -x)  # noqa: E731
    assert np.array_equal(adlab.grad(lambda x: np.sum(f(x)))(np.array([3.0, -2.0])), [6.0, -1.0])


def test_the_root_of_0_has_an_infinite_derivative_with_a_warning_that_names_the_node():
    with pytest.warns(adlab.NonFiniteWarning, match=r"v1 = √x.*infinite|infinite.*v1 = √x|√x with"):
        assert adlab.grad(np.sqrt)(0.0) == np.inf
    with pytest.warns(adlab.NonFiniteWarning, match="√x"):
        assert adlab.jvp(np.sqrt, (0.0,), (1.0,)) == (0.0, np.inf)
    with pytest.warns(adlab.NonFiniteWarning, match="√x"):
        gradient = adlab.grad(lambda x: np.sum(np.sqrt(x)))(np.array([4.0, 0.0]))
    assert np.array_equal(gradient, [0.25, np.inf])


def test_powers_of_0_have_the_slopes_of_polynomials():
    powers = lambda x: x ** np.arange(4.0)  # noqa: E731
    assert np.array_equal(adlab.jacfwd(powers)(0.0), [0.0, 1.0, 0.0, 0.0])
    assert np.array_equal(adlab.jacrev(powers)(0.0), [0.0, 1.0, 0.0, 0.0])
    assert np.array_equal(adlab.jacfwd(adlab.jacfwd(powers))(0.0), [0.0, 0.0, 2.0, 0.0])
    assert np.array_equal(slopes(lambda x, y: x**y, 0.0, 2.0), [0.0, 0.0])


def test_the_power_0_has_slope_0_everywhere():
    assert slopes(lambda x: x**0, 0.0) == slopes(lambda x: x**0, -2.0) == 0.0
    assert adlab.grad(adlab.grad(lambda x: x**1))(0.0) == 0.0
    assert adlab.grad(adlab.grad(adlab.grad(lambda x: x**2)))(0.0) == 0.0


def test_powers_of_negative_numbers_have_the_slopes_of_polynomials():
    assert slopes(lambda x: x**3, -2.0) == 12.0
    assert slopes(lambda x: x**-2, -2.0) == 0.25
    assert adlab.grad(adlab.grad(adlab.grad(lambda x: x**3)))(-2.0) == 6.0


# -- Primitives of the user's own ------------------------------------------------------------------


@adlab.primitive("3.0 * x**2", symbol="cube", formula="{x}³")
def cube(x):
    return x * x * x


@adlab.primitive("np.cos(x) * y", lambda z, x, y: np.sin(x), symbol="wave")
def wave(x, y):
    return np.sin(x) * y


def test_an_own_primitive_is_one_node_with_its_symbol_and_formula():
    _, node = adlab.trace(cube, 2.0).nodes
    assert (node.value, node.symbol, node.formula) == (8.0, "cube", "x³")


def test_an_own_primitive_computes_plain_numbers_plainly():
    assert cube(2.0) == 8.0
    assert np.array_equal(cube(np.array([1.0, 2.0])), [1.0, 8.0])


def test_an_own_primitive_has_derivatives_of_all_orders():
    assert adlab.grad(cube)(2.0) == 12.0
    assert adlab.grad(adlab.grad(cube))(2.0) == 12.0
    assert adlab.grad(adlab.jacfwd(adlab.grad(cube)))(2.0) == 6.0
    adlab.check_grads(lambda x, y: wave(cube(x), y), (0.7, 1.3), order=3)


def test_an_own_primitive_broadcasts():
    x, y = np.array([[0.3], [0.7]]), np.array([1.0, 2.0, 3.0])
    adlab.check_grads(wave, (x, y), order=2)
    assert adlab.vjp(wave, x, y)[1](np.ones((2, 3)))[0].shape == (2, 1)


def test_nothing_flows_through_an_argument_whose_derivative_is_none():
    @adlab.primitive("y * 1.0", None)
    def scale(x, y):
        return x * y

    assert adlab.grad(scale, argnums=(0, 1))(2.0, 5.0) == (5.0, 0.0)


def test_an_own_primitive_may_use_what_takes_numbers_only():
    @adlab.primitive("np.exp(-x * x)")
    def bell(x):
        return math.erf(x) * math.sqrt(math.pi) / 2.0

    adlab.check_grads(lambda x: bell(x * x), (0.7,), order=3)


def test_a_name_used_again_is_another_primitive_and_old_graphs_keep_theirs():
    @adlab.primitive("2.0")
    def twice(x):
        return 2.0 * x

    old, graph = twice, adlab.trace(twice, 3.0)

    @adlab.primitive("3.0")
    def twice(x):
        return 3.0 * x

    assert adlab.grad(old)(1.0) == 2.0
    assert adlab.grad(twice)(1.0) == 3.0
    assert graph.edge("x", "v1").partial == 2.0


def test_an_own_primitive_may_have_the_name_of_a_built_in_one():
    @adlab.primitive("5.0")
    def sin(x):
        return 5.0 * x

    assert adlab.grad(lambda x: sin(x) + np.sin(x))(0.0) == 6.0
