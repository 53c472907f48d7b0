"""A graph as a file: JSON that says what each node is, holds, and hands back.

- `to_json(graph)`: the text; `graph.to_json(path)` writes it.
- `load(path)`: the graph again. It can be stepped through wherever adlab is: what computed it, such
  as PyTorch, need not be there.

**The format.** An object with `"adlab graph": 1` and

- `name`, `framework`, `version`, `dtype`: of the function, and whose numbers these are ("NumPy").
- `functions`: those that ran, each with `name`, `first` (its first line in its file) and `lines`.
- `calls`: each with `name` and `caller`, the number of another one or null.
- `inputs`: how many of the nodes are inputs; they come first. `roles`: which are parameters.
- `nodes`: each with `label`, `operation`, `formula`, `symbol`, `value`; `operands`, of which
  `{"node": 3}` is a node and anything else a constant; `params`, the `axis` or `index` that the
  formula shows; `at`, the number of a function, then line, column, end line and end column in it,
  counted from 0; `place`, the number of a call, then the loops around it with their turns.
- of a node, `partials`: for each operand that has one its `position`, and `slope`, a number or an
  array of the node's shape, or `matrix`, with a row for each entry of the node and a column for
  each of the operand's; with it go `label` and `back`, what it does, and what its transpose does.
- `outputs`: `{"node": 7}`, or constants.
- `backward`: of a framework's own backward pass, `order`, the edges in the order of their shares as
  [operand, consumer, position], `words`, what is said at its steps, and `programs`, texts by name.

Arrays are nested lists; `"nan"`, `"inf"` and `"-inf"` stand for what JSON has no number for.
"""

from __future__ import annotations

import dis
import json
import linecache
import math
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from adlab.bridges.foreign import ForeignGraph
from adlab.bridges.local import KEY, Local, Stored, Words
from adlab.engine.arrays.linear_maps import LinearMap
from adlab.engine.arrays.values import Fixed, detach
from adlab.engine.errors import InputError, explain
from adlab.engine.recording.graph import INPUT, Graph, written_index
from adlab.engine.sweeps.readable import plus, store_partials
from adlab.engine.sweeps.seeds import weightings
from adlab.engine.sweeps.steps import announce
from adlab.engine.sweeps.timeline import timeline
from adlab.engine.user.calls import Call, Place
from adlab.engine.user.source import KeptCode
from adlab.view.replay.listing import Listing, listing

FORMAT = "adlab graph"
VERSION = 1
GRAPHS = Path(__file__).parent / "graphs"  # those of the lessons
LARGEST = 200_000  # entries of one matrix

NOTHING = bytes([dis.opmap["NOP"], 0])


# -- Writing --------------------------------------------------------------------------------------


def to_json(graph: Graph, path: Any = None) -> str:
    """A graph as JSON; written to `path` if given. The module's docstring has the format.

    Raises
    ------
    ValueError
        A partial is too large a matrix.

    >>> import adlab
    >>> text = adlab.trace(lambda x, y: x * y, 2.0, 5.0).to_json()
    >>> adlab.load(text)["v1"].formula
    'x · y'
    """
    shown = listing(graph)
    starts = _starts([function.lines for function in shown.functions])
    text = json.dumps(
        {
            FORMAT: VERSION,
            "name": graph.name,
            "framework": getattr(graph, "framework", "NumPy"),
            "version": getattr(graph, "version", np.__version__),
            "dtype": getattr(graph, "dtype", "float64"),
            "functions": [
                {"name": each.name, "first": each.first, "lines": list(each.lines)}
                for each in shown.functions
            ],
            "calls": [{"name": call.name, "caller": call.caller} for call in graph.calls],
            "inputs": len(graph.inputs),
            "roles": {str(k): role for k, role in graph.roles.items()},
            "nodes": [_node(graph, k, shown, starts) for k in range(len(graph))],
            "outputs": [_operand(each) for each in graph.outputs],
            "backward": _backward(graph),
        },
        ensure_ascii=False,
    )
    if path is not None:
        Path(path).write_text(text, "utf-8")
    return text


def _starts(blocks: Sequence[Sequence[str]]) -> list[int]:
    """The first line of each function in the file that they make together."""
    starts = [1]
    for lines in blocks:
        starts.append(starts[-1] + len(lines) + 1)
    return starts


def _node(graph: Graph, k: int, shown: Listing, starts: Sequence[int]) -> dict[str, Any]:
    node, at = graph.nodes[k], shown.places[k]
    primitive = graph.primitives[node.primitive]
    made: dict[str, Any] = {"label": node.label, "value": _plain(node.value)}
    if at:
        made["at"] = list(at[:5])
    if node.place:
        first = shown.functions[at.function].first if at else 0
        shift = starts[at.function] - first if at else 0
        made["place"] = [node.place.call, [[line + shift, n] for line, n in node.place.loops]]
    if node.is_input:
        return made
    made |= {
        "operation": node.primitive,
        "formula": primitive.formula,
        "symbol": primitive.symbol,
        "operands": [_operand(each) for each in node.operands],
        "partials": [_partial(graph, edge) for edge in graph.edges if edge.consumer == k],
    }
    made["params"] = _params(node.params)
    return made


def _params(params: Mapping[str, Any]) -> dict[str, Any]:
    """Of the parameters those that a formula shows."""
    made = {"index": written_index(params["index"])} if "index" in params else {}
    axis = params.get("axis")
    return made if axis is None else made | {"axis": axis}


def _operand(operand: Any) -> Any:
    if type(operand) is int:
        return {"node": operand}
    operand = detach(operand)
    return {"constant": repr(operand)} if isinstance(operand, Fixed) else _plain(operand)


def _partial(graph: Graph, edge: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"position": edge.edge.position}
    if not isinstance(edge.partial, LinearMap):
        return made | {"slope": _plain(edge.partial)}
    size = math.prod(edge.shape) * math.prod(graph.shape(edge.operand))
    if size > LARGEST:
        raise ValueError(
            f"the partial of {graph.labels[edge.consumer]} with respect to "
            f"{graph.labels[edge.operand]} is a matrix of {size:,} entries, and a file holds "
            f"{LARGEST:,} of one. Keep a smaller run of the function."
        )
    return made | {"matrix": _plain(edge.matrix), "label": edge.label, "back": edge.back}


def _backward(graph: Graph) -> dict[str, Any] | None:
    """The framework's own backward pass: its order, and what is said."""
    if "backward" not in graph.sweeps or not graph.output_nodes:
        return None
    own = timeline(graph, "backward")
    order = [list(step.reads[1].at) for step in own if step.op == "add"]  # type: ignore[arg-type]
    return {
        "order": order,
        "words": list(graph.sweeps["backward"].words),
        "mark": own.sweep.mark,
        "programs": getattr(graph.sweeps["backward"], "programs", {}),
    }


def _plain(value: Any) -> Any:
    """A number or an array as JSON has it."""
    if isinstance(value, (np.ndarray, np.generic)):
        value = value.tolist()
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


# -- Reading --------------------------------------------------------------------------------------


def load(source: Any) -> Graph:
    """Read a graph that `graph.to_json` wrote.

    Parameters
    ----------
    source : path or str
        The file, or its text; or the name of a graph of a lesson, such as "24-pytorch".

    Raises
    ------
    InputError
        It is no such file, or of a later version.
    FileNotFoundError
        There is none.

    >>> import adlab
    >>> graph = adlab.trace(lambda x: x * x, 3.0)
    >>> again = load(graph.to_json())
    >>> adlab.timeline(again, "reverse").adjoints(7)
    {1: 1.0, 0: 6.0}
    >>> load("24-pytorch")
    <Graph of f(x1, x2), 7 nodes>
    """
    is_text = isinstance(source, str) and source.lstrip().startswith("{")
    text = source if is_text else _path(source).read_text("utf-8")
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise _no_graph(f"it is no JSON ({error})") from None
    if not isinstance(data, dict) or FORMAT not in data:
        raise _no_graph(f"it has no {FORMAT!r}")
    if data[FORMAT] != VERSION:
        raise _no_graph(f"it is of version {data[FORMAT]!r}, and this adlab reads {VERSION}")
    return _Reader(data, text).graph


def _path(source: Any) -> Path:
    """The file that is meant."""
    path, own = Path(source), GRAPHS / f"{source}.json"
    return own if not path.exists() and own.exists() else path


def _no_graph(why: str) -> InputError:
    return InputError(
        explain("This is no graph that adlab can read.", why=why, fix="write it by graph.to_json")
    )


class StoredGraph(ForeignGraph):
    """A graph that was read from a file."""

    is_costly = False

    @property
    def about(self) -> str:  # type: ignore[override]
        """Whose numbers these are."""
        if self.framework == "NumPy":
            return ""
        return f"{super().about}, as they were stored"


class _Reader:
    """Makes the graph of what is in a file."""

    def __init__(self, data: Mapping[str, Any], text: str) -> None:
        self.data = data
        self.graph = graph = StoredGraph(data["name"], data["framework"], data["version"])
        self.starts = _starts([each["lines"] for each in data["functions"]])
        self.filename = f"<adlab graph {sha256(text.encode()).hexdigest()[:12]}>"
        lines = [f"{line}\n" for each in data["functions"] for line in (*each["lines"], "")]
        linecache.cache[self.filename] = sum(map(len, lines)), None, lines, self.filename
        graph.dtype = data["dtype"]
        graph.roles = {int(k): role for k, role in data["roles"].items()}
        graph.calls = [
            Call(k, each["name"], each["caller"], None, -1) for k, each in enumerate(data["calls"])
        ]
        nodes = data["nodes"]
        graph.input_names = [node["label"] for node in nodes[: data["inputs"]]]
        graph.values = [_value(node["value"]) for node in nodes]
        graph.arrays = any(type(value) is not float for value in graph.values)
        graph.records = tuple(self._record(k, node) for k, node in enumerate(nodes))
        graph.outputs = [self._operand(each) for each in data["outputs"]]
        graph.places = [(k, place) for k, node in enumerate(nodes) if (place := _place(node))]
        graph.__dict__["labels"] = tuple(node["label"] for node in nodes)
        if data["functions"]:
            graph.code = self._code([0, 0, 0, 0, 0])  # type: ignore[assignment]
        if data["backward"]:
            graph.sweeps = {"backward": _Backward(graph, data["backward"])}

    def _record(self, k: int, node: Mapping[str, Any]) -> tuple[Any, ...]:
        code = self._code(node["at"]) if "at" in node else None
        if "operation" not in node:
            return (INPUT, None, None, -1)
        flows = bool(node["partials"])
        self.graph.declare(node["operation"], node["formula"], node["symbol"], flows)
        operands = [self._operand(each) for each in node["operands"]]
        local = self._local(k, node, operands)
        params = node["params"] | ({KEY: local} if local else {})
        return (node["operation"], params or None, code, 0 if code else -1, *operands)

    def _local(self, k: int, node: Mapping[str, Any], operands: Sequence[Any]) -> Local | None:
        partials = node["partials"]
        if not partials:
            return None
        shapes = {p["position"]: np.shape(self.graph.values[operands[p["position"]]])
                  for p in partials}  # fmt: skip
        matrices = {p["position"]: _value(p.get("slope", p.get("matrix"))) for p in partials}
        said = {p["position"]: Words(p["label"], p["back"]) for p in partials if "matrix" in p}
        slopes = {p["position"] for p in partials if "slope" in p}
        return Stored(matrices, shapes, np.shape(self.graph.values[k]), said, slopes)

    @staticmethod
    def _operand(operand: Any) -> Any:
        if isinstance(operand, dict):
            return operand["node"] if "node" in operand else Fixed(_Said(operand["constant"]))
        return _value(operand)

    def _code(self, at: Sequence[int]) -> KeptCode:
        """A code object of one instruction, which stands at that place of the functions."""
        function, line, column, end_line, end_column = at
        start = self.starts[function]
        each = self.data["functions"][function]
        lines = each["lines"]
        begin = len(lines[line][:column].encode()) if line < len(lines) else column
        end = len(lines[end_line][:end_column].encode()) if end_line < len(lines) else end_column
        position = (start + line, start + end_line, begin, end)
        name = each["name"]
        return KeptCode(self.filename, name, name, start, NOTHING, (position,))


class _Said:
    """A constant of which only the words are known."""

    def __init__(self, text: str) -> None:
        self.__name__ = text


def _place(node: Mapping[str, Any]) -> Place | None:
    if "place" not in node:
        return None
    call, loops = node["place"]
    return Place(call, tuple((line, turn) for line, turn in loops))


def _value(value: Any) -> Any:
    if isinstance(value, list):
        array = np.array(value)
        return array if array.dtype.kind in "fb" else array.astype(float)
    return float(value)


class _Backward:
    """A framework's backward pass, again: its order, with the partials that were kept."""

    def __init__(self, graph: Graph, stored: Mapping[str, Any]) -> None:
        self.graph, self.stored = graph, stored
        self.words: list[str] = stored["words"]
        self.programs: Mapping[str, str] = stored.get("programs", {})

    def __call__(self, output: int | str = 0) -> list[Any]:
        """Run it; the adjoints by node."""
        graph = self.graph
        label, seeds = weightings(graph).choose(0, "output")
        [(node, seed)] = seeds.items()
        with announce("reverse", graph, label, mark=self.stored["mark"]) as tell:
            partials = {
                (operand, consumer, position): partial
                for consumer, edges in enumerate(store_partials(graph, tell))
                for operand, position, partial in edges
            }
            adjoints: list[Any] = [None] * len(graph)
            adjoints[node] = seed
            slots = tell.slots["adjoint"]
            tell("backward pass", "seed", slots[node], None, seed)
            for operand, consumer, position in self.stored["order"]:
                before = adjoints[operand]
                share = adjoints[consumer] * partials[operand, consumer, position]
                adjoints[operand] = plus(before, share)
                read = slots[consumer], tell.slots["partial"][operand, consumer, position]
                tell("backward pass", "add", slots[operand], before, adjoints[operand], read)
        return adjoints
