"""What an author of exercises needs: a new folder, and a check of a whole exercise.

- `new(id, folder)`: a folder that holds everything an exercise consists of, and passes the check.
- `examine(exercise)`: Proofs. An exercise is in order if all are good: the starter fails,
  the solution passes, also in other styles, every wrong one is a program of its own, fails and
  is diagnosed as its class, about which a question is asked, and every mutant fails that is
  not right too.
"""

from __future__ import annotations

import ast
import io
import json
import re
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.markdown import Markdown

from adlab.grading.authoring.mutants import Mutant, mutants
from adlab.grading.diagnosis.diagnosis import diagnose
from adlab.grading.diagnosis.questions import problem
from adlab.grading.exercises.checks import is_close
from adlab.grading.exercises.exercise import Exercise, ExerciseError
from adlab.grading.exercises.report import Report
from adlab.grading.exercises.runner import grade
from adlab.grading.walls.entry import submitted
from adlab.grading.walls.server import ForkServer

BUDGET = 4.0
"""Seconds that grading the solution may take."""
SEEDS = (1, 2, 3)
WRONG_SEEDS = SEEDS[:2]
"""Fewer for the wrong implementations, of which there are many."""
STYLES = 3
"""Right solutions in other styles that an exercise should have."""
NAMED = 0.75
"""The share of wrong implementations that must get their name. None may get another's."""
MUTANT_SECONDS = 1.0


@dataclass(frozen=True)
class Proof:
    """One fact about an exercise.

    Attributes
    ----------
    good : whether it is as it should be
    fact : in words
    details : lines that say more
    """

    good: bool
    fact: str
    details: tuple[str, ...] = ()


def examine(exercise: Exercise, server: ForkServer, executor: Executor) -> Iterator[Proof]:
    """Check an exercise; give one finding after the other.

    Parameters
    ----------
    server, executor : where submissions run
    """
    try:
        exercise.checks()
        text, starter, _ = exercise.prompt, exercise.starter, exercise.misconceptions
    except (ExerciseError, SyntaxError) as error:
        yield Proof(False, "it cannot be read", (str(error),))
        return
    yield _texts(exercise, text)
    yield _examples(exercise, text)

    run = partial(grade, exercise, server=server)
    reports = list(executor.map(lambda seed: run(exercise.solution, seed=seed), SEEDS))
    yield _solution(reports)
    yield _starter(run(starter, seed=1))
    yield _right(exercise, server, executor)
    yield _questions(exercise)
    yield _twins(exercise)
    yield from _wrong(exercise, server, executor)
    yield _mutants(exercise, server, executor)


def _texts(exercise: Exercise, prompt: str) -> Proof:
    """Whether prompt and hints can be shown, and say what they must."""
    missing = []
    console = Console(file=io.StringIO(), width=80)
    for text in (prompt, *exercise.hints):
        console.print(Markdown(text))
    if f"`{exercise.entry}" not in prompt:
        missing.append(f"the prompt does not name `{exercise.entry}`")
    if not 3 <= len(exercise.hints) <= 5:
        missing.append("there should be 3 to 5 hints")
    if not all(hint.strip() for hint in exercise.hints):
        missing.append("a hint is empty")
    for name in ("id", "title", "lesson"):
        if not getattr(exercise, name):
            missing.append(f"{name} is empty")
    return Proof(not missing, f"prompt and {len(exercise.hints)} hints render", tuple(missing))


def _examples(exercise: Exercise, prompt: str) -> Proof:
    """Whether the examples of the prompt are true of the solution.

    An example is a line of code with the result as a comment: `double(2)  # 4`.
    """
    wrong, count = [], 0
    names: dict[str, object] = {}
    exec(compile(exercise.solution, "solution.py", "exec"), names)
    for block in re.findall(r"```python\n(.*?)```", prompt, re.DOTALL):
        lines = block.splitlines()
        for statement in ast.parse(block).body:
            said = lines[(statement.end_lineno or 1) - 1].rpartition("  # ")
            if isinstance(statement, ast.Expr) and said[1]:
                count += 1
                found = eval(compile(ast.Expression(statement.value), "prompt.md", "eval"), names)
                if not _agree(found, ast.literal_eval(said[2].strip())):
                    wrong.append(f"{said[0].strip()} gives {found}, not {said[2].strip()}")
            else:
                exec(compile(ast.Module([statement], []), "prompt.md", "exec"), names)
    if not count:
        wrong.append("the prompt has no example, such as `double(2)  # 4`")
    return Proof(not wrong, f"examples in the prompt are true: {count}", tuple(wrong))


def _agree(found: object, said: object) -> bool:
    if isinstance(found, (np.ndarray, np.generic)):
        found = found.tolist()
    if isinstance(said, str):
        return found == said
    if isinstance(found, (list, tuple)) and isinstance(said, (list, tuple)):
        return len(found) == len(said) and all(map(_agree, found, said))
    return is_close(found, float(said), 1e-3)  # type: ignore[arg-type]


def _solution(reports: list[Report]) -> Proof:
    details = [
        f"seed {report.seed}: {check.title}: {check.message}"
        for report in reports
        for check in report.checks
        if not check.passed
    ]
    quickest = min(report.seconds for report in reports)
    if quickest > BUDGET:
        details.append(f"it takes {quickest:.1f} s; {BUDGET:.0f} s are allowed")
    passes = all(report.solved for report in reports)
    fact = f"the solution passes all checks ({len(reports[0].checks)}) in {quickest:.2f} s"
    return Proof(passes and not details, fact, tuple(details))


def _starter(report: Report) -> Proof:
    details = [f"{check.title}: passes" for check in report.checks if check.passed]
    if report.problem:
        details.append(f"it cannot be loaded: {report.problem.message}")
    return Proof(not details, "the starter fails every check", tuple(details))


def _right(exercise: Exercise, server: ForkServer, executor: Executor) -> Proof:
    """Whether right solutions in other styles pass: no check may ask for one style."""
    runs = [(name, source, seed) for name, source in exercise.right for seed in SEEDS]
    reports = executor.map(lambda r: grade(exercise, r[1], seed=r[2], server=server), runs)
    details = [
        f"{name}: seed {seed}: {report.problem or report.first_failed}"
        for (name, _, seed), report in zip(runs, reports, strict=True)
        if not report.solved
    ]
    count = len(exercise.right)
    if not details and count < STYLES:
        return Proof(True, f"right solutions in other styles: {count}; {STYLES} are better")
    return Proof(not details, f"right solutions in {count} other styles pass", tuple(details))


def _questions(exercise: Exercise) -> Proof:
    """Whether there is something to ask the learner for each class of mistakes."""
    classes = sorted({each.diagnosis for each in exercise.misconceptions})
    problems = [*filter(None, [problem(each, exercise.questions) for each in classes])]
    unused = sorted(exercise.questions.keys() - set(classes))
    problems += [
        f"a question for the class {each!r}, which no file in misconceptions/ has"
        for each in unused
    ]
    return Proof(not problems, f"questions are asked for {len(classes)} kinds", tuple(problems))


def _twins(exercise: Exercise) -> Proof:
    """Whether every wrong implementation is a program of its own."""
    first: dict[str, str] = {}
    problems = []
    for each in exercise.misconceptions:
        _, *program = ast.parse(each.source).body  # without what it says of itself
        twin = first.setdefault(ast.dump(ast.Module(program, [])), each.name)
        if twin != each.name:
            problems.append(f"{each.name} is the same program as {twin}: delete one of them")
    return Proof(not problems, "no two wrong implementations are the same", tuple(problems))


def _wrong(exercise: Exercise, server: ForkServer, executor: Executor) -> Iterator[Proof]:
    """Whether every wrong implementation fails whatever the seed, and is diagnosed as its class."""
    wrong = exercise.misconceptions
    details = [] if wrong else ["there is none: see misconceptions/"]
    runs = [(each, seed) for each in wrong for seed in WRONG_SEEDS]
    graded = list(
        executor.map(lambda r: grade(exercise, r[0].source, seed=r[1], server=server), runs)
    )
    good = bool(wrong)
    count = len(WRONG_SEEDS)
    for k, each in enumerate(wrong):
        reports = graded[k * count : (k + 1) * count]
        failing = [{c.name for c in report.checks if not c.passed} for report in reports]
        broken = [check for report in reports for check in report.checks if check.kind == "check"]
        if not set.intersection(*failing):
            good = False
            details.append(f"{each.name}: no check catches it whatever the seed")
        elif broken:
            good = False
            details.append(f"{each.name}: {broken[0].message}")
        elif len({report.points for report in reports}) > 1:
            points = ", ".join(str(report.points) for report in reports)
            details.append(f"{each.name}: the points depend on the seed: {points}")
    kinds = len({each.diagnosis for each in wrong})
    fact = f"{len(wrong)} wrong implementations of {kinds} kinds fail"
    yield Proof(good, fact, tuple(details))

    def named(k: int) -> str | None:
        start = partial(submitted, exercise.task(wrong[k].source), exercise.limits, server)
        report = graded[k * count]
        failed = [check for check in report.checks if not check.passed]
        found = diagnose(exercise, start, failed)
        return found.id if found else None

    names = list(executor.map(named, range(len(wrong))))
    missed = {each: name for each, name in zip(wrong, names, strict=True) if name != each.diagnosis}
    details = [
        f"{each.name}: {each.diagnosis} is taken for {name or 'nothing that has a name'}"
        for each, name in missed.items()
    ]
    right = len(wrong) - len(missed)
    yield Proof(
        right >= NAMED * len(wrong) and not any(missed.values()),
        f"{right} of them are diagnosed as their class, and none as another",
        tuple(details),
    )


def _mutants(exercise: Exercise, server: ForkServer, executor: Executor) -> Proof:
    """Whether the checks catch every mutant of the solution, but those that are right too.

    Those are listed in exercise.toml, each with the reason why it is right.
    """
    tried = mutants(exercise.solution)
    quick = replace(exercise, limits=replace(exercise.limits, call=MUTANT_SECONDS))

    def survives(mutant: Mutant) -> bool:
        return grade(quick, mutant.source, seed=1, server=server, until_failure=True).solved

    lives = list(executor.map(survives, tried))
    living = [mutant for mutant, alive in zip(tried, lives, strict=True) if alive]
    details = [
        f"line {mutant.line}: {mutant.change}\n    "
        + exercise.equivalent.get(mutant.change, _explain(mutant))
        for mutant in living
    ]
    changes = {mutant.change for mutant in living}
    dead = sorted(exercise.equivalent.keys() - changes)
    details += [f"listed as equivalent, and does not live: {change}" for change in dead]
    killed = len(tried) - len(living)
    fact = f"{killed} of {len(tried)} mutants fail"
    if right := sum(mutant.change in exercise.equivalent for mutant in living):
        fact += f"; {right} of those that live are right too"
    return Proof(changes <= exercise.equivalent.keys() and not dead, fact, tuple(details))


def _explain(mutant: Mutant) -> str:
    change = json.dumps(mutant.change, ensure_ascii=False)  # which TOML reads as well
    return (
        "lives: strengthen a check; or, if it is as right as the solution, say so in exercise.toml:"
        f'\n    [equivalent]\n    {change} = "why it is right"'
    )


# ------------------------------------------------------------------------------ a new exercise

_TOML = """\
id = "{id}"
title = "{title}"
lesson = "00"
entry = "{entry}"
imports = ["numpy"]

hints = [
    "Ask a question that makes the learner look at the right place.",
    "Say which rule is needed.",
    "Say how the rule is used here, without giving the code.",
]

[points]
test_random_numbers = 1

# What is asked of a learner whose mistake is of a class that no other exercise has.
[questions]
squares = "You have {{yours}}, and it should be {{expected}}. Is x · x two times x?"
"""

_PROMPT = """\
# {title}

Write `{entry}(x)`: it returns two times `x`.

```python
{entry}(2.0)      # 4.0
```
"""

_SOLUTION = '''\
# exercise: {id}


def {entry}(x):
    """Two times x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
'''

_CHECKS = '''\
"""Checks of `{entry}`."""

from adlab.grading.exercises.checks import Wrong, is_close, pair, shown


def test_random_numbers(submission, rng):
    """Numbers of either sign."""
    for _ in range(5):
        x = rng.uniform(-3.0, 3.0)
        yours, expected = submission(x), 2 * x
        if not is_close(yours, expected):
            left, right = pair(yours, expected)
            raise Wrong(f"{entry}({{shown(x)}}): yours {{left}}, expected {{right}}.")
'''

_WRONG = '''\
"""Squares x, which is right at 0 and 2 only."""

# diagnosis: squares


def {entry}(x):
    return x * x
'''


def new(id: str, folder: Path) -> Path:
    """Make the folder of a new exercise; return it.

    It is a whole exercise, of a trivial task, which passes `examine`: change it piece by piece.

    Raises ExerciseError if the id is not in lower case with dashes, or the folder exists.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", id):
        raise ExerciseError(
            f"An id is in lower case with dashes, such as reverse-sweep: not {id!r}."
        )
    entry = id.replace("-", "_")
    target = folder / f"00-{id}"
    words = {"id": id, "entry": entry, "title": id.replace("-", " ").capitalize()}
    files = {
        "exercise.toml": _TOML,
        "prompt.md": _PROMPT,
        "solution.py": _SOLUTION,
        f"test_{entry}.py": _CHECKS,
        "misconceptions/squares.py": _WRONG,
    }
    try:
        (target / "misconceptions").mkdir(parents=True)
    except FileExistsError as error:
        raise ExerciseError(f"{target} is there already.") from error
    for name, text in files.items():
        (target / name).write_text(text.format(**words), "utf-8")
    return target
