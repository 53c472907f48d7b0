"""An engine of one's own in the player: its writes, the right ones, and where they part."""

import itertools
from random import Random

import numpy as np
import pytest

import adlab
from adlab.grading.exercises.random_graphs import random_graph
from adlab.view.said.narration import narrate
from tests.engine import own_engines as engines
from tests.engine.own_engines import Value


def reused(x):
    z = x * x
    w = 3.0 * z
    return z + w


def longer(x, y):
    z = x * y
    w = np.exp(z)
    u = w * w
    return u - z + 2.0 * x


def label_at_first_difference(shown):
    return shown.differences[shown.first_difference][0][2]


def said_at_first_difference(shown):
    return "".join(text for text, _ in narrate(shown.timelines[0], shown.first_difference))


# -- Right engines --------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", [Value, engines.Slotted], ids=lambda each: each.__name__)
def test_a_right_engine_does_not_differ_anywhere(engine):
    backward = engines.sweep if engine is engines.Slotted else None
    shown = adlab.step_with(engine, lambda x, y: x * y * x + y, 2.0, 5.0, backward=backward)
    assert shown.is_right
    assert not any(shown.differences)
    assert shown.verdict == (
        "Your engine is right, in both calls of backward(): it has the same adjoint as adlab at "
        "each of 5 nodes.",
    )


def test_the_steps_of_a_right_engine_are_those_of_adlab():
    shown = adlab.step_with(Value, longer, 0.7, -0.6)
    own, right = shown.timelines
    strip = [(s.phase, s.op, s.slot[:2], s.before, [r[:2] for r in s.reads]) for s in own]
    assert strip == [(s.phase, s.op, s.slot[:2], s.before, [r[:2] for r in s.reads]) for s in right]
    assert [s.after for s in own] == pytest.approx([s.after for s in right])


def test_another_right_order_of_shares_is_no_difference():
    class LastFirst(Value):
        def backward(self):
            order = engines.topological_order(self)
            for node in order:
                node.grad = 0.0
            self.grad = 1.0
            for node in reversed(order):
                for operand, partial in reversed(node.edges):
                    operand.grad += node.grad * partial

    assert not any(adlab.step_with(LastFirst, longer, 0.7, -0.6).differences)


def test_an_engine_by_closures_is_read_with_what_it_has_in_between():
    shown = adlab.step_with(engines.Closures, lambda x, y: (x - y) * x, 2.0, 5.0, calls=1)
    assert shown.is_right
    assert not any(shown.differences)
    assert [s.op for s in shown.timelines[0] if s.slot.kind == "adjoint"] == ["seed", *["add"] * 4]


def test_micrograd_is_right_once_and_adds_up_over_calls_as_it_says():
    engine = pytest.importorskip("micrograd.engine")

    def f(x, y):
        return (x - y) / x + adlab.relu(x) ** 2

    assert adlab.step_with(engine.Value, f, 2.0, 5.0, calls=1).is_right
    twice = adlab.step_with(engine.Value, f, 2.0, 5.0)
    assert "pass calls=1" in " ".join(twice.verdict)


def test_random_functions_on_a_right_engine_are_right():
    rng = Random(7)
    binary = {"add": "__add__", "subtract": "__sub__", "multiply": "__mul__"}
    for _ in range(20):
        nodes = random_graph(rng, 6, inputs=2, operations=[*binary, "negative", "exp", "relu"])

        def f(*xs, nodes=nodes):
            made = list(xs)
            for node in nodes[len(xs) :]:
                operands = [made[k] for k in node["operands"]]
                if node["op"] in binary:
                    made.append(getattr(operands[0], binary[node["op"]])(operands[1]))
                else:
                    function = getattr(adlab, node["op"], None) or getattr(np, node["op"])
                    made.append(function(operands[0]))
            return made[-1]

        inputs = [node["value"] for node in nodes if node["op"] == "input"]
        shown = adlab.step_with(Value, f, *inputs)
        assert shown.is_right
        assert not any(shown.differences)


# -- The five bugs, each at its node --------------------------------------------------------------


def test_overwriting_is_shown_at_the_node_that_lost_a_share():
    shown = adlab.step_with(engines.Overwriting, reused, 2.0)
    assert shown.first_wrong == "z"
    assert label_at_first_difference(shown) == "z"
    assert "replaces 1, which z held from another path" in said_at_first_difference(shown)
    assert "A share that was there already was written over." in shown.verdict


def test_insertion_order_is_shown_at_the_node_that_handed_on_too_early():
    shown = adlab.step_with(engines.InsertionOrder, reused, 2.0)
    assert shown.first_wrong == "x"
    assert label_at_first_difference(shown) == "z"
    assert "z sends too early: it has 1 of the 2 shares" in said_at_first_difference(shown)
    assert shown.verdict[1] == "z handed on when it had 1 of its 2 shares: who must come first?"


def test_no_zeroing_is_shown_in_the_second_call_at_the_node_that_still_held_something():
    shown = adlab.step_with(engines.NeverZeroed, reused, 2.0)
    assert shown.own.call == 2
    assert shown.first_wrong == "z"
    assert label_at_first_difference(shown) == "z"
    assert "z still held 4 from the call before" in said_at_first_difference(shown)
    assert adlab.step_with(engines.NeverZeroed, reused, 2.0, calls=1).is_right


def test_a_set_of_operands_is_shown_at_the_node_that_was_used_twice():
    shown = adlab.step_with(engines.SetOfOperands, reused, 2.0)
    assert shown.first_wrong == "x"
    assert label_at_first_difference(shown) == "x"
    assert "No share came back to it along one of its 2 edges from z." in shown.verdict
    assert any("set or dictionary" in said for said in shown.verdict)


def test_recursion_by_paths_is_shown_at_the_node_whose_adjoint_came_in_pieces():
    shown = adlab.step_with(engines.RecursionByPaths, reused, 2.0)
    assert shown.is_right
    assert label_at_first_difference(shown) == "z"
    assert shown.verdict[1].startswith("But x was written 4 times and has 2 edges")


def test_resending_is_shown_at_the_node_that_handed_on_twice():
    shown = adlab.step_with(engines.Resending, reused, 2.0)
    assert shown.first_wrong == "x"
    assert label_at_first_difference(shown) == "z"


# -- Other things that go wrong -------------------------------------------------------------------


def test_a_wrong_partial_is_shown_on_its_edge():
    class Careless(Value):
        def exp(self):
            return type(self)(np.exp(self.data), [(self, self.data)])

    shown = adlab.step_with(Careless, lambda x: np.exp(x * x), 0.7)
    assert label_at_first_difference(shown) == "v1 → v2"
    assert shown.verdict[0] == (
        "The first wrong partial is on the edge from v1 to v2: your engine keeps 0.49, right is "
        "1.632."
    )


def test_a_wrong_value_is_shown_at_its_node():
    class Careless(Value):
        def __rsub__(self, number):
            return self - number

    shown = adlab.step_with(Careless, lambda x: 10.0 - x, 2.0)
    assert shown.first_wrong == "v1"
    assert "your engine has −8, right is 8" in shown.verdict[0]
    assert "Your engine has −8 for it." in said_at_first_difference(shown)


def test_a_path_cut_inside_the_engine_is_named_at_its_node():
    class Careless(Value):
        def log(self):
            return type(self)(np.log(float(self.data)))

    shown = adlab.step_with(Careless, lambda x: x * np.log(x), 2.0)
    assert shown.first_wrong == "x"
    assert "At v1 = ln x your object keeps no path to its operand x." in shown.verdict


def test_an_operation_that_returns_a_plain_number_is_refused_at_its_node():
    class Careless(Value):
        def log(self):
            return np.log(self.data)

    with pytest.raises(adlab.EngineError, match=r"At b = ln a .* the path to b is cut"):
        adlab.step_with(Careless, cut_here, 2.0)


def cut_here(x):
    a = x * x
    b = np.log(a)
    return b * x


def test_nodes_merged_by_their_value_are_named():
    class Merging(Value):
        def __eq__(self, other):
            return isinstance(other, Value) and self.data == other.data

        def __hash__(self):
            return hash(self.data)

        def backward(self):
            order, stack = [], [self]
            while stack:
                node = stack.pop()
                waiting = [operand for operand, _ in node.edges if operand not in order]
                if waiting:
                    stack += [node, *waiting]
                elif node not in order:
                    order.append(node)
            for node in order:
                node.grad = 0.0
            self.grad = 1.0
            for node in reversed(order):
                for operand, partial in node.edges:
                    operand.grad += node.grad * partial

    def twins(x):
        a = x + 1.0
        b = 1.0 + x
        return a * b * a

    shown = adlab.step_with(Merging, twins, 2.0)
    assert not shown.is_right
    assert any("__eq__, and b and a hold the same number" in said for said in shown.verdict)


def test_no_seed_is_shown_at_the_output():
    class Unseeded(Value):
        def backward(self):
            for node in reversed(engines.topological_order(self)):
                for operand, partial in node.edges:
                    operand.grad += node.grad * partial

    shown = adlab.step_with(Unseeded, reused, 2.0)
    assert shown.first_wrong == "v3"
    assert "where the sweep begins" in shown.verdict[1]


def test_zeroing_in_the_loop_is_told_where_a_share_is_lost():
    class Clearing(Value):
        def backward(self):
            self.grad = 1.0
            for node in reversed(engines.topological_order(self)):
                for operand, partial in node.edges:
                    operand.grad = 0.0
                    operand.grad += node.grad * partial

    shown = adlab.step_with(Clearing, reused, 2.0)
    assert label_at_first_difference(shown) == "z"
    assert "sets z back to 0: the 1 that it held is lost" in said_at_first_difference(shown)


def test_without_an_attribute_to_watch_the_final_adjoints_are_shown():
    grads = {}

    class Outside:
        def __init__(self, data, operands=()):
            self.data, self.operands = data, operands

        def __mul__(self, other):
            return Outside(self.data * other.data, (self, other))

    def backward(output):
        grads.clear()
        grads[id(output)] = 1.0
        for operand, other in (output.operands, output.operands[::-1]):
            grads[id(operand)] = other.data

    shown = adlab.step_with(
        Outside, lambda x, y: x * y, 2.0, 5.0,
        adjoint=lambda node: grads.get(id(node), 0.0), backward=backward,
    )  # fmt: skip
    assert shown.is_right
    assert not any(shown.differences)


# -- Engines that fail ----------------------------------------------------------------------------


def stuck(self):
    while True:
        pass


def endless(self):
    endless(self)


def hopping(self):
    for k in itertools.count():
        self.grad = k


def failing(self):
    return self.gard


@pytest.mark.parametrize(
    ("backward", "said"),
    [
        (stuck, r"was stopped in backward\(\): after 500,000 lines"),
        (hopping, r"was stopped in backward\(\): after 5,000 adjoints"),
        (endless, r"calls itself without an end in backward\(\)"),
        (failing, r"raised AttributeError in backward\(\)(.|\n)*line \d+, in failing"),
    ],
    ids=["loop", "writes", "recursion", "error"],
)
def test_a_backward_that_fails_says_where(backward, said):
    with pytest.raises(adlab.EngineError, match=said):
        adlab.step_with(Value, reused, 2.0, backward=backward)


def test_after_a_failure_the_class_is_as_it_was():
    before = dict(vars(Value))
    with pytest.raises(adlab.EngineError):
        adlab.step_with(Value, reused, 2.0, backward=failing)
    assert dict(vars(Value)) == before


def test_a_missing_operation_says_what_is_missing():
    with pytest.raises(adlab.EngineError, match=r"unsupported operand(.|\n)*must be methods"):
        adlab.step_with(Value, lambda x: x / 2.0, 2.0)


def test_methods_of_the_engine_in_f_are_answered_by_numpy():
    with pytest.raises(adlab.EngineError, match=r"np.exp\(x\) asks your class for its method exp"):
        adlab.step_with(Value, lambda x: x.exp(), 2.0)


def test_a_value_kept_nowhere_that_can_be_seen_is_asked_for():
    class Hidden:
        def __init__(self, data):
            self.pair = (data, 0.0)

    with pytest.raises(adlab.EngineError, match=r'It holds: pair(.|\n)*value="data"'):
        adlab.step_with(Hidden, reused, 2.0)


def test_a_missing_backward_is_asked_for():
    class Mute:
        def __init__(self, data):
            self.data, self.grad = data, 0.0

        def run(self): ...

    with pytest.raises(adlab.EngineError, match=r"no method 'backward'(.|\n)*Its methods: run"):
        adlab.step_with(Mute, reused, 2.0)


@pytest.mark.parametrize(
    ("f", "said"),
    [
        (lambda x: (x, x * x), "should return one number"),
        (lambda x: 1.0, "should return one number"),
    ],
)
def test_what_cannot_be_swept_is_refused(f, said):
    with pytest.raises(adlab.EngineError, match=said):
        adlab.step_with(Value, f, 2.0)
