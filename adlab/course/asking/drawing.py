"""Small random programs, with a question about each: as many as one likes.

- `drawn(seed, level)`: a Task: a program with numbers that can be computed by hand, and a question.

The same seed and level draw the same Task. Where a level asks for adjoints, a node is taken at
which the shares of several edges meet, and numbers at which overwriting would be seen.
"""

from __future__ import annotations

import linecache
from dataclasses import dataclass
from random import Random
from typing import Any

from adlab.course.asking.mistakes import Quantity, broken, mistakes, right
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.tracing import trace

LEVELS = 5
KINDS = {
    1: ("value", "partial", "tangent"),
    2: ("tangent", "adjoint", "partial"),
    3: ("tangent", "adjoint", "order"),
    4: ("adjoint", "adjoint", "tangent", "order"),
    5: ("adjoint", "tangent", "order"),
}
"""Level → what it asks for."""

LARGEST = 99  # value, partial, tangent or adjoint: for the head
TRIES = 500
NAMES = "abcdeghk"
NONE = "none"


@dataclass(frozen=True)
class Task:
    """A program and a question about one run of it.

    Attributes
    ----------
    source : of the program
    graph : of the run
    asks : the question in a sentence
    answer : what is right: a number, or for an order a label or "none"
    quantity : what is asked; None for an order
    order : that is asked about; () if none is
    """

    source: str
    graph: Graph
    asks: str
    answer: float | str
    quantity: Quantity | None = None
    order: tuple[str, ...] = ()


def drawn(seed: str, level: int) -> Task:
    """The task of a seed, at a level from 1 to LEVELS.

    >>> task = drawn("an example", 2)
    >>> print(task.source.rstrip())
    def f(x, y):
        a = y * 2
        b = x * a
        c = b * a
        return c
    """
    random = Random(f"{seed} {level}")
    kind = random.choice(KINDS[level])
    for _ in range(TRIES):
        source = _program(random, operations=level + 1)
        graph = _run(source, random, level)
        if not _is_easy(graph):
            continue
        task = (
            _order(random, source, graph)
            if kind == "order"
            else _number(random, source, graph, kind)
        )
        if task and (task.quantity is None or _tells(task, level)):
            return task
    raise AssertionError(f"no task in {TRIES} tries: {seed}, level {level}")


def _program(random: Random, operations: int) -> str:
    """The source of a program; what is not used yet is used first."""
    names, unused = ["x", "y"], {"x", "y"}
    lines = []
    for name in NAMES[:operations]:
        left = random.choice(sorted(unused))
        right = random.choice([*names, "2", "3"])
        by_number = right not in names
        operator = random.choice("*" if by_number else "**+" if right == left else "**+-")
        lines.append(f"    {name} = {left} {operator} {right}")
        unused = unused - {left, right} | {name}
        names.append(name)
    return "\n".join(["def f(x, y):", *lines, f"    return {names[-1]}", ""])


def _run(source: str, random: Random, level: int) -> Graph:
    """The graph of a run at small whole numbers."""
    file = f"<a program to practise on: {hash(source):x}>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    made: dict[str, Any] = {}
    exec(compile(source, file, "exec"), made)  # ours, from `_program`
    x, y = random.sample(range(1 if level == 1 else 2, 6), 2)
    return trace(made["f"], float(x), float(y))


def _is_easy(graph: Graph) -> bool:
    """Whether it can be computed by hand, and all of it counts for the result."""
    numbers = [*graph.values, *(edge.partial for edge in graph.edges)]
    used = {edge.operand for edge in graph.connections()}
    all_count = len(used) == len(graph) - 1
    return all_count and all(abs(float(number)) <= LARGEST for number in numbers)


def _number(random: Random, source: str, graph: Graph, kind: str) -> Task | None:
    labels = graph.labels
    called = f"f({', '.join(f'{graph.values[n]:g}' for n in graph.inputs)})"
    inner = range(len(graph.inputs), len(graph))
    if kind == "partial":
        edge = random.choice(graph.connections())
        asked = Quantity(kind, edge.consumer, operand=edge.operand)
        if graph.operands(edge.consumer).count(edge.operand) > 1:
            which = f"each of the two edges from {labels[edge.operand]} to {labels[edge.consumer]}"
        else:
            which = f"the edge from {labels[edge.operand]} to {labels[edge.consumer]}"
        asks = f"{called}: which partial is on {which}?"
    elif kind == "tangent":
        unit = labels[random.choice(graph.inputs)]
        asked = Quantity(kind, random.choice(inner), unit)
        asks = f"{called}, with the seed 1 on {unit}: what is the tangent of {labels[asked.node]}?"
    elif kind == "adjoint":
        asked = Quantity(kind, random.choice(range(len(graph) - 1)))
        asks = f"{called}: what is the adjoint of {labels[asked.node]}?"
    else:
        asked = Quantity(kind, random.choice(inner))
        asks = f"{called}: what is the value of {labels[asked.node]}?"
    number = right(graph, asked)
    return Task(source, graph, asks, number, asked) if abs(number) <= LARGEST else None


def _tells(task: Task, level: int) -> bool:
    """Whether a likely mistake would be seen: its number is another than the right one."""
    assert task.quantity
    if task.quantity.kind != "adjoint":
        return task.answer != 0
    uses = sum(edge.operand == task.quantity.node for edge in task.graph.connections())
    likely = next(m for m in mistakes(task.graph, task.quantity) if m.id == "overwrites")
    return uses > 1 and likely.number != task.answer if level > 2 else task.answer != 0


def _order(random: Random, source: str, graph: Graph) -> Task | None:
    """Which node of an order comes too early: one does, or none."""
    order = list(graph.labels)
    inner = order[len(graph.inputs) :]
    if random.random() < 0.75:
        early = random.choice(inner)
        order.remove(early)
        order.insert(random.randrange(len(order)), early)
    else:
        random.shuffle(order)
    wrong = broken(graph, order)
    too_early = {part.split(" ")[0] for part in wrong.split("; ")} if wrong else {NONE}
    if len(too_early) != 1:
        return None
    asks = (
        f"Somebody computes in this order: {', '.join(order)}. Which node comes too early, if any?"
    )
    asks += f' (Its name, or "{NONE}".)'
    return Task(source, graph, asks, too_early.pop(), order=tuple(order))
