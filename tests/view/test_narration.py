"""What the player says, word by word."""

import re
from typing import get_args

import numpy as np
import pytest

import adlab
from adlab.engine.sweeps.cost import paths
from adlab.engine.sweeps.wrong_sweeps import WRONG, wrong
from adlab.view.said import templates
from adlab.view.said.facts import moments
from adlab.view.said.formula import filled
from adlab.view.said.kinds import Event, Form, Kind
from adlab.view.said.narration import closing, fill, narrate, sentence
from tests.engine.examples import baydin, griewank
from tests.engine.programs import PLAIN, for_random
from tests.view.test_formula import seeds_for


def said(timeline, k):
    return "".join(text for text, _ in narrate(timeline, k))


@pytest.fixture(scope="module")
def graph():
    return adlab.trace(baydin, 2.0, 5.0)


def test_the_forward_pass_of_baydins_example(graph):
    timeline = adlab.timeline(graph, "forward")
    assert [said(timeline, k) for k in (1, 3, 4)] == [
        "x1 is an input: the value 2 was given.",
        "v1 is ln x1: with numbers, ln 2 = 0.6931.",
        "v2 is x1 · x2: with numbers, 2 · 5 = 10.",
    ]


def test_the_backward_pass_of_baydins_example(graph):
    timeline = adlab.timeline(graph, "reverse")
    assert [said(timeline, k) for k in range(16, 24)] == [
        "Start at the output: v5 changes exactly as much as itself, so its adjoint is 1.",
        "v5 hands v4 its share: adjoint times partial, 1 · 1 = 1.",
        "v5 hands v3 its share: adjoint times partial, 1 · (−1) = −1.",
        "v4 hands v1 its share: adjoint times partial, 1 · 1 = 1.",
        "v4 hands v2 its share: adjoint times partial, 1 · 1 = 1.",
        "v3 hands x2 its share: −1 · 0.2837 = −0.2837. It is the first of 2 shares, which will be "
        "added up.",
        "v2 hands x1 its share: 1 · 5 = 5. It is the first of 2 shares, which will be added up.",
        "v2 hands its share back to x2: 1 · 2 = 2. x2 already holds −0.2837 from v3, so they add: "
        "1.716.",
    ]


def test_the_tangent_sweep_of_baydins_example(graph):
    timeline = adlab.timeline(graph, "tangent", input="x2")
    assert [said(timeline, k) for k in (2, 4, 6, 8)] == [
        "x1 is held still: its tangent is 0.",
        "We ask for derivatives with respect to x2: its tangent starts at 1.",
        "The tangent of v1 is partial times tangent: 0.5 · 0 = 0.",
        "The tangent of v2 is partial times tangent, summed over its operands: 5 · 0 + 2 · 1 = 2.",
    ]


def test_the_order_of_baydins_example(graph):
    timeline = adlab.timeline(graph, "order")
    assert [said(timeline, k) for k in (1, 4, 10, 11, 12)] == [
        "x1 waits for nothing: no edge comes into it.",
        "v2 waits for 2: so many edges come into it.",
        "x1 is the first in the queue: it gets place 1 in the order.",
        "x1 is done, so v1 waits for one less: 0.",
        "v1 waits for nothing any more. It is ready, and joins the queue.",
    ]


def test_a_sweep_ends_with_its_result(graph):
    ends = {
        ("forward", None): "Done: v5 = 11.65.",
        ("tangent", "x1"): "Done. One sweep gives the derivatives with respect to one input: "
        "∂v5/∂x1 = 5.5.",
        ("reverse", None): "Done. One backward pass gives the derivatives of v5 with respect to "
        "every input: ∂v5/∂x1 = 5.5 and ∂v5/∂x2 = 1.716.",
    }
    for (kind, seed), end in ends.items():
        timeline = adlab.timeline(graph, kind, **({"input": seed} if seed else {}))
        assert said(timeline, len(timeline)).endswith(end)


def test_many_results_are_not_all_said():
    graph = adlab.trace(lambda *xs: sum(x * x for x in xs), *np.arange(9.0))
    timeline = adlab.timeline(graph, "reverse")
    assert said(timeline, len(timeline)).endswith("∂v18/∂xs[2] = 4 and 6 more.")


def test_a_reverse_sweep_says_when_its_forward_pass_is_done(graph):
    timeline = adlab.timeline(graph, "reverse")
    halfway = "The forward pass is done. The next step starts the backward pass."
    assert [k for k in range(1, 24) if halfway in said(timeline, k)] == [15]


def test_before_the_first_step_it_says_what_will_come_and_how_to_begin(graph):
    for kind in ("order", "forward", "tangent", "reverse"):
        assert said(adlab.timeline(graph, kind), 0).endswith("the next button, or the key →.")


def test_names_and_numbers_carry_their_class(graph):
    parts = narrate(adlab.timeline(graph, "reverse"), 23)
    assert ("v2", "name") in parts
    assert ("x2", "to") in parts
    assert ("2", "partial") in parts
    assert ("−0.2837", "adjoint") in parts
    assert ("add", "strong") in parts


def test_the_third_share_names_both_earlier_ones():
    graph = adlab.trace(lambda x: np.sin(x) + np.cos(x) + np.exp(x), 0.0)
    timeline = adlab.timeline(graph, "reverse")
    assert "x already holds 1 from v4 and v2, so they add: 2." in said(timeline, len(timeline))


def test_an_output_that_is_used_again_adds_to_its_seed():
    def both(x):
        a = x * 2.0
        return a, np.sin(a)

    timeline = adlab.timeline(adlab.trace(both, 1.0), "reverse", seeds={1: 1.0, 2: 1.0})
    assert "a is an output itself and already holds 1, so they add" in said(timeline, 8)


def test_the_seed_of_an_array_says_which_entry():
    graph = adlab.trace(lambda x: x * 2.0, np.array([1.0, 2.0]))
    timeline = adlab.timeline(graph, "reverse", output="v1[1]")
    assert said(timeline, 4) == (
        "Start at the output: we ask for the derivatives of v1[1], so the adjoint of v1 is 1 there "
        "and 0 elsewhere."
    )


def test_any_other_direction_or_weighting_is_called_that(graph):
    tangents = adlab.timeline(graph, "tangent", seeds={0: 2.0, 1: 3.0})
    assert said(tangents, 2).startswith("x1 changes in the direction that was chosen")
    adjoints = adlab.timeline(graph, "reverse", seeds={6: 2.0})
    assert said(adjoints, 16).endswith("v5 was given a weight, which is its adjoint: 2.")


def test_a_kink_names_the_convention():
    timeline = adlab.timeline(adlab.trace(lambda x: abs(x), 0.0), "reverse")
    assert said(timeline, 2).endswith(
        "It stands at a kink, where a convention decides: at 0: slope 0."
    )
    timeline = adlab.timeline(adlab.trace(lambda x: abs(x), 1.0), "reverse")
    assert "kink" not in said(timeline, 2)


@pytest.mark.filterwarnings("ignore::adlab.NonFiniteWarning")
def test_an_infinite_slope_is_said():
    timeline = adlab.timeline(adlab.trace(np.sqrt, 0.0), "reverse")
    assert "Here the function is infinitely steep." in said(timeline, 3)


def test_arrays_are_told_without_arithmetic():
    graph = adlab.trace(lambda w, x: np.sum(np.tanh(w @ x)), np.ones((2, 3)), np.ones(3))
    timeline = adlab.timeline(graph, "reverse")
    told = " ".join(said(timeline, k) for k in range(1, len(timeline) + 1))
    assert "v1 takes the value (2,) 3, 3 from w @ x." in told
    assert "v2 hands v1 its share: adjoint times partial, entry by entry." in told
    sent = "v1 hands x its share: its adjoint, sent back through “w ·” by the transpose: “wᵀ ·”."
    assert sent in told


def test_braces_and_stars_in_a_formula_of_the_users_own_are_text():
    @adlab.primitive("1.0", formula="{{*{x}*}}")
    def odd_for_narration(x):
        return x

    timeline = adlab.timeline(adlab.trace(odd_for_narration, 2.0), "forward")
    assert said(timeline, 2).startswith("v1 is {*x*}: with numbers, {*2*} = 2.")


@for_random("scalar array", count=40, slow=400)
def test_every_step_of_any_program_has_its_sentence(program, rng):
    graph = adlab.trace(lambda *inputs: program.run(PLAIN, inputs), *program.point)
    for kind in ("order", "forward", "tangent", "reverse"):
        if kind == "reverse" and not graph.output_nodes:
            continue
        timeline = adlab.timeline(graph, kind, seeds=seeds_for(graph, kind))
        for moment in moments(timeline):
            parts = fill(sentence(graph, moment), moment.facts, graph.labels)
            text = "".join(piece for piece, _ in parts)
            assert re.search(r"\.( |$)", text)
            assert not re.search(r"\{\w+", text)


class TestWording:
    """Rules for the catalogue, which a translation must keep too."""

    def texts(self, value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for inner in value.values():
                yield from self.texts(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from self.texts(inner)

    def test_every_kind_of_step_has_a_sentence_and_no_other(self):
        """The kinds are those that `facts` names."""
        kinds = set(templates.SENTENCES)
        for form in get_args(Form):
            assert {Kind("share", order, form) for order in SHARES} <= kinds
        assert {kind.event for kind in kinds} == set(get_args(Event))

    def test_no_text_holds_markup(self):
        for name in ("SENTENCES", "NOTES", "OPENING", "CLOSING", "WORDS", "GUARDS"):
            for text in self.texts(getattr(templates, name)):
                assert not re.search(r"<\w|&\w+;", text), text

    def test_parent_and_child_are_avoided(self):
        """Other texts use them in opposite senses."""
        for text in self.texts([templates.SENTENCES, templates.WORDS, templates.OPENING]):
            assert not re.search(r"\b(parent|child|upstream|downstream)", text, re.IGNORECASE), text


SHARES = ("only", "first", "next", "on seed")


@pytest.mark.filterwarnings("ignore::adlab.NonFiniteWarning")
def test_a_rule_that_gives_no_number_is_not_called_steep():
    timeline = adlab.timeline(adlab.trace(np.arctan2, 0.0, 0.0), "reverse")
    told = " ".join(said(timeline, k) for k in range(1, 6))
    assert "Here the rule gives no number: there is no derivative." in told
    assert "steep" not in told


def test_a_jump_is_not_called_a_kink():
    timeline = adlab.timeline(adlab.trace(np.floor, 2.0), "reverse")
    assert "There is no derivative at a jump" in said(timeline, 2)


def test_a_partial_speaks_of_one_place_only():
    """At 3, x*x changes 6 times as much as x; each of its two edges holds 3."""
    timeline = adlab.timeline(adlab.trace(lambda x: x * x, 3.0), "reverse")
    assert said(timeline, 3).startswith("When x changes a little in this one place, v1 changes 3")


def test_a_seed_that_adds_up_to_1_is_not_taken_for_one_number():
    graph = adlab.trace(lambda x: 2.0 * x, np.ones(2))
    timeline = adlab.timeline(graph, "tangent", seeds={0: np.array([2.0, -1.0])})
    assert "in the direction that was chosen" in said(timeline, 2)


class TestCombined:
    """What is said of a sweep along a direction, or for weighted outputs."""

    def told(self, kind, seeds, label):
        graph = adlab.trace(lambda x, y: (x * y, x + y), 2.0, 5.0)
        timeline = adlab.timeline(graph, kind, seeds=seeds, label=label)
        return said(timeline, 0), said(timeline, len(timeline))

    def test_a_direction_is_no_input(self):
        opening, closing = self.told("tangent", {0: 1.0, 1: -0.5}, "x − 0.5·y")
        assert "the derivative along x − 0.5·y." in opening
        assert closing.endswith("along one direction, x − 0.5·y: v̇1 = 4 and v̇2 = 0.5.")

    def test_a_seed_of_1_in_a_direction_asks_for_no_input_alone(self):
        graph = adlab.trace(lambda x, y: x * y, 2.0, 5.0)
        timeline = adlab.timeline(graph, "tangent", seeds={0: 1.0, 1: 0.5})
        assert said(timeline, 2).startswith("x changes in the direction that was chosen")

    def test_weighted_outputs_stand_in_brackets(self):
        _, closing = self.told("reverse", {2: 1.0, 3: 2.0}, "v1 + 2·v2")
        assert closing.endswith("∂(v1 + 2·v2)/∂x = 7 and ∂(v1 + 2·v2)/∂y = 4.")


class TestWrongOnPurpose:
    """What is said of a sweep that is wrong on purpose."""

    def told(self, kind, name):
        def f(x):
            z = x * x
            w = 3.0 * z
            y = z + w
            return y

        timeline = wrong(adlab.trace(f, 2.0), kind, name)
        return [said(timeline, k) for k in range(len(timeline) + 1)]

    def test_it_opens_by_saying_so(self):
        assert self.told("reverse", "overwriting")[0].startswith("Wrong on purpose: ")

    def test_a_share_that_is_overwritten_is_said_to_be_lost(self):
        assert any("that share is lost" in line for line in self.told("reverse", "overwriting"))

    def test_a_node_that_sends_before_it_has_all_its_shares_sends_too_early(self):
        assert any(
            "z sends too early: it has 1 of the 2 shares" in line
            for line in self.told("reverse", "breadth-first")
        )

    def test_an_edge_that_is_used_again_is_counted_twice(self):
        assert any("counted twice" in line for line in self.told("reverse", "recursion"))

    def test_what_an_earlier_call_left_is_said_to_be_still_there(self):
        told = self.told("reverse", "not zeroed")
        assert "z still holds 4: that is what the call before left." in told
        assert "in which there is still what the call before left: 38." in told[-2]
        assert told[-1].endswith("right is ∂y/∂x = 16.")

    def test_a_stale_seed_is_said_to_be_still_there(self):
        timeline = wrong(adlab.trace(lambda x, y: x * y, 2.0, 5.0), "tangent", "stale seed", "y")
        told = [said(timeline, k) for k in range(len(timeline) + 1)]
        assert "x still carries 1, the seed of the sweep before." in told
        assert told[-1].endswith("Done: ∂v1/∂y = 7. That is wrong; right is ∂v1/∂y = 2.")

    def test_it_closes_with_the_right_result(self):
        assert self.told("reverse", "breadth-first")[-1].endswith(
            "Done: ∂y/∂x = 4. That is wrong; right is ∂y/∂x = 16."
        )

    def test_the_right_sweeps_never_haste(self):
        for graph in (adlab.trace(baydin, 2.0, 5.0), adlab.trace(griewank, 1.5, 0.5)):
            for kind in ("forward", "tangent", "reverse"):
                timeline = adlab.timeline(graph, kind)
                assert not any(moment.notes for moment in moments(timeline))


@for_random("scalar", count=40, slow=400)
def test_every_step_of_any_wrong_sweep_has_its_sentence_and_its_formula(program, rng):
    graph = adlab.trace(lambda *inputs: program.run(PLAIN, inputs), *program.point)
    if not graph.output_nodes or paths(graph).paths > 300:
        return
    for kind, name in WRONG:
        if kind == "tangent" and len(graph.inputs) < 2:
            continue
        timeline = wrong(graph, kind, name)
        for moment in moments(timeline):
            assert fill(sentence(graph, moment), moment.facts, graph.labels)
            assert filled(graph, moment).rule.text()
        assert said(timeline, 0).count("on purpose") == 1
        assert "right" in "".join(text for text, _ in closing(timeline))
