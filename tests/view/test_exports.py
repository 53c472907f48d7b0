"""The player as files: what the pictures and the texts contain. In a browser: tests/browser."""

import re
import sys
from importlib.util import find_spec
from xml.etree import ElementTree

import numpy as np
import pytest

import adlab
from adlab.view.files.exports import FIND, LETTERS_PER_SECOND, REST, durations
from adlab.view.files.pixels import plain_css
from adlab.view.replay.frames import UNSET, frames
from adlab.view.replay.spec import Tag
from adlab.view.said.graph_texts import edge_numbers, edge_text, slot_key
from adlab.view.said.narration import narrate
from adlab.view.said.numbers import text
from tests.conftest import require
from tests.engine.examples import baydin, branch, griewank, helpers
from tests.view.functions import NETWORK, chain, network

SVG = "{http://www.w3.org/2000/svg}"
HALFWAY = 15  # steps of the forward pass of Baydin's function

PLAYERS = {
    "baydin": lambda: adlab.step(baydin, 2.0, 5.0, sweep="reverse"),
    "griewank, tangent": lambda: adlab.step(griewank, 1.5, 0.5, sweep="tangent x2"),
    "helpers, forward": lambda: adlab.step(helpers, 2.0, 3.0),
    "branch, order": lambda: adlab.step(branch, -2.0, sweep="order"),
    "network": lambda: adlab.step(network, *NETWORK, sweep="reverse"),
}


@pytest.fixture(params=PLAYERS, scope="module")
def player(request):
    return PLAYERS[request.param]()


@pytest.fixture
def reverse():
    return adlab.step(baydin, 2.0, 5.0, sweep="reverse")


def opened(player):
    return player._timeline(None)


def shown(svg: str) -> list[str]:
    """The texts in a picture that are not hidden."""
    found = []

    def look(element):
        if element.get("visibility") == "hidden":
            return
        if element.tag == f"{SVG}text":
            found.append("".join(element.itertext()))
        for child in element:
            look(child)

    look(ElementTree.fromstring(svg))
    return found


def every(svg: str) -> list[str]:
    """All texts in a picture, whenever they are shown."""
    return ["".join(t.itertext()) for t in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def numbers_of(timeline, k):
    """What the writes of the first k steps have put into the slots of the picture."""
    edges = {edge.edge: edge_text(edge) for edge in timeline.graph.edges}
    keys = edge_numbers(timeline.graph)
    held = {}
    for slot, after in timeline.state(k).items():
        if key := slot_key(slot, keys):
            held[key] = edges[slot.at] if slot.kind == "partial" else text(after)
    return held


def is_number(held: str) -> bool:
    """Whether this is drawn as a text; an array is drawn in colours."""
    return bool(re.fullmatch(r"−?[\d.]+(e−?\d+)?", held))


class TestFrames:
    def test_each_holds_what_the_timeline_holds_after_as_many_steps(self, player):
        timeline = opened(player)
        for k, frame in enumerate(frames(timeline)):
            held = numbers_of(timeline, k)
            if timeline.sweep.kind == "order":  # places take the place of in-degrees
                held = {key: said for key, said in held.items() if key == frame.written}
            assert {key: frame.texts[key] for key in held} == held

    def test_what_is_not_written_yet_is_not_0(self, reverse):
        frame = frames(opened(reverse))[HALFWAY]
        assert {frame.texts[f"d{node}"] for node in range(7)} == {UNSET}

    def test_each_says_what_the_player_says(self, player):
        timeline = opened(player)
        for k, frame in enumerate(frames(timeline)):
            if k:
                assert frame.said == narrate(timeline, k)

    def test_before_the_first_step_no_button_is_spoken_of(self, player):
        said = "".join(text for text, _ in frames(opened(player))[0].said)
        assert "press" not in said
        assert said.endswith((".", "?"))

    def test_shares_are_kept_at_a_fan_out(self, reverse):
        frame = frames(opened(reverse))[-1]
        assert frame.tags[1] == Tag(2, 0, complete=True)
        assert [bar.text for bar in frame.ledgers[1]] == ["−0.2837", "2"]
        assert frame.waits == {0: 2, 1: 2}

    def test_an_edge_is_travelled_once_its_share_has_gone(self, reverse):
        timeline = opened(reverse)
        shown = frames(timeline)
        assert not shown[HALFWAY + 1].travelled
        assert [len(frame.travelled) for frame in shown[HALFWAY + 1 :]] == list(range(9))


class TestStill:
    def test_it_shows_the_facts_of_the_timeline_at_each_step(self, reverse):
        timeline = opened(reverse)
        for k in range(len(timeline) + 1):
            found = shown(reverse.to_svg(k))
            frame = frames(timeline, k)[-1]
            unset = {f"d{node}" for node in range(7) if frame.texts[f"d{node}"] == UNSET}
            texts = [t for slot, t in frame.texts.items() if t and slot not in unset]
            assert [t for t in found if t in texts]
            for each in texts:
                assert found.count(each) >= texts.count(each), (k, each)

    def test_shares_add_up_in_the_ledger_below_the_node(self, reverse):
        root = ElementTree.fromstring(reverse.to_svg(23))
        (node,) = [
            g for g in root if g.find(f"{SVG}g[@class='adlab-ledger']/{SVG}path") is not None
        ]
        assert node.find(f"{SVG}text[@class='adlab-glyph']").text == "x2"
        ledger = node.find(f"{SVG}g[@class='adlab-ledger']")
        bars = [part.get("class") for part in ledger.findall(f"{SVG}rect")]
        assert bars == ["adlab-share-bar adlab-hollow", "adlab-share-bar"]

    def test_a_line_is_as_thick_as_its_share_and_hollow_for_minus(self, reverse):
        root = ElementTree.fromstring(reverse.to_svg(23))
        edges = [g for g in root if "adlab-edge" in g.get("class", "")]
        widths = [g.find(f"{SVG}path").get("style", "stroke-width: 0") for g in edges]
        found = [float(width.split(": ")[1]) for width in widths]
        assert found[1] > found[2] + 0.5 > found[3] + 1.0  # 5, 2, −0.2837
        cores = [any("adlab-core" in p.get("class", "") for p in g) for g in edges]
        assert cores == [False, False, False, True, False, False, False, True]

    def test_what_is_written_and_what_is_read_stand_out(self, reverse):
        root = ElementTree.fromstring(reverse.to_svg(23))
        nodes = [g for g in root if "adlab-node" in g.get("class", "")]
        boxes = [
            next(p.get("class") for p in g if p.get("class", "").startswith("adlab-box"))
            for g in nodes
        ]
        assert boxes[1] == "adlab-box adlab-now adlab-on-adjoint"
        assert boxes[3] == "adlab-box adlab-read adlab-on-adjoint"
        assert [look for look in boxes if look != "adlab-box"] == [boxes[1], boxes[3]]

    def test_it_stands_alone(self, player):
        svg = player.to_svg(3, caption=True)
        assert_alone(svg)
        assert "animation" not in svg

    def test_a_caption_says_what_the_player_says(self, reverse):
        said = "".join(text for text, _ in narrate(opened(reverse), 23))
        found = shown(reverse.to_svg(23, caption=True))
        assert said in " ".join(found)
        assert "23 / 24 · backward" in found
        assert any(each.startswith("baydin(x1 = 2, x2 = 5)") for each in found)

    def test_any_sweep_can_be_chosen(self, reverse):
        assert "adlab-of-tangent" in reverse.to_svg(4, sweep=("tangent", "x2"))
        assert "adlab-of-adjoint" not in reverse.to_svg(4, sweep="tangent x2").split("</style>")[1]

    def test_the_backward_pass_can_be_named(self, reverse):
        assert reverse.to_svg("backward pass") == reverse.to_svg(HALFWAY + 1)

    def test_it_is_written_to_a_file(self, reverse, tmp_path):
        svg = reverse.to_svg(3, tmp_path / "still.svg")
        assert (tmp_path / "still.svg").read_text("utf-8") == svg

    def test_names_are_escaped(self):
        @adlab.primitive("1.0", formula="<script>{x}</script>")
        def wicked_for_export(x):
            return x

        svg = adlab.step(wicked_for_export, 1.0).to_animated_svg()
        assert "<script" not in svg


class TestMoving:
    def test_it_holds_the_facts_of_every_step(self, player):
        timeline = opened(player)
        texts = every(player.to_animated_svg())
        found = {*texts, *(word for each in texts for word in each.split()), "0", ""}
        for k in range(len(timeline) + 1):
            assert {held for held in numbers_of(timeline, k).values() if is_number(held)} <= found

    def test_it_says_every_sentence(self, player):
        timeline = opened(player)
        found = " ".join(every(player.to_animated_svg()))
        squeezed = found.replace(" ", "")
        for k in range(1, len(timeline) + 1):
            said = "".join(text for text, _ in narrate(timeline, k))
            assert said.replace(" ", "") in squeezed

    def test_it_stands_alone(self, player):
        assert_alone(player.to_animated_svg())

    def test_without_motion_it_is_the_last_step(self, player):
        svg = player.to_animated_svg()
        last = len(opened(player))
        still = shown(player.to_svg(last, caption=True))
        assert sorted(shown(svg)) == sorted(still)

    def test_motion_is_for_those_who_have_nothing_against_it(self, reverse):
        svg = reverse.to_animated_svg()
        before, _, after = svg.partition("@media (prefers-reduced-motion: no-preference)")
        assert "animation" not in before
        assert "@keyframes" in after

    def test_each_step_has_its_time(self, reverse):
        """At the middle of each frame, its sentence is visible, and it alone."""
        svg = reverse.to_animated_svg()
        seconds = durations(frames(opened(reverse)))
        total, start = sum(seconds), 0.0
        sentences = ["".join(t for t, _ in f.said) for f in frames(opened(reverse))]
        groups = ElementTree.fromstring(svg).findall(f"{SVG}g")
        captions = [
            g for g in groups if re.fullmatch(r"adlab-timed adlab-m[\w-]+", g.get("class", ""))
        ]
        for length, sentence in zip(seconds, sentences, strict=True):
            middle = 100 * (start + length / 2) / total
            seen = [c for c in captions if visible(svg, c.get("class").split()[1], middle)]
            assert len(seen) == 1
            assert "".join(seen[0].itertext()).replace(" ", "") == sentence.replace(" ", "")
            start += length

    def test_two_in_one_page_keep_their_own_times(self, reverse):
        names = [
            set(re.findall(r"@keyframes (adlab-m[\w-]+)", reverse.to_animated_svg(sweep=sweep)))
            for sweep in ("reverse", "tangent x1")
        ]
        assert names[0]
        assert not names[0] & names[1]

    def test_there_is_time_to_read_and_a_rest_at_the_end(self, reverse):
        told = frames(opened(reverse))
        for frame, seconds in zip(told, durations(told), strict=True):
            letters = len("".join(text for text, _ in frame.said))
            assert seconds >= FIND + letters / LETTERS_PER_SECOND
        assert durations(told)[-1] - durations([*told, told[0]])[-2] == pytest.approx(REST)

    def test_pace_is_how_many_times_as_fast(self, reverse):
        lengths = [
            float(re.search(r"animation: ([\d.]+)s", reverse.to_animated_svg(pace=pace))[1])
            for pace in (1.0, 2.0)
        ]
        assert lengths[0] == pytest.approx(2 * lengths[1], rel=0.01)
        for wrong in (0, -1.0, float("nan")):
            with pytest.raises(ValueError, match="greater than 0"):
                reverse.to_animated_svg(pace=wrong)

    def test_a_range_of_steps_has_only_these(self):
        whole = adlab.step(baydin, 2.0, 5.0, sweep="reverse").to_animated_svg()
        part = adlab.step(baydin, 2.0, 5.0, sweep="reverse", only=(HALFWAY, 24)).to_animated_svg()
        assert "x1 is an input" in " ".join(every(whole))
        assert "x1 is an input" not in " ".join(every(part))
        assert len(part) < len(whole)

    def test_a_range_that_is_the_backward_pass_begins_with_what_is_to_come(self):
        player = adlab.step(baydin, 2.0, 5.0, sweep="reverse", only=(HALFWAY, 24))
        said = " ".join(every(player.to_animated_svg()))
        assert "The forward pass is done. The next step starts the backward pass." in said
        assert "That partial goes on the edge" not in said

    def test_it_grows_with_what_is_written_and_not_with_a_picture_for_each_step(self):
        player = adlab.Player(chain(30), sweep="reverse")
        steps = len(opened(player))
        still = len(player.to_svg(steps, caption=True))
        assert len(player.to_animated_svg()) < steps * still / 8

    def test_an_array_is_drawn_once_for_each_value_that_it_has(self):
        player = adlab.step(lambda x: np.sum(x * 2.0), np.ones((5, 5)), sweep="reverse")
        root = ElementTree.fromstring(player.to_animated_svg())
        previews = [g for g in root.iter(f"{SVG}g") if "preview" in g.get("class", "")]
        drawn = [g for g in previews if "missing" not in g.get("class", "")]
        assert len(drawn) == 4  # value and adjoint of x and of x · 2
        assert len(previews) == 8  # and the frames that wait for them


class TestPixels:
    def test_no_css_is_left_that_simple_programs_do_not_know(self, player):
        for theme in ("light", "dark"):
            svg = plain_css(player.to_svg(3), theme)
            for unknown in ("var(", ":is(", "@media", "color-mix(", "currentColor"):
                assert unknown not in svg

    def test_it_is_a_png_of_the_size_asked_for(self, reverse, tmp_path):
        require(find_spec("resvg_py"), "resvg-py is not installed")
        data = reverse.to_png(23, tmp_path / "still.png", scale=2.0)
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        assert (tmp_path / "still.png").read_bytes() == data
        width = int.from_bytes(data[16:20], "big")
        assert width == 2 * int(re.search(r'width="(\d+)" height', reverse.to_svg(23))[1])

    def test_light_and_dark_differ(self, reverse):
        require(find_spec("resvg_py"), "resvg-py is not installed")
        assert reverse.to_png(3) != reverse.to_png(3, theme="dark")
        with pytest.raises(ValueError, match="'light' nor 'dark'"):
            reverse.to_png(3, theme="sepia")

    def test_what_is_missing_is_named(self, reverse, monkeypatch):
        monkeypatch.setitem(sys.modules, "resvg_py", None)
        with pytest.raises(ImportError, match=r'pip install "adlab\[png\]"'):
            reverse.to_png(3)


class TestWhatIsAskedFor:
    @pytest.mark.parametrize(
        "export", ["to_svg", "to_png", "to_animated_svg", "to_text"], ids=lambda name: name
    )
    def test_a_wrong_sweep_is_refused_as_in_step(self, reverse, export):
        arguments = [3] if export in ("to_svg", "to_png") else []
        for sweep in ("backwards", ("tangent", "x3"), "forward x1", 7, ["reverse"]):
            here = refusal(lambda sweep=sweep: getattr(reverse, export)(*arguments, sweep=sweep))
            there = refusal(lambda sweep=sweep: adlab.step(baydin, 2.0, 5.0, sweep=sweep))
            assert here == there

    @pytest.mark.parametrize("step", [-1, 25, 2.5, "middle", True])
    def test_a_wrong_step_is_refused_as_in_step(self, reverse, step):
        here = refusal(lambda: reverse.to_svg(step))
        there = refusal(lambda: adlab.step(baydin, 2.0, 5.0, sweep="reverse", start=step))
        assert here == there.replace("start=", "step=")

    def test_a_sweep_that_the_page_leaves_out_can_be_exported(self):
        player = adlab.step(lambda x: np.sum(x * x), np.ones(12))
        assert "tangent x[11]" not in player.timelines
        assert "x[11]" in " ".join(every(player.to_animated_svg(sweep="tangent x[11]")))


class TestTextAndDot:
    def test_the_text_is_the_trace_of_the_sweep(self, reverse, tmp_path):
        written = reverse.to_text(tmp_path / "trace.txt")
        assert written == str(adlab.table(baydin, 2.0, 5.0))
        assert (tmp_path / "trace.txt").read_text("utf-8") == written
        assert "∂v5/∂v4 · v̇4" in reverse.to_text(sweep="tangent")

    def test_dot_is_what_the_page_offers_to_copy(self, reverse):
        assert reverse.to_dot().startswith("digraph")
        assert reverse.spec["dot"] == reverse.to_dot()


def assert_alone(svg: str) -> None:
    """Valid XML with no script, no way out, and ids that no other picture could have."""
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-label")
    for element in root.iter():
        assert element.tag.removeprefix(SVG) not in ("script", "image", "foreignObject", "a", "use")
        for name, value in element.attrib.items():
            assert not name.startswith(("on", "data-"))
            assert name != "id"
            assert "href" not in name and "url(" not in value
    assert "url(" not in svg and "@import" not in svg
    assert svg.count("http") == 1  # the name space


def refusal(call) -> str:
    """What the ValueError says that a call ends in."""
    with pytest.raises(ValueError, match=r"there is|sweep|start=|step=") as caught:
        call()
    return str(caught.value)


def visible(svg: str, name: str, percent: float) -> bool:
    """What the rule of a part says at a moment of the loop."""
    rule = re.search(rf"@keyframes {name} \{{(.*?\}})\}}", svg)[1]
    stops = re.findall(r"([\d.]+)%\{visibility:(\w+)\}", rule)
    return [state for at, state in stops if float(at) <= percent][-1] == "visible"
