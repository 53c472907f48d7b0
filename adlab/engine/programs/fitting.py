"""What a compiled function is called with: which leaves are inputs, and whether a program fits.

- `bundled(args, options)`: positional and keyword arguments as one tuple.
- `specialised(f, args, argnums)`: the graph of `f` with its floats and arrays of floats as inputs.
- `unpacker(...)`: a function from arguments to leaves, written for their nesting.
- `normal(fit, args, argnums)`: the leaves where they do not fit as they are but could.
- `misfit(fit, f, args, argnums)`: what is different about arguments that do not fit.
- `alike(graph, other)`: whether two traces recorded the same.
"""

from __future__ import annotations

import builtins
import inspect
import itertools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.arrays.containers import flatten, rebuild
from adlab.engine.derivatives.transforms import Argnums
from adlab.engine.errors import (
    InputError,
    explain,
)
from adlab.engine.programs.looks import is_atom, shown, token
from adlab.engine.programs.program import Program
from adlab.engine.programs.surroundings import Surroundings, equal
from adlab.engine.recording.binding import as_value
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.tracing import is_input, parameter_names
from adlab.engine.recording.tracing import run as trace


class Fit(NamedTuple):
    """A program, and what must be as it was for it to hold."""

    program: Program
    unpack: Callable[[Any], tuple[Any, ...] | None]  # arguments → leaves, if they fit exactly
    shapes: tuple[tuple[int, ...], ...]  # of the leaves
    plain: tuple[Any, ...]  # tokens of the leaves that are constants of the program
    names: list[str]  # of all leaves
    surroundings: Surroundings


class Keywords(dict[str, Any]):
    """The keyword arguments of a call, which stand behind the positional ones."""


def bundled(args: tuple[Any, ...], options: dict[str, Any]) -> tuple[Any, ...]:
    """Positional and keyword arguments as one tuple."""
    return (*args, Keywords(options)) if options else args


def unbundled(args: Sequence[Any]) -> tuple[Sequence[Any], dict[str, Any]]:
    """The positional and the keyword arguments in such a tuple."""
    if args and type(args[-1]) is Keywords:
        return args[:-1], args[-1]
    return args, {}


def is_dynamic(leaf: Any) -> bool:
    """Whether a leaf that is not differentiated is an input of the program all the same."""
    return isinstance(leaf, (float, np.floating)) or (
        isinstance(leaf, np.ndarray) and leaf.dtype.kind == "f"
    )


def chosen_arguments(args: Sequence[Any], argnums: Argnums) -> list[int]:
    """The positions of the arguments that are differentiated, in the order that was asked for."""
    count = len(unbundled(args)[0])
    given = [argnums] if isinstance(argnums, (int, np.integer)) else list(argnums)
    for k in given:
        if not -count <= k < count:
            raise InputError(explain(f"There is no argument {k} to differentiate."))
    return [int(k) % count for k in given]


def leaf_names(f: Callable[..., Any], args: Sequence[Any]) -> list[str]:
    """The path of each leaf of the arguments."""
    positional, options = unbundled(args)
    named = [*zip(parameter_names(f, len(positional)), positional, strict=True), *options.items()]
    return [path for name, arg in named for path, _ in flatten(arg, name)]


def objects_of(f: Callable[..., Any], args: Sequence[Any], argnums: Argnums) -> list[Any]:
    """The constants among the arguments that may change inside, each with its path."""
    leaves = leaves_of(args, argnums)
    return [
        (name, leaf)
        for name, (leaf, is_input, _) in zip(leaf_names(f, args), leaves, strict=True)
        if not is_input and (type(leaf) is not np.ndarray or leaf.dtype.hasobject)
    ]


def leaves_of(args: Sequence[Any], argnums: Argnums) -> list[tuple[Any, bool, bool]]:
    """For each leaf of the arguments: itself, whether it is an input, whether differentiated."""
    chosen = chosen_arguments(args, argnums)
    return [
        (leaf, k in chosen or is_dynamic(leaf), k in chosen)
        for k, arg in enumerate(args)
        for _, leaf in flatten(arg)
    ]


def specialised(
    f: Callable[..., Any], args: Sequence[Any], argnums: Argnums
) -> tuple[Graph, list[int], list[int], Any]:
    """The graph of `f` with its dynamic leaves as inputs.

    Returns the graph, the positions of these leaves, the nodes that are differentiated, and the
    nesting of the gradient.
    """
    leaves = leaves_of(args, argnums)
    names = leaf_names(f, args)
    dynamic = [k for k, (_, is_dynamic, _) in enumerate(leaves) if is_dynamic]
    for k in dynamic:
        if not is_input(leaves[k][0]):
            raise InputError(explain(f"{names[k]} is {leaves[k][0]!r}, which has no derivative."))

    def of_leaves(*inputs: Any) -> Any:
        every = [leaf for leaf, _, _ in leaves]
        for k, value in zip(dynamic, inputs, strict=True):
            every[k] = value
        positional, options = unbundled(args)
        given = rebuild(tuple(args), every)
        return f(*given[: len(positional)], **(given[-1] if options else {}))

    graph = trace(of_leaves, [leaves[k][0] for k in dynamic])
    graph.name = getattr(f, "__name__", type(f).__name__)
    graph.code = getattr(inspect.unwrap(f), "__code__", None)
    graph.input_names[:] = [names[k] for k in dynamic]
    ends = list(itertools.accumulate([0, *[len(flatten(arg)) for arg in args]]))
    nodes = {k: node for node, k in enumerate(dynamic)}
    order = chosen_arguments(args, argnums)
    wrt = [nodes[leaf] for k in order for leaf in range(ends[k], ends[k + 1])]
    trees = tuple(args[k] for k in order)
    return graph, dynamic, wrt, trees[0] if isinstance(argnums, (int, np.integer)) else trees


def unpacker(
    args: Any, dynamic: Sequence[int], shapes: Sequence[tuple[int, ...]]
) -> Callable[[Any], tuple[Any, ...] | None]:
    """A function from arguments to the leaves, or None where they do not fit exactly.

    It is written for the nesting at hand: walking containers would cost more than a small program.
    """
    lines: list[str] = []
    names: list[str] = []
    constants: dict[str, Any] = {}
    positions = {k: node for node, k in enumerate(dynamic)}
    count = 0

    def visit(tree: Any, place: str) -> None:
        nonlocal count
        if isinstance(tree, dict):
            key = f"k{len(constants)}"
            constants[key] = list(tree)
            kind = "Keywords" if type(tree) is Keywords else "dict"
            test = f"type({place}) is not {kind} or [*{place}] != {key}"  # their order counts
            lines.append(f"if {test}: return None")
            for name in tree:
                item = f"k{len(constants)}"
                constants[item] = name
                visit(tree[name], f"{place}[{item}]")
        elif isinstance(tree, (tuple, list)):
            kind = f"k{len(constants)}"
            constants[kind] = type(tree)
            parts = [f"a{len(lines)}_{k}" for k in range(len(tree))]
            test = f"type({place}) is not {kind} or len({place}) != {len(tree)}"
            lines.append(f"if {test}: return None")
            if parts:
                lines.append(f"[{', '.join(parts)}] = {place}")
            for part, name in zip(tree, parts, strict=True):
                visit(part, name)
        else:
            node = positions.get(count)
            count += 1
            if node is None:
                value = f"k{len(constants)}"
                constants[value] = token(tree)
                lines.append(f"if token({place}) != {value}: return None")
            else:
                name = f"x{node}"
                names.append(name)
                lines.append(f"{name} = {place}")
                if shapes[node] == ():
                    lines.append(f"if type({name}) is not float: return None")
                else:
                    lines.append(
                        f"if type({name}) is not ndarray or {name}.shape != {shapes[node]} "
                        f"or {name}.dtype is not float64: return None"
                    )

    visit(args, "args")
    result = f"return ({', '.join(names)}{',' * (len(names) == 1)})"
    text = "\n    ".join(["def unpack(args):", *lines, result])
    tools = {"ndarray": np.ndarray, "float64": np.dtype(float), "token": token}
    namespace = {**tools, "Keywords": Keywords, **constants}
    # As code of its own: it runs at every call, and would else walk the same nesting each time.
    exec(builtins.compile(text, "<adlab arguments>", "exec"), namespace)
    unpack: Callable[[Any], tuple[Any, ...] | None] = namespace["unpack"]
    return unpack


def normal(fit: Fit, args: tuple[Any, ...], argnums: Argnums) -> list[Any] | None:
    """The leaves as floats and arrays, where they fit a program after all (whole numbers do)."""
    leaves = leaves_of(args, argnums)
    inputs = [as_value(leaf, "an argument") for leaf, is_dynamic, _ in leaves if is_dynamic]
    if tuple(np.shape(value) for value in inputs) != fit.shapes:
        return None
    values = iter(inputs)
    every = [next(values) if is_dynamic else leaf for leaf, is_dynamic, _ in leaves]
    given = rebuild(args, every)
    if unbundled(args)[1]:
        given = (*given[:-1], Keywords(given[-1]))
    return None if fit.unpack(given) is None else inputs


def misfit(
    fit: Fit, f: Callable[..., Any], args: tuple[Any, ...], argnums: Argnums
) -> tuple[int, str]:
    """How many leaves of arguments do fit, and what is different about the first that does not."""
    leaves, names = leaves_of(args, argnums), leaf_names(f, args)
    if names != fit.names:
        return 0, different_names(names, fit.names)
    shapes, tokens = iter(fit.shapes), iter(fit.plain)
    for k, (name, (leaf, is_dynamic, _)) in enumerate(zip(names, leaves, strict=True)):
        if is_dynamic:
            shape = next(shapes, None)
            if np.shape(leaf) != shape:
                return k, f"{name} has the shape {np.shape(leaf)}, not {shape}"
        elif token(leaf) != next(tokens, None):
            kind = type(leaf).__name__
            return k, f"{name} is " + (shown(leaf) if is_atom(leaf) else f"another {kind}")
    return len(names), "the arguments are nested in other containers"


def different_names(names: list[str], before: list[str]) -> str:
    """Which arguments, or parts of them, came or went."""
    came = [name for name in names if name not in before]
    gone = [name for name in before if name not in names]
    if came:
        return f"{came[0]} is among the arguments"
    return f"{gone[0]} is not among the arguments" if gone else "the arguments are in another order"


def alike(one: Graph, other: Graph) -> bool:
    """Whether two traces recorded the same."""
    if len(one) != len(other) or len(one.guards) != len(other.guards):
        return False
    if not same_parts(tuple(one.outputs), tuple(other.outputs)):
        return False
    if not one.arrays and one.records == other.records:  # the quick way, for numbers alone
        return True
    for left, right in zip(one.records, other.records, strict=True):
        if left[0] != right[0] or len(left) != len(right):
            return False
        for a, b in zip(left[4:], right[4:], strict=True):
            if a is not b and a != b if type(a) is int or type(a) is float else not equal(a, b):
                if type(a) is float and a != a and b != b:
                    continue  # nan
                return False
        if left[1] is not None and not same_params(left[1], right[1]):
            return False
    return True


def same_params(one: dict[str, Any], other: Any) -> bool:
    """Whether the parameters of two nodes are the same."""
    return other is not None and all(same_parts(one[key], other.get(key)) for key in one)


def same_parts(one: Any, other: Any) -> bool:
    """Whether two parameters are the same, arrays inside of tuples too."""
    if type(one) is tuple and type(other) is tuple:
        return len(one) == len(other) and all(map(same_parts, one, other))
    return equal(one, other)
