"""Compiled functions: value and gradient by a program, written anew whenever it does not fit.

- `compile(f, *example_args)`: value and gradient of `f`, as fast as code written by hand.

A program holds for one way through the function. Before and while it runs this is checked:

- **arguments**: their nesting, the shapes of their arrays, and the value of all that is not a
  float or an array of floats (whole numbers, strings, masks) must be as in the trace;
- **branches**: each comparison the trace asked is asked again (`graph.guards`); those of arrays,
  as in `np.where`, are computed anew anyway;
- **surroundings**: the globals and enclosing variables that `f` and the functions it names use
  must hold the same objects, and arrays, lists, dicts and sets among them the same contents.

Where one has changed, the function is traced again, and both programs are kept.

What cannot be seen: contents deep inside objects of other kinds, files, clocks. A function of such
things, or of random numbers, gives two different traces in a row, and is refused.
"""

from __future__ import annotations

import builtins
import copy
import functools
import itertools
import types
import warnings
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.calls import is_internal
from adlab.engine.containers import flatten, rebuild
from adlab.engine.errors import (
    BranchChanged,
    InputError,
    OutputError,
    RetracingWarning,
    TracingError,
    explain,
)
from adlab.engine.graph import Graph
from adlab.engine.program import Program, collector_paused, write
from adlab.engine.recording import as_value
from adlab.engine.refusals import user_stack_level
from adlab.engine.tracing import active_traces, is_input, parameter_names
from adlab.engine.tracing import run as trace
from adlab.engine.transforms import Argnums, value_and_grad

MANY = 16  # programs of one function, after which a warning says so


class Fit(NamedTuple):
    """A program, and what must be as it was for it to hold."""

    program: Program
    unpack: Callable[[Any], tuple[Any, ...] | None]  # arguments → leaves, if they fit exactly
    shapes: tuple[tuple[int, ...], ...]  # of the leaves
    plain: tuple[Any, ...]  # the leaves that are constants of the program
    surroundings: Surroundings


def compile(f: Callable[..., Any], *example_args: Any, argnums: Argnums = 0) -> Compiled:
    """Value and gradient of `f`, by a program that is compiled once.

    Parameters
    ----------
    f : callable
        Returns one number, and depends on nothing but its arguments and constants.
    *example_args
        Arguments like those it will be called with.
    argnums : int or sequence of int
        Which arguments to differentiate with respect to, as in `grad`.

    Returns
    -------
    Compiled
        Called like `f`, it returns the pair (value, gradient), as `value_and_grad` does.

    Raises
    ------
    TracingError
        Two traces in a row differ: `f` draws random numbers, or counts its calls.
    OutputError
        `f` does not return one number.

    Floats and arrays of floats among the other arguments are inputs of the program too, so data
    may change from call to call. Everything else is a constant of the program.

    >>> import numpy as np
    >>> def loss(w, x):
    ...     return np.sum(np.tanh(x @ w) ** 2) if w[0] > 0 else np.sum(w * w)
    >>> compiled = compile(loss, np.array([1.0, 2.0]), np.eye(2))
    >>> value, gradient = compiled(np.array([-3.0, 2.0]), np.eye(2))  # the other branch
    >>> float(value), gradient, len(compiled.programs)
    (13.0, array([-6.,  4.]), 2)
    """
    compiled = Compiled(f, argnums)
    with collector_paused():
        compiled._new(example_args)
    return compiled


class Compiled:
    """Value and gradient of a function by programs; made by `adlab.compile`.

    Attributes
    ----------
    programs : list of Program
        All that were written so far, the one used last first.
    seconds : float
        What tracing, writing and compiling took in all.
    """

    def __init__(self, f: Callable[..., Any], argnums: Argnums) -> None:
        functools.update_wrapper(self, f)
        self.f = f
        self.argnums = argnums
        self.fits: list[Fit] = []
        self.seconds = 0.0
        self._interpreted = value_and_grad(f, argnums)

    @property
    def programs(self) -> list[Program]:
        """All programs, the one used last first."""
        return [fit.program for fit in self.fits]

    @property
    def source(self) -> str:
        """The program used last, as it is read."""
        return self.fits[0].program.source

    def __repr__(self) -> str:
        count = len(self.fits)
        name = getattr(self.f, "__name__", "f")
        return f"<Compiled {name}, {count} program{'s' if count != 1 else ''}>"

    def __call__(self, *args: Any) -> Any:
        fit = self.fits[0]
        leaves = fit.unpack(args)
        if leaves is not None and fit.surroundings.unchanged():
            try:
                result = fit.program.unguarded(*leaves)
            except BranchChanged:
                pass
            else:
                value = result[0]
                if value - value == 0.0:
                    return result
                return self._interpreted(*args)  # it names the first node that is not finite
        return self._slow(args)

    def _slow(self, args: tuple[Any, ...]) -> Any:
        """Arguments that the last program does not fit, or not as they are."""
        if active_traces():
            return self._interpreted(*args)  # inside another derivative: programs record nothing
        for fit in list(self.fits):
            leaves = normal(fit, args, self.argnums)
            if leaves is None or not fit.surroundings.unchanged():
                continue
            try:
                result = fit.program.unguarded(*leaves)
            except BranchChanged:
                continue
            self.fits.remove(fit)
            self.fits.insert(0, fit)
            break
        else:
            fit = self._new(args)
            leaves = normal(fit, args, self.argnums)
            assert leaves is not None
            result = fit.program.unguarded(*leaves)
        if not np.isfinite(result[0]):
            return self._interpreted(*args)
        return result

    def _new(self, args: tuple[Any, ...]) -> Fit:
        """Trace, write and compile."""
        surroundings = Surroundings(self.f)
        self.fits = [fit for fit in self.fits if fit.surroundings.unchanged()]
        graph, dynamic, wrt, tree = specialised(self.f, args, self.argnums)
        again, *_ = specialised(self.f, args, self.argnums)
        if not alike(graph, again):
            raise TracingError(
                explain(
                    f"Two traces of {graph.name} with the same arguments differ.",
                    why="it draws random numbers, counts its calls, or changes what it uses",
                    fix="pass what changes as an argument; or use value_and_grad",
                )
            )
        if len(graph.outputs) != 1 or not isinstance(
            graph.values[graph.outputs[0]] if type(graph.outputs[0]) is int else graph.outputs[0],
            float,
        ):
            self._interpreted(*args)  # raises the error that says what is wrong
            raise OutputError(explain(f"{graph.name} does not return one number."))
        program = write(graph, "reverse", wrt, tree)
        _ = program.function
        plain = tuple(leaf for k, (_, leaf) in enumerate(flatten(args)) if k not in set(dynamic))
        shapes = tuple(graph.shape(node) for node in graph.inputs)
        fit = Fit(program, unpacker(args, dynamic, shapes), shapes, plain, surroundings)
        self.fits.insert(0, fit)
        self.seconds += program.write_seconds + program.compile_seconds
        if len(self.fits) == MANY:
            warnings.warn(
                explain(
                    f"{graph.name} has been compiled {MANY} times: it keeps taking new branches, "
                    "or gets new constants.",
                    fix="use np.where for branches that depend on values, and pass floats rather "
                    "than whole numbers for what varies",
                ),
                RetracingWarning,
                stacklevel=user_stack_level(),
            )
        return fit


# -- Arguments -------------------------------------------------------------------------------------


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


def same(one: Any, other: Any) -> bool:
    """Whether two constants are the same, for arrays entry by entry."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    try:
        return bool(one == other)
    except Exception:  # objects that compare in their own way
        return False


def alike(one: Graph, other: Graph) -> bool:
    """Whether two traces recorded the same."""
    if len(one) != len(other) or len(one.guards) != len(other.guards):
        return False
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
    return repr(one) == repr(other)


# -- Surroundings ----------------------------------------------------------------------------------


class Surroundings:
    """The globals and enclosing variables that a function uses, as they were."""

    def __init__(self, f: Callable[..., Any]) -> None:
        self.cells: list[tuple[types.CellType, Any]] = []
        self.globals: list[tuple[dict[str, Any], str, Any]] = []
        self.contents: list[tuple[Any, Any]] = []  # what may change inside, and a copy
        self._seen: set[int] = set()
        self._visit(f)

    def _visit(self, value: Any) -> None:
        """Note a function's surroundings, and those of the functions it names."""
        if id(value) in self._seen:
            return
        self._seen.add(id(value))
        if isinstance(value, (np.ndarray, list, dict, set)):
            with_contents = value
            self.contents.append((with_contents, copy.copy(value)))
            inner = value.values() if isinstance(value, dict) else value
            if not isinstance(value, np.ndarray):
                for part in inner:
                    if isinstance(part, (np.ndarray, list, dict, set, tuple)):
                        self._visit(part)
        elif isinstance(value, tuple):
            for part in value:
                self._visit(part)
        elif isinstance(value, functools.partial):
            for part in (value.func, *value.args, *value.keywords.values()):
                self._visit(part)
        elif isinstance(value, types.MethodType):
            self._visit(value.__func__)
            self._visit(value.__self__)
        elif isinstance(value, types.FunctionType):
            if not is_internal(value.__code__):
                self._function(value)
        elif hasattr(value, "__wrapped__"):
            self._visit(value.__wrapped__)
        elif hasattr(value, "__dict__") and not isinstance(value, (type, types.ModuleType)):
            self._visit(vars(value))
            self._visit(vars(type(value)).get("__call__"))

    def _function(self, function: types.FunctionType) -> None:
        for cell in function.__closure__ or ():
            try:
                value = cell.cell_contents
            except ValueError:  # not filled yet
                continue
            self.cells.append((cell, value))
            self._visit(value)
        for default in (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()):
            self._visit(default)
        for name in names_in(function.__code__):
            if name in function.__globals__:
                value = function.__globals__[name]
                if not isinstance(value, types.ModuleType):
                    self.globals.append((function.__globals__, name, value))
                    self._visit(value)

    def unchanged(self) -> bool:
        """Whether all is as it was."""
        for cell, value in self.cells:
            if cell.cell_contents is not value:
                return False
        for names, name, value in self.globals:
            if names.get(name) is not value:
                return False
        return not self.contents or all(same(now, before) for now, before in self.contents)


def names_in(code: types.CodeType) -> set[str]:
    """The names a code object and those inside it refer to."""
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= names_in(constant)
    return names
