"""An engine of one's own for arrays, and graphs that are folded: told as those of numbers are."""

import numpy as np
import pytest

import adlab
from tests.engine.own_engines import Value


class Tensor:
    """Arrays as people write them: each operation makes a function that sends its shares back."""

    __array_priority__ = 100

    def __init__(self, data, operands=()):
        self.data = np.asarray(data, float)
        self.grad = np.zeros_like(self.data)
        self.operands, self.send = operands, None

    def _made(self, data, operands, send):
        out = type(self)(data, operands)
        out.send = lambda: send(out.grad)
        return out

    def __add__(self, other):
        def send(adjoint):
            self.take(adjoint)
            other.take(adjoint)

        return self._made(self.data + other.data, (self, other), send)

    def __matmul__(self, other):
        def send(adjoint):
            self.take(adjoint @ other.data.T)
            other.take(self.data.T @ adjoint)

        return self._made(self.data @ other.data, (self, other), send)

    def __getitem__(self, index):
        def send(adjoint):
            np.add.at(self.grad, index, adjoint)

        return self._made(self.data[index], (self,), send)

    def tanh(self):
        result = np.tanh(self.data)
        return self._made(result, (self,), lambda adjoint: self.take(adjoint * (1 - result**2)))

    def sum(self, axis=None, dtype=None, out=None):
        return self._made(
            self.data.sum(), (self,), lambda a: self.take(np.full(self.data.shape, a))
        )

    @property
    def T(self):
        return self._made(self.data.T, (self,), lambda adjoint: self.take(adjoint.T))

    def take(self, share):
        self.grad += share.reshape(-1, *self.data.shape).sum(axis=0)

    def backward(self):
        order = []

        def place(node):
            if node not in order:
                for operand in node.operands:
                    place(operand)
                order.append(node)

        place(self)
        for node in order:
            node.grad = np.zeros_like(node.data)
        self.grad = np.ones_like(self.data)
        for node in reversed(order):
            if node.send:
                node.send()


class KeepsTheLargeShape(Tensor):
    def take(self, share):
        self.grad = self.grad + share


class SharesABuffer(Tensor):
    def take(self, share):
        self.grad = share if not self.grad.any() else self.grad.__iadd__(share)


class LosesRepeated(Tensor):
    def __getitem__(self, index):
        def send(adjoint):
            self.grad[index] += adjoint

        return self._made(self.data[index], (self,), send)


X, W, B = (
    np.arange(8.0).reshape(4, 2) / 10,
    np.array([[1.0, 0.5, -1.0], [0.3, -0.2, 2.0]]),
    np.ones(3),
)


def layer(X, W, b):
    h = np.tanh(X @ W + b)
    return np.sum(h + h)


def picked(x):
    return np.sum(x[[0, 0, 2]].T)


@pytest.mark.parametrize(
    ("f", "args"), [(layer, (X, W, B)), (picked, (np.array([1.0, 2.0, 3.0]),))]
)
def test_a_right_engine_of_arrays_is_told_share_by_share(f, args):
    shown = adlab.step_with(Tensor, f, *args)
    assert shown.is_right and not any(shown.differences)
    own, right = shown.timelines
    for mine, adlabs in zip(own, right, strict=True):
        assert (mine.op, mine.slot[:2]) == (adlabs.op, adlabs.slot[:2])
    assert "adlab-player" in shown._repr_html_()


def test_an_adjoint_that_keeps_the_large_shape_is_said_to_have_it():
    shown = adlab.step_with(KeepsTheLargeShape, layer, X, W, B)
    assert shown.first_wrong == "b"
    assert "b has the shape (3,), and its adjoint has (4, 3)" in shown.verdict[1]
    assert "(4, 3)" in repr(shown) and "adlab-player" in shown._repr_html_()


def test_two_adjoints_in_one_buffer_are_seen_to_change_together():
    def f(x, y):
        z = x + y
        return np.sum(z + x)

    shown = adlab.step_with(SharesABuffer, f, np.ones(2), np.ones(2))
    assert shown.first_wrong == "v2"  # whose adjoint z has taken for its own, and adds into


def test_a_repeated_index_keeps_its_last_share():
    x = np.array([1.0, 2.0, 3.0])
    shown = adlab.step_with(LosesRepeated, picked, x)
    assert shown.first_wrong == "x"
    assert shown.own.adjoints[0].tolist() == [1.0, 0.0, 1.0]
    assert shown.own.right[0].tolist() == [2.0, 0.0, 1.0]


def test_the_arrays_of_whoever_calls_stay_as_they_are():
    x = np.ones(3)

    class Changes(Tensor):
        def tanh(self):
            self.data *= 2
            return super().tanh()

    adlab.step_with(Changes, lambda x: np.sum(np.tanh(x)), x)
    assert x.tolist() == [1.0, 1.0, 1.0]


def neuron(weights, x):
    s = weights[0] * x
    for weight in weights[1:]:
        s = s + weight * x
    return s * s


def net(weights, x):
    total = 0.0
    for layer in [neuron(row, x) for row in weights]:
        total = total + layer
    return total


@pytest.mark.parametrize(("rows", "folded"), [(3, True), (20, None)])
def test_a_folded_graph_is_shown_in_closed_boxes(rows, folded):
    shown = adlab.step_with(Value, net, [[0.5, 0.25, 0.125]] * rows, 1.5, folded=folded)
    assert shown.is_right
    for side in shown.spec["pair"]["sides"]:
        assert "groups" in side["spec"] and "diagram" not in side["spec"]
    assert shown.spec["pair"]["start"] == shown.last
    assert "neuron" in shown._repr_html_()
    assert shown.title == "Your engine on net(weights, x)"


def test_the_first_difference_of_a_long_sweep_is_on_the_slider():
    class Overwrites(Value):
        def backward(self):
            super().backward()
            self.grad = 2.0

    shown = adlab.step_with(Overwrites, net, [[0.5, 0.25, 0.125]] * 40, 1.5)
    pair = shown.spec["pair"]
    assert not shown.is_right and pair["first"] <= shown.last < max(map(len, shown.timelines))
