"""Steps: what a sweep tells its listeners, one small write at a time.

- `Step`: one write to one slot, with what was there before, what is there after, and what was read.
- `observe(hook)`: call `hook(step)` for each Step of every sweep that runs inside the block.
- `Timeline`: a graph and its recorded Steps; the state at step k is the fold of the first k writes.
- `timeline(graph, kind, ...)`: run one sweep and keep its Steps.

A hook is any callable that takes a Step. It may also have `begin(sweep)` and `end(sweep)`.

>>> import adlab, collections
>>> counts = collections.Counter()
>>> def count(step):
...     counts[step.sweep.kind, step.op, step.slot.kind] += 1
>>> with adlab.observe(count):
...     adlab.grad(lambda x: x * x + x)(3.0)
7.0
>>> counts["reverse", "add", "adjoint"]  # x*x has two edges, and + has two
4
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, Protocol

import numpy as np

from adlab.engine.arrays.values import detach
from adlab.engine.recording.graph import Edge, Graph


class Slot(NamedTuple):
    """One place that a sweep writes to."""

    kind: str  # "value", "tangent", "adjoint", "partial", "in-degree", "queue" or "order"
    at: int | Edge  # a node's index, or for a partial an edge
    sweep: str  # the `name` of the sweep, since several tangent and reverse sweeps coexist


class Sweep(NamedTuple):
    """One run over a graph."""

    kind: str  # "order", "forward", "tangent" or "reverse"
    graph: Graph
    level: int  # nesting: 0 for a derivative, 1 for a derivative inside a traced function, ...
    seed: str = ""  # which input or output it is about; "" where that is not said
    mark: str = ""  # that it is not the right sweep: "(wrong on purpose: overwriting)"
    note: str = ""  # the same in a sentence, see `wrong_sweeps`
    wrong: bool = False  # on purpose, so that a right result is luck

    @property
    def name(self) -> str:
        """Unique within a player: "forward", "tangent x1", "reverse y (your order)"."""
        return f"{self.kind} {self.about}".strip()

    @property
    def about(self) -> str:
        """The seed, and the mark of a sweep that is not the right one."""
        return f"{self.seed} {self.mark}".strip()


class Step(NamedTuple):
    """One write of a sweep."""

    sweep: Sweep
    phase: str  # order: "count", "visit"; reverse: "forward pass", "backward pass"; else the kind
    op: str  # "set", "add", "seed", "visit" or "enqueue"; in a wrong sweep also "assume", a missing
    # 0, and "keep", what an earlier sweep left behind
    slot: Slot
    before: Any  # None where nothing had been written yet
    after: Any
    reads: tuple[Slot, ...]  # the slots this write was computed from


Hook = Callable[[Step], object]

_observers: ContextVar[tuple[tuple[Hook, Any], ...]] = ContextVar("adlab_observers", default=())


@contextmanager
def observe(hook: Hook, graph: Graph | None = None) -> Iterator[Hook]:
    """Call `hook` with every Step of the sweeps that run inside the `with` block.

    Parameters
    ----------
    hook : callable taking a Step
        Optional methods `begin(sweep)` and `end(sweep)` are called around each sweep.
        Several hooks run in the order in which their blocks were entered.
    graph : Graph, optional
        Listen to the sweeps over this graph only.

    Raises
    ------
    TypeError
        `hook` is not callable.

    An exception raised by a hook ends the sweep and reaches you; the hook is then uninstalled.
    The values in a Step are plain numbers and arrays, so a hook never records itself. It
    cannot write into the arrays.

    >>> import adlab
    >>> with adlab.observe(lambda step: print(step.op, step.slot.kind, step.after)):
    ...     adlab.jvp(lambda x: 3.0 * x, (2.0,), (1.0,))
    set value 2.0
    seed tangent 1.0
    set value 6.0
    set tangent 3.0
    (6.0, 3.0)
    """
    if not callable(hook):
        raise TypeError(f"observe needs a callable that takes a Step, and got {hook!r}")
    token = _observers.set((*_observers.get(), (hook, graph)))
    try:
        yield hook
    finally:
        _observers.reset(token)


@contextmanager
def announce(kind: str, graph: Graph, seed: str = "", **marks: Any) -> Iterator[Tell]:
    """Open a sweep: yield what tells of its Steps; it is false when nobody listens.

    `marks` are the `mark`, `note` and `wrong` of a Sweep that is not the right one.
    """
    hooks = [hook for hook, only in _observers.get() if only is None or only is graph]
    if not hooks:
        yield SILENCE
        return
    graph.recall()  # all values are told of
    sweep = Sweep(kind, graph, graph.level, seed, **marks)
    for hook in hooks:
        if hasattr(hook, "begin"):
            hook.begin(sweep)
    yield _teller(sweep, hooks)
    for hook in hooks:
        if hasattr(hook, "end"):
            hook.end(sweep)


class Tell(Protocol):
    """Tell the listeners of one write: what a sweep calls after each.

    `tell.slots["adjoint"][node]` and `tell.slots["partial"][operand, consumer, position]` are the
    slots to tell of, each made once, since most are read several times.
    """

    slots: _Slots

    def __call__(
        self,
        phase: str,
        op: str,
        slot: Slot,
        before: Any,
        after: Any,
        reads: tuple[Slot, ...] = (),
    ) -> None: ...


def _teller(sweep: Sweep, hooks: Sequence[Hook]) -> Tell:
    def tell(
        phase: str,
        op: str,
        slot: Slot,
        before: Any,
        after: Any,
        reads: tuple[Slot, ...] = (),
    ) -> None:
        if type(after) is not float and type(after) is not int:
            before, after = _read_only(before), _read_only(after)
        step = new(Step, (sweep, phase, op, slot, before, after, reads))
        for hook in hooks:
            hook(step)

    tell.slots = _Slots(sweep.graph, sweep.name)  # type: ignore[attr-defined]
    return tell  # type: ignore[return-value]


def _read_only(value: Any) -> Any:
    """A plain number or array, into which a hook cannot write by mistake."""
    value = detach(value)
    if type(value) is np.ndarray and value.flags.writeable:
        value = value.view()
        value.flags.writeable = False
    return value


class Silence:
    """What tells nobody: false, and any slot."""

    def __bool__(self) -> bool:
        return False

    def __init__(self) -> None:
        self.slots: Any = self

    def __getitem__(self, key: Any) -> Any:
        return self

    def __call__(self, *write: Any) -> None:
        pass


SILENCE: Any = Silence()


new = tuple.__new__  # skips a named tuple's own constructor, which is half of what a Step costs


class _Slots(dict[str, Any]):
    """The slots of a sweep: for each kind a list by node, or for the partials a dict by edge."""

    def __init__(self, graph: Graph, sweep: str) -> None:
        self.graph = graph
        self.sweep = sweep

    def __missing__(self, kind: str) -> Any:
        sweep = self.sweep
        if kind == "partial":
            edges = self.graph.connections()
            self[kind] = {edge: new(Slot, (kind, edge, sweep)) for edge in edges}
        else:
            nodes = range(len(self.graph))
            self[kind] = [new(Slot, (kind, node, sweep)) for node in nodes]
        return self[kind]
