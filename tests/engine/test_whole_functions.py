"""Rules for whole functions of arrays; what a function returns beside its output; linearize.

Expected values come from plain NumPy functions under HIPS autograd, and from formulas by hand.
"""

import collections
import dataclasses
import math
import pickle

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

import adlab


def layer_back(adjoint, result, x, w, b):
    return adjoint @ w.T, np.outer(x, adjoint), adjoint


def layer_forward(tangents, result, x, w, b):
    return tangents[0] @ w + x @ tangents[1] + tangents[2]


def plain_layer(x, w, b):
    return x @ w + b


def declared(jvp=None, vjp=None, function=plain_layer, **words):
    return adlab.primitive(jvp=jvp, vjp=vjp, **words)(function)


LAYERS = {
    "both": declared(layer_forward, layer_back),
    "vjp alone": declared(vjp=layer_back),
    "jvp alone": declared(jvp=layer_forward),
}
random = np.random.default_rng(0)
POINT = (random.normal(size=3), random.normal(size=(3, 2)), random.normal(size=2))


def loss_of(layer, numpy=np):
    return lambda x, w, b: numpy.sum(numpy.tanh(layer(x, w, b)) ** 2)


ORACLE = loss_of(plain_layer, anp)


@pytest.fixture(params=LAYERS)
def loss(request):
    return loss_of(LAYERS[request.param])


# -- Every transform ----------------------------------------------------------------------------


@pytest.mark.parametrize("argument", range(3))
def test_a_gradient_is_right_by_reverse_and_by_forward_mode(loss, argument):
    expected = autograd.grad(ORACLE, argument)(*POINT)
    np.testing.assert_allclose(adlab.grad(loss, argument)(*POINT), expected, rtol=1e-12)
    np.testing.assert_allclose(adlab.jacfwd(loss, argument)(*POINT), expected, rtol=1e-12)
    np.testing.assert_allclose(adlab.jacrev(loss, argument)(*POINT), expected, rtol=1e-12)


@pytest.mark.parametrize("outer", [adlab.jacfwd, adlab.jacrev])
@pytest.mark.parametrize("inner", [adlab.jacfwd, adlab.jacrev])
def test_rules_are_differentiated_again_in_any_order_of_modes(loss, inner, outer):
    expected = autograd.jacobian(autograd.grad(ORACLE, 0), 1)(*POINT)
    np.testing.assert_allclose(outer(inner(loss, 0), 1)(*POINT), expected, rtol=1e-10, atol=1e-14)


def test_differences_agree_to_second_order(loss):
    adlab.check_grads(loss, POINT, order=2)


@pytest.mark.parametrize("kind", ["tangent", "reverse", "jacobian"])
def test_a_program_calls_the_rules(loss, kind):
    program = adlab.trace(loss, *POINT).program(kind)
    other = tuple(part * 1.5 for part in POINT)
    expected = [autograd.grad(ORACLE, k)(*other) for k in range(3)]
    if kind == "tangent":
        along = program(*other, *POINT)[1]
        assert along == pytest.approx(
            sum(np.sum(g * d) for g, d in zip(expected, POINT, strict=True))
        )
        return
    found = program(*other)
    for got, wanted in zip(found[1] if kind == "reverse" else found, expected, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-12)


def test_a_compiled_function_follows_new_values(loss):
    compiled = adlab.compile(loss, *POINT)
    other = tuple(part * -0.5 for part in POINT)
    expected = autograd.grad(ORACLE, 0)(*other)
    np.testing.assert_allclose(compiled(*other)[1], expected, rtol=1e-12)


def test_a_watched_sweep_is_the_same_as_an_unwatched_one(loss):
    with adlab.observe(lambda step: None):
        watched = adlab.grad(loss, (0, 1, 2))(*POINT)
    for got, wanted in zip(watched, adlab.grad(loss, (0, 1, 2))(*POINT), strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-13)


def test_a_program_with_a_rule_can_be_pickled():
    program = adlab.trace(loss_of(LAYERS["both"]), *POINT).program("reverse")
    again = pickle.loads(pickle.dumps(program))
    np.testing.assert_array_equal(again(*POINT)[1][1], program(*POINT)[1][1])


# -- Words --------------------------------------------------------------------------------------


def test_edges_say_what_the_maps_do_forwards_and_backwards():
    layer = declared(vjp=layer_back, label=("· {y}", "x ·", "+"), back=("· {y}ᵀ", "xᵀ ·", "same"))
    graph = adlab.trace(lambda x, w, b: layer(x, w, b), *POINT)
    assert [(edge.label, edge.back) for edge in graph.edges] == [
        ("· w", "· wᵀ"),
        ("x ·", "xᵀ ·"),
        ("+", "same"),
    ]


def test_words_may_be_made_of_the_values():
    take = adlab.primitive(
        vjp=lambda adjoint, result, x, n: (np.append(adjoint, np.zeros(len(x) - n)), None),
        label=lambda result, x, n: f"the first {n}",
    )(lambda x, n: x[:n])
    assert adlab.trace(lambda x: take(x, 2), np.ones(3)).edges[0].label == "the first 2"


def test_formula_and_table_show_the_call_with_its_constants():
    @adlab.primitive(vjp=lambda adjoint, result, x, kind: (2.0 * adjoint, None), back="doubled")
    def window(x, kind):
        return 2.0 * x

    graph = adlab.trace(lambda x: window(x, "box"), 3.0)
    assert graph.nodes[1].formula == "window(x, 'box')"
    assert "window(x, 'box')" in str(adlab.table(lambda x: window(x, "box"), 3.0, sweep="reverse"))


# -- Arguments, parameters and results ------------------------------------------------------------


def test_a_parameter_behind_the_star_reaches_function_and_rule():
    @adlab.primitive(vjp=lambda adjoint, result, x, *, power: adjoint * power * x ** (power - 1))
    def powers(x, *, power=3):
        return x**power

    x = np.array([1.0, 2.0])
    np.testing.assert_array_equal(adlab.grad(lambda x: np.sum(powers(x)))(x), 3 * x**2)
    np.testing.assert_array_equal(adlab.grad(lambda x: np.sum(powers(x, power=2)))(x), 2 * x)


@pytest.mark.parametrize("call", [lambda f, x: f(x, 2), lambda f, x: f(x, n=2), lambda f, x: f(x)])
def test_a_whole_number_stays_one_however_it_is_passed(call):
    @adlab.primitive(vjp=lambda adjoint, result, x, n: (adjoint * n, None))
    def repeated(x, n=2):
        assert isinstance(n, int)
        return sum([x] * n)

    assert adlab.grad(lambda x: call(repeated, x))(1.5) == 2.0
    assert adlab.jvp(lambda x: call(repeated, x), (1.5,), (3.0,)) == (3.0, 6.0)


def test_positions_are_an_argument_like_any_other():
    @adlab.primitive(vjp=lambda adjoint, result, x, at: (np.bincount(at, adjoint, len(x)), None))
    def taken(x, at):
        return x[at]

    at = np.array([0, 2, 2])
    gradient = adlab.grad(lambda x: np.sum(taken(x, at) ** 2))(np.array([1.0, 2.0, 3.0]))
    np.testing.assert_array_equal(gradient, [2.0, 0.0, 12.0])


def test_any_number_of_arguments():
    @adlab.primitive(vjp=lambda adjoint, result, *parts: [adjoint] * len(parts))
    def total(*parts):
        return sum(parts)

    assert adlab.grad(lambda a, b: total(a, b, 2.0, b), (0, 1))(1.0, 5.0) == (1.0, 2.0)
    assert adlab.jvp(lambda a: total(a), (1.0,), (3.0,)) == (1.0, 3.0)


@pytest.mark.parametrize(
    ("value", "share"),
    [
        (lambda x: np.array(2.0 * x), lambda adjoint, result, x: np.array(2.0 * adjoint)),
        (lambda x: [x, 3 * x], lambda adjoint, result, x: adjoint[0] + 3 * adjoint[1]),
        (lambda x: np.float32(2.0) * x, lambda adjoint, result, x: adjoint * np.float32(2.0)),
        (lambda x: 7, lambda adjoint, result, x: 0),
    ],
    ids=["no dimension", "list", "float32", "int"],
)
def test_results_may_be_whatever_numpy_takes_for_numbers(value, share):
    made = adlab.primitive(vjp=share)(value)
    np.testing.assert_allclose(
        adlab.jacrev(made)(1.5), (np.asarray(value(2.5)) - value(1.5)), atol=1e-12
    )


def test_an_array_of_the_users_stays_the_users():
    mine = np.ones(2)
    kept = adlab.primitive(vjp=lambda adjoint, result, x: 0.0)(lambda x: mine)

    def f(x):
        z = kept(x)
        mine[0] = 100.0
        return np.sum(z)

    assert adlab.value_and_grad(f)(1.0) == (2.0, 0.0)
    assert mine.flags.writeable


def test_a_buffer_that_a_rule_uses_again_does_no_harm():
    buffer = np.zeros(2)

    def share(adjoint, result, x):
        buffer[:] = 2.0 * adjoint
        return buffer

    double = adlab.primitive(vjp=share)(lambda x: 2.0 * x)
    gradient = adlab.grad(lambda x: np.sum(double(x) * np.array([1.0, 3.0])))(np.ones(2))
    adlab.grad(lambda x: np.sum(double(x)))(np.ones(2))
    np.testing.assert_array_equal(gradient, [2.0, 6.0])


def test_plain_calls_return_what_the_function_returns():
    assert LAYERS["both"](*POINT).flags.writeable
    whole = adlab.primitive(vjp=lambda adjoint, result, x: adjoint)(lambda x: (x, "beside"))
    assert whole(2) == (2, "beside")


# -- Wrong rules --------------------------------------------------------------------------------


def fails(error, run, *fragments):
    with pytest.raises(error) as caught:
        run()
    for fragment in fragments:
        assert fragment in str(caught.value)


def test_a_share_of_another_shape_is_refused():
    wrong = declared(vjp=lambda adjoint, result, x: 2.0 * adjoint, function=lambda x: np.sum(x),
                     symbol="added")  # fmt: skip
    fails(
        adlab.ShapeError, lambda: adlab.grad(wrong)(np.ones(3)), "added", "argument x", "()", "(3,)"
    )


def test_a_tangent_of_another_shape_is_refused():
    wrong = declared(jvp=lambda tangent, result, x: tangent, function=lambda x: np.sum(x),
                     symbol="added")  # fmt: skip
    fails(adlab.ShapeError, lambda: adlab.jvp(wrong, (np.ones(3),), (np.ones(3),)), "added", "(3,)")


def test_a_share_for_each_argument_is_asked_for():
    wrong = declared(vjp=lambda adjoint, result, x, y: adjoint * y, function=lambda x, y: x * y)
    fails(adlab.OutputError, lambda: adlab.grad(wrong)(2.0, 3.0), "each of its 2 argument", "None")


def test_a_rule_that_takes_other_arguments_is_refused_when_declared():
    fails(
        TypeError,
        lambda: declared(vjp=lambda adjoint, x: adjoint, function=lambda x: x),
        "let it take (adjoint, result, x)",
    )


def test_both_ways_of_declaring_at_once_are_refused():
    fails(TypeError, lambda: adlab.primitive("2 * x", vjp=layer_back), "not both")
    fails(TypeError, lambda: adlab.primitive(), "vjp=")


def test_a_rule_that_cannot_be_transposed_asks_for_the_other_one():
    def share(adjoint, result, x):
        return float(adjoint) * 2.0

    double = declared(vjp=share, function=lambda x: 2.0 * x, symbol="double")
    assert adlab.grad(double)(1.0) == 2.0
    fails(
        adlab.TracingError,
        lambda: adlab.jvp(double, (1.0,), (1.0,)),
        "Only the vjp of double was given: forward mode needs jvp=",
    )


def test_a_rule_that_is_not_linear_is_refused():
    shifted = declared(vjp=lambda adjoint, result, x: adjoint + 1.0, function=lambda x: x)
    fails(adlab.OutputError, lambda: adlab.jvp(shifted, (1.0,), (1.0,)), "not linear")


@pytest.mark.parametrize("where", ["function", "vjp"])
def test_writing_into_what_was_handed_over_is_refused(where):
    def write(x):
        x *= 2.0
        return x

    harmless = where == "vjp"
    double = declared(
        vjp=(lambda adjoint, result, x: write(adjoint)) if harmless else (lambda g, z, x: 2.0 * g),
        function=(lambda x: 2.0 * x) if harmless else write,
    )
    fails(adlab.TracingError, lambda: adlab.grad(lambda x: np.sum(double(x)))(np.ones(2)), "copy()")


def test_an_error_of_the_users_function_comes_out_as_it_is():
    def picky(x):
        raise ValueError("not today")

    function = declared(vjp=lambda adjoint, result, x: adjoint, function=picky)
    fails(ValueError, lambda: adlab.grad(function)(1.0), "not today")


def test_recorded_values_where_the_derivative_would_be_lost_are_refused():
    first = declared(vjp=lambda adjoint, result, x: adjoint, function=lambda x: x[0])
    fails(adlab.TracingError, lambda: adlab.grad(lambda a: first([a, a]))(1.0), "np.stack")
    scaled = declared(vjp=lambda g, z, x, *, by: g * by, function=lambda x, *, by: x * by)
    fails(adlab.TracingError, lambda: adlab.grad(lambda a: scaled(2.0, by=a))(1.0), "before the *")


@pytest.mark.parametrize("result", [None, "text", 1j, (1.0, 2.0)])
def test_a_result_that_is_no_array_is_refused(result):
    odd = declared(vjp=lambda adjoint, result, x: adjoint, function=lambda x: result, symbol="odd")
    fails(adlab.OutputError, lambda: adlab.grad(odd)(1.0), "odd")


@pytest.mark.parametrize(
    ("made", "rule"),
    [
        (lambda: declared(vjp=lambda g, z, x: g, function=lambda x: x / 2, symbol="half"), "vjp"),
        (lambda: declared(jvp=lambda t, z, x: t, function=lambda x: x / 2, symbol="half"), "jvp"),
        (lambda: adlab.primitive("1.0", symbol="half")(lambda x: x / 2), "partials"),
    ],
)
def test_check_grads_names_the_primitive_with_the_wrong_rule(made, rule):
    half = made()
    fails(
        adlab.GradientCheckError,
        lambda: adlab.check_grads(lambda x: np.sin(half(x * x)), (1.3,)),
        f"the {rule} of your primitive half",
        "half(v1)",
    )


# -- has_aux --------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Report:
    size: object
    name: str = "report"


Pair = collections.namedtuple("Pair", "left right")


def with_report(x, scale=1.0, *, more=0.0):
    total = scale * np.sum(x**3) + more
    return total, {
        "total": total,
        "nested": [x, (x * 2.0, None)],
        "pair": Pair(total, "right"),
        "report": Report(total),
        "mask": x > 1.5,
        "function": math.sin,
    }


X = np.array([1.0, 2.0])


@pytest.mark.parametrize(
    ("transform", "expected"),
    [
        (adlab.grad, 3 * X**2),
        (adlab.jacrev, 3 * X**2),
        (adlab.jacfwd, 3 * X**2),
        (adlab.hessian, np.diag(6 * X)),
    ],
)
def test_what_else_f_returns_comes_out_plain_beside_the_derivative(transform, expected):
    derivative, aux = transform(with_report, has_aux=True)(X, 1.0, more=1.0)
    np.testing.assert_allclose(derivative, expected)
    assert aux["total"] == 10.0 and type(aux["total"]) is float
    assert type(aux["nested"][1][0]) is np.ndarray and aux["nested"][1][1] is None
    assert aux["pair"] == Pair(10.0, "right") and aux["report"] == Report(10.0)
    np.testing.assert_array_equal(aux["mask"], [False, True])
    assert aux["function"] is math.sin


def test_value_and_grad_pairs_the_value_with_what_else_f_returned():
    (value, aux), gradient = adlab.value_and_grad(with_report, (0, 1), has_aux=True)(X, 2.0)
    assert value == 18.0 and aux["total"] == 18.0
    np.testing.assert_allclose(gradient[0], 6 * X**2)
    assert gradient[1] == 9.0


def test_what_belongs_to_an_enclosing_trace_stays_recorded():
    def outer(y):
        inner, aux = adlab.grad(lambda x: (x * x * y, x * y), has_aux=True)(3.0)
        return inner * aux  # 6 y · 3 y

    assert adlab.grad(outer)(2.0) == 72.0


def test_the_containers_of_the_user_are_not_changed():
    log = []
    adlab.grad(lambda x: (log.append(x) or x * x, log), has_aux=True)(2.0)
    assert type(log[0]).__name__ == "Var"


def test_a_function_that_returns_no_pair_is_told_so():
    fails(adlab.OutputError, lambda: adlab.grad(lambda x: x * x, has_aux=True)(1.0), "pair")


# -- linearize ------------------------------------------------------------------------------------


def test_a_linearized_function_is_its_jacobian_and_its_transpose():
    output, df = adlab.linearize(lambda x, w: np.tanh(x @ w), POINT[0], POINT[1])
    by_x, by_w = (
        autograd.jacobian(lambda x, w: anp.tanh(anp.dot(x, w)), k)(*POINT[:2]) for k in range(2)
    )
    np.testing.assert_allclose(output, np.tanh(POINT[0] @ POINT[1]), rtol=1e-14)
    dx, dw, weights = np.ones(3), POINT[1] ** 2, np.array([1.0, -2.0])
    np.testing.assert_allclose(df(dx, dw), by_x @ dx + np.tensordot(by_w, dw, 2), rtol=1e-12)
    shares = df.transpose(weights)
    np.testing.assert_allclose(shares[0], weights @ by_x, rtol=1e-12)
    np.testing.assert_allclose(shares[1], np.tensordot(weights, by_w, 1), rtol=1e-12)


def test_f_runs_once():
    runs = []
    _, df = adlab.linearize(lambda x: runs.append(1) or np.sin(x), 1.0)
    for k in range(5):
        assert df(float(k)) == pytest.approx(k * math.cos(1.0))
        assert df.transpose(float(k)) == (pytest.approx(k * math.cos(1.0)),)
    assert len(runs) == 1 and len(df.graph) == 2


def test_linearize_takes_and_gives_nested_containers():
    output, df = adlab.linearize(lambda p: {"y": p["a"] * p["b"][0], "c": 1.0},
                                 {"a": 2.0, "b": [5.0]})  # fmt: skip
    assert output == {"y": 10.0, "c": 1.0}
    assert df({"a": 1.0, "b": [10.0]}) == {"y": 25.0, "c": 0.0}
    assert df.transpose({"y": 1.0, "c": 7.0}) == ({"a": 5.0, "b": [2.0]},)


def test_the_linear_map_is_differentiated_in_its_tangent_and_its_point():
    _, df = adlab.linearize(np.sin, 1.0)
    assert adlab.grad(lambda t: df(t) ** 2)(3.0) == pytest.approx(6.0 * math.cos(1.0) ** 2)
    along = adlab.grad(lambda x: adlab.linearize(np.sin, x)[1](2.0))(1.0)
    back = adlab.grad(lambda x: adlab.linearize(np.sin, x)[1].transpose(2.0)[0])(1.0)
    assert along == pytest.approx(-2.0 * math.sin(1.0)) == back


@pytest.mark.parametrize("direction", [(), (1.0, 2.0), (np.ones(2),)])
def test_a_direction_that_does_not_fit_is_refused(direction):
    _, df = adlab.linearize(np.sin, 1.0)
    with pytest.raises(adlab.InputError):
        df(*direction)
