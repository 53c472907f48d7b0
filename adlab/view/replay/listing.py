"""The user's source as the player shows it: the functions that ran, and where each node is in them.

- `listing(graph)`: the functions, the place of every node, and the branches that were taken.

>>> import adlab
>>> def f(x):
...     y = x * x
...     return y + 1.0
>>> shown = listing(adlab.trace(f, 2.0))
>>> [line.strip() for line in shown.functions[0].lines]
['def f(x):', 'y = x * x', 'return y + 1.0']
>>> shown.places[1]
At(function=0, line=1, column=8, end_line=1, end_column=13, where='')
"""

from __future__ import annotations

import ast
import linecache
from collections import Counter
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.recording.graph import Graph
from adlab.engine.user.source import Span
from adlab.view.replay.spec import Function
from adlab.view.said.facts import MOST, joined
from adlab.view.said.numbers import text as number_text
from adlab.view.said.templates import GUARDS, WORDS


class At(NamedTuple):
    """Where a node is. Lines count from 0 in the function, columns in the dedented line."""

    function: int  # which of the functions
    line: int
    column: int
    end_line: int
    end_column: int
    where: str = ""  # "call 2 of 3", "iteration 4 of the loop in line 7"


class Branch(NamedTuple):
    """What a comparison said, and so which way the function went."""

    function: int
    line: int
    text: str


class Listing(NamedTuple):
    """All that the source pane shows."""

    functions: tuple[Function, ...]
    places: tuple[At | None, ...]  # one for each node
    branches: tuple[Branch, ...]


class _Block(NamedTuple):
    """The lines of a function in its file, counted from 1."""

    name: str
    first: int
    last: int
    parameters: dict[str, tuple[int, int, int, int]]


def listing(graph: Graph) -> Listing:
    """The functions that ran, in the order in which they are first needed."""
    return _Lister(graph).listing()


class _Lister:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.functions: list[Function] = []
        self.known: dict[tuple[str, int], int] = {}  # (file, first line) → which function
        self.indents: list[int] = []
        self.calls: Counter[str] = Counter()
        self.numbers: list[int] = []  # of each call, among those of the same name
        for call in graph.calls:
            self.calls[call.name] += 1
            self.numbers.append(self.calls[call.name])

    def listing(self) -> Listing:
        code = self.graph.code
        main = block_at(code.co_filename, code.co_firstlineno) if code else None
        if code and main:
            self._function(code.co_filename, main)
        places: list[At | None] = []
        found: dict[Span, At | None] = {}  # in a loop the same place comes again and again
        for node in self.graph.nodes:
            if node.is_input:
                name = node.label.partition("[")[0]
                spot = main.parameters.get(name) if main else None
                places.append(self._at(code.co_filename, spot) if code and spot else None)
            elif node.span:
                span = node.span
                if span not in found:
                    spot = (span.line, span.column, span.end_line, span.end_column)
                    found[span] = self._at(span.filename, spot)
                at = found[span]
                places.append(at and at._replace(where=self._where(node.place)))
            else:
                places.append(None)
        return Listing(tuple(self.functions), tuple(places), tuple(self._branches()))

    def _function(self, filename: str, block: _Block) -> int:
        key = (filename, block.first)
        if key not in self.known:
            self.known[key] = len(self.functions)
            lines = [linecache.getline(filename, n) for n in range(block.first, block.last + 1)]
            lines = [line.rstrip("\n").expandtabs(1) for line in lines]
            indent = min((len(s) - len(s.lstrip()) for s in lines if s.strip()), default=0)
            self.indents.append(indent)
            self.functions.append(
                Function(block.name, block.first, tuple(line[indent:] for line in lines))
            )
        return self.known[key]

    def _at(self, filename: str, spot: tuple[int, int, int, int], where: str = "") -> At | None:
        line, column, end_line, end_column = spot
        block = block_at(filename, line)
        if block is None:
            return None
        which = self._function(filename, block)
        indent, first = self.indents[which], block.first
        return At(
            which,
            line - first,
            max(column - indent, 0),
            end_line - first,
            max(end_column - indent, 0),
            where,
        )

    def _where(self, place: Any) -> str:
        """Which call of the function, and which iteration of the loops around a node."""
        if place is None:
            return ""
        said = []
        call = self.graph.calls[place.call]
        if self.calls[call.name] > 1:
            n, of = self.numbers[call.index], self.calls[call.name]
            said.append(WORDS["call"].format(n=n, of=of))
        for line, iteration in place.loops:
            said.append(WORDS["iteration"].format(n=iteration, line=line))
        return ", ".join(said)

    def _branches(self) -> list[Branch]:
        """One line for each place where something was asked, with all the answers in turn."""
        asked: dict[Span, list[Any]] = {}
        for guard in self.graph.guards:
            if guard.span is not None:
                asked.setdefault(guard.span, []).append(guard.outcome)
        branches = []
        for span, outcomes in asked.items():
            at = self._at(span.filename, (span.line, span.column, span.end_line, span.end_column))
            if at is not None:
                branches.append(Branch(at.function, at.end_line, self._answer(span, outcomes)))
        return branches

    def _answer(self, span: Span, outcomes: list[Any]) -> str:
        """`t > 0 was true 2 times and false`, in the words of the source."""
        question = " ".join(span.text.split())
        if not isinstance(outcomes[0], (bool, np.bool_)):
            return GUARDS["other"].format(question=question, outcome=number_text(outcomes[0]))
        said = []
        for outcome, run in groupby(outcomes, key=bool):
            word, count = GUARDS["true" if outcome else "false"], len(list(run))
            said.append(GUARDS["times"].format(outcome=word, n=count) if count > 1 else word)
        if len(said) > MOST:
            said[MOST - 1 :] = ["…"]
        kind = "compare" if len(outcomes) == 1 else "many"
        return GUARDS[kind].format(question=question, outcome=joined(said))


def block_at(filename: str, line: int) -> _Block | None:
    """The innermost `def` around a line, or else the statement with a lambda that holds it."""
    blocks = [
        block
        for block in _blocks("".join(linecache.getlines(filename)))
        if block.first <= line <= block.last
    ]
    return min(blocks, key=lambda block: block.last - block.first, default=None)


@lru_cache(maxsize=64)
def _blocks(text: str) -> tuple[_Block, ...]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return ()
    lines = text.splitlines()
    blocks = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            blocks.append(
                _Block(node.name, first, node.end_lineno or first, _parameters(node.args, lines))
            )
        elif isinstance(node, ast.stmt) and not isinstance(node, ast.ClassDef):
            lambdas = [part for part in _expressions(node) if isinstance(part, ast.Lambda)]
            if lambdas:
                names = {k: v for part in lambdas for k, v in _parameters(part.args, lines).items()}
                last = max(part.end_lineno or part.lineno for part in lambdas)
                blocks.append(_Block("lambda", node.lineno, last, names))
    return tuple(blocks)


def _expressions(statement: ast.stmt) -> list[ast.AST]:
    """Everything in a statement that is not in a statement inside it."""
    found: list[ast.AST] = []
    waiting: list[ast.AST] = [statement]
    while waiting:
        for child in ast.iter_child_nodes(waiting.pop()):
            if not isinstance(child, ast.stmt):
                found.append(child)
                waiting.append(child)
    return found


def _parameters(arguments: ast.arguments, lines: list[str]) -> dict[str, tuple[int, int, int, int]]:
    """Where each parameter is named. Python's columns count bytes; these count characters."""
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    named += [extra for extra in (arguments.vararg, arguments.kwarg) if extra]
    places = {}
    for each in named:
        before = lines[each.lineno - 1].encode()[: each.col_offset].decode()
        column = len(before)
        places[each.arg] = (each.lineno, column, each.lineno, column + len(each.arg))
    return places
