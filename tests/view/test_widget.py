"""The widget and the sliders, from Python's side; in a real JupyterLab: tests/browser."""

import numpy as np
import pytest

import adlab
from adlab.view.player.widget import Explorer, PlayerWidget
from tests.engine.examples import baydin


def kinked(x, y):
    if x > 0:
        return x * y
    return np.sin(x) + y


def widget(**options) -> PlayerWidget:
    return adlab.step(baydin, 2.0, 5.0, **options).widget()


class TestWidget:
    def test_it_starts_where_the_player_opens(self):
        shown = widget(sweep="reverse", start="backward pass")
        assert (shown.sweep, shown.step) == ("reverse v5", 16)

    def test_its_text_has_no_address(self):
        assert repr(widget()) == "<Widget of <Player of baydin(x1, x2): 7 nodes, 5 sweeps>>"

    def test_the_score_counts_right_answers(self):
        shown = widget()
        shown.answers = [{"right": True}, {"right": False}, {"right": True}]
        assert shown.score == (2, 3)

    def test_a_big_graph_has_the_pictures_of_its_groups(self):
        def chain(x, y):
            for _ in range(100):
                x = np.sin(x) * y
            return x

        shown = adlab.explore(chain, x=(0, 1), y=(1, 2))
        before = shown.widget.spec
        assert before["diagram"] == ""
        shown.sliders["x"].value = 0.5
        after = shown.widget.spec
        assert after["structure"] == before["structure"]
        assert after["groups"]["drawings"] == before["groups"]["drawings"]
        assert after["groups"]["values"] != before["groups"]["values"]

    def test_a_direction_becomes_a_sweep_with_the_right_numbers(self):
        shown = widget()
        shown.request = {"kind": "tangent", "seeds": {"x1": [0.6], "x2": [-0.8]}}
        opened = shown.player.opened
        assert opened.sweep.name == "tangent 0.6·x1 − 0.8·x2"
        wanted = 0.6 * 5.5 - 0.8 * (2 - np.cos(5.0))
        assert opened.tangents(len(opened))[6] == pytest.approx(wanted, rel=1e-14)
        assert shown.spec["sweeps"][shown.spec["open"]["sweep"]]["name"] == opened.sweep.name

    def test_a_direction_on_an_array_takes_one_number_or_all(self):
        shown = adlab.step(lambda w: np.sum(w * w), np.array([1.0, 2.0])).widget()
        for numbers, wanted in (([1.0], 6.0), ([1.0, 0.0], 2.0)):
            shown.request = {"kind": "tangent", "seeds": {"w": numbers}}
            opened = shown.player.opened
            assert opened.tangents(len(opened))[2] == wanted

    def test_weights_of_outputs_become_a_reverse_sweep(self):
        shown = adlab.step(lambda x: (x * x, np.sin(x)), 2.0).widget()
        labels = [entry["label"] for entry in shown.spec["seeds"]["reverse"]]
        shown.request = {"kind": "reverse", "seeds": {label: [2.0] for label in labels}}
        opened = shown.player.opened
        assert opened.adjoints(len(opened))[0] == pytest.approx(2 * (4 + np.cos(2)))


class TestExplore:
    def test_a_moved_slider_moves_the_values_and_keeps_the_picture(self):
        shown = adlab.explore(baydin, x1=(1, 4), x2=(2, 6))
        before = shown.widget.spec
        shown.sliders["x1"].value = 2.0
        after = shown.widget.spec
        assert after["structure"] == before["structure"]
        assert after["diagram"] is before["diagram"]
        assert shown.widget.player.graph.values[0] == 2.0

    def test_another_branch_is_another_picture_and_it_says_which_comparison_changed(self):
        shown = adlab.explore(kinked, x=(-2, 2), y=3.0)
        before = shown.widget.spec
        shown.sliders["x"].value = -1.0
        after = shown.widget.spec
        assert after["structure"] != before["structure"]
        assert after["notice"].startswith("x > 0 in line")
        assert "is false now, and was true" in after["notice"]

    def test_one_entry_of_an_array_is_chosen(self):
        shown = adlab.explore(lambda w: np.sum(w * w), w=np.array([[1.0, 2.0], [3.0, 4.0]]))
        shown._entries["w"].value = (1, 0)
        assert shown.sliders["w"].value == 3.0
        shown.sliders["w"].value = 5.0
        assert shown.widget.player.graph.values[0].tolist() == [[1.0, 2.0], [5.0, 4.0]]

    def test_where_the_function_fails_what_is_shown_stays_and_it_says_why(self):
        def picky(x):
            if x < 0:
                raise ValueError("not for negative numbers")
            return x * x

        shown = adlab.explore(picky, x=(-2, 2))
        shown.sliders["x"].value = -1.0
        assert shown.widget.player.graph.values[0] == 1.0
        assert "not for negative numbers" in shown.widget.spec["notice"]

    def test_a_value_that_is_not_finite_is_told_and_warns_nowhere_else(self):
        shown = adlab.explore(lambda x: np.log(x), x=(-2, 2))
        shown.sliders["x"].value = -1.0
        assert "nan" in shown.widget.spec["notice"]

    def test_a_direction_that_was_typed_moves_with_the_slider(self):
        shown = adlab.explore(baydin, x1=(1, 4), x2=(2, 6))
        shown.widget.request = {"kind": "tangent", "seeds": {"x1": [2.0], "x2": [0.0]}}
        shown.sliders["x1"].value = 2.0
        opened = shown.widget.player.opened
        assert opened.sweep.name == "tangent 2·x1"
        wanted = 2 * (1 / 2.0 + shown.sliders["x2"].value)
        assert opened.tangents(len(opened))[6] == pytest.approx(wanted)

    def test_the_sweep_stays_the_one_that_was_opened(self):
        shown = adlab.explore(kinked, (-2, 2), (1, 2), sweep="reverse")
        shown.sliders["x"].value = -1.0
        assert shown.widget.player.opened.sweep.kind == "reverse"

    @pytest.mark.parametrize(
        ("inputs", "message"),
        [
            ({"x": (2, -2), "y": 1.0}, "must be the smaller one"),
            ({"x": "abc", "y": 1.0}, r"x='abc': write a range such as x=\(-2, 2\)"),
            ({"x": 1.0}, "missing a required argument: 'y'"),
        ],
    )
    def test_inputs_that_do_not_fit_are_refused(self, inputs, message):
        with pytest.raises(TypeError, match=message):
            adlab.explore(kinked, **inputs)

    def test_its_text_has_no_address(self):
        shown = adlab.explore(kinked, (-2, 2), 3.0)
        assert isinstance(shown, Explorer)
        assert repr(shown) == "<Explorer of kinked(x = 1, y = 3)>"


class TestWhatANotebookKeeps:
    @pytest.mark.parametrize("made", [widget, lambda: adlab.explore(baydin, (1, 4), (2, 6))])
    def test_the_bundle_is_html_that_needs_no_widget(self, made):
        bundle = made()._repr_mimebundle_()
        assert {"text/html", "text/plain"} <= set(bundle)
        assert not any("widget" in kind for kind in bundle)
        assert "adlab-spec" in bundle["text/html"]

    def test_explore_carries_its_program_and_a_widget_none(self):
        shown = adlab.explore(baydin, (1, 4), (2, 6))
        assert '"tape"' in shown._repr_html_()
        tape = shown.widget.spec["tape"]  # for local slopes alone
        assert tape["still"] and "sliders" not in tape

    def test_what_is_closed_is_closed_as_a_whole(self):
        shown = adlab.explore(baydin, (1, 4), (2, 6))
        player = shown.widget
        shown.close()
        assert player.comm is None
        assert all(slider.comm is None for slider in shown.sliders.values())
