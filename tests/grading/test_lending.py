"""What a task gives is there, also where a notebook's cell before it is not written yet."""

from __future__ import annotations

import pytest

from adlab.course.tutor import with_steps_before
from adlab.grading.exercises.exercise import find
from adlab.grading.exercises.lending import with_given
from adlab.grading.exercises.runner import grade

RECORD = """
class Value:
    def __init__(self, data, operands=(), partials=()):
        self.data = data
        self.operands = operands
        self.partials = partials
        self.grad = 0.0


def record(op, *operands):
    value, partials = rule(op, *[operand.data for operand in operands])
    return Value(value, operands, partials)
"""
STARTER_RULE = '''
def rule(op, *xs):
    """The result of an operation, and its partials with respect to its operands."""
    x, y = xs[0], xs[-1]
    if op == "add":
        return x + y, [1.0, 1.0]
    raise NotImplementedError(op)
'''
BACKWARD = """
def topological_order(output):
    raise NotImplementedError


def backward(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for operand, partial in zip(node.operands, node.partials):
            operand.grad += node.grad * partial
"""
VALUE = """
class Value:
    def __init__(self, data, operands=(), partials=()):
        self.data, self.operands, self.partials, self.grad = data, operands, partials, 0.0

    def __add__(self, other): return record("add", self, lift(other))
    def __sub__(self, other): return record("subtract", self, lift(other))
    def __mul__(self, other): return record("multiply", self, lift(other))
    def __truediv__(self, other): return record("divide", self, lift(other))
    def __radd__(self, number): return lift(number) + self
    def __rsub__(self, number): return lift(number) - self
    def __rmul__(self, number): return lift(number) * self
    def __rtruediv__(self, number): return lift(number) / self
    def __neg__(self): return record("negative", self)
    def exp(self): return record("exp", self)
    def log(self): return record("log", self)
    def tanh(self): return record("tanh", self)
    def relu(self): return record("relu", self)
    def backward(self): backward(self)


def lift(number):
    return number if isinstance(number, Value) else Value(number)
"""


@pytest.mark.parametrize("rule", [STARTER_RULE, ""], ids=["starter", "nothing"])
def test_a_right_record_is_right_over_a_rule_that_is_not_written(rule):
    assert grade(find("engine-2-record"), rule + RECORD, seed=1).solved


def test_a_wrong_rule_of_ones_own_stays():
    wrong = "def rule(op, *xs):\n    return 0.0, [0.0] * len(xs)\n"
    assert not grade(find("engine-2-record"), wrong + RECORD, seed=1).solved


def test_a_right_backward_is_right_over_an_order_that_is_not_written():
    assert grade(find("engine-4-backward"), BACKWARD, seed=1).solved


def test_the_last_step_stands_by_itself_where_it_is_learned_and_not_where_it_is_graded():
    engine = find("scalar-engine")
    assert grade(engine, with_steps_before(engine, VALUE), seed=1).solved
    assert not grade(engine, VALUE, seed=1).solved


def test_what_is_there_is_left_alone():
    source = "def f(x):\n    return g(x)\n\n\ndef g(x):\n    return x\n"
    assert with_given(source, "def g(x):\n    return 2 * x\n") == source
    assert with_given("def f(", "def g(x):\n    return 2 * x\n") == "def f("


def test_what_the_learner_is_to_write_is_never_lent():
    for id in ("dual-numbers", "zeroing", "reverse-sweep"):
        assert grade(find(id), "x = 1\n", seed=1).problem.kind == "missing"
