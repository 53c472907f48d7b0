"""What is made and kept does not grow with the square of the number of entries.

Memory is counted, in arrays of the size of the input; time is not.
"""

from __future__ import annotations

import gc
import tracemalloc
import warnings
from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy
import numpy as np
import pytest

import adlab
from adlab.engine.derivatives.transforms import jacfwd, jacrev
from adlab.engine.primitives.needs import Gone
from adlab.engine.recording import binding as recording
from adlab.engine.recording import tracing
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.seeds import directions, weightings


def peak(run: Callable[[], object]) -> int:
    """The most bytes that are held at once while it runs."""
    run()  # what is kept for good, such as layouts and sources, is made now
    gc.collect()
    tracemalloc.start()
    run()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def central(f: Callable[[Any], Any], x: np.ndarray, direction: np.ndarray) -> float:
    h = 1e-6
    return float((f(x + h * direction) - f(x - h * direction)) / (2 * h))


# -- Steps of a layer ------------------------------------------------------------------------------


def layer(W: Any, x: Any) -> Any:
    return np.sum(np.tanh(x @ W))


def test_stepping_through_a_layer_takes_a_few_times_its_weights() -> None:
    W, x = np.zeros((784, 32)), np.ones(784)
    assert peak(lambda: adlab.step(layer, W, x).to_html()) < 60 * W.nbytes


def test_stepping_through_a_large_output_takes_a_few_times_its_entries() -> None:
    x = np.linspace(0.0, 1.0, 10_000)
    assert peak(lambda: adlab.step(lambda x: np.tanh(x) * x, x).to_html()) < 200 * x.nbytes


def test_the_page_of_a_layer_carries_corners_and_not_all_entries() -> None:
    small = len(adlab.step(layer, np.zeros((40, 32)), np.ones(40)).to_html())
    large = len(adlab.step(layer, np.zeros((784, 32)), np.ones(784)).to_html())
    assert large < small + 20_000


def test_a_page_says_how_many_sweeps_there_are() -> None:
    player = adlab.step(layer, np.zeros((784, 32)), np.ones(784))
    assert player.spec["limits"]["tangent"] == (8, 784 * 32 + 784)


def test_any_number_of_a_large_input_can_be_asked_for() -> None:
    player = adlab.step(layer, np.zeros((784, 32)), np.ones(784), sweep=("tangent", "W[783, 31]"))
    assert player.opened.sweep.seed == "W[783, 31]"
    assert player.opened.tangents(len(player.opened))[4] == 1.0  # x = 1 times tanh'(0) = 1


def test_what_cannot_be_seeded_is_refused_with_a_short_list() -> None:
    with pytest.raises(ValueError, match=r"there are: W\[0, 0\], .*25,872 in all") as caught:
        adlab.step(layer, np.zeros((784, 32)), np.ones(784), sweep=("tangent", "W[784, 0]"))
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    "label", ["W[0]", "W[00, 1]", "W[0,1]", "W[-1, 0]", "W", "W[2, 0]", "", "]"]
)
def test_only_whole_labels_name_a_number(label: str) -> None:
    units = directions(adlab.trace(lambda W: np.sum(W), np.zeros((2, 3))))
    assert label not in units


def test_labels_and_seeds_belong_together() -> None:
    graph = adlab.trace(lambda xs, W: (xs[0] * xs[1] * W, xs[0] + 0.0), [1.0, 2.0], np.ones((2, 1)))
    units = directions(graph)
    assert list(units) == ["xs[0]", "xs[1]", "W[0, 0]", "W[1, 0]"]
    assert [units[k] for k in range(len(units))] == list(units)
    assert units.seeds("xs[1]") == {1: 1.0}
    assert units.seeds(3)[2].tolist() == units.seeds("W[1, 0]")[2].tolist() == [[0.0], [1.0]]
    assert len(weightings(graph)) == 3


# -- Jacobians -------------------------------------------------------------------------------------


@pytest.mark.parametrize("jacobian", [jacfwd, jacrev])
def test_a_jacobian_of_one_row_or_column_holds_no_square_of_seeds(jacobian: Any) -> None:
    n = 1_500
    x = np.linspace(0.1, 1.0, n)
    f, at = {
        jacfwd: (lambda x: np.sum(x * x), x),
        jacrev: (lambda t: np.sin(t * x), 0.5),
    }[jacobian]
    assert peak(lambda: jacobian(f)(at)) < n * n * 8 / 10


def test_the_program_of_a_jacobian_holds_no_square_of_seeds() -> None:
    n = 1_500
    x = np.linspace(0.1, 1.0, n)
    program = adlab.trace(lambda x: np.sum(x * x), x).program("jacobian")
    assert peak(lambda: program(x)) < n * n * 8 / 10


def test_the_matrix_of_a_map_to_one_number_is_one_row() -> None:
    (edge,) = adlab.trace(lambda x: np.sum(x), np.ones(1_500)).edges
    assert peak(lambda: edge.matrix) < 1_500 * 1_500 * 8 / 10
    assert edge.matrix.tolist() == [[1.0] * 1_500]


# -- What a derivative keeps -----------------------------------------------------------------------


def loop(library: Any) -> Callable[[Any], Any]:
    def f(x: Any) -> Any:
        for _ in range(250):
            x = (library.sin(x) * 1.01 + x) * 0.5
        return library.sum(x)

    return f


@pytest.mark.parametrize("entries", [1_000, 10_000])
def test_a_gradient_of_1000_array_operations_keeps_as_few_arrays_as_autograd(entries: int) -> None:
    x = np.linspace(0.1, 1.0, entries)
    ours = peak(lambda: adlab.grad(loop(np))(x))
    theirs = peak(lambda: autograd.grad(loop(autograd.numpy))(x))
    assert ours < 1.1 * theirs


def test_a_nested_gradient_keeps_few_arrays_too() -> None:
    x, t = np.linspace(0.1, 1.0, 10_000), 0.5

    def inner(t: Any) -> Any:
        y = x * t
        for _ in range(100):
            y = (y * 1.01 + y) * 0.5 - 0.25
        return np.sum(np.sin(y))

    assert peak(lambda: adlab.grad(adlab.grad(inner))(t)) < 40 * x.nbytes


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let arrays of any size go."""
    monkeypatch.setattr(recording, "MUCH", 0)


def kept(f: Callable[..., Any], *args: Any) -> list[str]:
    """The values of a frugal graph that are kept, by what they are."""
    graph = frugal(f, *args)
    return [
        record[0]
        for record, value in zip(graph.records, graph.values, strict=True)
        if type(value) is not Gone
    ]


def frugal(f: Callable[..., Any], *args: Any) -> Graph:
    return tracing.run(f, args, frugal=True)


X, Y = np.array([0.5, 0.75, 1.25]), np.array([2.0, 3.0, 5.0])


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (lambda x: np.sum(np.sin(x * 2.0)), ["input", "multiply", "sin_"]),
        (lambda x: np.sum(np.exp(x) + 1.0), ["input", "exp"]),
        (lambda x: np.sum((x + 1.0) * (x + 2.0)), ["input", "add", "add"]),
        (lambda x: np.sum((x + 1.0) * Y), ["input"]),
        (lambda x: np.sum(np.where(x > 1.0, x * 2.0, 0.0)), ["input", "greater"]),
        (lambda x: np.sum(np.reshape(x * 2.0, (3, 1))[0]), ["input"]),
        (lambda x: np.max(x * 2.0), ["input", "multiply"]),
        (lambda x: np.sum(np.stack([x * 2.0, x + 1.0]) @ Y), ["input"]),
        (lambda x: np.einsum("i,i->", x + 1.0, x * 2.0), ["input", "add", "multiply"]),
    ],
)
@pytest.mark.usefixtures("eager")
def test_what_is_kept_is_what_partials_are_made_of(
    f: Callable[..., Any], expected: list[str]
) -> None:
    arrays = [name for name in kept(f, X) if name not in ("sum", "max", "einsum")]
    assert arrays == [name for name in expected if not name.endswith("_")]


CASES: dict[str, Callable[[Any], Any]] = {
    "products": lambda x: np.sum((x + 1.0) * (x * 2.0) / (x + Y)),
    "the result of exp": lambda x: np.sum(np.exp(x * 2.0) - x),
    "tanh of a product with a matrix": lambda x: np.sum(np.tanh(np.outer(x, Y) @ (x + 1.0))),
    "a mask": lambda x: np.sum(np.where(x * 2.0 > 1.2, x**2, np.sin(x))),
    "the largest": lambda x: np.max(x * Y) * np.min(np.abs(x - 0.9)),
    "sorting and picking": lambda x: np.sum(np.sort(x * Y)[1:] ** 2) + (x * Y)[0] ** 3,
    "einsum": lambda x: np.einsum("i,j,k->", x + 1.0, np.sin(x), x * Y),
    "spread": lambda x: np.var(x * Y) + np.std(np.exp(x)) + np.linalg.norm(x * 2.0),
    "products of all": lambda x: np.prod(x + 1.0) + np.sum(np.cumprod(x * 2.0)),
    "linear algebra": lambda x: np.sum(np.linalg.inv(np.diag(x + 1.0) + np.outer(x, x) * 0.1)),
    "a solution": lambda x: np.sum(np.linalg.solve(np.diag(x + Y), np.cos(x)) ** 2),
    "stacks": lambda x: np.sum(np.concatenate([x * 2.0, np.tanh(x)]) ** 2),
    "a running sum": lambda x: np.sum(np.cumsum(x * Y) ** 2) + np.mean(np.exp(x)),
    "clip and powers": lambda x: np.sum(np.clip(x * 2.0, 0.2, 2.1) ** (x + 0.5)),
    "two matrices": lambda x: np.trace(np.outer(x, Y) @ np.outer(np.sin(x), x) @ np.diag(x)),
    "broadcasting": lambda x: np.sum((x[:, None] + 1.0) * (x * Y)[None, :] / x[1]),
    "scalars between": lambda x: np.sum(x * np.sum(np.exp(x)) / (1.0 + x[0] * np.mean(x * Y))),
}
by_name = pytest.mark.parametrize("f", CASES.values(), ids=CASES)


@by_name
@pytest.mark.usefixtures("eager")
def test_gradients_agree_with_differences_when_arrays_are_let_go(f: Callable[[Any], Any]) -> None:
    gradient = adlab.grad(f)(X)
    for direction in np.eye(3):
        assert gradient @ direction == pytest.approx(central(f, X, direction), rel=1e-6, abs=1e-7)


@by_name
@pytest.mark.usefixtures("eager")
def test_second_derivatives_agree_with_differences_when_arrays_are_let_go(
    f: Callable[[Any], Any],
) -> None:
    rows, h = adlab.hessian(f)(X), 1e-6
    for direction in np.eye(3):
        slopes = (adlab.grad(f)(X + h * direction) - adlab.grad(f)(X - h * direction)) / (2 * h)
        assert rows @ direction == pytest.approx(slopes, rel=1e-5, abs=1e-6)
    assert adlab.jacrev(adlab.jacfwd(f))(X) == pytest.approx(rows, rel=1e-9, abs=1e-9)


@by_name
def test_what_is_kept_changes_no_digit(
    f: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = adlab.grad(f)(X), adlab.jvp(f, (X,), (Y,))
    monkeypatch.setattr(recording, "MUCH", 0)
    after = adlab.grad(f)(X), adlab.jvp(f, (X,), (Y,))
    assert before[0].tolist() == after[0].tolist()
    assert before[1] == after[1]


@by_name
@pytest.mark.usefixtures("eager")
def test_values_that_were_let_go_are_computed_again_as_they_were(f: Callable[[Any], Any]) -> None:
    def g(x: Any) -> Any:
        return f((x + 1.0) - 1.0)

    whole, graph = tracing.run(g, (X,)), frugal(g, X)
    assert any(type(value) is Gone for value in graph.values)
    graph.recall()
    for value, again in zip(whole.values, graph.values, strict=True):
        assert np.array_equal(value, again)
        assert type(value) is type(again)


@pytest.mark.usefixtures("eager")
def test_a_watched_gradient_tells_of_all_values() -> None:
    seen: list[Any] = []
    with adlab.observe(lambda step: seen.append(step.after) if step.slot.kind == "value" else None):
        adlab.grad(lambda x: np.sum((x + 1.0) * 2.0))(X)
    assert [np.ravel(value).tolist() for value in seen] == [
        X.tolist(),
        (X + 1.0).tolist(),
        ((X + 1.0) * 2.0).tolist(),
        [float(np.sum((X + 1.0) * 2.0))],
    ]


@pytest.mark.usefixtures("eager")
def test_a_pullback_may_be_called_many_times_and_watched_later() -> None:
    output, pullback = adlab.vjp(lambda x: np.sin(x * 2.0) + 1.0, X)
    assert output.tolist() == (np.sin(X * 2.0) + 1.0).tolist()
    expected = (2.0 * np.cos(2.0 * X) * Y).tolist()
    steps: list[Any] = []
    assert pullback(Y)[0].tolist() == expected
    with adlab.observe(steps.append):
        assert pullback(Y)[0] == pytest.approx(np.array(expected), rel=1e-15)
    assert pullback(Y)[0].tolist() == expected
    assert not any(isinstance(step.after, Gone) for step in steps)


@pytest.mark.usefixtures("eager")
def test_the_first_value_that_is_not_finite_is_still_named() -> None:
    with pytest.warns(adlab.NonFiniteWarning, match=r"v2 = ln v1 is infinite, at v1 = \[0, 0.5"):
        adlab.grad(lambda x: np.sum(np.log(x - 0.5) * 2.0 + 1.0))(np.array([0.5, 1.0, 2.0]))


@pytest.mark.usefixtures("eager")
def test_large_entries_are_finite_however_large_their_squares() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with np.errstate(all="raise"):
            gradient = adlab.grad(lambda x: np.sum(x * 1e200 + 1.0) * 1e-200)(X)
    assert gradient == pytest.approx(np.ones(3))


@pytest.mark.usefixtures("eager")
def test_the_partial_of_a_primitive_of_the_user_may_be_a_function_of_anything() -> None:
    @adlab.primitive(lambda z, x, y: z * y, lambda z, x, y: z * x)
    def exponential(x: Any, y: Any) -> Any:
        return np.exp(x * y)

    def f(x: Any) -> Any:
        return np.sum(exponential(x + 1.0, x * 2.0))

    slope = np.exp((X + 1.0) * 2.0 * X) * (4.0 * X + 2.0)
    assert adlab.grad(f)(X) == pytest.approx(slope, rel=1e-12)


@pytest.mark.usefixtures("eager")
def test_outputs_are_kept_though_no_partial_needs_them() -> None:
    value, tangent = adlab.jvp(lambda x: {"a": x + 1.0, "b": [x * 2.0, x]}, (X,), (Y,))
    assert value["a"].tolist() == (X + 1.0).tolist()
    assert value["b"][0].tolist() == (X * 2.0).tolist()
    assert tangent["b"][0].tolist() == (Y * 2.0).tolist()


def test_a_value_that_was_let_go_can_not_be_computed_with() -> None:
    gone: Any = Gone((3,))
    assert (np.shape(gone), np.ndim(gone), np.size(gone)) == ((3,), 1, 3)
    for use in (np.sin, np.asarray, np.sum, lambda x: x * 2.0, lambda x: np.ones(3) * x):
        with pytest.raises(TypeError):
            use(gone)


@pytest.mark.usefixtures("eager")
def test_a_graph_that_is_shown_keeps_everything() -> None:
    graph = adlab.trace(lambda x: np.sum(x * 2.0 + 1.0), X)
    assert not any(type(value) is Gone for value in graph.values)


# -- The user's source is read only for what is shown ----------------------------------------------


@pytest.mark.parametrize(
    "derivative",
    [
        lambda f: adlab.grad(f)(X),
        lambda f: adlab.vjp(f, X)[1](1.0),
        lambda f: adlab.jvp(f, (X,), (Y,)),
        lambda f: adlab.jacrev(f)(X),
        lambda f: adlab.jacfwd(f)(X),
        lambda f: adlab.hvp(f, (X,), (Y,)),
    ],
)
def test_a_derivative_reads_no_labels(
    derivative: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(graph: Graph) -> Any:
        raise AssertionError("the labels of a graph were asked for")

    monkeypatch.setattr(Graph, "labels", property(asked))
    derivative(lambda x: np.sum(np.sin(x) * x))


def test_the_label_is_named_when_the_cotangent_does_not_fit() -> None:
    def f(x: Any) -> Any:
        result = x * 2.0
        return result

    _, pullback = adlab.vjp(f, X)
    with pytest.raises(adlab.InputError, match=r"the cotangent of result has shape \(2,\)"):
        pullback(np.ones(2))
    with pytest.raises(adlab.InputError, match="the cotangent of result is complex"):
        pullback(np.ones(3) * 1j)
    with pytest.raises(adlab.InputError, match=r"the direction of x has shape \(\)"):
        adlab.jvp(f, (X,), (1.0,))
