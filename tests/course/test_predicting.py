"""Predictions: committed to, kept, and answered by the next demonstration."""

import ast
import json
import sqlite3

import numpy as np
import pytest

import adlab
from adlab.course import progress
from adlab.course.asking.predicting import Waiting
from adlab.course.asking.questions import FOLDER, lessons, predictions, recaps
from adlab.engine.errors import InputError

pytestmark = pytest.mark.usefixtures("own_log")


def fan_out(x):
    z = x * x
    w = 3.0 * z
    return z + w


def running(x1, x2):
    return np.log(x1) + x1 * x2 - np.sin(x2)


def kept() -> list[tuple[str, str, str, bool | None, str]]:
    return [(a.lesson, a.kind, a.question, a.passed, a.mistake) for a in progress.answers()]


class TestCommitting:
    def test_a_blank_cell_shows_the_question_and_how_to_answer(self):
        shown = adlab.predict("fan-out-sums", z=..., x=...)
        assert predictions()["fan-out-sums"].asks in str(shown)
        assert '"?" says that you do not know' in str(shown)
        assert kept() == []

    def test_what_is_still_open_is_named(self):
        assert "Still open: x." in str(adlab.predict("fan-out-sums", z=4, x=...))
        assert "Still open: x." in str(adlab.predict("fan-out-sums", z=4))
        assert kept() == []

    def test_an_answer_is_noted_with_its_time_and_lesson(self):
        assert str(adlab.predict("fan-out-sums", z=4, x=16)).startswith("Noted: z: 4, x: 16.")
        [answer] = progress.answers()
        assert (answer.lesson, answer.kind, answer.passed) == ("10", "predicted", None)
        assert answer.time.endswith("Z")

    def test_the_cell_may_be_run_again(self):
        for _ in range(3):
            adlab.predict("fan-out-sums", z=4, x=16)
        assert len(progress.answers()) == 1
        adlab.predict("fan-out-sums", z=4, x=8)
        assert len(progress.answers()) == 2

    def test_a_new_kernel_knows_it_still(self):
        adlab.predict("fan-out-sums", z=4, x=16)
        assert "Noted: z: 4, x: 16" in str(adlab.predict("fan-out-sums", z=..., x=...))

    @pytest.mark.parametrize(
        ("call", "says"),
        [
            (lambda: adlab.predict("fan-out-sum", 4), "Did you mean 'fan-out-sums'"),
            (lambda: adlab.predict("FAN-OUT-SUMS", 4), "Did you mean 'fan-out-sums'"),
            (lambda: adlab.predict("fan-out-sums", 4), r"z=\.\.\., x=\.\.\."),
            (lambda: adlab.predict("fan-out-sums", 4, x=3), r"z=\.\.\., x=\.\.\."),
            (lambda: adlab.predict("fan-out-sums", z=4, y=3), "no part 'y'"),
            (lambda: adlab.predict("fan-out-sums", z=print), "no answer"),
            (lambda: adlab.predict("store-needs", log="operand"), "Did you mean 'operands'"),
            (
                lambda: adlab.predict("store-needs", log="everything"),
                "There are: operands, nothing",
            ),
            (lambda: adlab.predict(3, 4), "named by a text"),
            (lambda: adlab.predict("", 4), "named by a text"),
            (lambda: adlab.predicted("fan-out-sum"), "Did you mean"),
            (lambda: adlab.answer("fan-out-sum"), "Did you mean"),
        ],
    )
    def test_misuse_says_what_to_write(self, call, says):
        with pytest.raises(InputError, match=says):
            call()

    def test_a_question_of_ones_own_needs_no_file(self):
        adlab.predict("my-own", 3)
        assert "3 is the last share alone" in str(adlab.answer("my-own", fan_out, 1.0, adjoint="z"))
        assert kept()[-1] == ("", "answered", "my-own", False, "overwrites")

    def test_where_nothing_can_be_kept_it_goes_on(self, own_log):
        own_log.write_text("a file where the folder should be")
        assert "cannot be kept" in str(adlab.predict("fan-out-sums", z=4, x=16))
        assert adlab.answer("fan-out-sums", fan_out, 2.0, adjoint=("z", "x")).right


class TestWaiting:
    def test_a_cell_waits_and_says_kindly_what_for(self, capsys):
        shown = adlab.predicted("fan-out-sums") and adlab.step(fan_out, 2.0)
        assert isinstance(shown, Waiting) and not shown
        assert str(shown) == ""
        assert 'fill in `adlab.predict("fan-out-sums", z=..., x=...)`' in capsys.readouterr().out

    @pytest.mark.parametrize("answer", [{"z": 4, "x": 16}, {"z": "?", "x": "?"}])
    def test_any_answer_will_do(self, answer, capsys):
        adlab.predict("fan-out-sums", **answer)
        assert adlab.predicted("fan-out-sums") is True
        assert capsys.readouterr().out == ""

    def test_a_demonstration_without_a_prediction_shows_nothing_else(self):
        for right in (adlab.step(fan_out, 2.0), adlab.trace(fan_out, 2.0)):
            shown = adlab.answer("fan-out-sums", right, adjoint=("z", "x"), show="4 and 16")
            assert str(shown).startswith("Predict first") and "16" not in str(shown)
            assert "adlab-player" not in shown._repr_html_()
        assert kept() == []

    def test_on_a_site_nobody_is_asked_and_nothing_is_kept(self, monkeypatch, capsys):
        monkeypatch.setenv("ADLAB_PREDICT", "skip")
        assert adlab.predicted("fan-out-sums") is True
        shown = adlab.answer("fan-out-sums", adlab.step(fan_out, 2.0), adjoint=("z", "x"))
        assert "z: It is 4." in str(shown) and "adlab-player" in shown._repr_html_()
        assert kept() == [] and capsys.readouterr().out == ""


class TestAnswering:
    def test_a_wrong_number_is_named_by_the_wrong_sweep_that_gives_it(self):
        adlab.predict("fan-out-sums", z=3, x=16)
        shown = adlab.answer("fan-out-sums", fan_out, 2.0, adjoint=("z", "x"))
        lines = str(shown).splitlines()
        assert lines[0].startswith("✗ z: You said 3; it is 4. 3 is the last share alone")
        assert lines[1] == "✓ x: You said 16, and so it is."
        assert lines[2] == predictions()["fan-out-sums"].because
        assert (shown.right, shown.given, shown.expected) == (
            False,
            {"z": 3, "x": 16},
            {"z": 4.0, "x": 16.0},
        )
        assert kept()[-1] == ("10", "answered", "fan-out-sums", False, "overwrites")

    @pytest.mark.parametrize(
        ("f", "at", "asked", "wrong", "says"),
        [
            (fan_out, (2.0,), {"adjoint": "z"}, 1, "share from v3 alone"),
            (fan_out, (2.0,), {"adjoint": "z"}, 11, "second call"),
            (fan_out, (2.0,), {"adjoint": "x"}, 4, "before it has all"),
            (fan_out, (2.0,), {"adjoint": "x"}, 256, "seed is the value"),
            (lambda x, y: np.sin(x * y), (2.0, 5.0), {"adjoint": "x"}, 5, "without the adjoint"),
            (lambda x, y: np.sin(x * y), (2.0, 5.0), {"adjoint": "x"}, 4.161, "plus adjoint"),
            (lambda x, y: x * y, (2.0, 5.0), {"tangent": "v1"}, 7, "another input still has"),
            (lambda x, y: x * y, (2.0, 5.0), {"tangent": "v1"}, 2, "tangent for y"),
            (lambda x, y: x * y, (2.0, 5.0), {"tangent": "v1"}, 10, "the value of v1"),
            (lambda x: (2.0 * x) ** 2, (3.0,), {"tangent": "v2"}, 12, "partial alone"),
            (lambda x: (2.0 * x) ** 2, (3.0,), {"adjoint": "v1"}, 2, "tangent of v1"),
            (lambda x: (2.0 * x) ** 2, (3.0,), {"adjoint": "v1"}, -12, "other sign"),
            (lambda x, y: x * y, (2.0, 7.0), {"partial": "x → v1"}, 2, "value of x itself"),
            (lambda x, y: x * y, (2.0, 7.0), {"partial": "x -> v1"}, 14, "value of v1"),
            (lambda x: x * x, (5.0,), {"partial": "x → v1"}, 10, "sum of all edges"),
            (lambda x, y: x - y, (2.0, 7.0), {"value": "v1"}, 1, "slope, where the value"),
        ],
    )
    def test_mistakes_are_known_by_their_numbers(self, f, at, asked, wrong, says):
        adlab.predict("my-own", wrong)
        shown = adlab.answer("my-own", f, *at, **asked)
        assert shown.right is False
        assert says in str(shown)

    def test_a_number_that_no_mistake_gives_is_only_said_to_be_wrong(self):
        adlab.predict("my-own", 1234)
        shown = str(adlab.answer("my-own", fan_out, 2.0, adjoint="z"))
        assert shown == "✗ You said 1234; it is 4."

    def test_a_right_number_is_never_called_a_mistake(self):
        """Where a wrong sweep gives the right number, too."""
        adlab.predict("my-own", 5)
        shown = adlab.answer("my-own", lambda x, y: x * y, 2.0, 5.0, adjoint="x")
        assert shown.right and str(shown) == "✓ You said 5, and so it is."

    def test_forms_are_read_and_shown_with_their_number(self):
        adlab.predict("my-own", "2 - cos(5)")
        shown = adlab.answer("my-own", running, 2.0, 5.0, adjoint="x2")
        assert str(shown) == "✓ You said 2 - cos(5) = 1.716, and so it is."

    def test_a_rounded_number_is_right_and_the_digits_are_said(self):
        adlab.predict("my-own", 1.72)
        shown = adlab.answer("my-own", running, 2.0, 5.0, adjoint="x2")
        assert str(shown) == "✓ You said 1.72, and so it is: 1.716."

    def test_not_to_know_is_answered_without_a_mark(self):
        adlab.predict("fan-out-sums", "I do not know")
        shown = adlab.answer("fan-out-sums", fan_out, 2.0, adjoint=("z", "x"))
        assert shown.right is None and "z: It is 4." in str(shown) and "✗" not in str(shown)
        assert kept()[-1] == ("10", "answered", "fan-out-sums", None, "")

    def test_one_part_may_be_unknown(self):
        adlab.predict("fan-out-sums", z=4, x="?")
        shown = adlab.answer("fan-out-sums", fan_out, 2.0, adjoint=("z", "x"))
        assert "✓ z" in str(shown) and "· x: It is 16." in str(shown) and shown.right is None

    def test_a_player_is_shown_below(self):
        adlab.predict("fan-out-sums", z=4, x=16)
        player = adlab.step(fan_out, 2.0)
        shown = adlab.answer("fan-out-sums", player, adjoint=("z", "x"))
        bundle = shown._repr_mimebundle_()
        html = bundle["text/html"]
        assert html.index("You said") < html.index("adlab-player")
        assert bundle["text/plain"].endswith(repr(player))

    @pytest.mark.parametrize("show", [adlab.table(fan_out, 2.0), "plain <text>", 8.0])
    def test_anything_can_be_shown_below(self, show):
        adlab.predict("my-own", 4)
        shown = adlab.answer("my-own", fan_out, 2.0, adjoint="z", show=show)
        assert str(show) in str(shown) and "<text>" not in shown._repr_html_()

    def test_the_answer_may_be_what_the_cell_has_computed(self):
        adlab.predict("my-own", 5)
        assert adlab.answer("my-own", len(adlab.trace(running, 2.0, 5.0)) - 2).right
        adlab.predict("their-own", a=[1, 2], b="c")
        assert adlab.answer("their-own", {"a": (1, 2), "b": "C"}).right

    def test_a_count_must_be_met_and_a_factor_may_be_allowed(self):
        adlab.predict("my-own", 770)
        assert not adlab.answer("my-own", 768).right
        assert adlab.answer("my-own", 768, within=2).right
        assert adlab.answer("my-own", 768, plus_minus=2).right

    def test_an_answer_of_the_lesson_needs_nothing(self):
        question = predictions()["order-valid"]
        adlab.predict("order-valid", [int(each) for each in question.answer])
        assert adlab.answer("order-valid").right
        adlab.predict("order-valid", {4})
        assert not adlab.answer("order-valid").right

    @pytest.mark.parametrize(
        ("order", "right"),
        [
            ("x y v1 v2", True),
            (["y", "x", "v1", "v2"], True),
            ("x, v1, y, v2", True),
            ("x y v2 v1", False),
            ("x y v1", False),
            ("x y v1 v9", False),
            ("x y v1 v2 v2", False),
        ],
    )
    def test_any_order_that_works_is_right(self, order, right):
        adlab.predict("my-own", order)
        shown = adlab.answer("my-own", lambda x, y: np.sin(x) * y, 2.0, 5.0, order=True)
        assert shown.right is right

    def test_the_edge_that_an_order_breaks_is_named(self):
        adlab.predict("my-own", "x y v2 v1")
        shown = adlab.answer("my-own", lambda x, y: np.sin(x) * y, 2.0, 5.0, order=True)
        assert "v2 comes before v1, which it needs" in str(shown)

    def test_several_outputs_and_inputs_can_be_told_apart(self):
        def two(x, y):
            return x * y, x + y

        adlab.predict("my-own", 1)
        assert adlab.answer("my-own", two, 3.0, 8.0, adjoint="x", output="v2").right
        assert not adlab.answer("my-own", two, 3.0, 8.0, adjoint="x").right
        adlab.predict("my-own", 3)
        assert adlab.answer("my-own", two, 3.0, 8.0, tangent="v1", seed="y").right

    def test_it_counts_once_however_often_the_cell_is_run(self):
        adlab.predict("fan-out-sums", z=4, x=16)
        for _ in range(3):
            adlab.answer("fan-out-sums", fan_out, 2.0, adjoint=("z", "x"))
        assert [kind for _, kind, *_ in kept()] == ["predicted", "answered"]
        assert progress.scores() == {"predictions": (1, 1)}

    def test_the_first_prediction_is_the_one_that_counts(self):
        for z in (3, 4):
            adlab.predict("fan-out-sums", z=z, x=16)
            adlab.answer("fan-out-sums", fan_out, 2.0, adjoint=("z", "x"))
        assert progress.scores() == {"predictions": (0, 1)}
        assert "Predictions: 0 of 1 right." in str(adlab.progress())

    @pytest.mark.parametrize(
        ("call", "says"),
        [
            (lambda: adlab.answer("my-own"), "Nothing says what is right"),
            (lambda: adlab.answer("my-own", fan_out, 2.0), "Which number"),
            (lambda: adlab.answer("my-own", 1j), "no answer"),
        ],
    )
    def test_without_a_right_answer_it_says_how_to_give_one(self, call, says):
        adlab.predict("my-own", 3)
        with pytest.raises(InputError, match=says):
            call()


class TestInThePlayer:
    def test_what_is_typed_into_the_player_counts_the_same(self):
        widget = adlab.predict("fan-out-sums", adlab.step(fan_out, 2.0, predict="sums"))
        assert not adlab.predicted("fan-out-sums")
        first = {"node": "z", "tries": [3.0, 4.0], "right": True, "expected": 4.0}
        widget.answers = [first]
        widget.answers = [first, {"node": "x", "tries": [16], "right": True, "expected": 16.0}]
        shown = adlab.answer("fan-out-sums", fan_out, 2.0, adjoint=("z", "x"))
        assert shown.given == {"z": 3.0, "x": 16} and "3 is the last share alone" in str(shown)

    def test_a_question_that_was_given_up_is_no_prediction(self):
        widget = adlab.predict("fan-out-sums", adlab.step(fan_out, 2.0, predict="sums"))
        widget.answers = [{"node": "z", "tries": [], "right": False, "expected": 4.0}]
        assert kept() == []


class TestTheLog:
    def test_answers_are_only_appended(self, own_log):
        adlab.predict("my-own", 3)
        with sqlite3.connect(own_log / "progress.sqlite3") as file:
            for change in ("DELETE FROM answers", "UPDATE answers SET passed = 1"):
                with pytest.raises(sqlite3.IntegrityError, match="only appended"):
                    file.execute(change)

    def test_a_log_of_an_older_version_gets_the_table(self, own_log):
        progress.record("reverse-sweep", "hint")
        with sqlite3.connect(own_log / "progress.sqlite3") as file:
            file.execute("DROP TABLE answers")
        assert progress.answers() == []
        adlab.predict("my-own", 3)
        assert len(progress.answers()) == 1 and len(progress.events()) == 1


class TestTheFiles:
    """The questions of the lessons, as they are written."""

    def test_every_lesson_has_its_file_and_ids_are_told_apart(self):
        ids = [q.id for lesson in lessons() for q in recaps(lesson)] + [*predictions()]
        assert len(ids) == len(set(ids)) > 30
        assert lessons()[:2] == ("00", "01") and lessons().index("06b") == lessons().index("06") + 1

    @pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
    def test_a_wrong_answer_is_wrong_and_a_question_asks(self, path):
        for question in [
            *(q for q in predictions().values() if q.lesson == path.stem),
            *recaps(path.stem),
        ]:
            assert question.asks.endswith(("?", ".", ":")), question.id
            for wrong in question.wrong:
                right = question.answer
                right = right.get(wrong.part) if isinstance(right, dict) else right
                assert wrong.answer != right and not wrong.says[0].isupper(), question.id
                assert not wrong.part or wrong.part in question.parts, question.id

    def test_an_answer_that_is_computed_is_in_no_file(self):
        for name in ("fan-out-sums", "backward-adjoints"):
            assert predictions()[name].answer is None


def test_nothing_of_a_learner_is_ever_evaluated():
    """By the source: no module that reads answers calls `eval`, and `exec` only what is ours."""
    for path in FOLDER.parent.glob("*.py"):
        calls = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert "eval" not in calls and ("exec" not in calls or path.stem == "drawing"), path


def test_the_log_holds_answers_as_json(own_log):
    adlab.predict("fan-out-sums", z="3*1", x=16)
    [answer] = progress.answers()
    assert json.loads(answer.given) == {"parts": {"z": "3*1", "x": 16}}
