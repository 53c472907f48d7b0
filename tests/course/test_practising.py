"""Practice: graphs without end, numbers that are right, and mistakes that are named."""

import pytest

import adlab
from adlab.course import progress
from adlab.course.asking import entry
from adlab.course.asking.drawing import KINDS, LARGEST, LEVELS, NONE, drawn
from adlab.course.asking.mistakes import broken, mistakes, named
from adlab.course.asking.practising import level_of
from adlab.engine.errors import InputError
from adlab.view.player.widget import WIDGET_VIEW

pytestmark = pytest.mark.usefixtures("own_log")

TASKS = [(f"seed {k}", level) for level in range(1, LEVELS + 1) for k in range(6)]


@pytest.mark.parametrize(("seed", "level"), TASKS)
def test_a_task_is_right_easy_and_of_its_level(seed: str, level: int):
    task = drawn(seed, level)
    made: dict = {}
    exec(task.source, made)
    arguments = [task.graph.values[node] for node in task.graph.inputs]
    assert made["f"](*arguments) == task.graph.values[-1]
    assert len(task.graph) == 2 + level + 1
    assert drawn(seed, level).source == task.source and drawn(seed, level).asks == task.asks
    if task.quantity is None:
        early = {
            said.split(" ")[0] for said in filter(None, broken(task.graph, task.order).split("; "))
        }
        assert (early or {NONE}) == {task.answer}
        return
    assert task.quantity.kind in KINDS[level] and abs(task.answer) <= LARGEST
    if task.quantity.kind == "adjoint":
        node = task.graph.labels[task.quantity.node]
        if task.quantity.node < 2:
            right = adlab.grad(made["f"], argnums=task.quantity.node)(*arguments)
            assert right == task.answer, node
    if task.quantity.kind == "tangent" and task.quantity.node == len(task.graph) - 1:
        seeds = [float(label == task.quantity.unit) for label in ("x", "y")]
        assert adlab.jvp(made["f"], arguments, seeds)[1] == task.answer


def test_what_practice_asks_for_is_what_lessons_teach():
    asked = {drawn(seed, level).quantity for seed, level in TASKS}
    assert {q.kind if q else "order" for q in asked} == {
        "value", "tangent", "partial", "adjoint", "order",
    }  # fmt: skip


def test_overwriting_is_seen_where_adjoints_are_asked_at_a_fan_out():
    tasks = [drawn(seed, level) for seed, level in TASKS if level > 2]
    adjoints = [task for task in tasks if task.quantity and task.quantity.kind == "adjoint"]
    assert adjoints
    for task in adjoints:
        wrong = next(m for m in mistakes(task.graph, task.quantity) if m.id == "overwrites")
        assert named(wrong.number, task.answer, [wrong])


@pytest.mark.parametrize(
    ("passed", "level"),
    [
        ([], 1),
        ([True], 1),
        ([True, True], 2),
        ([True, False, True, False], 1),
        ([True] * 20, LEVELS),
        ([True] * 8 + [False] * 2, LEVELS - 1),
        ([False] * 9, 1),
        ([True, True, None, None], 1),
    ],
)
def test_it_is_harder_as_answers_come_right(passed, level):
    assert level_of(passed) == level


def answer_right(number: int):
    task = drawn(f"{progress.home()} {number}", level_of([True] * (number - 1)))
    return adlab.practice(number, task.answer)


def test_a_question_stays_until_it_is_answered_and_the_next_one_follows():
    first = adlab.practice()
    assert str(adlab.practice()) == str(first) and first.right is None
    assert "adlab.practice(1, ...)" in str(first)
    second = answer_right(1)
    assert second.right and second.number == 2
    assert str(second).startswith("✓") and "adlab.practice(2, ...)" in str(second)
    assert str(adlab.practice()) in str(second)


def test_levels_rise_and_answers_count():
    for number in range(1, 5):
        shown = answer_right(number)
    assert "Practice 5, level 3 of 5" in str(shown)
    assert progress.scores() == {"practice": (4, 4)}


def test_a_cell_that_is_run_again_counts_once():
    for _ in range(3):
        shown = adlab.practice(1, "?")
    assert shown.number == 2 and len(progress.answers()) == 1


def test_a_notebook_sees_the_program_its_graph_and_the_player_of_the_last_one():
    html = adlab.practice(1, "?")._repr_html_()
    assert "def f(x, y):" in html and "data:image/svg+xml" in html
    assert 'class="adlab-player"' in html and "<details>" in html


def test_the_question_itself_shows_no_numbers_in_its_picture():
    assert "adlab-player" not in adlab.practice()._repr_html_()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [((24,), "number of its question"), ((9, 24), "no question 9"), (("x", 1), "no question 'x'")],
)
def test_misuse_says_how_to_answer(arguments, says):
    with pytest.raises(InputError, match=says) as raised:
        adlab.practice(*arguments)
    assert "adlab.practice(1, 24)" in str(raised.value)


class TestInANotebook:
    """One field, in which one goes on and on."""

    @pytest.fixture
    def shown(self, monkeypatch) -> list[dict]:
        shown: list[dict] = []
        monkeypatch.setattr(entry, "display", lambda bundle, raw: shown.append(bundle))
        return shown

    def test_the_question_is_kept_as_html_and_the_field_stands_below(self, shown):
        adlab.practice()._ipython_display_()
        question, field = shown
        assert "def f(x, y):" in question["text/html"] and "Practice 1" in question["text/plain"]
        assert set(field) == {WIDGET_VIEW, "text/plain"} and field["text/plain"] == ""

    def test_what_is_typed_is_answered_and_the_next_question_follows(self):
        field = entry.Entry(lambda typed: adlab.practice(adlab.practice().number, typed))
        for typed in ("?", "1/2", "nonsense"):
            field.field.value = typed
            assert field.field.value == ""
        [said] = field.said.outputs
        assert "Practice 4" in said["data"]["text/html"]
        assert len(progress.answers()) == 3

    def test_what_cannot_be_read_is_said_and_does_not_count(self):
        field = entry.Entry(lambda typed: adlab.practice(1, typed))
        field.field.value = "9" * 300
        [said] = field.said.outputs
        assert "is no answer" in said["data"]["text/html"] and progress.answers() == []
