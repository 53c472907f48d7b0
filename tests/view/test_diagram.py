"""What is in the picture: ids, classes, edges, texts. Where it is, no test here asks."""

import re
import warnings
from xml.etree import ElementTree

import numpy as np
import pytest

import adlab
from adlab.engine.recording.graph import Edge
from adlab.engine.sweeps.steps import Slot
from adlab.view.drawn import diagram as drawing
from adlab.view.drawn import layout
from adlab.view.drawn.diagram import describe, finished, picture, standalone_css
from adlab.view.drawn.fit import PANES, Fitting
from adlab.view.drawn.svg import as_text
from adlab.view.files.dot import to_dot
from adlab.view.said.graph_texts import edge_numbers, edge_text, slot_key
from tests.engine.examples import baydin
from tests.view.functions import NETWORK, chain, kinks, long_names, network, random_graph, square

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def baydin_graph():
    return adlab.trace(baydin, 2.0, 5.0)


def diagram(graph) -> str:
    return as_text(drawing.diagram(graph))


def filled(graph, texts) -> str:
    root = drawing.diagram(graph)
    drawing.fill(root, texts)
    return as_text(root)


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def groups(svg: str, kind: str) -> list[ElementTree.Element]:
    """The nodes or edges of a picture."""
    return [g for g in parsed(svg).iter(f"{SVG}g") if kind in g.get("class", "").split()]


def classes(svg: str) -> list[set[str]]:
    """For each node, its classes besides the common one."""
    return [set(g.get("class", "").split()) - {"adlab-node"} for g in groups(svg, "adlab-node")]


def texts(group: ElementTree.Element) -> dict[str, str]:
    return {t.get("class", ""): t.text or "" for t in group.iter(f"{SVG}text")}


def outline(svg: str) -> list[str]:
    """A picture without its places."""
    lines = []
    for g in parsed(svg).iter(f"{SVG}g"):
        data = [f"{key}={value}" for key, value in g.items() if key != "transform"]
        parts = [f"{part.get('class')}:{part.get('data-slot', '')}{part.text or ''}" for part in g]
        lines.append(" ".join([*data, "|", *parts]))
    return lines


GOLDEN = """\
class=adlab-edge data-edge=0 data-operand=0 data-consumer=2 | adlab-line: adlab-gate:
class=adlab-gate | adlab-gate-box: adlab-partial:p00.5
class=adlab-edge data-edge=1 data-operand=0 data-consumer=3 | adlab-line: adlab-gate:
class=adlab-gate | adlab-gate-box: adlab-partial:p15
class=adlab-edge data-edge=2 data-operand=1 data-consumer=3 | adlab-line: adlab-gate:
class=adlab-gate | adlab-gate-box: adlab-partial:p22
class=adlab-edge data-edge=3 data-operand=1 data-consumer=4 | adlab-line: adlab-gate:
class=adlab-gate | adlab-gate-box: adlab-partial:p30.2837
class=adlab-edge data-edge=4 data-operand=2 data-consumer=5 | adlab-line: adlab-gate:
class=adlab-gate | adlab-gate-box: adlab-partial:p41
class=adlab-edge data-edge=5 data-operand=3 data-consumer=5 | adlab-line: adlab-gate:
class=adlab-gate | adlab-gate-box: adlab-partial:p51
class=adlab-edge data-edge=6 data-operand=5 data-consumer=6 | adlab-line: adlab-gate:
class=adlab-gate | adlab-gate-box: adlab-partial:p61
class=adlab-edge data-edge=7 data-operand=4 data-consumer=6 | adlab-line: adlab-gate:
class=adlab-gate | adlab-gate-box: adlab-partial:p7−1
class=adlab-node adlab-input data-node=0 | adlab-derivative-tab: adlab-box: adlab-glyph:x1 adlab-value:v02 adlab-derivative:d05.5 adlab-label:input adlab-shares:
class=adlab-shares data-waits=2 | adlab-ring: adlab-ring:
class=adlab-node adlab-input data-node=1 | adlab-derivative-tab: adlab-box: adlab-glyph:x2 adlab-value:v15 adlab-derivative:d11.716 adlab-label:input adlab-shares:
class=adlab-shares data-waits=2 | adlab-ring: adlab-ring:
class=adlab-node data-node=2 | adlab-derivative-tab: adlab-box: adlab-glyph:ln adlab-value:v20.6931 adlab-derivative:d21 adlab-label:v1
class=adlab-node data-node=3 | adlab-derivative-tab: adlab-box: adlab-glyph:× adlab-value:v310 adlab-derivative:d31 adlab-label:v2
class=adlab-node data-node=4 | adlab-derivative-tab: adlab-box: adlab-glyph:sin adlab-value:v4−0.9589 adlab-derivative:d4−1 adlab-label:v3
class=adlab-node data-node=5 | adlab-derivative-tab: adlab-box: adlab-glyph:+ adlab-value:v510.69 adlab-derivative:d51 adlab-label:v4
class=adlab-node adlab-output data-node=6 | adlab-derivative-tab: adlab-box: adlab-glyph:− adlab-value:v611.65 adlab-derivative:d61 adlab-label:v5
"""  # noqa: E501


@pytest.mark.parametrize("engine", ["pygraphviz", "dot", "built-in"])
def test_the_parts_of_baydins_picture(baydin_graph, engine, monkeypatch):
    monkeypatch.setattr(layout, "engine_name", lambda: engine)
    svg = filled(baydin_graph, finished(baydin_graph))
    assert "\n".join(outline(svg)) + "\n" == GOLDEN


class TestDiagram:
    def test_slots_are_empty(self, baydin_graph):
        slots = [t for t in parsed(diagram(baydin_graph)).iter(f"{SVG}text") if t.get("data-slot")]
        assert len(slots) == 7 + 7 + 8
        assert not any(t.text for t in slots)

    def test_where_numbers_may_change_they_decide_nothing_about_the_places(self):
        graphs = [adlab.trace(square, x) for x in (1.0, -1.2345e-12)]
        small, large = ([Fitting.of(g, roomy=True).fit(pane) for pane in PANES] for g in graphs)
        assert small == large

    def test_x_times_x_has_two_edges(self):
        edges = groups(diagram(adlab.trace(square, 3.0)), "adlab-edge")
        ends = [(e.get("data-operand"), e.get("data-consumer")) for e in edges]
        assert ends == [("0", "1"), ("0", "1"), ("1", "2"), ("0", "2")]
        assert len({e.find(f"{SVG}path").get("d") for e in edges}) == 4

    def test_a_blocked_edge_has_no_slot(self):
        svg = diagram(adlab.trace(lambda x: x * adlab.stop_gradient(x), 3.0))
        blocked = groups(svg, "adlab-blocked")
        assert [(e.get("data-operand"), e.get("data-consumer")) for e in blocked] == [("0", "1")]
        assert "adlab-partial" not in texts(blocked[0])

    def test_inputs_outputs_and_constants_are_marked(self):
        def f(x):
            mask = x > 0
            return np.where(mask, x, 0.0)

        found = classes(diagram(adlab.trace(f, np.ones(2))))
        assert found == [
            {"adlab-input", "adlab-array"},
            {"adlab-array", "adlab-constant"},
            {"adlab-output", "adlab-array"},
        ]

    def test_an_input_that_is_an_output_is_both(self):
        assert classes(diagram(adlab.trace(lambda x: x, 1.0))) == [{"adlab-input", "adlab-output"}]

    def test_a_node_at_a_kink_is_marked(self):
        at = classes(diagram(adlab.trace(kinks, 1.0, 1.0)))
        beside = classes(diagram(adlab.trace(kinks, 1.0, 1.5)))
        assert [k for k, node in enumerate(at) if "adlab-kink" in node] == [2, 4]
        assert not any("adlab-kink" in node for node in beside)

    def test_the_mark_of_a_kink_is_there_in_any_case(self):
        at, beside = (diagram(adlab.trace(adlab.relu, x)) for x in (0.0, 1.0))
        assert "adlab-kink-mark" in beside
        assert at.replace("adlab-node adlab-output adlab-kink", "adlab-node adlab-output") == beside

    def test_long_names_are_shortened_and_kept(self):
        node = groups(diagram(adlab.trace(long_names, 0.3, 0.9)), "adlab-node")[2]
        assert texts(node)["adlab-label"] == "regularis…_total"
        assert texts(node)["adlab-glyph"] == "×"
        assert node.get("data-label") == "regularised_loss_total"

    def test_nothing_runs_and_nothing_links(self, baydin_graph):
        tags = {e.tag.removeprefix(SVG) for e in parsed(diagram(baydin_graph)).iter()}
        assert tags == {"svg", "g", "rect", "path", "text", "tspan", "circle"}

    def test_no_colour_is_named(self, baydin_graph):
        colours = re.findall(r'(?:fill|stroke|color|style)="([^"]*)"', diagram(baydin_graph))
        assert set(colours) <= {"currentColor", "none"}

    def test_no_type_is_smaller_than_11_pixels(self, baydin_graph):
        sizes = re.findall(r'font-size="([^"]*)"', diagram(baydin_graph))
        assert sizes
        assert all(float(size) >= 11 for size in sizes)

    def test_what_users_write_is_escaped(self):
        hostile = {'<b>"&': 2.0, "]]>": 3.0, "'onload='x": 4.0}
        graph = adlab.trace(lambda p: p['<b>"&'] * p["]]>"] + p["'onload='x"], hostile)
        node = groups(filled(graph, finished(graph)), "adlab-node")[0]
        assert node.get("data-label") == graph.labels[0]
        assert set(node.keys()) == {"class", "data-label", "data-node", "transform"}

    @pytest.mark.parametrize("f", [lambda: 1.0, lambda x: 1.0, lambda x: (x, 2.0)])
    def test_a_graph_without_edges_is_drawn(self, f):
        graph = adlab.trace(f, *[1.0] * f.__code__.co_argcount)
        assert len(groups(picture(graph), "adlab-node")) == len(graph)

    def test_a_chain_of_2000_is_drawn(self):
        assert len(groups(diagram(chain(2000)), "adlab-node")) == 2001

    @pytest.mark.parametrize("seed", range(6))
    def test_random_functions_are_drawn(self, seed):
        graph = random_graph(seed)
        svg = picture(graph)
        assert len(groups(svg, "adlab-node")) == len(graph)
        assert len(groups(svg, "adlab-edge")) == len(graph.connections())


class TestArrays:
    def test_an_edge_shows_the_shape_of_what_it_carries(self):
        svg = picture(adlab.trace(network, *NETWORK))
        shown = [t.text for t in parsed(svg).iter(f"{SVG}text") if t.get("class") == "adlab-shape"]
        assert "4×3" in shown

    def test_a_linear_map_is_said_in_words(self):
        graph = adlab.trace(
            lambda x, W, b: np.sum(x @ W + b), np.ones((4, 3)), np.ones((3, 2)), 1.0
        )
        assert [edge_text(edge) for edge in graph.edges] == [
            "· W",
            "x ·",
            "1",
            "copy to 8 entries",
            "sum",
        ]

    def test_the_words_of_a_linear_map_are_shortened(self):
        def f(x, weights_of_the_first_hidden_layer):
            return x @ weights_of_the_first_hidden_layer

        graph = adlab.trace(f, np.ones(2), np.ones((2, 2)))
        assert len(edge_text(graph.edges[0])) == 24


class TestFill:
    def test_only_the_named_slots_change(self, baydin_graph):
        once = filled(baydin_graph, {"v1": "5"})
        assert once != diagram(baydin_graph)
        assert once.replace(">5</text>", " />") == diagram(baydin_graph)

    def test_v1_is_not_v11(self):
        assert filled(chain(12), {"v1": "one"}).count(">one<") == 1

    def test_texts_are_escaped(self, baydin_graph):
        assert "&lt;5&gt;" in filled(baydin_graph, {"v1": "<5>"})

    def test_a_gate_is_as_wide_as_its_number(self, baydin_graph):
        def widths(text):
            gates = groups(filled(baydin_graph, {"p0": text}), "adlab-gate")
            return float(gates[0].find(f"{SVG}rect").get("width"))

        assert widths("−0.2837") > widths("0.5") >= widths("1") == 18


class TestSlotKey:
    @pytest.mark.parametrize(
        ("kind", "key"),
        [("value", "v3"), ("tangent", "d3"), ("adjoint", "d3"), ("in-degree", "d3"),
         ("queue", None), ("order", None)],
    )  # fmt: skip
    def test_slots_of_a_node(self, kind, key):
        assert slot_key(Slot(kind, 3, "any"), {}) == key

    def test_slots_of_edges_are_numbered_as_connections(self, baydin_graph):
        numbers = edge_numbers(baydin_graph)
        assert tuple(numbers) == baydin_graph.connections()
        assert slot_key(Slot("partial", Edge(4, 6, 1), "reverse"), numbers) == "p7"

    def test_every_write_of_every_sweep_has_its_place(self, baydin_graph):
        svg = diagram(baydin_graph)
        numbers = edge_numbers(baydin_graph)
        for kind in ("order", "forward", "tangent", "reverse"):
            for step in adlab.timeline(baydin_graph, kind):
                key = slot_key(step.slot, numbers)
                assert key is None or f'data-slot="{key}"' in svg


class TestPicture:
    def test_it_has_no_ids_and_no_data(self, baydin_graph):
        found = re.findall(r" (id|data-[a-z]+)=", picture(baydin_graph))
        assert set(found) <= {"data-short", "data-waits"}  # which the live player reads

    def test_it_carries_its_colours(self, baydin_graph):
        assert standalone_css() in picture(baydin_graph)
        assert "prefers-color-scheme: dark" in standalone_css()

    def test_its_values_may_be_left_out(self, baydin_graph):
        node = groups(picture(baydin_graph, values=False), "adlab-node")[0]
        written = [kind for kind, text in texts(node).items() if text]
        assert written == ["adlab-glyph", "adlab-label"]

    def test_adjoints_are_those_of_the_first_output(self):
        graph = adlab.trace(lambda x: (x * 2.0, x * 3.0), 1.0)
        assert [finished(graph)[f"d{node}"] for node in range(3)] == ["2", "1", "0"]

    def test_drawing_tells_no_hook(self, baydin_graph):
        heard = []
        with adlab.observe(heard.append):
            picture(baydin_graph)
        assert heard == []

    def test_infinite_slopes_warn_nobody(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            graph = adlab.trace(lambda x: np.sum(np.sqrt(x) / x), np.array([0.0, 1.0]))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert "nan" in picture(graph)


def test_a_description_ends_before_it_is_too_long():
    assert describe(chain(40)).endswith("x₍₁₃₎ = sin x₍₁₂₎, and 28 more.")


class TestDot:
    def test_graphviz_reads_it(self, baydin_graph):
        pygraphviz = pytest.importorskip("pygraphviz")
        read = pygraphviz.AGraph(string=to_dot(baydin_graph))
        assert sorted(read.nodes()) == ["v1", "v2", "v3", "v4", "v5", "x1", "x2"]
        assert ("x2", "v3") in read.edges()
        assert read.get_node("v2").attr["label"] == r"v2 = x1 · x2\n10"
        assert read.get_edge("x2", "v3").attr["label"] == "0.2837"

    def test_names_are_quoted(self):
        pygraphviz = pytest.importorskip("pygraphviz")
        graph = adlab.trace(lambda node: node["a:b"] * node['"\\'] - 1.0, {"a:b": 1.0, '"\\': 2.0})
        read = pygraphviz.AGraph(string=to_dot(graph))
        assert len(read.nodes()) == len(graph)
        assert len(read.edges()) == len(graph.connections())

    def test_a_blocked_edge_is_dotted(self):
        assert "x -> v1 [style=dotted]" in to_dot(adlab.trace(adlab.stop_gradient, 1.0))
