"""Taylor mode on the diagram: each node holds the coefficients of a series.

- `taylor_steps(f, x, degree)`: the player, with the sweep of series opened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from adlab.bridges.choosing import trace
from adlab.engine.arrays.digits import number
from adlab.engine.derivatives.taylor import Series, series
from adlab.engine.errors import InputError, explain
from adlab.engine.recording.graph import Graph, Node
from adlab.engine.sweeps.steps import Slot, Step, Sweep
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.drawn.faces import Bars
from adlab.view.player.player import Player, Segment

NAME = "taylor"
WORDS = {
    "begin": "In each node, in place of a number: the coefficients of 1, t, t², …",
    "input": "{label} moves as {first} + t: its coefficients are {all}.",
    "value": "{label} = {formula}: its first coefficient is the value, {value}.",
    "sum": "{label}, coefficient of {power}: that of each operand, {terms} = {value}.",
    "product": "{label}, coefficient of {power}: all pairs of orders that add up to {k}: "
    "{terms} = {value}.",
    "rule": "{label}, coefficient of {power}: {value}, by the rule of {symbol}, of lower ones.",
    "last": " All of {label}: {all}.",
}
POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def taylor_steps(f: Callable[..., Any], x: float, degree: int = 3) -> Player:
    """Step through Taylor mode: node by node, one coefficient after the other.

    Parameters
    ----------
    f : callable
        A function of one number.
    x : float
        Where the series is taken.
    degree : int
        Up to which power of t.

    Raises
    ------
    InputError
        `f` has other arguments or arrays, or the degree is not at least 1.

    >>> taylor_steps(lambda x: x * x * x, 2.0).opened
    <Timeline of the forward sweep, 9 steps>
    """
    graph = trace(f, x)
    if len(graph.inputs) != 1 or graph.arrays or degree < 1:
        raise InputError(
            explain(
                f"Taylor mode of {graph.name} to degree {degree} cannot be stepped through.",
                why="the picture is of functions of one number, from degree 1 on",
                fix="adlab.taylor(f, x, degree, direction) has the coefficients of any function",
            )
        )
    found = series(graph, degree)
    sweep = Sweep("forward", graph, 0)
    steps, words = [], [WORDS["begin"]]
    for node in graph.nodes:
        reads = tuple(Slot("value", k, sweep.name) for k in graph.operands(node.index))
        slot, before = Slot("value", node.index, sweep.name), None
        known = [float(part) for part in found[node.index].known[: degree + 1]]
        for k in [degree] if node.is_input else range(degree + 1):
            after = np.array(known[: k + 1])
            steps.append(Step(sweep, "forward", "set", slot, before, after, reads))
            words.append(_said(graph, node, found, k, degree))
            before = after
    bars = {
        node.index: Bars(tuple(map(float, found[node.index].known[: degree + 1])))
        for node in graph.nodes
    }
    added = Segment(Timeline(graph, sweep, steps), words, bare=True)
    return Player(graph, timelines={NAME: added}, sweep=NAME, notes=bars)


def _said(graph: Graph, node: Node, found: list[Series], k: int, degree: int) -> str:
    """What is said when the k-th coefficient of a node is written."""
    known = found[node.index].known[: degree + 1]
    facts = {
        "label": node.label,
        "formula": node.formula,
        "value": number(float(known[k])),
        "first": number(float(known[0])),
        "all": ", ".join(number(float(part)) for part in known),
        "power": "t" if k == 1 else f"t{str(k).translate(POWERS)}",
        "symbol": node.symbol,
        "k": str(k),
    }
    if node.is_input:
        return WORDS["input"].format(**facts)
    last = WORDS["last"].format(**facts) if k == degree else ""
    if k == 0:
        return WORDS["value"].format(**facts) + last
    both = [found[o].known if type(o) is int else [o] + [0.0] * k for o in node.operands]
    if node.primitive in SIGNS and len(both) == 2:
        terms = f" {SIGNS[node.primitive]} ".join(_factor(each[k]) for each in both)
        return WORDS["sum"].format(terms=terms, **facts) + last
    if node.primitive == "multiply":
        pairs = [(both[0][j], both[1][k - j]) for j in range(k + 1)]
        terms = " + ".join(f"{_factor(a)} · {_factor(b)}" for a, b in pairs)
        return WORDS["product"].format(terms=terms, **facts) + last
    return WORDS["rule"].format(**facts) + last


SIGNS = {"add": "+", "subtract": "−"}


def _factor(value: Any) -> str:
    shown = number(float(value))
    return f"({shown})" if shown.startswith("−") else shown
