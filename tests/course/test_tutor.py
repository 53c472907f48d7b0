"""`adlab.exercise`, `adlab.check`, `adlab.hint` and `adlab.progress`, outside of a notebook."""

import sys
import textwrap
from html.parser import HTMLParser
from pathlib import Path

import pytest

import adlab
from adlab.course import progress, tutor
from adlab.engine.errors import InputError
from adlab.grading.exercises.exercise import exercises, find
from adlab.grading.walls.sandbox import SandboxError


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(progress, "_unwritten", [])
    monkeypatch.setattr(progress, "_told", False)


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for index in reversed(range(len(nodes))):
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):  # noqa: B905
            adjoints[operand] += adjoints[index] * partial
    return adjoints


def overwrites(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for index in reversed(range(len(nodes))):
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):  # noqa: B905
            adjoints[operand] = adjoints[index] * partial
    return adjoints


def loops(nodes):
    while True:
        pass


class Readable(HTMLParser):
    """The texts of a page, without scripts and styles; and that its elements are closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        if tag not in ("br", "img", "rect", "path", "line", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"script", "style"} & set(self.open):
            self.texts.append(data)


def read(shown: object) -> str:
    return " ".join(" ".join(Readable(shown._repr_html_()).texts).split())


class TestExercise:
    @pytest.mark.parametrize("id", exercises())
    def test_every_exercise_shows_task_starter_and_call(self, id):
        shown, found = adlab.exercise(id), find(id)
        for text in (read(shown), str(shown)):
            assert found.title in text
            assert f"{found.out_of} points." in text
            assert f'adlab.check("{id}", {found.entry})' in text
            assert f'Next hint (1 of {len(found.hints)}): adlab.hint("{id}")' in text
        assert textwrap.indent(found.starter.rstrip(), "    ") in str(shown)

    def test_the_prompt_is_rendered(self):
        html = adlab.exercise("reverse-sweep")._repr_html_()
        assert "<h1>Reverse sweep</h1>" in html and "<table>" in html and "**" not in html

    def test_a_look_is_recorded(self):
        adlab.exercise("reverse-sweep")
        assert [event.kind for event in progress.events()] == ["shown"]

    def test_html_and_text_are_all_there_is(self):
        assert adlab.exercise("reverse-sweep")._repr_mimebundle_().keys() == {
            "text/html",
            "text/plain",
        }


class TestCheck:
    def test_a_right_function_passes(self):
        checked = adlab.check("reverse-sweep", reverse_sweep)
        assert checked.passed
        assert "\nSolved." in str(checked)
        assert "Solved." in read(checked)

    def test_a_wrong_one_is_shown_where_it_goes_wrong(self):
        checked = adlab.check("reverse-sweep", overwrites, seed=1)
        assert not checked.passed
        for text in (read(checked), str(checked)):
            assert "4 of 10 points" in text
            assert "yours -3, expected -6" in text
            assert "reverse_sweep(nodes)[0] # -6" in " ".join(text.split())

    def test_the_failing_graph_is_a_player_with_the_node_marked(self):
        html = adlab.check("reverse-sweep", overwrites, seed=1)._repr_html_()
        assert 'class="adlab-player"' in html
        assert "<img" in html and "<table>" in html  # where no script runs

    def test_only_the_learners_frames_are_shown(self):
        def broken(nodes):
            return nodes["x"]

        text = str(adlab.check("reverse-sweep", broken))
        assert 'return nodes["x"]' in text and "adlab/" not in text

    def test_an_endless_loop_ends(self):
        checked = adlab.check("reverse-sweep", loops)
        assert "did not finish within 1 second" in str(checked)

    def test_where_no_process_can_be_started_it_is_called_here(self, monkeypatch):
        def refused(*words, **more):
            if more.get("server") is None:
                raise SandboxError("no processes here")
            return real(*words, **more)

        real = tutor.grade
        monkeypatch.setattr(tutor, "grade", refused)
        checked = adlab.check("reverse-sweep", reverse_sweep)
        assert checked.passed
        assert "called in this process" in str(checked)

    def test_code_that_only_runs_here_is_called_here(self):
        here = sys.modules[__name__]

        def uses_this(nodes):
            return here.reverse_sweep(nodes)

        here.uses_this = uses_this
        assert adlab.check("reverse-sweep", uses_this).passed

    def test_checks_are_recorded(self):
        adlab.check("reverse-sweep", overwrites)
        adlab.check("reverse-sweep", reverse_sweep)
        kinds = [(event.kind, event.passed, event.points) for event in progress.events()]
        assert kinds == [
            ("checked", False, 4),
            ("checked", True, 10),
            ("solved", None, None),
        ]

    def test_a_log_that_cannot_be_written_is_said_once(self, tmp_path):
        (tmp_path / "home").write_text("")
        first, second = (str(adlab.check("reverse-sweep", reverse_sweep)) for _ in range(2))
        assert "progress cannot be kept" in first and "Solved." in first
        assert "progress cannot be kept" not in second


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("reverse-sweeps", reverse_sweep), '"reverse-sweep", for instance'),
            ((reverse_sweep,), "named by its id"),
            (("reverse-sweep",), "Which function is to be checked?"),
            (("reverse-sweep", [1.0, 0.5]), "looks like a result"),
            (("reverse-sweep", None), "looks like a result"),
            (("reverse-sweep", "reverse_sweep"), "got the text 'reverse_sweep'"),
            (("reverse-sweep", HTMLParser), "asks for a function, and got the class HTMLParser"),
            (("scalar-engine", reverse_sweep), "asks for a class, and got a function"),
            (("scalar-engine", 3.0), "asks for a class, and got an object of float"),
        ],
    )
    def test_it_says_what_to_write_instead(self, arguments, said):
        with pytest.raises(InputError) as told:
            adlab.check(*arguments)
        assert said in str(told.value) and "fix:" in str(told.value)
        assert progress.events() == []


class TestHint:
    def test_each_call_opens_one_more(self):
        hints = find("reverse-sweep").hints
        for number, hint in enumerate(hints, 1):
            shown = adlab.hint("reverse-sweep")
            assert f"Hint {number} of {len(hints)}." in read(shown)
            assert " ".join(str(shown).split()).count(hint) == 1
        assert "You have seen all hints." in str(adlab.hint("reverse-sweep"))
        assert [event.kind for event in progress.events()] == ["hint"] * len(hints)

    def test_a_report_shows_those_that_were_opened(self):
        adlab.hint("reverse-sweep")
        text = str(adlab.check("reverse-sweep", overwrites))
        assert "Hint 1: Begin with a list" in text and "Next hint (2 of 4)" in text


class TestProgress:
    def test_it_is_the_same_each_time_nothing_was_done(self):
        assert adlab.progress()._repr_html_() == adlab.progress()._repr_html_()
        assert f"Solved: 0 of {len(exercises())} exercises." in str(adlab.progress())

    def test_it_names_every_lesson_and_exercise(self):
        text = read(adlab.progress())
        assert "00 A tour" in text
        assert all(exercise.title in text for exercise in exercises().values())

    def test_what_was_solved_is_marked(self):
        adlab.check("reverse-sweep", overwrites)
        adlab.check("reverse-sweep", reverse_sweep)
        [line] = [line for line in str(adlab.progress()).splitlines() if "reverse-sweep " in line]
        assert line.split("reverse-sweep ")[1].split()[:3] == ["✓", "solved", "2"]
