"""JAX's programs as graphs: every adjoint is JAX's own, also through `jit`, `scan` and the like."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

jax = pytest.importorskip("jax", reason="JAX is not installed")

import jax.numpy as jnp  # noqa: E402

import adlab  # noqa: E402
from adlab.bridges.jax_local import Folded  # noqa: E402
from tests.bridges import jax_lesson as lesson  # noqa: E402

pytestmark = pytest.mark.jax


def numbers(*shape: int, seed: int = 0) -> Any:
    return jnp.asarray(np.random.default_rng(seed).standard_normal(shape), jnp.float32)


PROGRAMS: dict[str, Any] = {}


def program(*arguments: Any) -> Any:
    def add(f: Any) -> Any:
        PROGRAMS[f.__name__] = f, arguments
        return f

    return add


@program(2.0, 5.0)
def baydin(x1, x2):
    return jnp.log(x1) + x1 * x2 - jnp.sin(x2)


@program(numbers(4, 3), numbers(3, seed=1))
def vmapped(X, w):
    return jax.vmap(lambda row: jnp.tanh(row @ w))(X).sum()


@program(numbers(3))
def cond(x):
    return jax.lax.cond(x.sum() > 0, jnp.sin, lambda z: z * z, x).sum()


@program(numbers(3))
def branch_of_python(x):
    h = x * 3
    if h.sum() > 0:
        h = jnp.exp(h)
    return h.mean()


@program(numbers(5))
def library(x):
    return (jax.nn.relu(x) * jax.nn.softmax(x) + jax.nn.gelu(x)).sum() + jax.nn.logsumexp(x)


@program(numbers(5))
def at(x):
    z = x.at[1].set(x[0] * 2).at[2:].add(1.0)
    return (z * x[jnp.array([0, 0, 2, 3, 4])]).sum()


@jax.custom_vjp
def clipped(x):
    return x * x


clipped.defvjp(lambda x: (x * x, x), lambda x, adjoint: (jnp.clip(adjoint * 2 * x, -1, 1),))


@program(numbers(4) * 3)
def own_vjp(x):
    return clipped(jnp.sin(x) * 3).sum()


@jax.custom_jvp
def log1pexp(x):
    return jnp.log1p(jnp.exp(x))


@log1pexp.defjvp
def _(primals, tangents):
    return log1pexp(*primals), tangents[0] * jax.nn.sigmoid(primals[0])


@program(numbers(4))
def own_jvp(x):
    return (log1pexp(x) * x).sum()


@program(numbers(2, 4))
def layer_norm(x):
    centred = x - x.mean(axis=1, keepdims=True)
    return ((centred / jnp.sqrt(x.var(axis=1, keepdims=True) + 1e-5)) ** 3).sum()


@program(numbers(3))
def fori(x):
    return jax.lax.fori_loop(0, 3, lambda k, c: jnp.sin(c) * 1.5 + k, x).sum()


class Layer(NamedTuple):
    W: Any
    b: Any


@program(
    [Layer(numbers(2, 4), numbers(4)), Layer(numbers(4, 1), numbers(1))], numbers(5, 2, seed=2)
)
def mlp(layers, x):
    for layer in layers:
        x = jnp.tanh(x @ layer.W + layer.b)
    return (x**2).mean()


@program(numbers(20), jnp.float32(0.3))
def scan(xs, start):
    def cell(state, x):
        state = jnp.tanh(0.9 * state + x)
        return state, state * 2

    last, all_of_them = jax.lax.scan(cell, start, xs)
    return last + all_of_them.sum()


@jax.jit
def squared(a):
    b = jnp.exp(a)
    return b * a


@program(numbers(3))
def jit_inside(x):
    return (squared(x) + squared(x * 2)).sum()


@program(numbers(3))
def gradient_of_a_gradient(x):
    return (jax.grad(lambda z: (z**3).sum())(x) ** 2).sum()


@program(numbers(3))
def remat(x):
    return jax.checkpoint(lambda z: jnp.sin(jnp.sin(z)))(x).sum()


@program(numbers(3), jnp.arange(3))
def counts_and_masks(x, k):
    return jnp.where(x > 0, x, 0.1 * x).sum() + x[k].sum() + x.argmax()


@program(numbers(2, 4), numbers(4, 3, seed=1))
def einsum_and_sort(a, b):
    c = jnp.einsum("ij,jk->ik", a, b)
    return jnp.sort(c, axis=1)[:, 0].sum() + jnp.linalg.norm(c) + c.max()


def adjoints(graph: Any, kind: str = "reverse") -> dict[int, Any]:
    timeline = adlab.timeline(graph, kind)
    return timeline.adjoints(len(timeline))


def gradients(f: Any, args: Any) -> list[Any]:
    real = [
        k for k, arg in enumerate(args)
        if all(jnp.issubdtype(jnp.result_type(x), jnp.floating) for x in jax.tree.leaves(arg))
    ]  # fmt: skip
    return jax.tree.leaves(jax.grad(f, argnums=tuple(real))(*args))


@pytest.mark.parametrize("detail", ["calls", "primitives"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_adjoints_are_jaxs(name, detail):
    f, args = PROGRAMS[name]
    graph = adlab.trace(f, *args, framework="jax", detail=detail)
    for found in (adjoints(graph), adjoints(graph, "backward")):
        right = gradients(f, args)
        assert len(right) == len(graph.inputs)
        for k, each in enumerate(right):
            size = float(np.max(np.abs(each)))
            assert np.allclose(found.get(k, 0.0), each, rtol=0, atol=1e-5 * size), graph.labels[k]


def replayed(graph: Any, added: list[Any]) -> Any:
    """The output, computed by JAX's own operations, with something added at each node."""
    made: list[Any] = []
    for i, (_, _, _, _, *operands) in enumerate(graph.records):
        value = jnp.asarray(graph.values[i], graph.dtype)
        if (local := graph.local(i)) is not None:
            value = applied(local, [made[k] if type(k) is int else k for k in operands])
        made.append(value + added[i])
    return made[graph.output_nodes[0]]


def applied(local: Any, operands: list[Any]) -> Any:
    """The operation of a node, or the operations of a call one after the other."""
    if isinstance(local, Folded):
        made = {id(each): operands[k] for k, each in enumerate(local.operands)}
        for entry in local.inner:
            given = [made.get(id(each), each) for each in entry.operands]
            plain = jnp.asarray(entry.value)
            made[id(entry)] = plain if entry.local is None else applied(entry.local, given)
        return made[id(local.inner[-1])]
    results = local.f(*[operands[place] for place in local.places])
    return results if local.number is None else results[local.number]


FOLDED = [(name, "primitives") for name in ("library", "layer_norm", "vmapped")]


@pytest.mark.parametrize(("name", "detail"), [(name, "calls") for name in PROGRAMS] + FOLDED)
def test_the_adjoint_of_every_node_is_jaxs(name, detail):
    f, args = PROGRAMS[name]
    graph = adlab.trace(f, *args, framework="jax", detail=detail)
    nothing = [jnp.zeros(graph.shape(k), graph.dtype) for k in range(len(graph.values))]
    assert np.allclose(replayed(graph, nothing), f(*args), rtol=1e-5)
    found = adjoints(graph)
    rights = jax.grad(lambda added: replayed(graph, added))(nothing)
    largest = max(float(np.max(np.abs(right))) for right in rights)  # shares may cancel
    for k, right in enumerate(rights):
        assert np.allclose(found.get(k, 0.0), right, 1e-5, 1e-6 * largest), graph.labels[k]


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_node_has_a_place_and_tangents_are_the_sum_of_adjoints(name):
    f, args = PROGRAMS[name]
    graph = adlab.trace(f, *args, framework="jax")
    for node in graph.nodes:
        if not node.is_input:
            assert node.span is not None and node.span.filename.endswith("test_jax.py"), node.label
    seeds = {k: np.ones(graph.shape(k)) if graph.shape(k) else 1.0 for k in graph.inputs}
    timeline = adlab.timeline(graph, "tangent", seeds=seeds)
    made = float(timeline.tangents(len(timeline))[graph.output_nodes[0]])
    found = adjoints(graph)
    total = sum(float(np.sum(found.get(k, 0.0))) for k in graph.inputs)
    assert made == pytest.approx(total, rel=1e-4, abs=1e-5)


@pytest.mark.parametrize("name", ["baydin", "library", "scan", "layer_norm", "einsum_and_sort"])
def test_float64_agrees_with_differences(name):
    f, args = PROGRAMS[name]
    jax.config.update("jax_enable_x64", True)
    try:
        args = [np.asarray(arg, float) for arg in args]
        graph = adlab.trace(f, *map(jnp.asarray, args))
        found = adjoints(graph)
        assert graph.dtype == "float64"
        for k, arg in enumerate(args):
            for place in np.ndindex(arg.shape):
                moved = np.zeros(arg.shape)
                moved[place] = 1e-6
                ends = [f(*args[:k], jnp.asarray(arg + s * moved), *args[k + 1 :]) for s in (1, -1)]
                slope = float(ends[0] - ends[1]) / 2e-6
                assert np.asarray(found[k])[place] == pytest.approx(slope, rel=1e-6, abs=1e-7)
    finally:
        jax.config.update("jax_enable_x64", False)


def test_a_library_function_is_one_node_unless_one_wants_all():
    def f(x):
        h = jax.nn.softmax(x)
        return h.sum()

    calls = adlab.trace(f, numbers(3))
    assert [node.formula for node in calls.nodes[1:]] == ["softmax(x)", "sum(h), axis 0"]
    assert calls.labels[1] == "h"
    assert len(adlab.trace(f, numbers(3), detail="primitives")) > 6
    with pytest.raises(ValueError, match="there is no detail='all'"):
        adlab.trace(f, numbers(3), detail="all")


def test_turns_and_calls_are_followed():
    f, args = PROGRAMS["scan"]
    graph = adlab.trace(f, *args)
    turns = {place.loops[0][1] for place in graph.node_places if place and place.loops}
    assert turns == set(range(1, 21))
    f, args = PROGRAMS["jit_inside"]
    assert [call.name for call in adlab.trace(f, *args).calls].count("squared") >= 2


def test_a_branch_is_noted():
    f, args = PROGRAMS["branch_of_python"]
    graph = adlab.trace(f, *args)
    assert [guard.outcome for guard in graph.guards] == [bool(args[0].sum() > 0)]
    assert graph.guards[0].span.text == "h.sum() > 0"


def test_trees_have_the_names_that_reach_their_leaves():
    f, args = PROGRAMS["mlp"]
    names = adlab.trace(f, *args).input_names
    assert names == ["layers[0].W", "layers[0].b", "layers[1].W", "layers[1].b", "x"]
    assert adlab.trace(f, *args, wrt=["x"]).input_names == ["x"]


def test_ties_are_jaxs():
    graph = adlab.trace(lambda x: jnp.maximum(x, 0.0), 0.0)
    assert adjoints(graph)[0] == float(jax.grad(lambda x: jnp.maximum(x, 0.0))(0.0))


def test_the_page_says_whose_numbers_they_are():
    f, args = PROGRAMS["library"]
    player = adlab.step(f, *args, sweep="backward")
    html = player.to_html()
    assert f"JAX {jax.__version__} · float32" in html and "the partials are JAX’s own" in html
    assert any("add_any adds" in said for said in player.spec["sweeps"][-1]["told"])
    assert "softmax(x)" in repr(adlab.table(f, *args))


def test_the_graph_of_the_lesson_is_what_jax_makes():
    stored, made = adlab.load("24-jax"), adlab.trace(lesson.f, 2.0, 5.0)
    assert stored.labels == made.labels and np.allclose(stored.values, made.values, rtol=1e-6)
    adlab.timeline(made, "backward")
    assert stored.sweeps["backward"].words == made.sweeps["backward"].words
    found, own = (each.sweeps["backward"].programs for each in (stored, made))
    assert [text.count("=") for text in found.values()] == [
        text.count("=") for text in own.values()
    ]


def test_jaxs_linear_program_and_its_transpose():
    f, args = PROGRAMS["baydin"]
    made = adlab.trace(f, *args).sweeps["backward"].programs
    assert made["linear program"].count(" = ") >= 4 and "mul" in made["its transpose"]
    graph = adlab.trace(lambda x: jnp.sin(x) * x, 2.0)
    assert "add_any" in graph.sweeps["backward"].programs["its transpose"]


def endless(x):
    return jax.lax.while_loop(lambda c: c.sum() < 5_000, lambda c: c + 1e-3, x).sum()


def test_what_cannot_be_stepped_is_refused_by_name():
    with pytest.raises(adlab.InputError, match="the argument x is complex"):
        adlab.trace(lambda x: jnp.abs(x), jnp.ones(2, jnp.complex64))
    with pytest.raises(adlab.OutputError, match="returned nothing"):
        adlab.trace(lambda x: None, jnp.ones(2))
    with pytest.raises(adlab.TracingError, match=r"took more than 1,000 turns(?s:.)*fewer turns"):
        adlab.trace(endless, jnp.ones(2))
    with pytest.raises(adlab.TracingError, match=r"jax\.jit"):
        adlab.trace(lambda x: jnp.sin(x), 1.0).program()


def test_an_error_of_the_users_leaves_nothing_behind():
    def f(x):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        adlab.trace(f, jnp.ones(2))
    assert float(jax.grad(lambda x: x * x)(3.0)) == 6.0
