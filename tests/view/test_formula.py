"""What a step computes, in symbols and with numbers; how trees become MathML and text."""

import xml.etree.ElementTree as XML

import numpy as np
import pytest

import adlab
from adlab.engine.primitives.primitive import PRIMITIVES
from adlab.view.said.expressions import partial_tree, value_tree
from adlab.view.said.facts import moments
from adlab.view.said.formula import filled, formula, template
from adlab.view.said.kinds import Kind
from adlab.view.said.mathml import fill, hole, mathml, plain, row, split_name
from tests.engine.examples import baydin
from tests.engine.programs import PLAIN, for_random


def parts(timeline, k):
    return tuple(part.text() for part in formula(timeline, k))


@pytest.fixture(scope="module")
def graph():
    return adlab.trace(baydin, 2.0, 5.0)


class TestBaydin:
    def test_a_value(self, graph):
        timeline = adlab.timeline(graph, "forward")
        assert parts(timeline, 3) == ("v1 = ln x1", "ln 2", "= 0.6931")

    def test_a_negative_operand_stands_in_parentheses(self, graph):
        timeline = adlab.timeline(graph, "forward")
        assert parts(timeline, 7) == ("v5 = v4 − v3", "10.69 − (−0.9589)", "= 11.65")

    def test_a_partial_shows_the_rule_of_its_primitive(self, graph):
        timeline = adlab.timeline(graph, "reverse")
        assert parts(timeline, 4) == ("∂v1/∂x1 = 1/x1", "1/2", "= 0.5")
        assert parts(timeline, 9) == ("∂v3/∂x2 = cos x2", "cos 5", "= 0.2837")

    def test_a_partial_that_is_a_plain_number_needs_no_numbers(self, graph):
        timeline = adlab.timeline(graph, "reverse")
        assert parts(timeline, 11) == ("∂v4/∂v1 = 1", "", "= 1")

    def test_a_tangent_is_a_sum_over_operands(self, graph):
        timeline = adlab.timeline(graph, "tangent", input="x1")
        assert parts(timeline, 8) == ("v̇2 = ∂v2/∂x1 · ẋ1 + ∂v2/∂x2 · ẋ2", "5 · 1 + 2 · 0", "= 5")

    def test_the_second_share_is_added_to_the_first(self, graph):
        timeline = adlab.timeline(graph, "reverse")
        assert parts(timeline, 23) == ("x̄2 += v̄2 · ∂v2/∂x2", "−0.2837 + 1 · 2", "= 1.716")

    def test_the_seed(self, graph):
        assert parts(adlab.timeline(graph, "reverse"), 16) == ("v̄5 = ∂v5/∂v5", "", "= 1")

    def test_the_order(self, graph):
        timeline = adlab.timeline(graph, "order")
        assert parts(timeline, 11) == ("waits(v1) −= 1", "1 − 1", "= 0")


def test_steps_count_from_1_as_in_the_player(graph):
    timeline = adlab.timeline(graph, "forward")
    assert parts(timeline, 1) == ("x1 = given", "", "= 2")
    for k in (0, 8):
        with pytest.raises(IndexError, match=f"step {k} is outside 1 to 7"):
            formula(timeline, k)


def test_a_linear_map_shows_its_shapes_and_its_transpose():
    graph = adlab.trace(lambda w, x: np.sum(w @ x), np.ones((2, 3)), np.ones(3))
    timeline = adlab.timeline(graph, "reverse")
    texts = [parts(timeline, k) for k in range(1, len(timeline) + 1)]
    assert ("∂v1/∂x: linear map", "(3,) → (2,)", "= w ·") in texts
    assert ("x̄ += (∂v1/∂x)ᵀ v̄1", "", "= (3,) 2, 2, 2") in texts


def test_an_index_and_an_axis_are_part_of_the_formula():
    graph = adlab.trace(lambda x: np.sum(x, axis=0)[1], np.ones((2, 3)))
    timeline = adlab.timeline(graph, "forward")
    assert [parts(timeline, k)[0] for k in (2, 3)] == ["v1 = sum x, axis 0", "v2 = v1[1]"]


@for_random("scalar array", count=40, slow=400)
def test_every_step_of_any_program_has_a_formula(program, rng):
    graph = adlab.trace(lambda *inputs: program.run(PLAIN, inputs), *program.point)
    for kind in ("order", "forward", "tangent", "reverse"):
        if kind == "reverse" and not graph.output_nodes:
            continue
        timeline = adlab.timeline(graph, kind, seeds=seeds_for(graph, kind))
        for moment in moments(timeline):
            made = filled(graph, moment)
            assert made.rule.text()
            for part in made:
                if part.tree:
                    XML.fromstring(part.mathml())


def seeds_for(graph, kind):
    chosen = {"tangent": graph.inputs, "reverse": graph.output_nodes}.get(kind)
    return chosen and {node: np.ones(graph.shape(node)) for node in chosen}


class TestPrimitives:
    @pytest.mark.parametrize("name", sorted(PRIMITIVES))
    def test_the_formula_says_what_the_node_says(self, name):
        tree = value_tree(PRIMITIVES[name].formula)
        holes = {fact: fact for fact in ("x", "y", "w", "args", "index")}
        assert XML.fromstring(mathml(fill(tree, holes, []))) is not None

    def test_powers_fractions_and_roots_are_set_as_such(self):
        assert value_tree("{x} ^ {y}")[0] == "msup"
        assert value_tree("{x} / {y}")[0] == "mfrac"
        assert value_tree("√{x}")[0] == "msqrt"

    @pytest.mark.parametrize(
        ("expression", "text"),
        [
            ("np.cos(x)", "cos x"),
            ("-z / y", "(−z)/y"),
            ("1.0 + z * z", "1 + z²"),
            ("z * (1.0 - z)", "z · (1 − z)"),
            ("x / (x * x + y * y)", "x/(x² + y²)"),
            ("power_slope(x, y)", "y · x^(y − 1)"),
            ("np.where(x > 0, 1.0, 0.0)", "1 if x > 0, else 0"),
            ("larger_share(x, y)", "1 if x > y, ½ if equal, else 0"),
        ],
    )
    def test_partials_are_read_from_their_declaration(self, expression, text):
        assert plain(partial_tree(expression)) == text

    @pytest.mark.parametrize("expression", ["secret(x)", "x if y else z", "x[0]", "not python at"])
    def test_what_cannot_be_read_has_no_formula(self, expression):
        assert partial_tree(expression) is None

    def test_a_primitive_of_the_users_own_has_its_partial_too(self):
        @adlab.primitive("3 * x**2", formula="{x}³")
        def cube_for_formula(x):
            return x * x * x

        timeline = adlab.timeline(adlab.trace(cube_for_formula, 2.0), "reverse")
        assert parts(timeline, 2) == ("v1 = x³", "2³", "= 8")
        assert parts(timeline, 3) == ("∂v1/∂x = 3 · x²", "3 · 2²", "= 12")

    def test_a_partial_that_is_a_function_shows_its_number(self):
        @adlab.primitive(lambda z, x: 2.0 * x)
        def opaque_for_formula(x):
            return x * x

        timeline = adlab.timeline(adlab.trace(opaque_for_formula, 3.0), "reverse")
        assert parts(timeline, 3) == ("∂v1/∂x", "", "= 6")


class TestTrees:
    def test_markup_in_a_name_is_text(self):
        assert "<b>" not in mathml(["mi", "<b>"])
        assert "&lt;b&gt;" in mathml(["mi", "<b>"])

    def test_a_bar_and_a_dot_stand_over_the_base_of_a_name(self):
        tree = fill(row(hole("node", "bar"), "=", hole("node", "dot")), {"node": 0}, ["x12"])
        assert plain(tree) == "x̄12 = ẋ12"
        bar = tree[1]
        assert bar == ["msub", ["mover", ["mi", "x"], ["mo", "¯"]], ["mn", "12"]]

    @pytest.mark.parametrize(
        ("label", "parts"),
        [
            ("v10", ("v", "10")),
            ("w_3", ("w", "3")),
            ("x₍₂₎", ("x", "(2)")),
            ("hidden_size", ("hidden_size", "")),
            ("params['w'][0]", ("params['w'][0]", "")),
        ],
    )
    def test_names_are_split_where_they_end_in_a_number(self, label, parts):
        assert split_name(label) == parts

    def test_fractions_in_text_are_unambiguous(self):
        tree = ["mfrac", row(["mi", "a"], "+", ["mi", "b"]), ["mn", "−2"]]
        assert plain(tree) == "(a + b)/(−2)"


def test_steps_of_a_kind_share_one_template(graph):
    """What keeps a page small: a template is sent once, and a step only its facts."""
    shares = [m for m in moments(adlab.timeline(graph, "reverse")) if m.kind == Kind("share")]
    assert len(shares) > 2
    assert len({id(template(graph, moment)) for moment in shares}) == 1
