"""The player as data and as HTML: what a page gets, in any host. In a browser: tests/browser."""

import base64
import html.parser
import itertools
import json
import re
from typing import ClassVar

import numpy as np
import pytest

import adlab
from adlab.view.assets import MODULES, ONLY, STATIC, module, script, style
from adlab.view.player import player as player_module
from adlab.view.player.player import Player, step
from adlab.view.replay.spec import STEP_LIMIT
from adlab.view.said.graph_texts import edge_numbers, edge_text, slot_key
from adlab.view.said.numbers import text
from tests.engine.examples import baydin, griewank, helpers


def two_outputs(x, y):
    a = x * y
    return a, np.sin(a) + x


def fold(sweep, k):
    """What the page does: the state after k steps is the fold of the first k writes."""
    state = {}
    for _, slot, after, *_ in sweep["steps"][:k]:
        state[slot] = after
    return state


def hundred_nodes(x, y):
    for _ in range(33):
        z = x * y
        x = x + np.sin(z)
    return x


class Structure(html.parser.HTMLParser):
    """The elements of a page, with their attributes and where they stand."""

    def __init__(self, page):
        super().__init__()
        self.elements = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def __getitem__(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def fresh(monkeypatch):
    """A kernel that has shown no player yet."""
    monkeypatch.setattr(player_module, "_count", itertools.count(1))


class TestSpec:
    @pytest.mark.parametrize(
        ("f", "arguments"),
        [
            (baydin, (2.0, 5.0)),
            (griewank, (1.5, 0.5)),
            (helpers, (2.0, 3.0)),
            (two_outputs, (1.0, 2.0)),
            (lambda w, x: np.sum(np.tanh(w @ x)), (np.ones((2, 3)), np.ones(3))),
        ],
    )
    def test_the_fold_of_its_steps_is_the_state_of_the_timeline(self, f, arguments):
        shown = step(f, *arguments)
        edges = edge_numbers(shown.graph)
        texts = {edge.edge: edge_text(edge) for edge in shown.graph.edges}
        for sweep in shown.spec["sweeps"]:
            timeline = shown.timelines[sweep["name"]]
            assert len(sweep["steps"]) == len(timeline)
            for k in range(len(timeline) + 1):
                expected = {
                    slot_key(slot, edges): texts.get(slot.at) or text(value)
                    for slot, value in timeline.state(k).items()
                    if slot.kind not in ("queue", "order")
                }
                state = fold(sweep, k)
                assert {slot: state[slot] for slot in state if slot[0] in "vdp"} == expected

    def test_a_step_holds_its_facts_in_the_order_of_its_phrase(self):
        spec = step(baydin, 2.0, 5.0).spec
        number, slot, after, _, *facts = spec["sweeps"][-1]["steps"][22]
        phrase = spec["phrases"][number]
        assert (slot, after) == ("d1", "1.716")
        named = dict(zip(phrase["fields"], facts, strict=True))
        assert (phrase["event"], phrase["order"]) == ("share", "next")
        assert (named["adjoint"], named["partial"], named["share"]) == ("1", "2", "2")
        assert (named["before"], named["holders"]) == ("−0.2837", "v3")

    def test_every_hole_of_a_phrase_is_one_of_its_facts(self):
        for f, arguments in [(baydin, (2.0, 5.0)), (hundred_nodes, (0.3, 0.7))]:
            for phrase in step(f, *arguments).spec["phrases"]:
                holes = set(re.findall(r'"fact": "([^"]+)"', json.dumps(phrase)))
                assert holes <= {*phrase["fields"], "node", "after"}

    def test_a_phrase_is_sent_once(self):
        spec = step(hundred_nodes, 0.3, 0.7).spec
        assert len(spec["phrases"]) < 40
        assert sum(len(sweep["steps"]) for sweep in spec["sweeps"]) > 1000

    def test_the_phases_of_a_reverse_sweep_are_marked(self):
        sweep = step(baydin, 2.0, 5.0).spec["sweeps"][-1]
        assert sweep["phases"] == [["forward pass", 0, 15], ["backward pass", 15, 24]]

    def test_there_is_a_sweep_for_each_number_among_inputs_and_outputs(self):
        spec = step(two_outputs, 1.0, 2.0).spec
        names = ["order", "forward", "tangent x", "tangent y", "reverse a", "reverse v3"]
        assert [sweep["name"] for sweep in spec["sweeps"]] == names
        arrays = step(lambda x: np.sum(x), np.ones(3))
        assert list(arrays.timelines)[2:5] == ["tangent x[0]", "tangent x[1]", "tangent x[2]"]

    def test_beyond_8_inputs_the_first_are_carried_and_it_says_so(self):
        shown = step(lambda *xs: sum(xs), *np.arange(10.0))
        assert sum(name.startswith("tangent") for name in shown.timelines) == 8
        assert shown.spec["limits"] == {"tangent": (8, 10)}

    def test_an_input_beyond_the_first_8_is_carried_if_it_is_asked_for(self):
        shown = step(lambda *xs: sum(xs), *np.arange(10.0), sweep=("tangent", "xs[9]"))
        assert "tangent xs[9]" in shown.timelines

    def test_beyond_500_steps_the_first_are_carried_and_it_says_so(self):
        def long(x):
            for _ in range(120):
                x = x * x
            return x

        reverse = step(long, 1.0).spec["sweeps"][-1]
        assert len(reverse["steps"]) == STEP_LIMIT
        assert reverse["cut"].startswith("This sweep has 602 steps; the first 500 are here.")

    def test_a_function_of_nothing_has_an_order_and_a_forward_sweep(self):
        assert list(step(lambda: 2.0).timelines) == ["order", "forward"]

    def test_an_output_that_is_constant_has_no_reverse_sweep(self):
        assert list(step(lambda x: 3.0, 1.0).timelines) == ["order", "forward", "tangent x"]

    def test_full_arrays_come_with_the_step_that_makes_them(self):
        spec = step(lambda x: np.sum(x * x), np.array([1.0, -2.0, 3.0])).spec
        assert spec["sweeps"][1]["full"][0] == "[ 1., −2.,  3.]"


class TestOpening:
    def test_it_opens_before_the_first_step_of_the_forward_pass(self):
        spec = step(baydin, 2.0, 5.0).spec
        assert spec["sweeps"][spec["open"]["sweep"]]["name"] == "forward"
        assert spec["open"]["step"] == 0

    @pytest.mark.parametrize("sweep", [("tangent", "x2"), "tangent x2"])
    def test_a_sweep_is_chosen_by_name(self, sweep):
        spec = step(baydin, 2.0, 5.0, sweep=sweep).spec
        assert spec["sweeps"][spec["open"]["sweep"]]["seed"] == "x2"

    def test_it_may_open_at_a_step_or_at_the_backward_pass(self):
        assert step(baydin, 2.0, 5.0, sweep="reverse", start=20).spec["open"]["step"] == 20
        shown = step(baydin, 2.0, 5.0, sweep="reverse", start="backward pass")
        opened = shown.spec["open"]["step"]
        assert shown.timelines["reverse v5"][opened - 1].op == "seed"

    def test_it_may_be_kept_to_a_range(self):
        spec = step(baydin, 2.0, 5.0, sweep="reverse", only=(15, 20)).spec
        assert spec["open"]["step"] == 15
        assert [sweep.get("only") for sweep in spec["sweeps"]] == [None] * 4 + [[15, 20]]

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"sweep": "backward"}, "there is no sweep 'backward'. Write sweep= one of 'order'"),
            ({"sweep": ("tangent", "z")}, "no input 'z' to seed; there are: x1, x2"),
            ({"sweep": "reverse x1"}, "no output 'x1' to seed; there are: v5"),
            ({"sweep": "forward x1"}, "the forward sweep has no parts"),
            ({"sweep": 3}, "there is no sweep 3"),
            ({"start": 8}, "start=8 is outside the forward sweep, which goes from step 0 to"),
            ({"start": "backward pass"}, "start='backward pass' needs sweep='reverse'"),
            ({"start": 1.5}, "start= takes a number of steps or 'backward pass', and got 1.5"),
            ({"only": (5, 2)}, "only=(5, 2) is not a range of steps: the forward sweep has steps"),
            ({"only": 5}, "only= takes two numbers, such as only=(3, 8), and got 5"),
            ({"only": (2, 4), "start": 6}, "start=6 is outside the forward sweep, which goes from"),
        ],
    )  # fmt: skip
    def test_what_is_not_there_is_an_error_that_says_what_is(self, options, message):
        with pytest.raises(ValueError, match=re.escape(message)):
            step(baydin, 2.0, 5.0, **options)

    def test_a_sweep_that_cannot_be_is_an_error(self):
        with pytest.raises(
            ValueError, match="no reverse sweep: the function has no output to seed"
        ):
            step(lambda x: 3.0, 1.0, sweep="reverse")


class TestHtml:
    def test_the_bundle_is_html_and_text_and_latex_for_paper(self):
        bundle = step(baydin, 2.0, 5.0)._repr_mimebundle_()
        assert set(bundle) == {"text/html", "text/latex", "text/plain"}
        assert bundle["text/plain"] == "<Player of baydin(x1, x2): 7 nodes, 5 sweeps>"

    def test_it_is_the_same_byte_for_byte_in_a_fresh_kernel(self, fresh, monkeypatch):
        first = step(baydin, 2.0, 5.0)._repr_html_()
        monkeypatch.setattr(player_module, "_count", itertools.count(1))
        assert step(baydin, 2.0, 5.0)._repr_html_() == first

    def test_two_players_have_two_ids(self, fresh):
        shown = step(baydin, 2.0, 5.0)
        ids = [Structure(shown._repr_html_())["div"][0]["id"] for _ in range(2)]
        assert ids == ["adlab-1", "adlab-2"]

    def test_the_safe_part_comes_first(self):
        elements = Structure(step(baydin, 2.0, 5.0)._repr_html_()).elements
        tags = [tag for tag, _ in elements]
        assert (
            tags.index("img") < tags.index("details") < tags.index("script") and "style" not in tags
        )

    def test_the_safe_part_needs_no_ids_classes_or_scripts(self):
        page = Structure(step(baydin, 2.0, 5.0)._repr_html_())
        (image,) = page["img"]
        assert image["src"].startswith("data:image/svg+xml;base64,")
        assert "v2 = x1 · x2" in image["alt"]
        assert len(page["table"]) == 1

    def test_the_picture_holds_what_the_player_needs(self):
        """The page takes the live picture from the still one, so that it is not sent twice."""
        shown = step(helpers, 2.0, 3.0)
        (image,) = Structure(shown._repr_html_())["img"]
        svg = base64.b64decode(image["src"].partition(",")[2]).decode()
        assert len(re.findall(r'<g class="adlab-edge', svg)) == len(shown.graph.connections())
        assert len(re.findall(r'<g[^>]* class="adlab-node', svg)) == len(shown.graph)
        for part in ("value", "glyph", "derivative"):
            assert len(re.findall(rf'<text[^>]* class="adlab-{part}"', svg)) == len(shown.graph)

    def test_shortcuts_of_the_notebook_are_kept_out(self):
        root = Structure(step(baydin, 2.0, 5.0)._repr_html_())["div"][0]
        assert root["data-lm-suppress-shortcuts"] == "true"

    def test_nothing_is_fetched(self):
        page = step(baydin, 2.0, 5.0).to_html()
        assert not re.search(r'(?:src|href)="(?!data:)', page)
        assert not re.search(r"url\(|@import|\bfetch\(|XMLHttpRequest|import\(", page)
        assert {*re.findall(r"https?://([\w.]+)", page)} <= {"www.w3.org"}

    def test_what_the_user_wrote_cannot_end_the_script(self):
        @adlab.primitive("1.0", formula="</script><b>{x}</b>", symbol="<b>")
        def wicked_for_player(x):
            return x

        shown = step(wicked_for_player, 2.0)
        page = shown._repr_html_()
        assert page.count("</script>") == 2
        assert "<b>" not in page
        (inside,) = re.findall(r'class="adlab-spec">(.*?)</script>', page, re.DOTALL)
        assert json.loads(inside)["nodes"][1]["formula"] == "</script><b>x</b>"

    def test_to_html_is_a_page_of_its_own(self, tmp_path):
        page = step(baydin, 2.0, 5.0).to_html(tmp_path / "page.html")
        assert page.startswith("<!doctype html>")
        assert "<h1>baydin(x1 = 2, x2 = 5)</h1>" in page
        assert (tmp_path / "page.html").read_text(encoding="utf-8") == page

    def test_the_title_stays_short(self):
        assert step(lambda w: np.sum(w), np.ones((2, 3))).title == "f(w: (2, 3))"
        assert step(lambda *xs: sum(xs), *np.ones(9)).title.endswith("xs[5] = 1, …)")

    def test_a_graph_too_big_for_a_picture_has_one_of_its_groups(self):
        def long(x):
            for _ in range(400):
                x = x * 1.01
            return x

        page = step(long, 1.0)._repr_html_()
        [image] = Structure(page)["img"]
        assert "401 nodes" in image["alt"]
        drawn = base64.b64decode(image["src"].partition(",")[2]).decode()
        assert ">iterations 1–200</text>" in drawn

    def test_a_hundred_nodes_with_all_sweeps_stay_below_400_kilobytes(self):
        shown = step(hundred_nodes, 0.3, 0.7)
        assert len(shown.graph) >= 100
        assert len(shown._repr_html_().encode()) < 400_000

    def test_the_smallest_page_stays_below_150_kilobytes(self):
        assert len(step(lambda x: x * x, 2.0).to_html().encode()) < 150_000


class TestScript:
    def test_it_holds_no_line_comments(self):
        """Some hosts fold the lines of an inline script into one."""
        assert not re.search(r"(?<![:\"'])//", script())

    def test_its_module_lines_are_left_out(self):
        assert not re.search(r"^(?:export|import)\b", script(), re.MULTILINE)
        assert script().endswith("window.adlabBoot = boot;\n})();")

    def test_it_does_not_ask_where_it_stands(self):
        assert "currentScript" not in script()

    def test_no_text_is_read_as_html(self):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", script())

    def test_the_style_keeps_to_the_player(self):
        """Every rule names a class of ours, so that the rest of the page is left alone."""
        bare = re.sub(r"@(?:keyframes|media|container)[^{]+\{", "", style())
        for selector in re.findall(r"([^{}]+)\{[^{}]*\}", bare):
            if selector.strip() in ("to", "from"):
                continue
            for part in re.split(r",(?![^(]*\))", selector):
                assert re.search(r"\.adlab-", part), part

    def test_all_type_is_at_least_11_pixels(self):
        sizes = re.findall(r"(?:font|font-size):[^;}]*?(\d+(?:\.\d+)?)px", style())
        assert sizes
        assert min(map(float, sizes)) >= 11


def test_a_player_of_a_graph_that_is_there():
    graph = adlab.trace(baydin, 2.0, 5.0)
    shown = Player(graph, sweep="reverse")
    assert shown.graph is graph
    assert list(shown.timelines)[-1] == "reverse v5"


class TestModules:
    """The joined script has no imports, so what each module imports is checked here."""

    sources: ClassVar = {
        name: re.sub(r"/\*.*?\*/", "", (STATIC / f"player/{name}.js").read_text(), flags=re.DOTALL)
        for name in MODULES
    }
    exported: ClassVar = {
        name: set(re.findall(r"^export (?:function|class|const) (\w+)", source, re.MULTILINE))
        for name, source in sources.items()
    }

    def test_every_module_of_the_folder_is_joined(self):
        assert {path.stem for path in (STATIC / "player").iterdir()} == set(MODULES)
        assert set(ONLY) < set(MODULES)

    @pytest.mark.parametrize("name", MODULES)
    def test_a_module_imports_what_it_uses_and_only_from_those_before_it(self, name):
        source = self.sources[name]
        imports = {
            origin: set(names.replace(" ", "").strip(",").split(","))
            for names, origin in re.findall(
                r'^import \{([^}]*)\} from "\./(\w+)\.js";',
                source.replace("\n  ", " "),
                re.MULTILINE,
            )
        }
        body = re.sub(r"^import [^;]*;$", "", source, flags=re.MULTILINE)
        assert set(imports) <= set(MODULES[: MODULES.index(name)])
        for origin, names in self.exported.items():
            used = {n for n in names if re.search(rf"(?<![.\w]){n}\b(?!:)", body)}
            if origin != name:
                assert imports.get(origin, set()) == used, origin

    def test_a_widget_gets_one_module(self):
        assert module().endswith("export default { render: (context) => render(context, sheet) };")
        assert "import " not in module()


class TestWrongOnPurpose:
    """A player with a sweep that is wrong on purpose beside the right one."""

    def player(self, **options):
        return step(lambda x: x * x, 3.0, sweep="reverse", wrong="overwriting", **options)

    def test_it_opens_and_the_right_sweep_stays(self):
        player = self.player()
        names = [sweep["name"] for sweep in player.spec["sweeps"]]
        assert "reverse v1" in names
        assert names[player.spec["open"]["sweep"]] == "reverse v1 (wrong on purpose: overwriting)"

    def test_the_list_of_sweeps_marks_it(self):
        seeds = [sweep["seed"] for sweep in self.player().spec["sweeps"]]
        assert seeds[-1] == "v1 (wrong on purpose: overwriting)"

    def test_a_note_above_the_player_says_so_where_no_script_runs(self):
        page = self.player()._repr_html_()
        assert page.index("Wrong on purpose: a share replaces") < page.index("<img")

    def test_its_page_folds_to_the_wrong_result(self):
        player = self.player()
        right, wrong = player.spec["sweeps"][-2:]
        assert fold(right, len(right["steps"]))["d0"] == "6"
        assert fold(wrong, len(wrong["steps"]))["d0"] == "3"

    def test_an_order_of_ones_own_is_stepped_too(self):
        player = step(lambda x, y: x * y + x, 2.0, 5.0, order=["x", "y", "v2", "v1"])
        assert fold(player.spec["sweeps"][-1], 10)["v3"] == "2"
