"""What shows a function hands keyword arguments to it, as constants, as `adlab.grad` does."""

import functools

import numpy as np
import pytest

import adlab


def power(x, *, exponent=1, scale=None):
    return x**exponent * (1.0 if scale is None else scale[0])


def weighted(x, n=2):
    return x * n


class Tiny:
    """An engine with products only."""

    def __init__(self, value, operands=()):
        self.value, self.adjoint, self.operands, self.push = value, 0.0, operands, lambda: None

    def __mul__(self, other):
        out = Tiny(self.value * other.value, (self, other))

        def push():
            self.adjoint += other.value * out.adjoint
            other.adjoint += self.value * out.adjoint

        out.push = push
        return out

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                for each in node.operands:
                    visit(each)
                order.append(node)

        visit(self)
        for node in order:
            node.adjoint = 0.0
        self.adjoint = 1.0
        for node in reversed(order):
            node.push()


def test_a_keyword_only_parameter_is_a_constant_of_the_trace():
    graph = adlab.trace(power, 2.0, exponent=3, scale=np.array([5.0]))
    assert graph.values[-1] == 40.0
    assert graph.input_names == ["x"]
    assert adlab.grad(power)(2.0, exponent=3) == 12.0


def test_a_parameter_given_by_keyword_is_no_input():
    assert adlab.trace(weighted, 2.0, n=3.0).input_names == ["x"]
    assert adlab.trace(weighted, 2.0, 3.0).input_names == ["x", "n"]


def test_step_takes_keywords_beside_its_own():
    player = adlab.step(power, 2.0, sweep="reverse", exponent=3)
    assert player.graph.values[-1] == 8.0
    assert player.opened.sweep.kind == "reverse"


def test_table_takes_keywords():
    assert "24" not in repr(adlab.table(power, 2.0, exponent=2))
    assert "= 12" in repr(adlab.table(power, 2.0, exponent=3))


def test_compare_takes_keywords_in_every_way():
    comparison = adlab.compare(power, 2.0, exponent=3)
    assert comparison["reverse mode"].value == 12.0
    assert comparison["central difference"].value == pytest.approx(12.0)


def test_the_formula_and_the_costs_take_keywords():
    assert adlab.closed_form(power, 2.0, exponent=3).value == 12.0
    assert adlab.gradient_cost(power, 2.0, exponent=3).function >= 1


def test_the_u_curve_takes_keywords():
    assert adlab.u_curve(power, 2.0, exponent=3).exact == 12.0


def test_explore_takes_keyword_only_parameters_and_flags():
    def f(x, *, flag, n=1):
        return x * n if flag else x

    shown = adlab.explore(f, x=(-2, 2), flag=True, n=(1, 5))
    assert set(shown.sliders) == {"x", "n"}
    shown.sliders["n"].value = 2.0
    assert shown.widget.player.graph.values[-1] == 2.0  # x stands at 1


def product(a, b, *, times=1):
    for _ in range(times):
        a = a * b
    return a


def test_step_with_takes_keywords():
    own = adlab.step_with(Tiny, product, 2.0, 3.0, times=2)
    assert own.is_right
    assert len(own.own.graph) == 4


def test_a_parameter_called_like_an_option_needs_a_partial():
    def f(x, sweep=2.0):
        return x * sweep

    with pytest.raises(ValueError, match="there is no sweep"):
        adlab.step(f, 2.0, sweep="3")
    assert adlab.step(functools.partial(f, sweep=3.0), 2.0).graph.values[-1] == 6.0


def test_a_keyword_that_the_function_does_not_take_is_explained():
    with pytest.raises(adlab.InputError, match="unexpected keyword argument 'm'"):
        adlab.trace(power, 2.0, m=3)


def test_the_headline_says_that_the_first_call_of_an_engine_is_right():
    class Keeps(Tiny):
        """Adjoints are never set back, as in micrograd."""

        def __mul__(self, other):
            out = Keeps(self.value * other.value, (self, other))

            def push():
                self.adjoint += other.value * out.adjoint
                other.adjoint += self.value * out.adjoint

            out.push = push
            return out

        def backward(self):
            order = []

            def visit(node):
                if node not in order:
                    for each in node.operands:
                        visit(each)
                    order.append(node)

            visit(self)
            self.adjoint = 1.0
            for node in reversed(order):
                node.push()

    own = adlab.step_with(Keeps, lambda a, b: a * b * b, 2.0, 3.0)
    assert "The first call of backward() is right; in call 2 the adjoint of" in repr(own)
    assert own.verdict[0].startswith("The first call of backward() is right; call 2,")
    once = adlab.step_with(Keeps, lambda a, b: a * b * b, 2.0, 3.0, calls=1)
    assert repr(once).endswith("right>")
