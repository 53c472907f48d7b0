"""Hooks: who is told, of what, in which order, and what happens when one fails."""

import collections
import re

import numpy as np
import pytest

import adlab
from tests.engine.examples import baydin


def test_without_a_hook_no_step_is_built(monkeypatch):
    def fail(*_):
        raise AssertionError("a Step was built though nobody listens")

    monkeypatch.setattr("adlab.engine.sweeps.steps.Step", fail)
    assert adlab.grad(baydin)(2.0, 5.0) == 5.5


def test_a_hook_that_counts_operations():
    counts = collections.Counter()

    def count(step):
        counts[step.op, step.slot.kind] += 1

    with adlab.observe(count):
        adlab.grad(baydin, argnums=(0, 1))(2.0, 5.0)
    assert counts == {
        ("set", "value"): 7,
        ("set", "partial"): 8,
        ("seed", "adjoint"): 1,
        ("add", "adjoint"): 8,
    }


def test_a_hook_that_prints_baydins_table(capsys):
    def show(step):
        if step.phase == "backward pass":
            node = step.sweep.graph.nodes[step.slot.at]
            print(f"{node.label}̄ = {step.after:.4f}")

    with adlab.observe(show):
        adlab.grad(baydin, argnums=(0, 1))(2.0, 5.0)
    assert capsys.readouterr().out.splitlines() == [
        "v5̄ = 1.0000",
        "v4̄ = 1.0000",
        "v3̄ = -1.0000",
        "v1̄ = 1.0000",
        "v2̄ = 1.0000",
        "x2̄ = -0.2837",
        "x1̄ = 5.0000",
        "x2̄ = 1.7163",
        "x1̄ = 5.5000",
    ]


def test_a_hook_that_draws():
    import graphviz

    drawing = graphviz.Digraph()

    def draw(step):
        labels = step.sweep.graph.labels
        if step.slot.kind == "partial":
            operand, consumer, _ = step.slot.at
            drawing.edge(labels[operand], labels[consumer], label=f"{step.after:.3g}")

    with adlab.observe(draw):
        adlab.grad(baydin, argnums=(0, 1))(2.0, 5.0)
    assert re.findall(r"(\w+) -> (\w+) \[label=([-\d.]+)", drawing.source) == [
        ("x1", "v1", "0.5"),
        ("x1", "v2", "5"),
        ("x2", "v2", "2"),
        ("x2", "v3", "0.284"),
        ("v1", "v4", "1"),
        ("v2", "v4", "1"),
        ("v4", "v5", "1"),
        ("v3", "v5", "-1"),
    ]


def test_two_hooks_are_told_in_the_order_of_entry():
    heard = []
    with adlab.observe(lambda step: heard.append("outer")):
        with adlab.observe(lambda step: heard.append("inner")):
            adlab.jvp(lambda x: x, (1.0,), (1.0,))
        adlab.jvp(lambda x: x, (1.0,), (1.0,))
    assert heard == ["outer", "inner", "outer", "inner", "outer", "outer"]


def test_a_hook_that_raises_stops_the_sweep_and_is_uninstalled():
    heard = []

    def fail(step):
        raise RuntimeError("the instrument broke")

    broke = pytest.raises(RuntimeError, match="the instrument broke")
    with broke, adlab.observe(heard.append), adlab.observe(fail):
        adlab.grad(baydin)(2.0, 5.0)
    assert len(heard) == 1
    assert adlab.grad(baydin)(2.0, 5.0) == 5.5
    assert len(heard) == 1


def test_a_hook_in_a_nested_derivative_sees_plain_numbers_and_the_level():
    heard = []
    with adlab.observe(heard.append):
        second = adlab.grad(adlab.grad(lambda x: x**3.0))(2.0)
    assert second == 12.0
    assert {type(step.after) for step in heard} == {float}
    assert next(step.sweep.level for step in heard) == 1  # the inner sweep runs first
    assert {step.sweep.level for step in heard} == {0, 1}


def test_a_hook_cannot_record_itself():
    sizes = []

    def compute(step):
        np.sin(step.after)
        if step.sweep.level == 1:
            step.after * step.after

    def second():
        graph = adlab.trace(adlab.grad(lambda x: x**3.0), 2.0)
        sizes.append(len(graph))

    second()
    with adlab.observe(compute):
        second()
    assert sizes[0] == sizes[1]


def test_a_hook_may_listen_to_one_graph_only():
    graph, other = adlab.trace(baydin, 2.0, 5.0), adlab.trace(baydin, 1.0, 3.0)
    heard = []
    with adlab.observe(heard.append, graph=graph):
        adlab.timeline(other, "forward")
        assert heard == []
        adlab.timeline(graph, "forward")
    assert len(heard) == 7


def test_begin_and_end_surround_a_sweep():
    class Instrument:
        def __init__(self):
            self.log = []

        def begin(self, sweep):
            self.log.append(("begin", sweep.name))

        def __call__(self, step):
            self.log.append(step.op)

        def end(self, sweep):
            self.log.append(("end", sweep.name))

    with adlab.observe(Instrument()) as instrument:
        adlab.jvp(lambda x: x, (1.0,), (1.0,))
    assert instrument.log == [("begin", "tangent"), "set", "seed", ("end", "tangent")]


def test_observe_wants_a_callable():
    with pytest.raises(TypeError, match="needs a callable that takes a Step"), adlab.observe(3):
        pass
