"""What the page gets of a player, as data; `spec` has the types.

- `contents(graph, timelines, ...)`: a JSON-ready dict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from adlab.engine.recording.graph import Graph, GraphEdge
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.drawn.fit import PANES, Fitting, Pane
from adlab.view.drawn.group_diagram import Album
from adlab.view.files.dot import to_dot
from adlab.view.player.grouped import groups_of, magnitude
from adlab.view.player.placed import places_of
from adlab.view.replay.flows import flows, ledgers
from adlab.view.replay.fold import DERIVATIVES, ROWS, SIGNS, Fold, Told, waits
from adlab.view.replay.jumps import Jumps, finals, jumps, passes, position, taken
from adlab.view.replay.listing import At, listing
from adlab.view.replay.spec import (
    STEP_LIMIT,
    VERSION,
    ArrayFace,
    Function,
    MapOnEdge,
    Node,
    Opened,
    Pass,
    Spec,
    Sweep,
    as_data,
)
from adlab.view.replay.tape import Ranges, tape
from adlab.view.said import arrays, mathml, narration
from adlab.view.said.dependence import constants
from adlab.view.said.graph_texts import Texts, back_text
from adlab.view.said.maps import Wires, wires
from adlab.view.said.templates import ARRAY_WORDS, GROUPS, SLIDERS, SLOPES, WORDS
from adlab.view.tables.table import NODE_LIMIT

STEPS = 12_000  # of all sweeps, which a page can carry


def contents(
    graph: Graph,
    timelines: Mapping[str, Timeline],
    *,
    title: str,
    sweep: str,
    start: int = 0,
    only: tuple[int, int] | None = None,
    limits: Mapping[str, tuple[int, int]] | None = None,
    predict: str | None = None,
    album: Album | None = None,
    fitting: Fitting | None = None,
    added: Mapping[str, tuple[Sequence[str], bool]] | None = None,
    ranges: Ranges | None = None,
    panes: Sequence[Pane] = PANES,
) -> dict[str, Any]:
    """The player as data.

    Parameters
    ----------
    graph : Graph
    timelines : mapping from the name of a sweep to its Timeline
    title : str
        What is stepped through, such as "f(x1, x2)".
    sweep, start, only
        The sweep that opens, the step at which it opens, and the range of steps it is kept to.
    limits : mapping from "tangent" or "reverse" to (number shown, number there are)
    predict : str, optional
        What is asked from the start, see `asked.PREDICTED`.
    album : Album, of a graph that is too big for one picture
    fitting : the graph fitted into panes; by default it is without notes in its nodes
    added : mapping from the names of those sweeps that have a segment of their own in the bar to
        what is said after each number of their steps
    ranges : for each input with a slider, by label, what that goes from and to; None for a page
        that does not compute
    panes : those that the page may have
    """
    fold, pool, shown = Fold(graph), _Pool(), listing(graph)
    jumped = jumps_of(timelines, album, timelines)
    told = [_told(each, fold, album, jumped[name]) for name, each in timelines.items()]
    sweeps = [
        _sweep(timeline, each, fold, pool, only if name == sweep else None, jumped[name], album)
        for (name, timeline), each in zip(timelines.items(), told, strict=True)
    ]
    pairs = [*zip(timelines.values(), told, strict=True)]
    program = None
    if ranges is not None and not album:
        program = tape(graph, fold, pairs, ranges, bool(added) or any(s.noted for s in sweeps))
    if added:
        sweeps = [
            replace(each, name=name, segment=name, told=added[name][0], bare=added[name][1])
            if name in added
            else each
            for name, each in zip(timelines, sweeps, strict=True)
        ]
    noted = {each.kind for each in sweeps if each.noted}
    names = [mathml.split_name(label) for label in graph.labels]
    return as_data(
        Spec(
            VERSION,
            title,
            len(graph),
            [_node(*each, pool) for each in zip(graph.nodes, names, shown.places, strict=True)],
            [(edge.operand, edge.consumer) for edge in graph.connections()],
            fold.known.on_edges,
            [*shown.functions, *_programs(graph, added or {})],
            shown.branches,
            [_said_to_be_right(each) if each.kind in noted else each for each in sweeps],
            fold.phrases,
            fold.lit,
            narration.halfway(),
            Opened(list(timelines).index(sweep), start),
            dict(limits or {}),
            to_dot(graph) if len(graph) <= NODE_LIMIT else "",
            _words(bool(album), bool(pool.kept), bool(program)),
            predict=predict or "",
            maps=_maps(fold.known) if pool.kept else {},
            pool=pool.kept,
            groups=groups_of(graph, album, final_adjoints(timelines)) if album else None,
            places=[] if album else places_of(fitting or Fitting.of(graph), panes),
            tape=program,
            constants=constants(graph),
        )
    )


def _programs(graph: Graph, added: Mapping[str, Any]) -> list[Function]:
    """The programs that a framework made for a sweep that is shown, beside the user's code."""
    return [
        Function(name, 1, tuple(text.splitlines()))
        for sweep in added
        for name, text in getattr(graph.sweeps.get(sweep), "programs", {}).items()
    ]


def final_adjoints(timelines: Mapping[str, Timeline]) -> dict[int, Any]:
    """The adjoints of the first output."""
    reverse = (each for each in timelines.values() if each.sweep.kind == "reverse")
    first = next(reverse, None)
    return first.adjoints(len(first)) if first else {}


def _node(node: Any, name: tuple[str, str], at: At | None, pool: _Pool) -> Node:
    return Node(
        node.label,
        node.formula,
        name,
        at[:5] if at else (),
        at.where if at else "",
        node.is_output,
        pool.face(node.value) if np.ndim(node.value) else None,
    )


def _said_to_be_right(sweep: Sweep) -> Sweep:
    """A sweep that stands beside one that may be wrong has something to be chosen by."""
    return sweep if sweep.seed else replace(sweep, seed=WORDS["the right one"])


def _words(grouped: bool, arrays: bool, computes: bool) -> dict[str, Any]:
    """The labels that this page needs."""
    words = WORDS | ARRAY_WORDS if arrays else WORDS
    if computes:
        words = words | SLIDERS | SLOPES
    if grouped:
        words = words | {"groups": GROUPS, "keys": [*GROUPS["keys"], *words["keys"]]}
    return words


def _maps(known: Texts) -> dict[int, MapOnEdge]:
    """What there is to say about the edges from or to an array."""
    found = {}
    for edge in known.graph.edges:
        shape = known.graph.shape(edge.operand)
        if not (shape or edge.shape):
            continue
        found[known.numbers[edge.edge]] = MapOnEdge(
            known.partials[edge.edge] if edge.label else ARRAY_WORDS["entry by entry"],
            f"{shape} → {edge.shape}",
            [int(np.prod(edge.shape)), int(np.prod(shape))],
            back_text(edge),
            arrays.matrix(edge) if arrays.may_have_matrix(shape, edge.shape) else "",
            _wires(known.graph, edge),
        )
    return found


def _wires(graph: Graph, edge: GraphEdge) -> Wires | None:
    """What goes where on an edge."""
    is_product = graph.primitive(edge.consumer).name == "matmul"
    return wires(edge, ("left", "right")[edge.edge.position] if is_product else "")


class _Pool:
    """Arrays as the page gets them, each kept once."""

    def __init__(self) -> None:
        self.kept: list[list[str]] = []
        self.number: dict[tuple[str, str, str], int] = {}

    def add(self, value: Any, largest: float) -> int:
        key = (arrays.preview(value, largest), arrays.entries(value), arrays.blocks(value))
        if key not in self.number:
            self.number[key] = len(self.kept)
            self.kept.append(list(key if key[2] else key[:2]))
        return self.number[key]

    def face(self, value: Any) -> ArrayFace:
        """What there is to know of an array, whatever the step."""
        shape, largest = np.shape(value), arrays.reach([value])
        frame = arrays.raster(shape)
        rows, columns = arrays.headings(shape) if frame else ([], [])
        kind = "corners" if arrays.has_corners_only(shape) else "all entries"
        return ArrayFace(
            str(shape),
            [*frame[:2], *frame.block, frame.facets, frame.more] if frame else None,
            ARRAY_WORDS[kind].format(shape=shape, n=int(np.prod(shape))),
            rows,
            columns,
            self.add(value, largest),
            arrays.scale_text(largest),
        )


def jumps_of(
    timelines: Mapping[str, Timeline], album: Album | None, names: Iterable[str]
) -> dict[str, Jumps]:
    """What these sweeps take at once; nothing where the page can carry all steps of all sweeps."""
    if not album or sum(map(len, timelines.values())) <= STEPS:
        return dict.fromkeys(names, ())
    turns = album.turns
    return {name: jumps(timelines[name], turns) for name in names}


def _told(timeline: Timeline, fold: Fold, album: Album | None, jumped: Jumps) -> list[Told]:
    """The steps of a sweep that the page gets."""
    if album:
        return fold.told(timeline, None, jumped)
    return fold.told(timeline, STEP_LIMIT)


def _sweep(
    timeline: Timeline,
    told: Sequence[Told],
    fold: Fold,
    pool: _Pool,
    only: tuple[int, int] | None,
    jumped: Jumps,
    album: Album | None,
) -> Sweep:
    sweep = timeline.sweep
    phases = [
        Pass(name, position(first, jumped), position(last, jumped))
        for name, first, last in passes(timeline)
    ]
    cut = not album and len(told) < len(timeline)
    return Sweep(
        sweep.kind,
        sweep.name,
        sweep.about,
        phases,
        [each.row(fold.phrases[each.phrase].fields) for each in told],
        narration.opening(timeline),
        narration.closing(timeline),
        ROWS[sweep.kind],
        sweep.kind != "order",
        SIGNS.get(sweep.kind, ""),
        DERIVATIVES.get(sweep.kind, ""),
        halfway=phases[0].last if sweep.kind == "reverse" else 0,
        tags={k: each.tag for k, each in enumerate(told) if each.tag},
        flows=flows(timeline, fold.known),
        ledgers=ledgers(timeline, fold.known),
        waits=waits(told),
        full={k: each.moment.full for k, each in enumerate(told) if each.moment.full},
        cut=WORDS["cut"].format(n=len(told), of=len(timeline)) if cut else "",
        only=list(only or ()),
        noted=bool(sweep.note),
        sizes=_sizes(timeline) if album else {},
        **_arrays_of(timeline, pool, taken(timeline, jumped)[: len(told)], bool(jumped)),
        **(finals(timeline, jumped) if jumped else {}),
    )


def _sizes(timeline: Timeline) -> dict[int, float]:
    """The norms of the last derivatives that are arrays."""
    if not timeline.graph.arrays:
        return {}
    kind = {"tangent": "tangent", "reverse": "adjoint"}.get(timeline.sweep.kind)
    last = {s.slot.at: s.after for s in timeline if s.slot.kind == kind and np.ndim(s.after)}
    return {node: magnitude(value) for node, value in last.items() if isinstance(node, int)}


def _arrays_of(timeline: Timeline, pool: _Pool, taken: list[int], jumped: bool) -> dict[str, Any]:
    """The arrays among the derivatives of a sweep: those that steps write, and the last ones."""
    held: dict[Any, list[Any]] = {}  # the arrays that each node holds in turn
    for step in timeline.steps:
        if type(step.after) is np.ndarray and step.slot.kind in ("tangent", "adjoint"):
            held.setdefault(step.slot.at, []).append(step.after)
    if not held:
        return {}
    reaches = {node: arrays.reach(values) for node, values in held.items()}
    steps = enumerate([timeline[n] if n >= 0 else None for n in taken])
    return {
        "scales": {node: arrays.scale_text(largest) for node, largest in reaches.items()},
        "arrays": {
            k: pool.add(step.after, reaches[step.slot.at])
            for k, step in steps
            if step and step.slot.kind in ("tangent", "adjoint") and np.ndim(step.after)
        },
        "held_arrays": {
            node: pool.add(values[-1], reaches[node]) for node, values in held.items() if jumped
        },
    }
