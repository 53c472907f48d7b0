"""Tasks, feedback, hints and progress as HTML for a notebook and as text for anything else.

The HTML is plain where scripts may not run: headings, lists, tables, and what opens and closes by
itself. Only the player inside needs a script, and without one it is a picture and a table.
"""

from __future__ import annotations

import json
import re
import textwrap
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from adlab.course.progress import Standing
from adlab.engine.sweeps import wrong_sweeps
from adlab.engine.sweeps.timeline import timeline
from adlab.grading.exercises.case import Case
from adlab.grading.exercises.exercise import Exercise, exercises, shipped_folder
from adlab.grading.exercises.feedback import MARKS, NEXT, Feedback
from adlab.view.drawn.theme import BAD, FRAME, GOOD
from adlab.view.drawn.verdict import verdict
from adlab.view.player.pair import compare_steps
from adlab.view.player.player import Player

WRONG_SWEEPS = {
    "overwrites": "overwriting",
    "breadth-first-order": "breadth-first",
    "depth-first-order": "depth-first",
    "resends-whole-adjoint": "recursion",
    "no-zeroing": "not zeroed",
}
"""Diagnosis → the sweep of the engine that makes the same mistake, if its numbers are the same."""

ALL_SEEN = "You have seen all hints."
BOX = "border-left: 6px solid {colour}; padding: 2px 0 2px 12px; margin: 8px 0"
GAP = "margin: 0 0 12px; overflow-x: auto"
CODE = f"{GAP}; user-select: all; padding: 8px; border: 1px solid {FRAME}"
LEFT = "text-align: left"


class Shown:
    """Something to read: a notebook shows the HTML, everything else the text."""

    def __init__(self, text: str, html: str) -> None:
        self._text, self._html = text, html

    def __str__(self) -> str:
        return self._text

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self._html

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self._html, "text/plain": self._text}


def joined(*parts: Any) -> dict[str, str]:
    """Several things to read as one, below each other; nothing for None."""
    there = [each for each in parts if each is not None]
    bundles = [
        each._repr_mimebundle_() if hasattr(each, "_repr_mimebundle_") else {} for each in there
    ]
    other = {kind: part for bundle in bundles for kind, part in bundle.items()}
    texts = [
        bundle.get("text/plain", str(each)) for each, bundle in zip(there, bundles, strict=True)
    ]
    htmls = [
        each._repr_html_() if hasattr(each, "_repr_html_") else preformatted(str(each))
        for each in there
    ]
    return {**other, "text/html": "\n".join(htmls), "text/plain": "\n".join(texts)}


# ------------------------------------------------------------------------------ a task


def task_text(exercise: Exercise, hints: int, note: str = "") -> str:
    """The task, the code to begin with, and what to call."""
    parts = [
        exercise.prompt.rstrip(),
        f"{exercise.out_of} points. Begin with:",
        textwrap.indent(exercise.starter.rstrip(), "    "),
        f"Check it: {_check_call(exercise)}",
        next_hint(exercise, hints, hint_call(exercise)),
        note,
    ]
    return "\n\n".join(part for part in parts if part)


def task_html(exercise: Exercise, hints: int, note: str = "") -> str:
    """The same as HTML. A click on the code selects all of it."""
    opened = "".join(_hint_item(hint) for hint in exercise.hints[:hints])
    parts = [
        _markdown(exercise.prompt),
        f"<details><summary><strong>{exercise.out_of} points.</strong> The code to begin with, in a"
        f" cell of your own</summary>{code_block(exercise.starter.strip())}</details>",
        "<p>Check it as often as you like:</p>",
        code_block(_check_call(exercise)),
        f"<ol>{opened}</ol>" if opened else "",
        _next_hint_html(exercise, hints),
        _paragraph(note),
    ]
    return f'<div class="adlab-task">{"".join(parts)}</div>'


def _check_call(exercise: Exercise) -> str:
    return f'adlab.check("{exercise.id}", {exercise.entry})'


def hint_call(exercise: Exercise) -> str:
    """How a notebook opens the next hint."""
    return f'adlab.hint("{exercise.id}")'


def next_hint(exercise: Exercise, seen: int, how: str) -> str:
    """How to open the next hint, if there is one."""
    if seen >= len(exercise.hints):
        return ALL_SEEN
    return f"{NEXT.format(seen + 1, len(exercise.hints))} {how}"


def _next_hint_html(exercise: Exercise, seen: int) -> str:
    if seen >= len(exercise.hints):
        return _paragraph(ALL_SEEN)
    which = NEXT.format(seen + 1, len(exercise.hints))
    return f"<p>{which} <code>{escape(hint_call(exercise))}</code></p>"


# ------------------------------------------------------------------------------ hints


def hint_text(exercise: Exercise, seen: int, how: str, note: str = "", first: int = 1) -> str:
    """The hints that were opened, from the number `first` on, and how to open the next one."""
    lines = [
        textwrap.fill(hint, 88, initial_indent=f"Hint {k}: ", subsequent_indent="  ")
        for k, hint in enumerate(exercise.hints[first - 1 : seen], first)
    ]
    return "\n".join([*lines, next_hint(exercise, seen, how), *([note] if note else [])])


def hint_html(exercise: Exercise, seen: int, note: str = "") -> str:
    """The same as HTML: the earlier ones folded away."""
    *earlier, last = exercise.hints[:seen]
    folded = "".join(_hint_item(hint) for hint in earlier)
    parts = [
        f"<details><summary>Earlier hints</summary><ol>{folded}</ol></details>" if folded else "",
        f"<p><strong>Hint {seen} of {len(exercise.hints)}.</strong> {inline(last)}</p>",
        _next_hint_html(exercise, seen),
        _paragraph(note),
    ]
    return f'<div class="adlab-hint">{"".join(parts)}</div>'


def _hint_item(hint: str) -> str:
    return f"<li>{inline(hint)}</li>"


# ------------------------------------------------------------------------------ feedback


def feedback_html(feedback: Feedback, diagnosis: str = "") -> str:
    """What a learner is told, with the failing graph in the player.

    Parameters
    ----------
    diagnosis : id of the mistake, if it is known
    """
    parts = [f"<p><strong>{escape(feedback.verdict)}</strong></p>"]
    parts += [_paragraph(f"Note: {note}.") for note in feedback.notes]
    rows = "".join(
        f'<li style="list-style: none">{MARKS[state]} {inline(title)}'
        f"{'' if state == 'passed' else f' <em>({WORDS[state]})</em>'}</li>"
        for state, title in feedback.checks
    )
    parts.append(f'<ul style="padding-left: 4px">{rows}</ul>' if rows else "")
    parts.append(f"<p><strong>{inline(feedback.heading)}</strong></p>" if feedback.heading else "")
    if feedback.case:
        parts.append(
            f"<p>{_capital(feedback.case.quantity)}: "
            f"<strong>{escape(feedback.case.difference)}</strong>. {escape(feedback.message)}</p>"
        )
    else:
        parts.append(_prose(feedback.message))
    if feedback.question:
        style = BOX.format(colour=BAD)
        parts.append(f'<blockquote style="{style}">{inline(feedback.question)}</blockquote>')
    if feedback.case:
        parts.append(case_html(feedback.case, diagnosis))
    if feedback.trace:
        parts.append("<p>In your code:</p>" + preformatted(feedback.trace))
    if feedback.output:
        parts.append("<p>Your code printed:</p>" + preformatted(feedback.output))
    if feedback.rerun:
        parts.append("<p>To run just this case:</p>" + code_block(feedback.rerun))
    if feedback.hints and not feedback.solved:
        items = "".join(_hint_item(hint) for hint in feedback.hints)
        parts.append(f"<details><summary>Hints you have seen</summary><ol>{items}</ol></details>")
    if feedback.next_hint:
        which = NEXT.format(len(feedback.hints) + 1, feedback.hint_count)
        parts.append(f"<p>{which} <code>{escape(feedback.next_hint)}</code></p>")
    parts.append(_paragraph(feedback.again))
    parts.append(_ways_html(feedback.ways))
    style = BOX.format(colour=GOOD if feedback.solved else BAD)
    return f'<div class="adlab-feedback" style="{style}">{"".join(parts)}</div>'


def _ways_html(several: tuple[tuple[str, str], ...]) -> str:
    """The learner's own code and other right ways, in columns that wrap where there is no room."""
    if not several:
        return ""
    columns = "".join(
        f'<div style="flex: 1 1 24em; min-width: 0"><p><strong>{escape(title)}</strong></p>'
        f"{code_block(code)}</div>"
        for title, code in several
    )
    return (
        "<details><summary>Other right ways, beside yours</summary>"
        f'<div style="display: flex; flex-wrap: wrap; gap: 12px">{columns}</div></details>'
    )


WORDS = {"failed": "not yet", "not run": "not run"}
STEP = "Step through it"


def case_html(case: Case, diagnosis: str = "") -> str:
    """The failing graph to step through; beside a sweep that makes the same mistake, if one does.

    The first wrong node is marked in the picture.
    """
    try:
        graph = case.graph()
    except Exception:  # what no player can show is shown as text
        return preformatted("\n".join(case.tree()))
    at = graph.find(case.labels[case.node])
    notes = {at: case.difference}
    same = _same_mistake(case, graph, at, diagnosis)
    if same:
        pair = compare_steps(
            same, timeline(graph, "reverse"), titles=("like yours", "right"), notes=notes
        )
        stepped = pair._repr_html_()
    else:
        player = Player(graph, **_opening(case), notes=notes)
        player.spec["words"] = player.spec["words"] | {"code": "The failing case"}
        stepped = player._repr_html_()
    shown = _verdict_html(case, graph, at, same)
    return (
        f"{shown}<details><summary>Step through it</summary>{stepped}</details>"
        if shown
        else stepped
    )


def _verdict_html(case: Case, graph: Any, at: int, same: Any) -> str:
    """The wrong number beside the right one, as a still picture; "" for what none shows."""
    opening = _opening(case)
    other = case.output not in (-1, len(case.nodes) - 1)  # the slope of another node
    if case.what not in ("value", "tangent", "adjoint", "grad") or other:
        return ""
    kind, *unit = opening["sweep"] if isinstance(opening["sweep"], tuple) else (opening["sweep"],)
    right = timeline(graph, kind, **({"input": unit[0]} if unit else {}))
    svg = verdict(graph, right, same, at, case.yours, case.expected)
    data = b64encode(svg.encode()).decode()
    said = escape(f"{case.labels[case.node]}: {case.difference}")
    return f'<img alt="{said}" style="max-width: 100%" src="data:image/svg+xml;base64,{data}">'


def _same_mistake(case: Case, graph: Any, at: int, diagnosis: str) -> Any:
    """A sweep that is wrong on purpose and comes to the learner's number; else None."""
    sweep = "reverse", WRONG_SWEEPS.get(diagnosis, "")
    if case.what not in ("adjoint", "grad") or sweep not in wrong_sweeps.WRONG:
        return None
    wrong = wrong_sweeps.wrong(graph, *sweep, theirs=True)
    theirs = wrong.adjoints(len(wrong)).get(at)
    same = theirs is not None and abs(theirs - float(case.yours)) <= 1e-9 * max(1.0, abs(theirs))
    return wrong if same else None


def _opening(case: Case) -> dict[str, Any]:
    """Which sweep the player opens: the one that finds the quantity that is wrong."""
    if case.what == "tangent" and case.seed is not None:
        return {"sweep": ("tangent", case.labels[case.seed])}
    if case.what in ("adjoint", "grad"):
        return {"sweep": "reverse", "start": "backward pass"}
    return {"sweep": "forward" if case.what == "value" else "reverse"}


# ------------------------------------------------------------------------------ progress


@cache
def lessons() -> dict[str, str]:
    """The lessons that this version carries: number, such as "06b" → title."""
    found = {}
    for path in sorted((shipped_folder().parent / "notebooks").glob("[0-9][0-9]*-*.ipynb")):
        found[path.name.partition("-")[0]] = _lesson_title(path)
    return dict(sorted(found.items()))


def lesson_file(number: str) -> str:
    """The name of a lesson's notebook, or ""."""
    found = sorted((shipped_folder().parent / "notebooks").glob(f"{number}-*.ipynb"))
    return found[0].name if found and number else ""


def _lesson_title(path: Path) -> str:
    plain = path.stem.partition("-")[2].replace("-", " ").capitalize()
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        heading = re.search(r"^# (.+)$", "".join(cell["source"]), re.MULTILINE)
        if cell["cell_type"] == "markdown" and heading:
            title = re.sub(r"^(?:lesson )?\d+b?[.: ]*", "", heading[1], flags=re.IGNORECASE)
            return title.strip(" *—-·:") or plain
    return plain


def _rows(standings: Mapping[str, Standing]) -> list[tuple[str, ...]]:
    """What HEAD says: a row for each exercise, and for each lesson without one."""
    rows: list[tuple[str, ...]] = []
    numbers = sorted({*lessons(), *(each.lesson for each in exercises().values())})
    for number in numbers:
        lesson = f"{number} {lessons().get(number, '')}".rstrip()
        for exercise in (each for each in exercises().values() if each.lesson == number):
            standing = standings.get(exercise.id, Standing())
            rows.append((lesson, exercise.title, exercise.id, *standing_words(exercise, standing)))
            lesson = ""
        if lesson:
            rows.append((lesson, *[""] * (len(HEAD) - 1)))
    return rows


def standing_words(exercise: Exercise, standing: Standing) -> tuple[str, str, str, str]:
    """State, tries, hints and last time of an exercise in words."""
    if standing.solved:
        state = "✓ solved"
    elif standing.tries:
        state = f"{standing.points} of {exercise.out_of} points"
    else:
        state = "looked at" if standing.shown else "not begun"
    tries = str(standing.tries or "")
    seen = min(standing.hints, len(exercise.hints))
    hints = f"{seen} of {len(exercise.hints)}" if seen else ""
    return state, tries, hints, _local(standing.last) if standing.last else ""


def _local(time: str) -> str:
    return datetime.fromisoformat(time).astimezone().strftime("%Y-%m-%d %H:%M")


HEAD = ("lesson", "exercise", "id", "state", "tries", "hints", "last")


SHED = ("hints", "last", "tries", "exercise")
"""Columns that a narrow terminal does without, the first to go first."""


Scores = Mapping[str, tuple[int, int]]
NO_SCORES: Scores = {}


def overview_text(
    standings: Mapping[str, Standing], columns: int | None = None, scores: Scores = NO_SCORES
) -> str:
    """The course as a table: every lesson, every exercise, and how far the learner is.

    Parameters
    ----------
    columns : how wide the terminal is; None: as wide as it takes
    scores : of questions, as `progress.scores` has them
    """
    rows = [HEAD, *_rows(standings)]
    kept = list(range(len(HEAD)))
    widths = [max(len(row[k]) for row in rows) for k in kept]
    for name in SHED:
        if columns and sum(widths[k] + 2 for k in kept) - 2 > columns:
            kept.remove(HEAD.index(name))
    if columns:  # what still does not fit, the names of the lessons give up
        over = sum(widths[k] + 2 for k in kept) - 2 - columns
        widths[0] = max(10, widths[0] - max(0, over))
    lines = [
        "  ".join(_cut(row[k], widths[k]).ljust(widths[k]) for k in kept).rstrip() for row in rows
    ]
    following = continue_here(standings)
    here = []
    if following:
        here = [f"Continue here: {following.title}, lesson {following.lesson}.", "    adlab watch"]
        here[1] += f" {following.id}"
        if lesson_file(following.lesson):
            here.append(f"    {lesson_file(following.lesson)}  (adlab lab opens the lessons)")
    return "\n".join([*lines, "", _sum(standings, scores), *here])


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def continue_here(standings: Mapping[str, Standing]) -> Exercise | None:
    """The exercise to go on with: the first after the last that was solved; None if all are."""
    known = list(exercises().values())
    solved = [k for k, each in enumerate(known) if standings.get(each.id, Standing()).solved]
    start = solved[-1] + 1 if solved else 0
    around = [*known[start:], *known[:start]]
    return next((each for each in around if not standings.get(each.id, Standing()).solved), None)


def overview_html(standings: Mapping[str, Standing], scores: Scores = NO_SCORES) -> str:
    """The same as HTML."""
    head = "".join(f'<th scope="col" style="{LEFT}">{name}</th>' for name in HEAD)
    following = continue_here(standings)
    body = "".join(_row_html(row, following) for row in _rows(standings))
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<p>{_sum(standings, scores)}</p>"
    )


def _row_html(row: tuple[str, ...], following: Exercise | None) -> str:
    """A row, with a link to its lesson, and a word where to go on."""
    lesson, *rest = row
    cells = [_lesson_link(lesson.partition(" ")[0], lesson), *map(escape, rest)]
    if following and rest[1] == following.id:
        cells[-1] += f" <strong>{_lesson_link(following.lesson, 'continue here')}</strong>"
    return "<tr>" + "".join(f'<td style="{LEFT}">{cell}</td>' for cell in cells) + "</tr>"


def _lesson_link(number: str, text: str) -> str:
    """A link to a lesson, which lies beside the notebook that shows it."""
    file = lesson_file(number)
    return f'<a href="{escape(file)}">{escape(text)}</a>' if file and text else escape(text)


def _sum(standings: Mapping[str, Standing], scores: Scores) -> str:
    solved = sum(standings[id].solved for id in exercises() if id in standings)
    counted = [f"Solved: {solved} of {len(exercises())} exercises."]
    counted += [f"{_capital(name)}: {right} of {of} right." for name, (right, of) in scores.items()]
    return " ".join(counted)


# ------------------------------------------------------------------------------ small parts

_converter = MarkdownIt("commonmark", {"html": False}).enable("table")


def _markdown(text: str) -> str:
    html = _converter.render(text).replace("<pre>", f'<pre style="{GAP}">')
    return re.sub("<(th|td)>", rf'<\1 style="{LEFT}">', html)


def inline(text: str) -> str:
    """A sentence with `code` in it."""
    return _converter.renderInline(text)


def _prose(message: str) -> str:
    """A message as paragraphs; what is indented in it stays as it stands."""
    parts = []
    for part in message.split("\n\n"):
        if part.startswith("    "):
            parts.append(preformatted(textwrap.dedent(part)))
        elif part.strip():
            parts.append(f"<p>{escape(part).replace(chr(10), '<br>')}</p>")
    return "".join(parts)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def preformatted(text: str) -> str:
    return f'<pre style="{GAP}">{escape(text)}</pre>'


def code_block(text: str) -> str:
    return f'<pre style="{CODE}"><code>{escape(text)}</code></pre>'


def _capital(text: str) -> str:
    return escape(text[:1].upper() + text[1:])
