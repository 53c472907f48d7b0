"""What a function does not depend on is said, wherever its derivatives are shown."""

import pytest

import adlab
from adlab.view.said.dependence import remarks

CASES = {
    "the output is a constant": (
        lambda x: 3.0,
        "forward",
        "The output is the constant 3: no input has an influence on it",
    ),
    "one of the outputs is a constant": (
        lambda x: (x * x, 4.0),
        "reverse",
        "output 2 is the constant 4: no input has an influence on it",
    ),
    "two of them are": (
        lambda x: (1.0, x * x, 4.0),
        "tangent",
        "output 1 is the constant 1 and output 3 is the constant 4: no input has an influence on",
    ),
    "an input is not used": (lambda x, y: x * x, "reverse", "v1 does not depend on y."),
    "nor another": (lambda x, y, z: x * x, "forward", "v1 does not depend on y or z."),
    "the seed is not used": (lambda x, y: y * y, "tangent x", "v1 does not depend on x."),
    "an input is the output": (lambda x: x, "reverse", "x is an input and an output as well"),
    "there are more outputs": (
        lambda x, y: (x * y, x + y),
        "reverse",
        "The function has 2 outputs, v1 and v2; this sweep differentiates v1.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_said_in_the_table_and_at_the_end(case):
    f, sweep, said = CASES[case]
    arguments = [2.0, 5.0, 3.0][: f.__code__.co_argcount]
    assert said in repr(adlab.table(f, *arguments, sweep=sweep))
    assert said in adlab.table(f, *arguments, sweep=sweep)._repr_html_().replace("<pre>", "")
    player = adlab.step(f, *arguments, sweep=sweep)
    closing = player.spec["sweeps"][player.spec["open"]["sweep"]]["closing"]
    assert said in "".join(part for part, _ in closing)


def test_a_function_that_uses_everything_gets_no_remark():
    graph = adlab.trace(lambda x, y: x * y, 2.0, 5.0)
    kinds = ("order", "forward", "tangent", "reverse")
    assert [remarks(adlab.timeline(graph, kind)) for kind in kinds] == [[]] * 4


def test_a_constant_is_shown_where_no_node_is():
    player = adlab.step(lambda: 2.0)
    assert player.spec["constants"] == "the output is the constant 2"
    assert "constant 2" in player.spec["sweeps"][1]["opening"][0][0]
    assert "The output is the constant 2." in player._repr_html_()


def test_a_reverse_sweep_of_a_constant_is_refused_with_the_reason():
    with pytest.raises(ValueError, match=r"no output .* depends on an input.*sweep='forward'"):
        adlab.table(lambda x: 3.0, 1.0)


def test_many_names_are_cut():
    graph = adlab.trace(lambda *xs: xs[0] * xs[0], *range(1, 9))
    assert remarks(adlab.timeline(graph, "forward")) == [
        "v1 does not depend on xs[1], xs[2], xs[3] or 4 more."
    ]
