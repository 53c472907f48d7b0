"""Questions for a room, made of a function: the right number, and what each mistake would give.

- `ask(f, *args, node="x2")`: a question; it says what it cannot tell apart, and refuses to be asked
  where its target mistake gives the right number.

What a number tells of who gave it is computed by running the wrong sweeps first: see
`adlab.course.asking.mistakes`. For the votes: Mazur, *Peer Instruction* (1997); Vickrey et al.,
*Research-based implementation of peer instruction* (2015).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from adlab.bridges.choosing import trace
from adlab.course.asking.mistakes import Mistake, Quantity, mistakes, right
from adlab.course.room.asked import Asked, Bar, same
from adlab.engine.arrays.digits import number
from adlab.engine.errors import InputError, explain
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.tracing import describe
from adlab.engine.sweeps import wrong_sweeps
from adlab.engine.sweeps.timeline import timeline
from adlab.view.player.pair import compare_steps
from adlab.view.player.player import Player

MOST_BARS = 7
WORDS = {
    "value": "What is the value of {node}?",
    "tangent": "What is the tangent of {node} when {unit} is seeded?",
    "adjoint": "What is the adjoint of {node} when the sweep is done?",
    "partial": "What is the partial of {node} with respect to {operand}?",
}
SWEEPS = {  # of the mistakes that are sweeps: their kind and name, to be shown step by step
    "overwrites": ("reverse", "overwriting"),
    "depth-first-order": ("reverse", "depth-first"),
    "breadth-first-order": ("reverse", "breadth-first"),
    "resends-whole-adjoint": ("reverse", "recursion"),
    "no-zeroing": ("reverse", "not zeroed"),
    "stale-seed": ("tangent", "stale seed"),
}


def ask(
    f: Callable[..., Any],
    *args: float,
    node: str,
    what: str = "adjoint",
    unit: str | None = None,
    operand: str | None = None,
    target: str = "",
    steps: bool = True,
) -> Asked:
    """Make a question for the room, of any function of numbers.

    Parameters
    ----------
    f : callable
    *args : float
        The point.
    node : str
        The name of the node that is asked for, such as "x2" or "v3".
    what : "adjoint", "value", "tangent" or "partial"
    unit : str, optional
        Of a tangent, the input that is seeded; of an adjoint, the output.
    operand : str, optional
        Of a partial, with respect to which operand.
    target : str, optional
        The id of the mistake that the question is meant to find, as docs/misconceptions.md has it.
    steps : bool
        Whether to bring pages in which a wrong sweep stands beside the right one.

    Returns
    -------
    Asked
        Printed, it lists the wrong numbers with their mistakes, what it cannot see, and what it
        cannot tell apart.

    Raises
    ------
    InputError
        There is no such node; or the target mistake gives the right number there, or gives none.
        The advice then names inputs near by with which it can be seen.

    >>> import numpy as np
    >>> question = ask(lambda x1, x2: np.log(x1) + x1 * x2 - np.sin(x2), 2.0, 5.0, node="x2")
    >>> question.expected, question.bars[0].number, question.bars[0].ids
    (1.7163378145367738, 2.0, ('overwrites', 'one-share'))
    >>> "depth-first-order" in question.cannot_see
    True
    """
    graph = trace(f, *args)
    if graph.arrays:
        raise InputError(explain("A room is asked about numbers, and this function has arrays."))
    quantity = _quantity(graph, node, what, unit, operand)
    expected = right(graph, quantity)
    bars, cannot_see, together = _sorted(expected, mistakes(graph, quantity))
    if target:
        _check_target(f, args, (node, what, unit, operand), target, bars, cannot_see)
    player = Player(graph, sweep="reverse" if what in ("adjoint", "partial") else "forward")
    text = WORDS[what].format(node=node, unit=unit or "", operand=operand or "")
    if what == "tangent" and unit is None:
        text = WORDS[what].format(node=node, unit=graph.labels[0], operand="")
    point = ", ".join(
        f"{name} = {number(float(value))}"
        for name, value in zip(graph.input_names, args, strict=True)
    )
    shown = "backward pass" if what == "adjoint" else (0 if what == "value" else len(player.opened))
    return Asked(
        text,
        expected,
        bars[:MOST_BARS],
        cannot_see,
        together,
        target,
        _source(graph),
        point,
        player.to_svg(shown),
        dict(_pages(graph, quantity, bars[:MOST_BARS])) if steps else {},
    )


def _quantity(
    graph: Graph, node: str, what: str, unit: str | None, operand: str | None
) -> Quantity:
    if what not in ("value", "tangent", "adjoint", "partial"):
        raise InputError(
            explain(
                f"{what!r} cannot be asked.", fix='what="adjoint", "value", "tangent" or "partial"'
            )
        )
    if what == "partial" and operand is None:
        raise InputError(explain("A partial is with respect to an operand.", fix='operand="x1"'))
    try:
        at = graph.find(node)
        return Quantity(what, at, unit, graph.find(operand) if operand else -1)
    except KeyError as error:
        raise InputError(explain(str(error.args[0]))) from None


def _sorted(
    expected: float, found: Sequence[Mistake]
) -> tuple[tuple[Bar, ...], tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The bars; what gives the right number; and what gives one number with others."""
    silent = tuple(dict.fromkeys(m.id for m in found if same(m.number, expected)))
    groups: list[list[Mistake]] = []
    for mistake in found:
        if same(mistake.number, expected):
            continue
        for group in groups:
            if same(group[0].number, mistake.number):
                group.append(mistake)
                break
        else:
            groups.append([mistake])
    bars, together = [], []
    for group in groups:
        ids = tuple(dict.fromkeys(m.id for m in group))
        if len(ids) > 1:
            together.append(ids)
        bars.append(Bar(group[0].number, ids, group[0].words))
    return tuple(bars), silent, tuple(together)


def _check_target(
    f: Callable[..., Any],
    args: Sequence[float],
    asked: tuple[Any, ...],
    target: str,
    bars: Sequence[Bar],
    cannot_see: Sequence[str],
) -> None:
    """Refuse a question that cannot find what it is meant to find."""
    seen = [bar for bar in bars if target in bar.ids]
    if seen and target not in cannot_see:
        return
    why = (
        "it gives the right number there"
        if target in cannot_see
        else "there is no such mistake for this question"
    )
    near = [] if not seen and target not in cannot_see else list(_near(f, args, asked, target))
    fix = (
        "ask at " + ", or at ".join(", ".join(f"{x:g}" for x in point) for point in near[:3])
        if near
        else "ask for another node, or take another small graph: one in which a node is used twice"
    )
    raise InputError(explain(f"The question cannot find {target}.", why=why, fix=fix))


def _near(
    f: Callable[..., Any], args: Sequence[float], asked: tuple[Any, ...], target: str
) -> Iterator[tuple[float, ...]]:
    """Inputs near by at which the mistake gives a number of its own."""
    node, what, unit, operand = asked
    for shifts in itertools.product((0.0, 1.0, -1.0, 0.5), repeat=len(args)):
        point = tuple(x + shift for x, shift in zip(args, shifts, strict=True))
        try:
            graph = trace(f, *point)
            quantity = _quantity(graph, node, what, unit, operand)
            expected = right(graph, quantity)
            bars, silent, _ = _sorted(expected, mistakes(graph, quantity))
        except (InputError, ValueError, ArithmeticError):
            continue
        if target not in silent and any(target in bar.ids for bar in bars):
            yield point


def _pages(graph: Graph, asked: Quantity, bars: Sequence[Bar]) -> Iterator[tuple[str, str]]:
    """For each mistake that is a sweep: that sweep and the right one, on one slider."""
    kind = {"adjoint": "reverse", "tangent": "tangent"}.get(asked.kind)
    for id in dict.fromkeys(id for bar in bars for id in bar.ids):
        if id not in SWEEPS or SWEEPS[id][0] != kind:
            continue
        where = {"reverse": "output", "tangent": "input"}[kind]
        seed = {where: asked.unit} if asked.unit else ({"input": 0} if kind == "tangent" else {})
        wrong = wrong_sweeps.wrong(graph, kind, SWEEPS[id][1], asked.unit)
        yield id, compare_steps(wrong, timeline(graph, kind, **seed)).to_html()


def _source(graph: Graph) -> str:
    spans = [node.span for node in graph.nodes if node.span is not None]
    lines = dict.fromkeys(line for span in spans for line in span.text.splitlines())
    longest = max(lines, key=len, default="")
    return longest.strip() or describe(graph, len(graph) - 1)
