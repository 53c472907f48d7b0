"""Recording PyTorch: one node for each call that a program makes, as it runs.

- `trace(f, args, options, wrt)`: the graph of one run of a function or a module.

A mode of PyTorch's own is told of each call: `torch.tanh(x)`, `x @ w`, `F.cross_entropy(...)`. The
call runs once, on the real tensors; `torch_walk` has the derivatives. What a tensor is, is told by
the edge at which its gradient arrives, which changes when it is written into. A tensor whose edge
is not known comes from where no call was seen: a view of what was written into, or a user's own
`autograd.Function`. It becomes one node, by the walk from its edge to those that are known.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from adlab.bridges import torch_refusals as refusals
from adlab.bridges import torch_words
from adlab.bridges.foreign import Entry, ForeignGraph, Making
from adlab.bridges.torch_backward import Backward
from adlab.bridges.torch_modules import Following
from adlab.bridges.torch_unchanged import Unchanged, named, reached
from adlab.bridges.torch_walk import Edge, TorchLocal, Walk, as_numpy, edge_of, is_leaf, name_of
from adlab.engine.arrays import containers
from adlab.engine.arrays.values import Fixed
from adlab.engine.errors import InputError, OutputError, TracingError, explain
from adlab.engine.recording.graph import Guard
from adlab.engine.recording.tracing import how_to_return, parameter_names
from adlab.engine.user import source
from adlab.engine.user.frames import user_frame
from adlab.engine.user.whose import also_internal

also_internal(os.path.dirname(torch.__file__) + os.sep)

SMALL = 6  # entries of a constant that is shown by its numbers
ASKS = {"bool", "item", "float", "int", "tolist", "index"}


def trace(
    f: Callable[..., Any],
    args: Sequence[Any],
    options: Mapping[str, Any],
    wrt: str | Sequence[str] | None = None,
    detail: str = "calls",
) -> ForeignGraph:
    """Run `f(*args, **options)` once, and return the graph of what PyTorch computed.

    Raises
    ------
    TracingError
        The program does what cannot be stepped through, such as an optimizer's step.
    InputError
        An argument is complex, sparse, or what PyTorch cannot take.
    OutputError
        It returns nothing that depends on a tensor.
    ValueError
        `detail` is not "calls".
    """
    if detail != "calls":
        raise ValueError(
            f"detail={detail!r} is for JAX: PyTorch tells of the calls that a program makes, and "
            "each of them is a node"
        )
    graph = ForeignGraph(_name(f), "PyTorch", torch.__version__.partition("+")[0])
    graph.code = getattr(getattr(f, "forward", inspect.unwrap(f)), "__code__", None)
    modules = reached(f, args)
    making = Making(graph)
    recorder = _Recorder(making, modules, wrt)
    with (
        Unchanged(list(modules.values())) as recorder.unchanged,
        torch.inference_mode(False),
        torch.enable_grad(),
        _eager(),
        refusals.no_optimizer(),
    ):
        given = recorder.arguments(f, args)
        with Following(making, modules, refusals.check_module), recorder:
            output = f(*given, **options)
        leaves = recorder.outputs(output)
    graph.output_tree = containers.rebuild(output, [None] * len(leaves)) if len(leaves) > 1 else 0
    finished = making.finish(leaves, recorder.order)
    finished.dtype = recorder.dtype
    finished.unused = tuple(
        name for name, each in recorder.parameters.values() if id(each) not in recorder.used
    )
    parts = {entry: edge for edge, entry in recorder.known.items()}
    edges = {entry.index: edge for entry, edge in parts.items() if entry.index >= 0}
    finished.sweeps = {"backward": Backward(finished, edges)}
    return finished


def _name(f: Any) -> str:
    return getattr(f, "__name__", type(f).__name__)


def _eager() -> Any:
    """What is compiled runs as it is written. Where nothing is, there is nothing to do."""
    if "torch._dynamo" in sys.modules:
        return torch.compiler.set_stance("force_eager")
    return nullcontext()


class _Recorder(TorchFunctionMode):  # type: ignore[misc]
    """The mode that is told of each call."""

    unchanged: Unchanged

    def __init__(
        self, making: Making, modules: Mapping[str, nn.Module], wrt: str | Sequence[str] | None
    ) -> None:
        super().__init__()
        self.making = making
        self.wrt = wrt
        self.parameters = named(modules, "parameters")
        self.buffers = named(modules, "buffers")
        self.order = {name: k for k, (name, _) in enumerate(self.parameters.values())}
        self.known: dict[Edge, Entry] = {}
        self.still: dict[int, tuple[Any, int, Entry]] = {}  # by id, tensors without a gradient
        self.versions: dict[Edge, int] = {}  # of leaves
        self.names: dict[int, tuple[Any, str]] = {}  # of constants
        self.used: set[int] = set()
        self.writes: list[tuple[Entry, Any, int, Any]] = []
        self.backward_of: Any = None
        self.dtype = ""

    # -- What goes in and comes out ------------------------------------------------------------

    def arguments(self, f: Callable[..., Any], args: Sequence[Any]) -> list[Any]:
        """The arguments with tensors of our own in the place of the user's."""
        called = f.forward if isinstance(f, nn.Module) else f
        names = parameter_names(called, len(args))
        numbers = not any(
            isinstance(leaf, (torch.Tensor, nn.Module))
            for arg in args
            for _, leaf in containers.flatten(arg)
        )
        given = []
        for name, arg in zip(names, args, strict=True):
            leaves = containers.flatten(arg, name)
            made = [self._argument(path, leaf, numbers) for path, leaf in leaves]
            given.append(containers.rebuild(arg, made))
            trees = containers.rebuild(arg, [None] * len(leaves))
            self.making.graph.input_tree = (*self.making.graph.input_tree, trees)
        return given

    def _argument(self, name: str, value: Any, numbers: bool) -> Any:
        graph = self.making.graph
        if numbers and type(value) in (int, float):
            value = torch.tensor(float(value), dtype=torch.float64)
        elif type(value).__module__ == "numpy" and hasattr(value, "__array__"):
            value = torch.as_tensor(value)
        graph.input_leaves.append(None)
        if not isinstance(value, torch.Tensor):
            return value
        refusals.check_tensor(value, f"the argument {name}", InputError)
        if not value.is_floating_point() or not self._is_wanted(name, "arguments"):
            self.names[id(value)] = value, name
            return value
        graph.input_leaves[-1] = len(self.making.inputs)
        own = value.detach().clone().requires_grad_()
        given = own if value.requires_grad and value.is_leaf else own.clone()
        self._input(name, given, "argument")
        self.order[name] = len(self.order)
        return given

    def _is_wanted(self, name: str, kind: str) -> bool:
        if self.wrt in (None, kind):
            return True
        if self.wrt in ("arguments", "parameters"):
            return False
        return name in ([self.wrt] if isinstance(self.wrt, str) else self.wrt or ())

    def _input(self, name: str, tensor: Any, role: str) -> Entry:
        if not self.dtype:
            self.dtype = str(tensor.dtype).removeprefix("torch.")
        entry = self.making.add(Entry(name, as_numpy(tensor), role))
        edge = edge_of(tensor)
        self.known[edge] = entry
        self.versions[edge] = tensor._version
        return entry

    def outputs(self, output: Any) -> list[Any]:
        """What the function returned: entries, and constants."""
        if output is None and self.backward_of is not None:
            output = self.backward_of
        if output is None:
            raise OutputError(
                explain(
                    f"{self.making.graph.name} returned nothing.",
                    fix="end the function with `return loss`",
                )
            )
        return [self._output(leaf) for _, leaf in containers.flatten(output)]

    def _output(self, leaf: Any) -> Any:
        if isinstance(leaf, torch.Tensor):
            refusals.check_tensor(leaf, "the output", OutputError)
            return self.find(leaf) or as_numpy(leaf)
        if isinstance(leaf, (int, float, str, bool, type(None))):
            return float(leaf) if type(leaf) is int else leaf
        raise OutputError(
            explain(
                f"{self.making.graph.name} returned an object of type {type(leaf).__name__}, into "
                "which adlab does not look.",
                fix=how_to_return(leaf),
            )
        )

    # -- One call ------------------------------------------------------------------------------

    def __torch_function__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        name = torch_words.name_of(func)
        if func.__name__ == "__get__" and name not in torch_words.TENSORS:
            return func(*args, **kwargs)
        tensors = [*_tensors((args, kwargs))]
        if any(map(_is_wrapped, tensors)):  # inside torch.func: the outcome will be one node
            return func(*args, **kwargs)
        if name == "backward" or func is torch.autograd.grad:
            return self._backward(func, args, kwargs)
        frame = user_frame(2)
        refusals.check_call(name, tensors, kwargs, frame)
        changed = tensors[0] if torch_words.writes(func) and tensors else None
        if changed is not None:
            refusals.check_write(changed, self.parameters, frame)
            if changed.requires_grad and changed.is_leaf:  # made in the function: it begins here
                return func(*args, **kwargs)
        operands = [self.find(each) for each in tensors]
        result = func(*args, **kwargs)
        if name in ASKS and operands and not isinstance(result, torch.Tensor):
            self._asked(name, operands[0], result, frame)
            return result
        outcomes = [*_tensors(result)]
        if changed is not None:  # a write into a view is one into what it is a view of
            changed = changed._base if changed._is_view() else changed
            outcomes = [changed]
        self._nodes(name, args, kwargs, tensors, operands, outcomes, frame, changed)
        return result

    def _backward(self, func: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        """A backward pass inside of the function: it may be run once more, and is no node."""
        if func is not torch.autograd.grad and args and isinstance(args[0], torch.Tensor):
            self.backward_of = args[0]
        return func(*args, **{**kwargs, "retain_graph": True})

    def _asked(self, name: str, operand: Entry | None, result: Any, frame: Any) -> None:
        """A question about a value, which decides what the program does."""
        if operand is not None and isinstance(result, (bool, int, float)):
            nodes = len(self.making.graph.values)
            where = frame.f_code, frame.f_lasti
            guard = Guard(nodes, name, (), None, result, *where, bool)
            self.making.graph.guards.append(guard)

    def _nodes(
        self,
        name: str,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        tensors: list[Any],
        operands: list[Entry | None],
        outcomes: list[Any],
        frame: Any,
        changed: Any,
    ) -> None:
        """A node for each tensor that is new."""
        fresh = [each for each in outcomes if not self._is_known(each, changed)]
        if not any(operands):  # of constants, constants are made
            fresh = [each for each in fresh if each.requires_grad]
        for each in fresh:
            refusals.check_tensor(each, f"the result of {name}", TracingError, frame)
        several = len(outcomes) > 1
        listed = self._listed(args, kwargs, tensors, operands, frame)
        for number, each in enumerate(outcomes):
            if any(each is one for one in fresh):
                said = torch_words.words(name, number if several else None)
                entry = Entry(said.name, as_numpy(each), operands=[*listed])
                entry.formula, entry.symbol = said.formula, said.symbol
                entry.params = _params(name, args, kwargs)
                entry.code, entry.instruction = frame.f_code, frame.f_lasti
                self._add(entry, each, torch_words.by_entry(name))
                if each is changed:
                    self.writes.append((entry, each, each._version, frame))

    def _is_known(self, tensor: Any, changed: Any) -> bool:
        if tensor.requires_grad:
            return edge_of(tensor) in self.known or is_leaf(edge_of(tensor).node)
        kept = self.still.get(id(tensor))
        return kept is not None and kept[0] is tensor and tensor is not changed

    def _listed(
        self,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        tensors: list[Any],
        operands: list[Entry | None],
        frame: Any,
    ) -> list[Any]:
        """The operands as a node lists them: entries, and constants."""
        found = iter([
            entry or self._constant(tensor, frame)
            for tensor, entry in zip(tensors, operands, strict=True)
        ])  # fmt: skip
        listed: list[Any] = []
        for leaf in _leaves((args, kwargs)):
            if isinstance(leaf, torch.Tensor):
                listed.append(next(found))
            elif type(leaf) is float:
                listed.append(leaf)
            elif type(leaf) is int and len(tensors) == 1 and len(args) == 2:
                listed.append(Fixed(leaf))
        return listed

    def _constant(self, tensor: Any, frame: Any) -> Any:
        """A tensor that is held constant: its numbers if they are few, else its name."""
        if tensor.numel() <= SMALL:
            return as_numpy(tensor)
        name = self._name_of(tensor, frame)
        return Fixed(_Named(name)) if name else as_numpy(tensor)

    def _name_of(self, tensor: Any, frame: Any) -> str:
        """What a tensor is called: by its module, or in the user's function."""
        for table in (self.names, {k: v[::-1] for k, v in self.buffers.items()}):
            if id(tensor) in table and table[id(tensor)][0] is tensor:
                return table[id(tensor)][1]
        scopes = (frame.f_locals, frame.f_globals)
        return next((n for scope in scopes for n, v in scope.items() if v is tensor), "")

    # -- Which node a tensor is ----------------------------------------------------------------

    def find(self, tensor: Any) -> Entry | None:
        """The node that a tensor is; None if it is a constant."""
        if _is_wrapped(tensor):
            return None
        if not tensor.requires_grad:
            kept = self.still.get(id(tensor))
            return kept[2] if kept and kept[0] is tensor and kept[1] == tensor._version else None
        edge = edge_of(tensor)
        if edge not in self.known:
            if is_leaf(edge.node):
                return self._leaf(tensor, edge)
            return self._unseen(tensor, edge)
        if edge in self.versions and self.versions[edge] != tensor._version and is_leaf(edge.node):
            raise refusals.changed_leaf(self.known[edge].name, user_frame(2))
        entry = self.known[edge]
        return entry if self._counts(entry) else None

    def _counts(self, entry: Entry) -> bool:
        return entry.role != "constant"

    def _leaf(self, tensor: Any, edge: Edge) -> Entry | None:
        """A tensor that nothing computed: a parameter, or another one that wants a gradient."""
        frame = user_frame(3)
        name = self.parameters.get(id(tensor), ("",))[0]
        name = name or self._name_of(tensor, frame) or f"w{len(self.making.inputs) + 1}"
        self.used.add(id(tensor))
        self.unchanged.keep(tensor)
        self.parameters.setdefault(id(tensor), (name, tensor))
        if not self._is_wanted(name, "parameters"):
            entry = Entry(name, as_numpy(tensor), "constant")
            self.known[edge] = entry
            return None
        return self._input(name, tensor, "parameter")

    def _unseen(self, tensor: Any, edge: Edge) -> Entry:
        """A tensor that was computed where no call was seen."""
        frame = user_frame(3)
        made = name_of(edge.node)
        refusals.check_unseen(made, frame)
        name = "view" if "Strided" in made or "Slices" in made else made.removesuffix("Backward")
        entry = Entry(name, as_numpy(tensor), formula=f"{name}({{args}})", symbol=name)
        entry.code, entry.instruction = frame.f_code, source.inherited(frame.f_lasti)
        return self._add(entry, tensor, False)

    def _add(self, entry: Entry, tensor: Any, by_entry: bool) -> Entry:
        """A node, with the walk through which its adjoint is handed back."""
        self.making.add(entry)
        if not tensor.requires_grad:
            self.still[id(tensor)] = tensor, tensor._version, entry
            return entry
        edge = edge_of(tensor)
        walk = Walk(edge, self.known)
        for reached_edge in walk.reached:
            if reached_edge not in self.known:
                self._leaf(reached_edge.node.variable, reached_edge)
        found = [self.known[each] for each in walk.reached]
        for each in found:
            if self._counts(each) and not any(each is known for known in entry.operands):
                entry.operands.append(each)
        places = _places(entry.operands, found)
        shapes = {k: _shape(entry.operands[k]) for k in sorted({*places} - {-1})}
        explained = refusals.Explained(entry, self.writes)
        if shapes:
            entry.local = TorchLocal(
                walk, places, shapes, tensor, by_entry, entry.symbol or entry.name, explained
            )
        self.known[edge] = entry
        return entry


class _Named:
    """A constant that is known by its name."""

    def __init__(self, name: str) -> None:
        self.__name__ = name


def _places(operands: list[Any], arrived: list[Entry]) -> list[int]:
    """At which operand each share arrives: `x*x` gets two, the first of them for the first x."""
    free: dict[int, list[int]] = {}
    for place, operand in enumerate(operands):
        if isinstance(operand, Entry):
            free.setdefault(id(operand), []).append(place)
    places = []
    for entry in arrived:
        slots = free.get(id(entry), [-1])
        places.append(slots.pop(0) if len(slots) > 1 else slots[0])
    return places


def _shape(entry: Entry) -> tuple[int, ...]:
    return tuple(getattr(entry.value, "shape", ()))


def _params(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    if name == "getitem":
        parts = args[1] if isinstance(args[1], tuple) else (args[1],)
        simple = all(type(each) in (int, slice, type(None), type(...)) for each in parts)
        return {"index": args[1] if simple else ...}
    axis = kwargs.get("dim")
    return {"axis": axis} if isinstance(axis, int) else {}


def _leaves(tree: Any) -> Iterator[Any]:
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, (tuple, list)):
        for part in tree:
            yield from _leaves(part)
    else:
        yield tree


def _tensors(tree: Any) -> Iterator[Any]:
    return (leaf for leaf in _leaves(tree) if isinstance(leaf, torch.Tensor))


def _is_wrapped(tensor: Any) -> bool:
    """Whether a tensor stands for many, inside of torch.func."""
    return bool(torch._C._functorch.is_functorch_wrapped_tensor(tensor))
