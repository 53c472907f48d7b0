"""What a learner is told about a submission: a report, put into words.

- `Feedback.of(report, exercise, …)`: its parts, in the order in which they are read.
- `as_text(feedback)`: for a terminal. `pages` makes HTML of the same parts.

In this order: the verdict; what was checked; the failing graph, with yours and expected at the
first wrong node and nowhere else; a question, where the mistake is known; your own lines of a
traceback; how to run this case again; and the hints that were opened so far.
"""

from __future__ import annotations

import shutil
import textwrap
from dataclasses import dataclass
from typing import Any

from adlab.grading.exercises.case import Case
from adlab.grading.exercises.exercise import Exercise
from adlab.grading.exercises.report import Diagnosis, Report
from adlab.grading.exercises.ways import Way, side_by_side, ways

NEXT = "Next hint ({} of {}):"
UNWRITTEN = "This part is not written yet"
MARKS = {"passed": "✓", "failed": "✗", "not run": "·"}


@dataclass(frozen=True)
class Feedback:
    """The parts of what a learner is told.

    Attributes
    ----------
    title, points, out_of : of the exercise, given, and possible
    solved : whether all is right
    notes : what was left out of the source, and the like
    checks : for each check one of MARKS, and what it checks
    heading : what is looked at first, or ""
    case : the failing graph, or None
    message : the fact that failed; with a case only what the case does not show
    question : what to think about, or ""
    trace : the learner's own frames, or ""
    rerun : code that runs just this case, or ""
    output : what the code printed
    hints : those that were opened, of how many
    next_hint : the command or call that opens the next one
    again : the last line: how to see the same graphs again
    ways : of a solved exercise: the learner's own code beside other right ways
    """

    title: str
    points: int
    out_of: int
    solved: bool
    notes: tuple[str, ...]
    checks: tuple[tuple[str, str], ...]
    heading: str
    case: Case | None
    message: str
    question: str
    trace: str
    rerun: str
    output: str
    hints: tuple[str, ...]
    hint_count: int
    next_hint: str
    again: str
    ways: tuple[Way, ...] = ()

    @classmethod
    def of(
        cls,
        report: Report,
        exercise: Exercise,
        hints: int = 0,
        next_hint: str = "",
        again: str = "",
        own: str = "",
    ) -> Feedback:
        """Put a report into words.

        Parameters
        ----------
        hints : how many were opened
        next_hint : how to open another
        again : how to see the same graphs again, where the report's own words do not fit
        own : the learner's source, which is shown beside other right ways when all is solved
        """
        failed = None if report.problem else report.first_failed
        case = Case.of(report, exercise) if failed else None
        found = report.diagnosis or Diagnosis(None)
        question = found.message
        message, trace, heading = "", "", ""
        if report.problem:
            message, trace = report.problem.message, report.problem.trace
        elif failed:
            heading, trace = f"{failed.title}: not yet.", failed.trace
            shown = found.shown if case and found.case else ""
            message = _what_is_left(shown or failed.message, case)
            if case is None and failed.kind == "wrong":
                message = found.shown or message
        return cls(
            title=report.title,
            points=report.points,
            out_of=report.out_of,
            solved=report.solved,
            notes=report.notes,
            checks=() if report.problem else tuple((_state(c), c.title) for c in report.checks),
            heading=heading,
            case=case,
            message=message,
            question=case.renamed(question) if case else question,
            trace=trace,
            rerun=(case.rerun(exercise) if case else "") or found.call,
            output=report.output.rstrip(),
            hints=exercise.hints[:hints],
            hint_count=len(exercise.hints),
            next_hint=next_hint if hints < len(exercise.hints) and not report.solved else "",
            again="" if UNWRITTEN in message else again or _again(report),
            ways=ways(exercise, own) if own and report.solved else (),
        )

    @property
    def verdict(self) -> str:
        """The first line."""
        return f"{self.title}: {self.points} of {self.out_of} points"


def _state(check: Any) -> str:
    return "passed" if check.passed else "not run" if check.kind == "not run" else "failed"


def _what_is_left(message: str, case: Case | None) -> str:
    """What a message says beside the graph and the two numbers, which the case shows."""
    if "NotImplementedError" in message:
        return f"{UNWRITTEN}: put your code in the place of NotImplementedError."
    if UNWRITTEN in message:
        return f"{UNWRITTEN}: put your code in the place of the three dots."
    if case is None:
        return message
    last = message.rpartition("\n\n")[2]
    return last.rpartition(". ")[2] if last.endswith("are right.") else ""


def _again(report: Report) -> str:
    if report.solved:
        return "Solved."
    if report.problem:
        return "Your code could not be loaded, so that nothing was checked yet."
    return f"The same graphs again: --seed {report.seed}."


def as_text(feedback: Feedback) -> str:
    """The feedback for a terminal."""
    parts = ["\n".join([feedback.verdict, *[f"  note: {note}" for note in feedback.notes]])]
    parts.append("\n".join(f"  {MARKS[state]} {title}" for state, title in feedback.checks))
    parts.append(feedback.heading)
    if feedback.case:
        parts.append(textwrap.indent("\n".join(feedback.case.tree()), "    "))
    parts.append(feedback.message)
    if feedback.question:
        parts.append(textwrap.fill(feedback.question, 88))
    parts.append(textwrap.indent(feedback.trace, "    "))
    if feedback.output:
        parts.append("Your code printed:\n" + textwrap.indent(feedback.output, "    "))
    if feedback.rerun:
        parts.append("Just this case:\n" + textwrap.indent(feedback.rerun, "    "))
    parts.append("\n".join(hint_lines(feedback)))
    parts.append(feedback.again)
    if feedback.ways:
        parts.append("Other right ways, beside yours:")
        parts.append(textwrap.indent(side_by_side(feedback.ways, _columns()), "    "))
    return "\n\n".join(part for part in parts if part)


def _columns() -> int:
    """The width that there is for two pieces of code beside each other."""
    return shutil.get_terminal_size((120, 24)).columns - 4


def hint_lines(feedback: Feedback) -> list[str]:
    """The hints that were opened, and how to open the next."""
    lines = []
    if not feedback.solved:
        for number, hint in enumerate(feedback.hints, 1):
            head = f"Hint {number}: "
            lines.append(textwrap.fill(hint, 88, initial_indent=head, subsequent_indent="  "))
    if feedback.next_hint:
        which = NEXT.format(len(feedback.hints) + 1, feedback.hint_count)
        lines.append(f"{which} {feedback.next_hint}")
    return lines
