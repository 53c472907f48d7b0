"""The concept inventory: keys that the engine computes, answers that are kept, a class reported."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import adlab
from adlab.course import cli, progress
from adlab.course.asking.inventory import (
    FORMS,
    LETTERS,
    NOT_VALIDATED,
    SHORT,
    Attempt,
    attempts,
    items,
    marked,
)
from adlab.course.asking.mistakes import Quantity, mistakes, right
from adlab.course.asking.report import gain, read, report_text
from adlab.engine.errors import InputError
from adlab.engine.sweeps.wrong_sweeps import in_order, wrong

pytestmark = pytest.mark.usefixtures("own_log")
KEYS = {form: "".join(item.key for item in items(form)) for form in FORMS}


def run(*words: object) -> Result:
    return CliRunner().invoke(cli.app, ["inventory", *map(str, words)])


def choice(number: int, form: str, letter: str = "") -> float:
    """A choice as a number, by default the right one."""
    item = items(form)[number - 1]
    return float(item.choices[LETTERS.index(letter or item.key)].replace(",", ""))


def product_and_sum(x, y):
    a = x * y
    return a + x


def thirteen(x, y):
    a = x * y
    b = a + x
    return b * a


def doublings(rounds):
    def f(x):
        for _ in range(rounds):
            x = x + x
        return x

    return f


def squared(factor):
    def f(x):
        u = factor * x
        v = u * u
        return v + 1.0

    return f


POINTS = {  # where the forms differ
    "A": {
        1: (4.0, 3.0),
        3: (2.0, 3.0),
        7: (3.0, 8.0),
        9: 1.0,
        13: (1.0, 3.0),
        14: (5.0, 3),
        17: 10,
    },
    "B": {1: (2.0, 6.0), 3: (3.0, 1.0), 7: (4.0, 7.0), 9: 2.0, 13: (1.0, 2.0), 14: (7.0, 2), 17: 8},
}
each_form = pytest.mark.parametrize("form", FORMS)


class TestKeys:
    """The right answer of each question that can be computed, and what its wrong ones return."""

    @each_form
    def test_1_the_sum_of_two_shares(self, form):
        graph = adlab.trace(product_and_sum, *POINTS[form][1])
        asked = Quantity("adjoint", graph.find("x"))
        assert right(graph, asked) == choice(1, form)
        by = {m.id: m.number for m in mistakes(graph, asked)}
        assert by["overwrites"] == choice(1, form, "B") and graph.values[2] == choice(1, form, "D")

    @each_form
    def test_2_x_times_x(self, form):
        edges = adlab.trace(lambda x: x * x, 5.0).edges
        assert [edge.partial for edge in edges] == [5.0, 5.0] and items(form)[1].key == "D"

    @each_form
    def test_3_and_4_adjoint_and_tangent(self, form):
        factor, x = POINTS[form][3]
        graph = adlab.trace(squared(factor), x)
        u, v = graph.find("u"), graph.find("v")
        assert right(graph, Quantity("adjoint", u)) == choice(3, form)
        assert right(graph, Quantity("tangent", u)) == choice(3, form, "A")
        assert right(graph, Quantity("adjoint", 0)) == choice(3, form, "C")
        assert right(graph, Quantity("tangent", v)) == choice(4, form)
        assert [graph.values[v], 2 * graph.values[u]] == [
            choice(4, form, "C"),
            choice(4, form, "B"),
        ]

    @each_form
    def test_5_each_edge_has_the_other_factor(self, form):
        u, w = adlab.trace(lambda u, w: u * w, 2.0, 7.0).edges
        text = items(form)[4].choices[LETTERS.index(items(form)[4].key)]
        assert text == f"{u.partial:.0f} on the edge from u, {w.partial:.0f} on the edge from w"

    @each_form
    def test_7_a_seed_on_both(self, form):
        point = POINTS[form][7]
        assert adlab.jvp(lambda x, y: x * y, point, (1.0, 1.0))[1] == choice(7, form)

    @each_form
    def test_8_a_small_seed(self, form):
        tangent = adlab.jvp(lambda x: x * x * x, (2.0,), (0.001,))[1]
        assert tangent == pytest.approx(choice(8, form), rel=1e-12)
        step = 2.001**3 - 8
        assert step == pytest.approx(choice(8, form, "B"), rel=1e-9)

    @each_form
    def test_9_differences(self, form):
        x, h = POINTS[form][9], 0.5
        assert ((x + h) ** 3 - (x - h) ** 3) / (2 * h) == choice(9, form)
        assert 3 * x * x == choice(9, form, "A")
        assert ((x + h) ** 3 - x**3) / h == choice(9, form, "B")
        assert ((x + h) ** 3 - (x - h) ** 3) / h == choice(9, form, "C")

    @each_form
    def test_10_a_step_that_is_too_small(self, form):
        assert (math.sin(1 + 1e-20) - math.sin(1)) / 1e-20 == choice(10, form)

    @each_form
    def test_13_sent_too_early(self, form):
        point = POINTS[form][13]
        graph = adlab.trace(thirteen, *point)
        ran = in_order(graph, "reverse", ["v3", "a", "b", "x", "y"])
        early = ran.adjoints(len(ran))
        said = items(form)[12].text
        assert f"right is ∂c/∂x = {adlab.grad(thirteen)(*point):.0f}" in said
        assert f"gives {early[0]:.0f} for x (and {early[1]:.0f} for y)" in said
        for other in ("overwriting", "not zeroed"):
            ran = wrong(graph, "reverse", other)
            assert ran.adjoints(len(ran))[0] != early[0]

    @each_form
    def test_14_never_cleared(self, form):
        factor, calls = POINTS[form][14]
        assert calls * adlab.grad(lambda w: factor * w)(1.0) == choice(14, form)

    @each_form
    def test_15_the_branch_that_was_run(self, form):
        with pytest.warns(adlab.IndependentOutputWarning):
            slope = adlab.grad(lambda x: x * x if x != 3 else 9.0)(3.0)
        assert slope == choice(15, form)

    @each_form
    def test_16_a_path_that_is_cut(self, form):
        assert adlab.grad(lambda x: x * 3.0)(3.0) == choice(16, form)

    @each_form
    def test_17_edges_and_paths(self, form):
        rounds = POINTS[form][17]
        graph = adlab.trace(doublings(rounds), 1.0)
        assert len(graph.edges) == choice(17, form)
        assert 2**rounds == choice(17, form, "C")
        assert sum(2**k for k in range(1, rounds + 1)) == choice(17, form, "D")

    @each_form
    def test_6_and_20_rows_of_a_jacobian(self, form):
        x, y = {"A": (4.0, 6.0), "B": (2.0, 3.0)}[form]

        def f(x, y):
            return x * y, x + y

        both = adlab.vjp(f, x, y)[1]((1.0, 1.0))
        rows = np.array([adlab.vjp(f, x, y)[1](w) for w in ((1.0, 0.0), (0.0, 1.0))])
        assert tuple(rows.sum(axis=0)) == tuple(both)
        assert f"({both[0]:.0f}, {both[1]:.0f}) at (x, y)" in items(form)[19].text
        assert items(form)[19].key == "B" and items(form)[5].key == "B"

    @each_form
    def test_18_and_19_what_is_kept_and_what_it_costs(self, form):
        short, long = (adlab.trace(doublings(n), 1.0) for n in (10, 20))
        assert len(long.edges) == 2 * len(short.edges) and items(form)[17].key == "A"
        cost = adlab.gradient_cost(lambda x: np.sum(x * x), np.ones(100))
        assert 1 < cost.ratio < 10 and items(form)[18].key == "D"


@each_form
def test_every_item_is_whole(form):
    assert [item.number for item in items(form)] == list(range(1, 21))
    for item in items(form):
        assert len(set(item.choices)) == 4 and item.key in LETTERS
        assert set(item.says) <= set(LETTERS) - {item.key} and len(item.says) >= 2


def test_the_forms_have_the_same_clusters_and_keys_and_other_numbers():
    a, b = items("A"), items("B")
    assert [i.cluster for i in a] == [i.cluster for i in b] and len({i.cluster for i in a}) == 6
    assert KEYS["A"] == KEYS["B"]
    other = [i.number for i, j in zip(a, b, strict=True) if i != j]
    assert other == [1, 3, 4, 7, 9, 13, 14, 17, 20]
    assert [item.number for item in items("A", short=True)] == [*SHORT]


class TestInANotebook:
    def test_questions_are_shown_and_no_key(self):
        shown = adlab.inventory()
        for text in (str(shown), shown._repr_html_()):
            assert "not validated yet" in text and "I do not know" in text
            assert all(item.says["A"] not in text for item in items("A") if "A" in item.says)

    @pytest.mark.parametrize(
        "given", [KEYS["A"], KEYS["A"].lower(), [*KEYS["A"]], " ".join(KEYS["A"])]
    )
    def test_answers_are_kept_and_not_marked(self, given):
        shown = str(adlab.inventory(given))
        assert shown.startswith(
            "Kept: 20 answers to form A."
        ) and "right" not in shown.lower().replace("right answers are not shown", "")
        [attempt] = attempts()
        assert all(marked(attempt.given, "A").values()) and attempt.form == "A"
        assert progress.scores() == {}

    def test_the_short_form(self):
        adlab.inventory("E" * 12, form="b", short=True)
        [attempt] = attempts()
        assert attempt.form == "B" and [*attempt.given] == [*SHORT]

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("ABC",), "20 questions, and you gave 3"),
            (("X" * 20,), "'X' is no answer"),
            ((7,), "gave 0 letters"),
            ((None, "C"), "no form 'C'"),
        ],
    )
    def test_misuse_says_how(self, arguments, says):
        with pytest.raises(InputError, match=says):
            adlab.inventory(*arguments)
        assert attempts() == []


class TestOnPaper:
    @each_form
    def test_the_sheet_has_all_questions_and_the_key_is_apart(self, form, tmp_path: Path):
        text, key = run("--form", form).output, run("--form", form, "--key").output
        for item in items(form):
            assert f"{item.number}. {item.text}" in text
            assert f"{item.number} {item.key}  " in key
        assert NOT_VALIDATED in text and NOT_VALIDATED in key
        for words, name in (((), "sheet"), (("--key",), "key")):
            path = tmp_path / f"{name}.html"
            assert run("--form", form, *words, "--html", path).exit_code == 0
            page = path.read_text("utf-8")
            assert page.startswith("<!doctype html>") and ("☐" in page) is (name == "sheet")
            assert ("what wrong answers tell" in page) is (name == "key")

    def test_the_short_sheet(self):
        text = run("--short", "--form", "b").output
        assert "20. " in text and "19. " not in text and "form B" in text

    def test_misuse(self, tmp_path: Path):
        assert run("--form", "C").exit_code == 2
        assert run("export", tmp_path / "mine.json").exit_code == 2
        assert run("report", tmp_path / "none.json").exit_code == 2
        assert run("--html", tmp_path / "no" / "x.html").exit_code == 1


class TestAClass:
    def write(self, tmp_path: Path, *rows: str) -> Path:
        path = tmp_path / "class.csv"
        path.write_text("\n".join(["learner,form,when,answers", *rows]), "utf-8")
        return path

    def test_what_a_learner_exports_is_read(self, tmp_path: Path):
        adlab.inventory("E" * 20)
        adlab.inventory(KEYS["B"], form="B")
        path = tmp_path / "anna.json"
        assert run("export", path, "--name", "Anna").exit_code == 0
        assert "code" not in path.read_text()
        first, second = read(path)
        assert (first.learner, first.form, second.form) == ("Anna", "A", "B")
        assert all(marked(second.given, "B").values())

    def test_scores_clusters_and_the_gain(self, tmp_path: Path):
        half = KEYS["A"][:10] + "E" * 10
        path = self.write(
            tmp_path,
            f"anna,A,before,{half}",
            f"anna,B,after,{KEYS['B'][:15] + 'E' * 5}",
            f"ben,A,before,{'E' * 20}",
        )
        text = run("report", path).output
        assert "2 learners, 1 of them before and after" in text and NOT_VALIDATED in text
        row = next(line for line in text.splitlines() if line.startswith("all (20)"))
        assert row.split()[2:] == ["5.0", "10.0", "15.0", "0.50"]
        row = next(line for line in text.splitlines() if line.startswith("what is stored (2)"))
        assert row.split()[-4:] == ["0.5", "1.0", "1.0", "0.00"]

    def test_the_likeliest_distractor_is_named(self, tmp_path: Path):
        wrong_at_1 = "B" + KEYS["A"][1:]
        text = run(
            "report", self.write(tmp_path, f"a,A,1,{wrong_at_1}", f"b,A,1,{KEYS['A']}")
        ).output
        assert "B: a share was written over the one before" in text
        assert "nearly all know it before the course: replace it" in text

    def test_a_distractor_that_nobody_takes_is_said_of_a_large_class(self):
        given = {item.number: "B" for item in items("A")}
        tests = [Attempt(f"learner {k}", "A", "1", given) for k in range(30)]
        assert "nobody takes A, D: replace" in report_text(tests)
        assert "nobody takes" not in report_text(tests[:29])

    def test_the_order_of_two_tests_is_that_of_their_times(self, tmp_path: Path):
        for first, second in (("before", "after"), ("2026-01-02", "2026-03-01")):
            path = self.write(tmp_path, f"a,B,{second},{KEYS['B']}", f"a,A,{first},{'E' * 20}")
            row = next(r for r in report_text(read(path)).splitlines() if r.startswith("all"))
            assert row.split()[-1] == "1.00"

    def test_short_and_long_forms_may_be_mixed(self, tmp_path: Path):
        short = "".join(items("A")[n - 1].key for n in SHORT)
        path = self.write(tmp_path, f"a,A,1,{short}", f"b,A,1,{KEYS['A']}")
        assert "all (20)" in report_text(read(path))

    def test_nobody_is_no_error(self):
        assert "0 learners" in report_text([])

    @pytest.mark.parametrize(
        "row", ["a,C,1," + "E" * 20, "a,A,1,EEE", "a,A,1," + "X" * 20, "a,A", ",,,"]
    )
    def test_a_line_that_is_wrong_is_named(self, row: str, tmp_path: Path):
        result = run("report", self.write(tmp_path, row))
        assert result.exit_code == 2 and "line 2" in result.output

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"learner": "a", "tests": [{}]}', "no json"])
    def test_a_file_that_is_none_is_named(self, text: str, tmp_path: Path):
        path = tmp_path / "x.json"
        path.write_text(text)
        result = run("report", path)
        assert result.exit_code == 2 and "no file of `adlab inventory export`" in result.output

    def test_the_gain_is_a_share_of_what_could_be_gained(self):
        assert gain(5, 10, 20) == pytest.approx(1 / 3) and gain(20, 20, 20) is None

    def test_an_exported_file_is_json_that_others_can_read(self, tmp_path: Path):
        adlab.inventory(KEYS["A"])
        run("export", tmp_path / "me.json")
        whole = json.loads((tmp_path / "me.json").read_text("utf-8"))
        assert whole["tests"][0]["given"]["1"] == "C"
