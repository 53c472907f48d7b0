"""Exercises as pages: the task, the code to begin with, hints to unfold. Never a solution.

- `exercise_pages(lessons)`: a page for each exercise that is known, and the page that lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from adlab.course.site.sources import Page, contents
from adlab.grading.exercises.exercise import Exercise, exercises

HEAD = """# {title}

*{points} points{lesson}*

{task}

## Begin with

```python
{starter}
```

## Hints

Each says a little more than the one before.

{hints}
"""

CHECK = """
## Check it

Checks run your code, so they need Python.

- In a notebook: `adlab.check("{id}", {entry})`
- With your editor: `adlab watch {id}`
- With nothing installed: <a href="../try.html#exercise={id}">check it in the browser</a>
"""

HINT = """:::{{dropdown}} Hint {k} of {of}
{text}
:::
"""

LIST = """# Exercises

From local partials to an engine of your own. Each draws random graphs and shows the one on which
your code goes wrong: which node, your number, and the right one.

| lesson | exercise | points |
|---|---|---|
{rows}
"""


def exercise_pages(lessons: Iterable[str]) -> Iterator[Page]:
    """The pages of all exercises that are known.

    Parameters
    ----------
    lessons : the files of the lessons that the site has, such as "10-fan-out.ipynb"
    """
    known = exercises()
    files = {name.partition("-")[0]: name for name in lessons}
    for exercise in known.values():
        yield Page(f"exercises/{exercise.id}.md", _page(exercise, files.get(exercise.lesson, "")))
    rows = "\n".join(_row(each, files.get(each.lesson, "")) for each in known.values())
    yield Page("exercises/index.md", LIST.format(rows=rows) + contents(list(known)))


def _page(exercise: Exercise, file: str) -> str:
    lesson = f" · belongs to [lesson {exercise.lesson}](../lessons/{file})" if file else ""
    task = re.sub(r"\A\s*# [^\n]*\n", "", exercise.prompt).strip()
    hints = "\n".join(
        HINT.format(k=k, of=len(exercise.hints), text=text)
        for k, text in enumerate(exercise.hints, 1)
    )
    head = HEAD.format(
        title=exercise.title,
        points=exercise.out_of,
        lesson=lesson,
        task=task,
        starter=exercise.starter.strip(),
        hints=hints,
    )
    return head + CHECK.format(id=exercise.id, entry=exercise.entry)


def _row(exercise: Exercise, file: str) -> str:
    lesson = f"[{exercise.lesson}](../lessons/{file})" if file else exercise.lesson
    return f"| {lesson} | [{exercise.title}]({exercise.id}.md) | {exercise.out_of} |"
