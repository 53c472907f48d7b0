"""What a compiled function is called with: which leaves are inputs, and whether a program fits.

- `specialised(f, args, argnums)`: the graph of `f` with its floats and arrays of floats as inputs.
- `unpacker(...)`: a function from arguments to leaves, written for their nesting.
- `normal(fit, args, argnums)`: the leaves where they do not fit as they are but could.
- `alike(graph, other)`: whether two traces recorded the same.
"""

from __future__ import annotations

import builtins
import functools
import itertools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.containers import flatten, rebuild
from adlab.engine.errors import (
    InputError,
    explain,
)
from adlab.engine.graph import Graph
from adlab.engine.programs.program import Program
from adlab.engine.programs.surroundings import Surroundings, same
from adlab.engine.recording import as_value
from adlab.engine.tracing import is_input, parameter_names
from adlab.engine.tracing import run as trace
from adlab.engine.transforms import Argnums


class Fit(NamedTuple):
    """A program, and what must be as it was for it to hold."""

    program: Program
    unpack: Callable[[Any], tuple[Any, ...] | None]  # arguments → leaves, if they fit exactly
    shapes: tuple[tuple[int, ...], ...]  # of the leaves
    plain: tuple[Any, ...]  # the leaves that are constants of the program
    surroundings: Surroundings


def is_dynamic(leaf: Any) -> bool:
    """Whether a leaf that is not differentiated is an input of the program all the same."""
    return type(leaf) is float or (isinstance(leaf, np.ndarray) and leaf.dtype.kind == "f")


def chosen_arguments(args: Sequence[Any], argnums: Argnums) -> set[int]:
    """The positions of the arguments that are differentiated."""
    given = [argnums] if isinstance(argnums, (int, np.integer)) else list(argnums)
    for k in given:
        if not -len(args) <= k < len(args):
            raise InputError(explain(f"There is no argument {k} to differentiate."))
    return {int(k) % len(args) for k in given}


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
    names = [
        name
        for given, arg in zip(parameter_names(f, len(args)), args, strict=True)
        for name, _ in flatten(arg, given)
    ]
    dynamic = [k for k, (_, is_dynamic, _) in enumerate(leaves) if is_dynamic]
    for k in dynamic:
        if not is_input(leaves[k][0]):
            raise InputError(explain(f"{names[k]} is {leaves[k][0]!r}, which has no derivative."))

    @functools.wraps(f)
    def of_leaves(*inputs: Any) -> Any:
        every = [leaf for leaf, _, _ in leaves]
        for k, value in zip(dynamic, inputs, strict=True):
            every[k] = value
        return f(*rebuild(tuple(args), every))

    graph = trace(of_leaves, [leaves[k][0] for k in dynamic])
    graph.input_names[:] = [names[k] for k in dynamic]
    ends = list(itertools.accumulate([0, *[len(flatten(arg)) for arg in args]]))
    nodes = {k: node for node, k in enumerate(dynamic)}
    order = (
        [argnums] if isinstance(argnums, (int, np.integer)) else [k % len(args) for k in argnums]
    )
    wrt = [
        nodes[leaf] for k in order for leaf in range(ends[k % len(args)], ends[k % len(args) + 1])
    ]
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
            constants[key] = tree.keys()
            lines.append(f"if type({place}) is not dict or {place}.keys() != {key}: return None")
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
                constants[value] = tree
                lines.append(f"if not same({place}, {value}): return None")
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
    namespace = {"ndarray": np.ndarray, "float64": np.dtype(float), "same": same, **constants}
    exec(builtins.compile(text, "<adlab arguments>", "exec"), namespace)
    unpack: Callable[[Any], tuple[Any, ...] | None] = namespace["unpack"]
    return unpack


def normal(fit: Fit, args: tuple[Any, ...], argnums: Argnums) -> list[Any] | None:
    """The leaves as floats and arrays, where they fit a program after all (whole numbers do)."""
    inputs, plain = [], []
    for leaf, is_dynamic, _ in leaves_of(args, argnums):
        if is_dynamic:
            inputs.append(as_value(leaf, "an argument"))
        else:
            plain.append(leaf)
    if len(plain) != len(fit.plain) or not all(map(same, plain, fit.plain)):
        return None
    if tuple(np.shape(value) for value in inputs) != fit.shapes:
        return None
    fits = fit.unpack(rebuild(args, [*_merged(args, argnums, inputs)]))
    return None if fits is None else inputs


def _merged(args: tuple[Any, ...], argnums: Argnums, inputs: Sequence[Any]) -> list[Any]:
    """All leaves, the inputs among them as given."""
    values = iter(inputs)
    return [
        next(values) if is_dynamic else leaf for leaf, is_dynamic, _ in leaves_of(args, argnums)
    ]


def alike(one: Graph, other: Graph) -> bool:
    """Whether two traces recorded the same."""
    if len(one) != len(other) or len(one.guards) != len(other.guards):
        return False
    if not one.arrays and one.records == other.records:  # the quick way, for numbers alone
        return True
    for left, right in zip(one.records, other.records, strict=True):
        if left[0] != right[0] or len(left) != len(right):
            return False
        for a, b in zip(left[4:], right[4:], strict=True):
            if a is not b and a != b if type(a) is int or type(a) is float else not same(a, b):
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
    return same(one, other)
