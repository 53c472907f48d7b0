"""An engine of your own in the player: its adjoints on the diagram, the right ones beside them.

- `step_with(engine, f, *args)`: step through what your engine does, write by write.
- `OwnEngine`: what it returns, a `StepComparison` with a verdict above it.

>>> class Value:
...     def __init__(self, data, edges=()):
...         self.data, self.edges, self.grad = data, edges, 0.0
...
...     def __mul__(self, other):
...         return Value(self.data * other.data, [(self, other.data), (other, self.data)])
...
...     def backward(self):
...         self.grad = 1.0
...         for operand, partial in self.edges:
...             operand.grad = self.grad * partial
>>> step_with(Value, lambda x: x * x, 3.0)
<Your engine on f(x): the adjoint of x is 3, right is 6>
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from html import escape
from typing import Any

import numpy as np

from adlab.engine.arrays.values import detach
from adlab.engine.recording.graph import Edge
from adlab.engine.sweeps.timeline import timeline
from adlab.own.foreign import Name
from adlab.own.run import run_beside
from adlab.own.sweep import OwnRun, close, or_zero
from adlab.view.drawn.groups import is_big
from adlab.view.drawn.theme import BAD, GOOD
from adlab.view.player.pair import Pair, StepComparison
from adlab.view.said.facts import Moment, moments
from adlab.view.said.graph_texts import edge_numbers, slot_key
from adlab.view.said.numbers import text
from adlab.view.said.templates import OWN


def step_with(
    engine: Callable[[float], Any],
    f: Callable[..., Any],
    *args: Any,
    value: Name | None = None,
    adjoint: Name | None = None,
    operands: Name | None = None,
    backward: Name | None = None,
    calls: int = 2,
    folded: bool | None = None,
    **options: Any,
) -> OwnEngine:
    """Run `f` on an engine of your own, and step through its reverse sweep beside the right one.

    Parameters
    ----------
    engine : class, or function that makes a node of a number, or of an array
        Its nodes have the operations that `f` uses as methods: `__mul__`, `__rmul__`, … for
        operators, `exp` for `np.exp`, `relu` for `adlab.relu`, `sum` for `np.sum`.
    f : callable
        As for `adlab.step`: it is run on your nodes, and on adlab's.
    *args : numbers and arrays, or nested tuples, lists and dicts of them
    value, adjoint, operands : str or callable, optional
        The attribute of a node that holds its value, its adjoint or its operands, or a function
        that gets a node. Found by themselves if they are called what people call them.
    backward : str or callable, optional
        The method, or a function that gets the output node, that runs the reverse sweep. Where it
        is not given, a method `backward`.
    calls : int
        How often the sweep is run on the same graph. The call that is shown is the first that
        goes wrong.
    folded : bool, optional
        Whether calls of your functions are closed boxes, which open with a click. By default those
        of a graph of more than 150 nodes are, as in `step`.
    **options
        Keyword arguments go to `f` as they are, as constants; as in `step`.

    Returns
    -------
    OwnEngine
        A notebook shows it; `.to_html(path)` writes it to a file.

    Raises
    ------
    EngineError
        Your engine cannot be read, raises, goes on without an end, or computes another graph. The
        message says where.
    ValueError
        `calls` is not positive.
    """
    if calls < 1:
        raise ValueError(f"backward is called at least once, and calls is {calls}")
    own = run_beside(
        engine,
        f,
        args,
        value=value,
        adjoint=adjoint,
        operands=operands,
        backward=backward,
        calls=calls,
        options=options,
    )
    return OwnEngine(own, calls, is_big(own.graph) if folded is None else folded)


class OwnEngine(StepComparison):
    """The sweep of an engine of one's own beside the right one, on one slider.

    Attributes
    ----------
    own : OwnRun
        The run itself: values, adjoints, what was found about the graph.
    """

    def __init__(self, own: OwnRun, calls: int = 1, folded: bool = False) -> None:
        self.own = own
        self._calls = calls
        right = timeline(own.graph, "reverse", output=own.graph.labels[own.output])
        super().__init__(own.timeline, right, (OWN["side"], OWN["right side"]), folded=folded)

    @cached_property
    def differences(self) -> list[list[Pair]]:
        """For each step, the slots that do not hold what they should after it.

        An engine may take the shares of a node in another order. So an adjoint is right as long as
        it is the sum of the right shares of those edges along which one has come, and it must be
        complete when the node hands on.
        """
        own, labels = self.own, self.own.graph.labels
        numbers = edge_numbers(own.graph)
        partials = {edge.edge: edge.partial for edge in own.graph.edges}
        due: dict[int, Any] = {
            own.output: 1.0
        }  # node → the shares that have come, as they should be
        held: dict[int, Any] = {}
        sent: set[Edge] = set()
        wrong: dict[str, Pair] = {}
        told: list[list[Pair]] = [[]]

        def judge(slot: str, label: str, got: Any, right: Any) -> None:
            if close(got, right):
                wrong.pop(slot, None)
            else:
                wrong[slot] = (slot, slot, label)

        for step in own.timeline:
            at, slot = step.slot.at, slot_key(step.slot, numbers) or ""
            if isinstance(at, Edge):
                label = f"{labels[at.operand]} → {labels[at.consumer]}"
                if step.op == "own":  # else it is the right one, or adlab's
                    wrong[slot] = (slot, slot, label)
            elif step.slot.kind == "value":
                judge(slot, labels[at], step.after, detach(own.graph.values[at]))
            else:
                edge = next((read.at for read in step.reads if isinstance(read.at, Edge)), None)
                if edge is not None:
                    giver = edge.consumer
                    judge(f"d{giver}", labels[giver], held.get(giver), own.right[giver])
                    if edge not in sent:
                        sent.add(edge)
                        due[at] = due.get(at, 0.0) + own.right[giver] * partials[edge]
                held[at] = step.after
                complete = step.op == "own" and close(step.after, own.right[at])
                judge(slot, labels[at], step.after, step.after if complete else due.get(at, 0.0))
            told.append(list(wrong.values()))
        told += [told[-1]] * (max(map(len, self.timelines)) + 1 - len(told))
        for node, label in enumerate(labels):  # and what has not come at all
            judge(f"d{node}", label, or_zero(own.adjoints[node]), own.right[node])
        told[-1] = list(wrong.values())
        return told

    @property
    def is_right(self) -> bool:
        """Whether every value and every adjoint is."""
        return self.own.is_right

    @property
    def first_wrong(self) -> str | None:
        """The name of the first node that is wrong: everything that comes before it is right."""
        own = self.own
        node = own.wrong_value
        if node is None and own.wrong_partial is not None:
            node = own.wrong_partial.operand
        if node is None:
            node = self._first_wrong_adjoint
        return None if node is None else own.graph.labels[node]

    @cached_property
    def _first_wrong_adjoint(self) -> int | None:
        """Of the nodes where a wrong adjoint began, the one at which that is seen first."""
        own = self.own
        sources = own.sources if own.call == 1 else own.wrong_adjoints  # each kept its own
        for pairs in self.differences:
            marked = {slot for slot, _, _ in pairs}
            found = [node for node in sources if f"d{node}" in marked]
            if found:
                return found[0]
        return None

    @cached_property
    def verdict(self) -> tuple[str, ...]:
        """What is to be said about the engine, the most important sentence first."""
        return tuple(self._said())

    def __repr__(self) -> str:
        own, node = self.own, self._first_wrong_adjoint
        if node is None:
            return f"<{self.title}: {'right' if self.is_right else self.verdict[0]}>"
        label, got, right = own.graph.labels[node], own.adjoints[node], own.right[node]
        found = f"the adjoint of {label} is {text(got)}, right is {text(right)}"
        if own.call > 1:
            found = f"{self._right_calls}; in call {own.call} {found}"
        return f"<{self.title}: {found}>"

    @property
    def _right_calls(self) -> str:
        """What is right where a later call goes wrong."""
        count = self.own.call - 1
        return OWN["calls right" if count == 1 else "all calls right"].format(n=count)

    @property
    def title(self) -> str:
        """What was run."""
        graph = self.own.graph
        name = "f" if graph.name == "<lambda>" else graph.name
        inputs = [*dict.fromkeys(each.split("[")[0] for each in graph.input_names)]
        return OWN["title"].format(name=f"{name}({', '.join(inputs)})")

    @cached_property
    def spec(self) -> dict[str, Any]:
        """The page's data; it opens where the first difference is, or with all adjoints there."""
        spec = super().spec
        return spec | {"pair": spec["pair"] | {"start": spec["pair"]["first"] or self.last}}

    @property
    def _above(self) -> str:
        """The verdict, the most important sentence first."""
        colour = GOOD if self.is_right else BAD
        first, *more = self.verdict
        said = "<br>".join([f"<strong>{escape(first)}</strong>", *map(escape, more)])
        return (
            f'<p class="adlab-above" style="border-left: 6px solid {colour}; padding-left: 8px; '
            f'margin: 6px 0">{said}</p>\n'
        )

    # -- The verdict ------------------------------------------------------------------------------

    def _said(self) -> Iterator[str]:
        own, labels = self.own, self.own.graph.labels
        if own.wrong_value is not None:
            node = own.wrong_value
            yield self._say("value", node, own=own.values[node], right=own.graph.values[node])
        elif own.wrong_partial is not None:
            edge = own.wrong_partial
            right = next(each.partial for each in own.graph.edges if each.edge == edge)
            yield self._say(
                "partial",
                edge.consumer,
                operand=labels[edge.operand],
                own=own.partials[edge],
                right=right,
            )
        if self._first_wrong_adjoint is not None:
            yield from self._wrong(self._first_wrong_adjoint)
        elif own.is_right:
            again = "right again" if self._calls > 1 else "right"
            yield self._say(again, own.output, n=len(own.graph))
            if own.revisited is not None:
                node = own.revisited
                edges = Counter(edge.operand for edge in own.graph.edges)
                yield self._say("paths", node, writes=own.writes[node], n=edges[node])
        yield from self._findings()
        if len(own.partials) < len(own.graph.edges):
            yield OWN["partials"]

    def _wrong(self, node: int) -> Iterator[str]:
        """The first wrong adjoint, and what can be said about why."""
        own, labels = self.own, self.own.graph.labels
        numbers = {"own": or_zero(own.adjoints[node]), "right": own.right[node]}
        if own.call > 1:
            facts = {"call": own.call, "right calls": self._right_calls}
            yield self._say("adjoint again", node, **numbers, **facts)
            yield OWN["again"]
            return
        yield self._say("adjoint", node, **numbers)
        if node == own.output:
            yield self._say("seed", node)
            return
        shape = np.shape(numbers["own"])
        if shape != own.graph.shape(node) and own.adjoints[node] is not None:
            shapes = {"own": str(shape), "right": str(own.graph.shape(node))}
            yield self._say("shape", node, **shapes)
        for moment in moments(own.timeline):
            cause = _cause(moment) if moment.slot == f"d{node}" else ""
            if cause:
                giver = labels[int(moment.facts.get("from", node))]
                shares = {key: moment.facts.get(key) for key in ("got", "due")}
                yield self._say(cause, node, consumer=giver, **shares)
                break
        between: Counter[int] = Counter()
        missing: Counter[int] = Counter()
        for each in own.graph.edges:
            if each.operand == node and np.any(own.right[each.consumer]):
                between[each.consumer] += 1
                missing[each.consumer] += own.shares[each.edge] == 0
        explained = sum(own.shares[each.edge] for each in own.graph.edges if each.operand == node)
        if own.writes[node] == explained:  # else other writes may have stood for a share
            for consumer, count in missing.items():
                if count:
                    kind = "no share" if between[consumer] == count else "no share of two"
                    yield self._say(kind, node, consumer=labels[consumer], n=between[consumer])

    def _findings(self) -> Iterator[str]:
        """What is odd about the graph. What may be meant is said only if the engine is wrong."""
        own = self.own
        for kind, node, other in own.findings:
            here = other == self._first_wrong_adjoint
            if {"cut": True, "once": here}.get(kind, not own.is_right):
                count = own.graph.operands(node).count(other)
                yield self._say(kind, node, other=own.graph.labels[other], n=count)

    def _say(self, kind: str, node: int, **facts: Any) -> str:
        entry = self.own.graph.nodes[node]
        is_held = (float, np.ndarray)
        said = {k: text(each) if isinstance(each, is_held) else each for k, each in facts.items()}
        return OWN[kind].format(node=entry.label, formula=entry.formula, **said)


def _cause(moment: Moment) -> str:
    """What is wrong with a step that wrote an adjoint, where that can be seen from the step."""
    if moment.kind.order == "over":
        return "lost"
    if moment.kind.event == "own clear":
        return "cleared"
    if "due" not in moment.facts:
        return ""
    return "sent again" if "sent again" in moment.notes else "early"
