"""What a learner is told, in a terminal and in a notebook."""

import dataclasses

import pytest

from adlab.course.pages import feedback_html
from adlab.grading.exercises.exercise import find
from adlab.grading.exercises.feedback import Feedback, as_text
from adlab.grading.exercises.report import Diagnosis, Problem, Report
from adlab.grading.exercises.runner import grade
from tests.grading.test_report import FAILED, REPORT, changed

REVERSE = find("reverse-sweep")
QUESTION = "Node 0 gets two contributions. Which of them is `adjoints[0]` now?"


def feedback(report: Report, **more: object) -> Feedback:
    return Feedback.of(report, REVERSE, **more)  # type: ignore[arg-type]


def text(report: Report, **more: object) -> str:
    return as_text(feedback(report, **more))


def wrong(name: str, seed: int = 1) -> Report:
    source = next(m.source for m in REVERSE.misconceptions if m.name == name)
    return grade(REVERSE, source, seed=seed)


def diagnosed(report: Report, id: str) -> Report:
    """The same report with a diagnosis, on the case of its check."""
    facts = dict(report.first_failed.facts)
    case = {"nodes": facts.pop("nodes")}
    names = {field.name for field in dataclasses.fields(Diagnosis)}
    known = {name: fact for name, fact in facts.items() if name in names}
    return dataclasses.replace(report, diagnosis=Diagnosis(id, QUESTION, case=case, **known))


class TestText:
    def test_it_shows_every_verdict_and_the_first_failure(self):
        said = text(REPORT)
        assert "  ✗ One thing\n  ✓ Another\n" in said
        assert "One thing: not yet.\n\nthe fact" in said

    def test_it_names_the_seed_and_leaves_the_layers_to_the_report(self):
        assert text(REPORT).endswith("The same graphs again: --seed 7.")
        assert "L0" not in text(REPORT)

    def test_a_part_that_is_not_written_is_no_error(self):
        failed = dataclasses.replace(FAILED, kind="error", message="NotImplementedError")
        assert "This part is not written yet" in text(changed(checks=(failed,)))

    def test_it_shows_what_the_code_printed(self):
        assert "Your code printed:\n    hello\n" in text(changed(output="hello\n"))

    def test_a_problem_is_shown_with_the_learners_lines(self):
        problem = Problem("syntax", "This is not Python yet on line 2.", "line 2\n    def f(")
        said = text(changed(problem=problem, checks=()))
        assert "This is not Python yet on line 2.\n\n    line 2\n        def f(" in said

    def test_hints_that_were_opened_stand_before_the_next(self):
        said = text(REPORT, hints=1, next_hint="press h")
        assert said.index("Hint 1: Begin with a list") < said.index("Next hint (2 of 4): press h")

    def test_after_the_last_hint_there_is_no_next(self):
        assert "Next hint" not in text(REPORT, hints=4, next_hint="press h")

    def test_who_has_solved_it_is_offered_no_hint(self):
        solved = grade(REVERSE, REVERSE.solution)
        said = text(solved, hints=1, next_hint="press h")
        assert said.endswith("Solved.") and "Hint" not in said and "hint" not in said

    def test_the_question_calls_nodes_as_the_graph_does(self):
        said = text(diagnosed(wrong("overwrites"), "overwrites"))
        assert "n0 gets two contributions. Which of them is `adjoints[0]` now?" in said

    def test_without_a_graph_the_case_of_the_diagnosis_is_shown_as_text(self):
        report = changed(diagnosis=Diagnosis("x", shown="a smaller case"))
        assert "a smaller case" in text(report) and "the fact" not in text(report)


class TestHtml:
    def test_a_known_mistake_stands_beside_the_right_sweep(self):
        report = diagnosed(wrong("overwrites"), "overwrites")
        html = feedback_html(feedback(report), "overwrites")
        assert '"pair"' in html and "like yours" in html

    @pytest.mark.parametrize("name", ["breadth_first", "depth_first"])
    def test_mistakes_of_order_stand_beside_the_right_sweep_too(self, name):
        id = next(m.diagnosis for m in REVERSE.misconceptions if m.name == name)
        report = diagnosed(wrong(name), id)
        assert "like yours" in feedback_html(feedback(report), id)

    def test_a_sweep_that_comes_to_another_number_is_not_shown_as_yours(self):
        report = diagnosed(wrong("adds_upstream"), "overwrites")
        assert "like yours" not in feedback_html(feedback(report), "overwrites")

    def test_what_the_learner_printed_is_text(self):
        html = feedback_html(feedback(changed(output="<script>alert(1)</script>")))
        assert "<script>alert" not in html and "&lt;script&gt;alert" in html

    def test_code_in_a_question_is_set_as_code(self):
        html = feedback_html(feedback(diagnosed(wrong("overwrites"), "")))
        assert "<code>adjoints[0]</code>" in html

    def test_the_case_is_called_the_failing_case_and_not_your_code(self):
        html = feedback_html(feedback(wrong("adds_upstream")))
        assert "The failing case" in html and "Your code" not in html
