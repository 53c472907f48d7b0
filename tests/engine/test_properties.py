"""What holds for every program: the transforms against two independent oracles, on random programs.

Then what holds for every nesting of arguments and results.
"""

import collections
import warnings

import autograd
import hypothesis
import numpy as np
import pytest
from hypothesis import Phase

import adlab
from adlab.engine import sweeps
from tests.engine import programs
from tests.engine.programs import check_sample, flatten, for_random, quietly, surely

BOTH = "scalar array"


def matrix(blocks, program):
    """The blocks of a Jacobian (output × input) as one matrix."""
    columns = [np.size(x) for x in program.point]
    rows = [np.size(program.values[k]) for k in program.sinks]
    return np.block(
        [
            [np.reshape(block, (m, n)) for block, n in zip(row, columns, strict=True)]
            for row, m in zip(blocks, rows, strict=True)
        ]
    )


def everything(program):
    return tuple(range(len(program.point)))


def like(values, random):
    """Random numbers of the same shapes."""
    parts = [random.normal(size=np.shape(value)) for value in values]
    return tuple(float(part) if part.ndim == 0 else part for part in parts)


def along(program, direction, t):
    return [x + t * d for x, d in zip(program.point, direction, strict=True)]


def assert_close(got, wanted, tolerance=1e-9):
    """Errors are measured against 1 + ‖J‖, in the largest entry."""
    got, wanted = np.asarray(got), np.asarray(wanted)
    assert got.shape == wanted.shape
    error = np.max(np.abs(got - wanted), initial=0.0)
    assert error <= tolerance * (1.0 + np.max(np.abs(wanted), initial=0.0))


# -- First derivatives ---------------------------------------------------------------------------


@for_random(BOTH)
def test_traced_values_are_numpys_bit_for_bit(program, random):
    graph = adlab.trace(program.outputs, *program.point)
    plain = program.outputs(*program.point)
    for output, value in zip(graph.outputs, plain, strict=True):
        traced = graph.values[output] if type(output) is int else output
        assert np.shape(traced) == np.shape(value)
        if np.asarray(traced).tobytes() == np.asarray(value, float).tobytes():
            continue
        assert differs_by_rounding(program)
        assert_close(traced, value, 1e-12)


def differs_by_rounding(program):
    """Where NumPy has two ways to one result, whose last bits differ.

    They are `x ** y` and `np.power(x, y)` of numbers, and `x @ y` and `np.dot(x, y)`.
    """
    lines = zip(program.lines, program.values[len(program.point) :], strict=True)
    return any(
        line.name == "dot" or (line.name == "power" and np.ndim(value) == 0)
        for line, value in lines
    )


@for_random(BOTH)
def test_a_sweep_that_is_watched_gives_the_same_bits(program, random):
    """Watched it tells of each sum; unwatched each node is one `push` or `pull`."""
    graph = adlab.trace(program.outputs, *program.point)

    def seeds(nodes):
        shapes = {node: graph.shape(node) for node in nodes}
        return {node: random.normal(size=shape or None) for node, shape in shapes.items()}

    for sweep, given, looked_at in (
        (sweeps.tangent, seeds(graph.inputs), range(len(graph))),
        (sweeps.reverse, seeds(graph.output_nodes), graph.inputs),
    ):
        silent = sweep(graph, given)
        with adlab.observe(lambda step: None):
            watched = sweep(graph, given)
        for node in looked_at:
            assert type(silent[node]) is type(watched[node])
            assert np.asarray(silent[node]).tobytes() == np.asarray(watched[node]).tobytes()


@for_random(BOTH)
def test_jacrev_agrees_with_autograd(program, random):
    blocks = adlab.jacrev(program.outputs, everything(program))(*program.point)
    assert_close(matrix(blocks, program), programs.jacobian(program))


@for_random(BOTH)
def test_jacfwd_agrees_with_autograd(program, random):
    blocks = adlab.jacfwd(program.outputs, everything(program))(*program.point)
    assert_close(matrix(blocks, program), programs.jacobian(program))


@for_random(BOTH)
def test_the_blocks_of_a_jacobian_are_shaped_output_then_input(program, random):
    for transform in (adlab.jacfwd, adlab.jacrev):
        blocks = transform(program.outputs, everything(program))(*program.point)
        for row, k in zip(blocks, program.sinks, strict=True):
            for block, x in zip(row, program.point, strict=True):
                assert np.shape(block) == (*np.shape(program.values[k]), *np.shape(x))


@for_random(BOTH)
def test_grad_agrees_with_autograd(program, random):
    gradient = quietly(adlab.grad(program.scalar, everything(program)))(*program.point)
    weights = [
        np.full(np.shape(program.values[k]), 1.5 - 0.4 * i) for i, k in enumerate(program.sinks)
    ]
    assert [np.shape(g) for g in gradient] == [np.shape(x) for x in program.point]
    assert_close(flatten(gradient), flatten(weights) @ programs.jacobian(program))


@for_random(BOTH)
def test_jvp_is_the_jacobian_times_the_direction(program, random):
    direction = like(program.point, random)
    value, tangent = adlab.jvp(program.outputs, program.point, direction)
    assert_close(flatten(value), flatten(program.outputs(*program.point)), 1e-12)
    assert_close(flatten(tangent), programs.jacobian(program) @ flatten(direction))


@for_random(BOTH)
def test_vjp_is_the_weighting_times_the_jacobian(program, random):
    value, pullback = adlab.vjp(program.outputs, *program.point)
    weights = like(value, random)
    assert_close(flatten(value), flatten(program.outputs(*program.point)), 1e-12)
    assert_close(flatten(pullback(weights)), flatten(weights) @ programs.jacobian(program))


@for_random(BOTH)
def test_a_tangent_agrees_with_differences(program, random):
    direction = like(program.point, random)
    _, tangent = adlab.jvp(program.outputs, program.point, direction)
    wanted, doubt = programs.slope(
        lambda t: flatten(program.outputs(*along(program, direction, t)))
    )
    scale = 1.0 + np.max(np.abs(programs.jacobian(program)), initial=0.0)
    surely(doubt <= 1e-6 * scale)  # steep: a kink or a pole is within the step
    assert_close(flatten(tangent), wanted, 1e-5 * scale)


@for_random(BOTH)
def test_a_gradient_agrees_with_differences(program, random):
    direction = like(program.point, random)
    gradient = quietly(adlab.grad(program.scalar, everything(program)))(*program.point)
    wanted, doubt = programs.slope(lambda t: program.scalar(*along(program, direction, t)))
    scale = 1.0 + np.max(np.abs(flatten(gradient)), initial=0.0)
    surely(doubt <= 1e-6 * scale)
    assert_close(flatten(gradient) @ flatten(direction), wanted, 1e-5 * scale)


@for_random(BOTH)
def test_the_value_beside_a_gradient_is_the_functions(program, random):
    value, _ = quietly(adlab.value_and_grad(program.scalar, everything(program)))(*program.point)
    assert type(value) is float
    assert_close(value, program.scalar(*program.point), 1e-12)


@for_random(BOTH)
def test_check_grads_accepts_the_engines_derivatives(program, random):
    direction = like(program.point, random)
    _, doubt = programs.slope(
        lambda t: flatten(program.outputs(*along(program, direction, t))), 0.02
    )
    surely(doubt <= 1e-6)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", adlab.KinkWarning)  # it may stand at one
        quietly(adlab.check_grads)(program.outputs, program.point)


# -- Second derivatives --------------------------------------------------------------------------


def second(program):
    """The Hessian as one matrix."""
    blocks = quietly(adlab.hessian(program.scalar, everything(program)))(*program.point)
    sizes = [np.size(x) for x in program.point]
    return np.block(
        [
            [np.reshape(block, (m, n)) for block, n in zip(row, sizes, strict=True)]
            for row, m in zip(blocks, sizes, strict=True)
        ]
    )


@for_random(BOTH, count=100)
def test_hessian_agrees_with_autograd(program, random):
    assert_close(second(program), programs.hessian(program))


@for_random(BOTH, count=100)
def test_hessian_is_symmetric(program, random):
    h = second(program)
    assert_close(h, h.T)


@for_random(BOTH, count=100)
def test_hvp_is_the_hessian_times_the_direction(program, random):
    direction = like(program.point, random)
    product = quietly(adlab.hvp)(program.scalar, program.point, direction)
    assert [np.shape(p) for p in product] == [np.shape(x) for x in program.point]
    assert_close(flatten(product), programs.hessian(program) @ flatten(direction))


@for_random(BOTH, count=100)
def test_a_second_derivative_agrees_with_differences(program, random):
    direction = like(program.point, random)
    bend = flatten(direction) @ second(program) @ flatten(direction)
    wanted, doubt = programs.curvature(lambda t: program.scalar(*along(program, direction, t)))
    scale = 1.0 + np.max(np.abs(second(program)), initial=0.0)
    surely(doubt <= 1e-5 * scale)
    assert_close(bend, wanted, 1e-4 * scale)


@for_random(BOTH, count=100)
@quietly
def test_the_four_ways_to_a_hessian_agree(program, random):
    argnums = everything(program)
    wanted = second(program)
    for outer in (adlab.jacfwd, adlab.jacrev):
        for inner in (adlab.jacfwd, adlab.jacrev):
            blocks = outer(inner(program.scalar, argnums), argnums)(*program.point)
            flat = [flatten(row) for row in blocks]
            assert_close(flatten(flat), flatten([flatten(row) for row in nested(wanted, program)]))


def nested(h, program):
    """The matrix cut into blocks again, each raveled."""
    cuts = np.cumsum([np.size(x) for x in program.point])[:-1]
    return [[np.ravel(b) for b in np.split(rows, cuts, axis=1)] for rows in np.split(h, cuts)]


# -- Third derivatives ---------------------------------------------------------------------------


@for_random(BOTH, count=60)
@quietly
def test_the_third_derivative_along_a_line_agrees_with_autograd(program, random):
    direction = like(program.point, random)

    def f(t, library=programs.PLAIN):
        return program.scalar(*along(program, direction, t), library=library)

    wanted = lambda t: f(t, programs.AUTOGRAD)  # noqa: E731
    forward = reverse = f
    for _ in range(3):
        wanted, reverse = autograd.grad(wanted), adlab.grad(reverse)
        forward = lambda t, g=forward: adlab.jvp(g, (t,), (1.0,))[1]  # noqa: E731
    mixed = adlab.grad(adlab.jacfwd(adlab.grad(f)))
    exact = wanted(0.0)
    for derivative in (forward, reverse, mixed):
        assert_close(derivative(0.0), exact, 1e-8)


# -- What the programs are -----------------------------------------------------------------------


def test_random_programs_use_every_primitive_of_their_tables():
    used = set()

    @hypothesis.settings(max_examples=800, derandomize=True, database=None, phases=[Phase.generate])
    @hypothesis.given(programs.programs("array"))
    def collect(program):
        used.update(line.name for line in program.lines)

    collect()
    assert used == set(programs.DRAWN) | set(programs.STRUCTURAL)


def test_a_fact_that_fails_is_told_by_a_small_program():
    def fact(program, random):
        assert len(program.lines) < 2

    with pytest.raises(AssertionError) as caught:
        check_sample(fact, "scalar", 60)
    told = "\n".join(caught.value.__notes__)
    assert "v1 = " in told and "v4 = " not in told  # three lines bring a number into a domain


def test_programs_of_which_an_oracle_is_not_sure_are_replaced_by_others():
    tried = []

    def fact(program, random):
        tried.append(program)
        surely(len(tried) % 2)

    check_sample(fact, "scalar", 100)
    assert len(tried) == 199
    with pytest.raises(AssertionError, match="sure of 125 of 250 programs only"):
        check_sample(fact, "scalar", 126)


@pytest.mark.parametrize("name", programs.ELEMENTWISE)
def test_the_oracles_can_judge_every_primitive(name):
    missing = programs.what_is_missing(name)
    assert not missing, missing


def test_the_differences_are_an_oracle_to_nine_digits():
    value, doubt = programs.slope(lambda t: np.exp(0.5 + t))
    assert abs(value - np.exp(0.5)) < 1e-11
    assert doubt < 1e-9


# -- Nested arguments and results ----------------------------------------------------------------


Layer = collections.namedtuple("Layer", "w b")


def model(params, x):
    hidden = np.tanh(x @ params["first"].w + params["first"].b)
    return np.sum(hidden * params["last"][0]) + params["last"][1]


PARAMS = {
    "first": Layer(np.array([[0.3, -0.2], [0.5, 0.1]]), np.array([0.1, -0.4])),
    "last": [np.array([0.7, -0.3]), 0.2],
}
X = np.array([[1.5, -0.5], [0.2, 0.9]])


def test_a_gradient_is_nested_like_its_argument():
    gradient = adlab.grad(model)(PARAMS, X)
    assert list(gradient) == ["first", "last"]
    assert type(gradient["first"]) is Layer
    assert type(gradient["last"]) is list
    assert gradient["first"].w.shape == (2, 2)
    assert gradient["last"][1] == 1.0


def test_a_nested_gradient_agrees_with_differences():
    gradient = adlab.grad(model)(PARAMS, X)
    for k in range(2):
        bent = lambda t, k=k: model(  # noqa: E731
            {**PARAMS, "first": PARAMS["first"]._replace(b=PARAMS["first"].b + t * np.eye(2)[k])}, X
        )
        assert gradient["first"].b[k] == pytest.approx(float(programs.slope(bent)[0]), abs=1e-9)


def test_a_sequence_of_argnums_gives_a_tuple_in_its_order():
    f = lambda x, y, z: x * y * y * z  # noqa: E731
    assert adlab.grad(f, argnums=(2, 0))(2.0, 3.0, 5.0) == (18.0, 45.0)
    assert adlab.grad(f, argnums=[1])(2.0, 3.0, 5.0) == (60.0,)


def test_negative_argnums_count_from_the_end():
    f = lambda x, y: x * x * y  # noqa: E731
    assert adlab.grad(f, argnums=-1)(2.0, 3.0) == 4.0
    assert adlab.grad(f, argnums=(-1, -2))(2.0, 3.0) == (4.0, 12.0)


def test_arguments_outside_argnums_may_be_anything():
    f = lambda x, n, name, g: g(x) ** n if name == "power" else x  # noqa: E731
    assert adlab.grad(f)(3.0, 2, "power", lambda x: 2 * x) == 24.0


def test_a_jacobian_is_nested_like_the_output_then_like_the_argument():
    def f(p):
        return {"sum": p["a"] + p["b"], "both": (p["a"] * p["b"], p["b"])}

    for transform in (adlab.jacfwd, adlab.jacrev):
        assert transform(f)({"a": 2.0, "b": 5.0}) == {
            "sum": {"a": 1.0, "b": 1.0},
            "both": ({"a": 5.0, "b": 2.0}, {"a": 0.0, "b": 1.0}),
        }


def test_a_hessian_of_several_arguments_has_a_block_for_each_pair():
    h = adlab.hessian(lambda x, y: x * x * np.sum(y * y), argnums=(0, 1))(2.0, np.array([3.0, 5.0]))
    assert h[0][0] == 68.0
    assert np.array_equal(h[0][1], [24.0, 40.0])
    assert np.array_equal(h[1][0], [24.0, 40.0])
    assert np.array_equal(h[1][1], [[8.0, 0.0], [0.0, 8.0]])


def test_a_direction_and_its_tangent_are_nested_like_arguments_and_output():
    f = lambda p, q: {"out": [p[0] * q["w"], p[1]]}  # noqa: E731
    value, tangent = adlab.jvp(f, ((2.0, 3.0), {"w": 5.0}), ((1.0, 0.5), {"w": 10.0}))
    assert value == {"out": [10.0, 3.0]}
    assert tangent == {"out": [25.0, 0.5]}


def test_a_cotangent_is_nested_like_the_output():
    value, pullback = adlab.vjp(lambda x, y: {"p": x * y, "s": [x + y, x]}, 2.0, 5.0)
    assert value == {"p": 10.0, "s": [7.0, 2.0]}
    assert pullback({"p": 1.0, "s": [10.0, 100.0]}) == (115.0, 12.0)


def test_the_keys_of_a_dict_have_no_order():
    f = lambda p: {"u": p["a"] * p["b"], "v": p["a"]}  # noqa: E731
    _, tangent = adlab.jvp(f, ({"a": 2.0, "b": 3.0},), ({"b": 10.0, "a": 1.0},))
    assert tangent == {"u": 23.0, "v": 1.0}
    _, pullback = adlab.vjp(f, {"a": 2.0, "b": 3.0})
    assert pullback({"v": 10.0, "u": 1.0}) == ({"a": 13.0, "b": 2.0},)


def test_hvp_is_nested_like_the_arguments():
    product = adlab.hvp(lambda p: p["x"] ** 3 * p["y"][0], ({"x": 2.0, "y": [5.0]},),
                        ({"x": 1.0, "y": [0.5]},))  # fmt: skip
    assert product == ({"x": 66.0, "y": [12.0]},)


def test_a_pullback_may_be_called_many_times():
    _, pullback = adlab.vjp(lambda x: x * x, 3.0)
    assert pullback(1.0) == pullback(1.0) == (6.0,)
    assert pullback(2.0) == (12.0,)


# -- Outputs that are constants, inputs, or one node twice ----------------------------------------


def test_an_output_that_is_an_input_has_derivative_one():
    assert adlab.grad(lambda x, y: x, (0, 1))(2.0, 5.0) == (1.0, 0.0)
    assert adlab.jvp(lambda x: (x, x), (2.0,), (3.0,)) == ((2.0, 2.0), (3.0, 3.0))


def test_cotangents_of_one_node_returned_twice_add_up():
    def f(x):
        y = x * x
        return y, y

    assert adlab.vjp(f, 3.0)[1]((1.0, 10.0)) == (66.0,)
    assert adlab.jacrev(f)(3.0) == adlab.jacfwd(f)(3.0) == (6.0, 6.0)


@pytest.mark.parametrize("constant", [0, 1, 2, 7, 1.5, np.float64(2.0), np.int64(1)])
def test_a_constant_output_has_derivative_zero(constant):
    f = lambda x: (x * x, constant)  # noqa: E731
    assert adlab.jvp(f, (3.0,), (1.0,)) == ((9.0, constant), (6.0, 0.0))
    assert adlab.vjp(f, 3.0)[1]((1.0, 100.0)) == (6.0,)
    assert adlab.jacfwd(f)(3.0) == adlab.jacrev(f)(3.0) == (6.0, 0.0)


def test_a_constant_array_among_the_outputs_has_a_block_of_zeros():
    f = lambda x: (x * x, np.ones(2))  # noqa: E731
    for transform in (adlab.jacfwd, adlab.jacrev):
        assert np.array_equal(transform(f)(np.ones(3))[1], np.zeros((2, 3)))


@pytest.mark.parametrize("constant", [0, 3, 1.5, np.float64(2.0)])
def test_the_gradient_of_a_constant_is_zero_with_a_warning(constant):
    with pytest.warns(adlab.IndependentOutputWarning):
        assert adlab.value_and_grad(lambda x: constant)(3.0) == (constant, 0.0)


def test_an_input_that_is_not_used_has_derivative_zero():
    gradient = adlab.grad(lambda p: p["used"] ** 2)({"used": 3.0, "unused": np.ones((2, 3))})
    assert gradient["used"] == 6.0
    assert np.array_equal(gradient["unused"], np.zeros((2, 3)))


# -- Empty arrays --------------------------------------------------------------------------------


def test_the_gradient_with_respect_to_an_empty_array_is_empty():
    assert adlab.grad(lambda x, y: np.sum(x * x) + y)(np.zeros((0, 3)), 2.0).shape == (0, 3)


@pytest.mark.parametrize("transform", [adlab.jacfwd, adlab.jacrev])
@pytest.mark.parametrize(("out", "size"), [((0,), 3), ((2,), 0), ((0,), 0), ((2, 0), 3)])
def test_jacobians_of_empty_inputs_or_outputs_keep_their_shape(transform, out, size):
    f = lambda x: np.broadcast_to(np.sum(x), out)  # noqa: E731
    assert transform(f)(np.ones(size)).shape == (*out, size)


def test_the_hessian_of_an_empty_input_is_empty():
    assert adlab.hessian(lambda x: np.sum(x**3))(np.zeros(0)).shape == (0, 0)


# -- What the caller owns ------------------------------------------------------------------------


def test_changing_a_result_changes_no_later_result():
    value, pullback = adlab.vjp(np.exp, np.zeros(2))
    first = pullback(np.ones(2))
    value *= 0.0
    first[0][:] = 7.0
    assert np.array_equal(pullback(np.ones(2))[0], [1.0, 1.0])


def test_results_may_be_changed_in_place():
    x = np.ones(3)
    value, pullback = adlab.vjp(lambda x: (x, np.reshape(x, (3, 1))), x)
    gradient = adlab.grad(np.sum)(x)
    for result in (*value, *pullback((x, np.ones((3, 1)))), gradient, adlab.jacrev(np.exp)(x)):
        result += 1.0
    assert np.array_equal(x, np.ones(3))


def test_changing_an_argument_afterwards_changes_no_derivative():
    x, c = np.ones(2), np.array([2.0, 3.0])
    _, pullback = adlab.vjp(lambda x: x * x * c, x)
    x *= 0.0
    c *= 0.0
    assert np.array_equal(pullback(np.ones(2))[0], [4.0, 6.0])


def test_changing_a_container_afterwards_changes_no_result():
    point, output = [2.0, {"b": 5.0}], []

    def f(p):
        output.append(p[0] * p[1]["b"])
        return output

    _, pullback = adlab.vjp(f, point)
    point.append(7.0)
    point[1]["c"] = 7.0
    output.append(7.0)
    assert pullback([1.0]) == ([5.0, {"b": 2.0}],)


def test_a_function_that_failed_leaves_no_trace_behind():
    def fails(x):
        raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        adlab.grad(lambda x: adlab.grad(fails)(x))(1.0)
    assert adlab.trace(lambda x: x * x, 2.0).level == 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert adlab.grad(lambda x: x * x)(2.0) == 4.0
