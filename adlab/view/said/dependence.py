"""What a function does not depend on, and what a sweep leaves out, in sentences.

- `constants(graph)`: the outputs that no input has an influence on, in a few words.
- `remarks(timeline)`: what is to be known beside the results of a sweep.

>>> import adlab
>>> graph = adlab.trace(lambda x1, x2: x1 * x1, 2.0, 5.0)
>>> remarks(adlab.timeline(graph, "reverse"))
['v1 does not depend on x2.']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.said.facts import joined
from adlab.view.said.numbers import text
from adlab.view.said.templates import DEPENDENCE

MOST = 4  # names in a sentence


def constants(graph: Graph) -> str:
    """The outputs that are constants, in a few words; "" if none is.

    >>> import adlab
    >>> (
    ...     constants(adlab.trace(lambda x: (x * x, 3.0), 2.0)),
    ...     constants(adlab.trace(lambda x: 3.0, 2.0)),
    ... )
    ('output 2 is the constant 3', 'the output is the constant 3')
    """
    return joined(_cut(_constants(graph)))


def remarks(timeline: Timeline) -> list[str]:
    """Sentences on what has no influence, on inputs that are outputs, and on other outputs."""
    return [
        said[:1].upper() + said[1:] if said.startswith("the ") else said for said in _said(timeline)
    ]


def _said(timeline: Timeline) -> Iterator[str]:
    graph, sweep = timeline.graph, timeline.sweep
    outputs, labels = graph.output_nodes, graph.labels
    if sweep.kind == "order":
        return
    fixed = _constants(graph)
    if fixed:
        kind = "constant" if len(fixed) == 1 else "constants"
        yield DEPENDENCE[kind].format(said=joined(_cut(fixed)))
    if sweep.kind == "reverse":
        seeds = [node for node in outputs if labels[node] == sweep.seed]
        if len(outputs) > 1 and seeds:
            yield DEPENDENCE["more"].format(
                n=len(graph.outputs), names=_names(graph, outputs), seed=sweep.seed
            )
        outputs = tuple(seeds)
    chosen = [
        node for node in graph.inputs if sweep.kind != "tangent" or labels[node] == sweep.seed
    ]
    for node in outputs:
        reached = _ancestors(graph, node)
        if node in graph.inputs:
            yield DEPENDENCE["input"].format(name=labels[node])
        elif idle := [each for each in chosen if each not in reached]:
            yield DEPENDENCE["unused"].format(
                output=labels[node], inputs=_names(graph, idle, " or ")
            )


def _constants(graph: Graph) -> list[str]:
    """Each output that is a constant: which, and its value."""
    several = len(graph.outputs) > 1
    return [
        DEPENDENCE["one of" if several else "only"].format(n=n, value=_shown(value))
        for n, value in enumerate(graph.outputs, 1)
        if type(value) is not int  # which is a node
    ]


def _shown(value: Any) -> str:
    try:
        return text(value)
    except (TypeError, ValueError):  # no number
        return repr(value)


def _ancestors(graph: Graph, node: int) -> set[int]:
    found, waiting = {node}, [node]
    while waiting:
        for operand in graph.operands(waiting.pop()):
            if operand not in found:
                found.add(operand)
                waiting.append(operand)
    return found


def _names(graph: Graph, nodes: Iterable[int], last: str = " and ") -> str:
    *names, end = _cut([graph.labels[node] for node in nodes])
    return last.join([", ".join(names), end] if names else [end])


def _cut(names: list[str]) -> list[str]:
    return names if len(names) <= MOST else [*names[: MOST - 1], f"{len(names) - MOST + 1} more"]
