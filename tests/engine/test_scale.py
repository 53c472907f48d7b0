"""Size: a million nodes, linear time and memory, no recursion and no reference cycles.

Time is measured by counting calls, not by a clock.
"""

import gc
import inspect
import sys
import tracemalloc
import weakref
from contextlib import contextmanager, suppress

import numpy as np
import pytest

import adlab
from adlab.engine import sweeps
from adlab.engine.recording.tracing import run

MILLION = 1_000_000


@contextmanager
def recursion_limited_to(frames):
    """Allow this many frames beyond the present ones."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + frames)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def calls_of(f, *args):
    """How many functions, of Python or of C, are called while `f(*args)` runs."""
    count = 0

    def watch(frame, event, arg):
        nonlocal count
        if event in ("call", "c_call"):
            count += 1

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        f(*args)
    finally:
        sys.setprofile(before)
    return count


def assert_linear(work, size=100):
    """Four times the size takes about four times the work, where squares would take sixteen."""
    work(size)  # what is done once, such as reading the source, is done
    assert calls_of(work, 4 * size) < 4.8 * calls_of(work, size)


# -- A million nodes -------------------------------------------------------------------------------


def chain(x):
    for _ in range(MILLION // 2):
        x = x * 0.999999 + 1e-6
    return x


@pytest.fixture(scope="module")
def million():
    with recursion_limited_to(100):
        graph = run(chain, (2.0,))
    yield graph
    graph.records, graph.values = (), []


def test_a_chain_of_a_million_nodes_is_traced(million):
    assert len(million) == MILLION + 1
    assert million.outputs == [MILLION]


def test_a_chain_of_a_million_nodes_is_swept_in_reverse(million):
    with recursion_limited_to(100):
        adjoint = sweeps.reverse(million, {MILLION: 1.0})[0]
    assert adjoint == pytest.approx(0.999999 ** (MILLION // 2), rel=1e-9)


def test_a_chain_of_a_million_nodes_is_swept_forward(million):
    with recursion_limited_to(100):
        tangent = sweeps.tangent(million, {0: 1.0})[MILLION]
    assert tangent == pytest.approx(0.999999 ** (MILLION // 2), rel=1e-9)


def test_records_of_numbers_are_left_alone_by_the_collector(million):
    gc.collect()
    assert not any(gc.is_tracked(record) for record in million.records[1:1000])


def test_a_deep_chain_has_a_second_derivative_at_a_small_recursion_limit():
    def power(x):
        y = x
        for _ in range(2000):
            y = y * x
        return y

    with recursion_limited_to(100):
        second = adlab.grad(adlab.grad(power))(1.0)
    assert second == 2001.0 * 2000.0


def test_order_and_labels_and_nodes_need_no_recursion():
    def long(x):
        for _ in range(5000):
            x = np.sin(x)
        return x

    with recursion_limited_to(100):
        graph = adlab.trace(long, 1.0)
        assert sweeps.order(graph) == list(range(5001))
        assert len(graph.nodes) == len(graph.labels) == 5001


# -- Linear time -----------------------------------------------------------------------------------


def doublings(count):
    def f(y):
        for _ in range(count):
            y = y + y
        return y

    return f


def test_a_thousand_doublings_are_a_thousand_nodes():
    assert len(adlab.trace(doublings(1000), 1.0)) == 1001
    assert adlab.grad(doublings(1000))(1.0) == 2.0**1000


def test_a_thousand_doublings_add_two_thousand_contributions():
    adds = []
    with adlab.observe(lambda step: adds.append(step) if step.op == "add" else None):
        adlab.grad(doublings(1000))(1.0)
    assert len(adds) == 2000


@pytest.mark.parametrize(
    "transform",
    [
        lambda f: run(f, (1.0,)),
        lambda f: adlab.grad(f)(1.0),
        lambda f: adlab.jvp(f, (1.0,), (1.0,)),
        lambda f: adlab.grad(adlab.grad(f))(1.0),
        lambda f: adlab.jvp(adlab.grad(f), (1.0,), (1.0,)),
        lambda f: sweeps.order(run(f, (1.0,))),
    ],
    ids=["trace", "grad", "jvp", "grad of grad", "jvp of grad", "order"],
)
def test_doubling_takes_linear_time(transform):
    assert_linear(lambda n: transform(doublings(n)))


def test_recording_the_steps_takes_linear_time():
    assert_linear(lambda n: adlab.timeline(run(doublings(n), (1.0,)), "reverse"))


def test_the_graph_of_a_gradient_grows_linearly():
    sizes = [len(adlab.trace(adlab.grad(doublings(n)), 1.0)) for n in (10, 20, 40)]
    assert sizes[2] - sizes[1] == 2 * (sizes[1] - sizes[0])


def test_a_value_used_many_times_takes_linear_time():
    assert_linear(lambda n: adlab.grad(lambda x: sum(x * k for k in range(n)))(1.0))


def test_many_inputs_take_linear_time():
    assert_linear(lambda n: adlab.grad(lambda xs: sum(x * x for x in xs))([1.0] * n))


@pytest.mark.parametrize(
    "join", [np.stack, lambda xs: np.concatenate([np.reshape(x, 1) for x in xs])]
)
@pytest.mark.parametrize("transform", [adlab.grad, adlab.jacfwd])
def test_joining_n_parts_takes_linear_time(join, transform):
    assert_linear(lambda n: transform(lambda x: np.sum(join([x * k for k in range(n)])))(1.0))


@pytest.mark.parametrize(
    "join", [np.stack, lambda xs: np.concatenate([np.reshape(x, 1) for x in xs])]
)
def test_joining_n_parts_takes_linear_memory(join):
    def peak(n):
        tracemalloc.start()
        adlab.grad(lambda x: np.sum(join([x * k for k in range(n)])))(1.0)
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    peak(10)
    assert peak(2000) < 6.0 * peak(500)


# -- No reference cycles ---------------------------------------------------------------------------


def helper(x):
    return np.tanh(x) * x


def model(x):
    y = np.stack([helper(v) for v in x])
    return np.sum(np.where(y > 0.1, y, y * y)) + np.mean(x[:2])


X = np.array([0.3, -0.7, 1.2])
USES = {
    "trace": lambda: adlab.trace(model, X),
    "grad": lambda: adlab.grad(model)(X),
    "jvp": lambda: adlab.jvp(model, (X,), (X,)),
    "vjp": lambda: adlab.vjp(model, X)[1](1.0),
    "jacfwd": lambda: adlab.jacfwd(model)(X),
    "hessian": lambda: adlab.hessian(model)(X),
    "hvp": lambda: adlab.hvp(model, (X,), (X,)),
    "timeline": lambda: adlab.timeline(adlab.trace(model, X), "reverse", output=0),
    "nodes and edges": lambda: [(g.nodes, g.edges, g.labels) for g in [adlab.trace(model, X)]],
    "containers": lambda: adlab.trace(lambda p: {"a": [p["x"] * 2.0], "b": p["x"]}, {"x": X}),
    "check_grads": lambda: adlab.check_grads(model, (X,), order=2),
}


@pytest.mark.parametrize("name", USES)
def test_no_use_leaves_a_reference_cycle(name):
    USES[name]()  # fills the caches, once
    gc.collect()
    gc.disable()
    try:
        USES[name]()
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_graph_dies_with_its_last_name():
    graph = adlab.trace(model, X)
    alive = weakref.ref(graph)
    gc.disable()
    try:
        del graph
        assert alive() is None
    finally:
        gc.enable()


def test_the_graph_of_a_gradient_dies_with_the_call():
    graphs = []
    gc.disable()
    try:
        with adlab.observe(lambda step: graphs.append(weakref.ref(step.sweep.graph))):
            adlab.grad(model)(X)
        assert graphs
        assert all(graph() is None for graph in graphs)
    finally:
        gc.enable()


def test_a_function_that_raises_leaves_no_graph_alive():
    graphs = []

    def fails(x):
        graphs.append(weakref.ref(x._graph))
        return float(x)

    for transform in (adlab.grad(fails), lambda x: adlab.trace(fails, x)):
        with suppress(adlab.TracingError):
            transform(1.0)
    gc.collect()
    assert len(graphs) == 2
    assert all(graph() is None for graph in graphs)
