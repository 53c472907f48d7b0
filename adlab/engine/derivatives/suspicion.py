"""Why differences and AD disagree, where no rule is wrong: the reason that a run makes likely.

- `reason(f, args)`: a kink, a branch, a constant, cancellation, in words; "" if nothing is seen.

AD answers what the derivative of this run of this program is. These are the cases in which that is
not the question, or in which its own arithmetic loses the answer.

Sources: Griewank & Walther (2008), chapter 14, for kinks and branches; Hückelheim et al.,
*Understanding automatic differentiation pitfalls* (2023).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from adlab.engine.arrays.digits import number
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.tracing import run
from adlab.engine.sweeps.cancellation import losses
from adlab.engine.sweeps.finite import used
from adlab.engine.sweeps.kinks import apart, distance
from adlab.engine.user import source

NEAR = 1e-4  # of a kink or a branch: differences step over it
DIGITS = 6.0  # that a sum loses, from which on it is suspected


def reason(f: Callable[..., Any], args: Sequence[Any]) -> str:
    """What makes the derivative doubtful there; the first of these that is found.

    >>> reason(lambda x: abs(x - 2.0), (2.0,))
    'v2 = |v1| stands at its kink (at 0: slope 0)'
    >>> reason(lambda x: x * x if x != 2.0 else 4.0, (2.0,))
    'the branch `x != 2.0` turns there, and AD follows the side that was taken'
    """
    graph = run(f, tuple(args), watch=True)
    return _jump(graph) or _cancelled(graph)


def jump(f: Callable[..., Any], args: Sequence[Any]) -> str:
    """The same without cancellation: what even agreeing numbers say nothing about.

    >>> jump(lambda x: abs(x), (0.0,))
    'v1 = |x| stands at its kink (at 0: slope 0)'
    """
    return _jump(run(f, tuple(args), watch=True))


def _jump(graph: Graph) -> str:
    return (
        _branch(graph, 0.0)
        or _lost(graph)
        or _kink(graph)
        or _branch(graph, NEAR)
        or _constant(graph)
    )


def _lost(graph: Graph) -> str:
    if used(graph).intersection(graph.inputs):
        return ""
    return "no operation of this run leads from the arguments to the result, so AD says 0"


def _kink(graph: Graph) -> str:
    counts = used(graph)
    for node in graph.nodes:
        asked = not node.is_input and node.index in counts
        away = distance(graph, node.index) if asked else None
        kink = "" if away is None else graph.primitive(node.index).kink
        if away is not None and away <= NEAR and kink:
            stands = f"is {number(away)} from" if away else "stands at"
            return f"{node.label} = {node.formula} {stands} its kink ({kink})"
    return ""


def _branch(graph: Graph, near: float) -> str:
    for guard in graph.guards:
        away = apart(guard.primitive, graph, guard.operands)
        if away is not None and away <= near and guard.span is not None:
            asked = " ".join(guard.span.text.split())
            turns = f"turns {number(away)} away" if away else "turns there"
            return f"the branch `{asked}` {turns}, and AD follows the side that was taken"
    return ""


def _constant(graph: Graph) -> str:
    """Nothing but comparisons, counts and steps lead to the result."""
    reached, jumps, counts = set(graph.inputs), [], used(graph)
    for node in graph.nodes[len(graph.inputs) :]:
        if node.index not in counts or not reached.intersection(graph.operands(node.index)):
            continue
        partials = graph.primitive(node.index).partials
        flat = bool(partials) and all(text == "0.0" for text in partials)
        if graph.partials(node.index) and not flat:
            reached.add(node.index)
        else:
            jumps.append(node)
    if reached.intersection(graph.output_nodes) or not jumps:
        return ""
    where = source.where(*graph.records[jumps[0].index][2:4])
    said = f"{jumps[0].label} = {jumps[0].formula}"
    return f"{said} moves in jumps: AD says 0 on both sides of each ({where})"


def _cancelled(graph: Graph) -> str:
    found = [
        each for each in losses(graph) if each.adjoint_lost >= DIGITS or each.value_lost >= DIGITS
    ]
    if not found:
        return ""
    worst = max(found, key=lambda each: max(each.adjoint_lost, each.value_lost))
    lost = max(worst.adjoint_lost, worst.value_lost)
    what = "shares of its adjoint" if worst.adjoint_lost == lost else "operands"
    digits = "all digits" if lost == float("inf") else f"{lost:.1f} digits"
    return f"{worst.label} = {worst.formula} loses {digits}: its {what} cancel (adlab.digits_lost)"
