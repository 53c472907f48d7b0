"""A page of what a learner has worked through, to print: made of the record on this machine.

- `certificate(name)`: the page; a notebook shows it, and `.save(path)` writes it.
"""

from __future__ import annotations

from datetime import date
from html import escape
from os import PathLike
from pathlib import Path

from adlab.course import progress as log
from adlab.course.pages import Shown, lessons
from adlab.grading.exercises.exercise import exercises
from adlab.view.drawn.theme import COLOURS, GRID

WORDS = {
    "title": "Automatic differentiation, worked through with adlab",
    "nobody": "________________________",
    "solved": "{solved} of {all} exercises solved, {points} of {possible} points",
    "scores": "{name}: {right} of {of} right at the first go",
    "inventory": "concept inventory: form {form} answered on {day}",
    "nothing": "nothing yet",
    "whole": "all exercises of this lesson",
    "some": "{solved} of {all}",
    "note": "Made by adlab from the record on the learner's own machine. It says what was "
    "done there, and is no proof to others.",
    "written": "Written on {day}.",
}
INK, PAPER, LINE = (COLOURS[name].light for name in ("ink", "paper", "line"))
STYLE = (
    f"font: 16px/1.5 Georgia, serif; max-width: 46em; border: 3px double {LINE}; "
    f"padding: 2em 2.5em; margin: 0.5em; background: {PAPER}; color: {INK}"
)
CELL = f"text-align: left; padding: 2px 16px 2px 0; border-bottom: 1px solid {GRID}"


class Certificate(Shown):
    """What has been worked through: `.save(path)` writes a page to print."""

    def save(self, path: str | PathLike[str]) -> Path:
        """Write it as a page of its own. Returns the path."""
        written = Path(path)
        page = (
            f"<!doctype html>\n<html lang=en><meta charset=utf-8><title>{escape(WORDS['title'])}"
            f"</title>\n<main>{self._html}<p>{WORDS['written'].format(day=date.today())}</p></main>\n"
            "</html>\n"
        )
        written.write_text(page, encoding="utf-8")
        return written


def certificate(name: str = "") -> Certificate:
    """A page of the lessons and exercises that you have worked through, to print.

    Parameters
    ----------
    name : str
        To stand on it; nothing else is done with it. Without one there is a line to write on.

    Returns
    -------
    Certificate
        A notebook shows it; `certificate("Ada").save("certificate.html")` writes it, and a browser
        prints it. Nothing leaves this machine.

    >>> print(certificate("Ada"))  # doctest: +ELLIPSIS
    Automatic differentiation, worked through with adlab
    Ada
    ...
    """
    standings = log.standings()
    known = list(exercises().values())
    done = [each for each in known if standings[each.id].solved]
    possible = sum(sum(each.points.values()) for each in known)
    gained = sum(standings[each.id].points for each in known)
    facts = [
        WORDS["solved"].format(solved=len(done), all=len(known), points=gained, possible=possible),
        *[
            WORDS["scores"].format(name=kind, right=right, of=of)
            for kind, (right, of) in log.scores().items()
        ],
        *_inventories(),
    ]
    rows = []
    for number, title in lessons().items():
        of_it = [each for each in known if each.lesson == number]
        solved = [each for each in of_it if each in done]
        if solved:
            whole = len(solved) == len(of_it)
            said = WORDS["some"].format(solved=len(solved), all=len(of_it))
            last = max(standings[each.id].last for each in solved)[:10]
            rows.append((f"{number} {title}", WORDS["whole"] if whole else said, last))
    note = WORDS["note"]
    whose = name.strip() or WORDS["nobody"]
    table = [f"{title}: {said} ({day})" for title, said, day in rows] or [WORDS["nothing"]]
    text = "\n".join([WORDS["title"], whose, *facts, *table, note])
    body = "".join(
        "<tr>" + "".join(f'<td style="{CELL}">{escape(cell)}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    lines = "".join(f"<li>{escape(fact)}</li>" for fact in facts)
    html = (
        f'<section style="{STYLE}"><h1 style="font-size: 1.5em; margin: 0">'
        f"{escape(WORDS['title'])}</h1>"
        f'<p style="font-size: 1.4em; margin: 0.6em 0">{escape(whose)}</p><ul>{lines}</ul>'
        f'<table style="border-collapse: collapse">{body}</table>'
        f'<p style="font-size: 0.85em">{escape(note)}</p></section>'
    )
    return Certificate(text, html)


def _inventories() -> list[str]:
    """The forms of the concept inventory that were answered, each with its last day."""
    days = {
        each.question.removeprefix("inventory-"): each.time[:10]
        for each in log.answers("inventory")
    }
    return [WORDS["inventory"].format(form=form, day=day) for form, day in sorted(days.items())]
