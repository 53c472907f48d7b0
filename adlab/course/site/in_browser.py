"""What runs in the page "Try your own function": code of a visitor's, and what adlab shows of it.

- `answer(request)`: a request and its answer, both as JSON; the page's worker calls it.

A request says what to `do`: "step", "table" or "compare" a `call` such as `f(2.0, 5.0)` of the
`code`, "run" the code and show its last expression as a notebook does, or "check" it as a solution
of an `exercise`. The answer has `html` to show, whether it is `good`, and what was `printed`.

Whatever goes wrong in the code is an answer; adlab's own messages are shown as they are.
"""

from __future__ import annotations

import ast
import io
import json
import secrets
import sys
import traceback
import types
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from html import escape
from typing import Any

import numpy as np

import adlab
from adlab.course.checking import check_work, keep
from adlab.course.pages import feedback_html
from adlab.course.site.written import compiled
from adlab.engine.errors import AdlabError
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.tracing import trace
from adlab.grading.collecting.work import Work
from adlab.grading.exercises.exercise import find
from adlab.grading.exercises.feedback import Feedback
from adlab.view.assets import shared
from adlab.view.player.player import Player

FILE = "your_code.py"
MODULE = "your_code"
AGAIN = "The next check draws other graphs."


class Ask(ValueError):
    """Something is missing in what the visitor wrote. The message says what."""


def answer(request: str) -> str:
    """Do what is asked, and say what came of it."""
    asked = json.loads(request)
    printed = io.StringIO()
    with warnings.catch_warnings(record=True) as warned, redirect_stdout(printed):
        warnings.simplefilter("always")
        try:
            html, good = ACTIONS[asked["do"]](asked)
        except Exception as error:
            html, good = _error(error), False
    said = [f"{each.category.__name__}: {each.message}\n" for each in warned]
    told = {"html": shared(html), "good": good, "printed": "".join([printed.getvalue(), *said])}
    return json.dumps(told)


# ------------------------------------------------------------------------------ a function


def _step(asked: dict[str, Any]) -> tuple[str, bool]:
    function, given, options = _call(asked)
    graph = trace(function, *given, **options)
    return Player(graph, ranges=_ranges(graph))._repr_html_(), True


def _table(asked: dict[str, Any]) -> tuple[str, bool]:
    function, given, options = _call(asked)
    return _shown(adlab.table(function, *given, **options)), True


def _compare(asked: dict[str, Any]) -> tuple[str, bool]:
    function, given, options = _call(asked)
    return _shown(adlab.compare(function, *given, **options)), True


def _run(asked: dict[str, Any]) -> tuple[str, bool]:
    """Run the code as a cell of a notebook."""
    tree = ast.parse(asked["code"], FILE)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    names = _fresh()
    compiled(asked["code"], FILE)  # so that its lines are known
    exec(compile(tree, FILE, "exec", dont_inherit=True), names)
    if last is None:
        return "", True
    value = eval(compile(ast.Expression(last.value), FILE, "eval", dont_inherit=True), names)
    return ("" if value is None else _shown(value)), True


def _call(asked: dict[str, Any]) -> tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]:
    """The function that is called in a text such as `f(2.0, 5.0)`, and its arguments."""
    names = _fresh()
    exec(compiled(asked["code"], FILE), names)
    try:
        tree = ast.parse(asked["call"].strip(), "the call", "eval")
    except SyntaxError:
        tree = None
    if tree is None or not isinstance(tree.body, ast.Call):
        example = next((name for name in reversed(names) if _is_theirs(names[name])), "f")
        raise Ask(f"Write a call with numbers, for instance: {example}(2.0, 5.0)")
    # Whatever Python allows between the parentheses, it puts together here.
    names["__called__"] = lambda function, *given, **options: (function, given, options)
    tree.body.args.insert(0, tree.body.func)
    tree.body.func = ast.Name("__called__", ast.Load())
    ast.fix_missing_locations(tree)
    called: tuple[Any, Any, Any] = eval(compile(tree, "the call", "eval"), names)
    return called


def _is_theirs(value: Any) -> bool:
    return isinstance(value, types.FunctionType) and value.__module__ == MODULE


def _fresh() -> dict[str, Any]:
    """The names of a new module, in which the code runs; NumPy and adlab are there already."""
    module = types.ModuleType(MODULE)
    module.__file__ = FILE
    vars(module).update(np=np, adlab=adlab)
    sys.modules[MODULE] = module
    return vars(module)


def _ranges(graph: Graph) -> dict[str, tuple[float, float]] | None:
    """Sliders for the inputs, if all of them are numbers: from half of each to the double."""
    inputs = [node for node in graph.nodes if node.is_input]
    if any(np.ndim(node.value) for node in inputs):
        return None
    return {node.label: _around(float(node.value)) for node in inputs}


def _around(x: float) -> tuple[float, float]:
    """A range with x in it, which does not pass 0 unless x is 0.

    >>> _around(2.0), _around(0.0), _around(-1.0)
    ((1.0, 4.0), (-2.0, 2.0), (-2.0, -0.5))
    """
    low, high = sorted((x / 2, 2 * x))
    return (low, high) if x else (-2.0, 2.0)


def _shown(value: Any) -> str:
    """What a notebook shows of a value."""
    if hasattr(value, "_repr_html_"):
        return str(value._repr_html_())
    return f"<pre>{escape(repr(value))}</pre>"


# ------------------------------------------------------------------------------ an exercise


def _check(asked: dict[str, Any]) -> tuple[str, bool]:
    exercise, code = find(asked["exercise"]), asked["code"]
    report = check_work(Work(FILE, exercise.id, code), secrets.randbelow(10**6))
    keep(report)
    feedback = Feedback.of(report, exercise, again=AGAIN, own=code)
    return feedback_html(feedback, report.mistake), report.solved


# ------------------------------------------------------------------------------ what went wrong


def _error(error: Exception) -> str:
    """What happened, in which line; of adlab's messages, which say that themselves, no more."""
    name, lines = type(error).__name__, []
    if isinstance(error, SyntaxError):
        message = f"This is not Python yet: {error.msg}."
        lines = [f"line {error.lineno}: {(error.text or '').strip()}"]
    else:
        message = str(error)
        if not isinstance(error, AdlabError):
            frames = traceback.extract_tb(error.__traceback__)
            lines = [f"line {each.lineno}: {each.line}" for each in frames if each.filename == FILE]
    where = f"<pre>{escape(chr(10).join(lines[-6:]))}</pre>" if lines else ""
    title = "" if isinstance(error, Ask) else f"<p><strong>{escape(name)}</strong></p>"
    return f'<div class="adlab-site-error">{title}<pre>{escape(message)}</pre>{where}</div>'


ACTIONS = {"step": _step, "table": _table, "compare": _compare, "run": _run, "check": _check}
