"""Primitives: the elementary functions whose derivatives we know, one declaration each.

A declaration says, side by side, how to compute the value, the local derivative per argument, how
the node reads in a picture, and where the rule holds. The same declaration serves forward mode,
reverse mode, the diagram and the formula.

- `Primitive`: the declaration; `PRIMITIVES` finds it by name.
- `elementwise(name, function, formula, *partials)`: works entry by entry; each partial is a NumPy
  expression in the arguments `x`, `y`, `w` and the result `z`.
- `linear(...)`, `bilinear(...)`, `variadic(...)`: sums, reshapes, products of matrices, stacks. The
  tangent rule is the function itself, so that only the transpose has to be given.
- `constant(...)`: recorded, but nothing flows through it.
- `primitive(...)`: the public decorator, with which a user adds one; see `whole` for its rules of
  whole functions.
- `call(name, ...)`: apply one.

`PRIMITIVES[name].edges(record, values, result)` gives the local partials on the edges into a node,
`PUSH[name]` and `PULL[name]` are the tangent and the reverse sweep at one node; `edges` makes them
of the declaration.

The table of declarations is in `rules`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.copies import own_values
from adlab.engine.edges import Edges, edges_of, pull_of, push_of
from adlab.engine.linear_maps import LinearMap
from adlab.engine.needs import NOTHING, OTHERS, RESULT, letters, places

Interval = tuple[float, float]
Function = Callable[..., Any]

REAL: Interval = (-np.inf, np.inf)
ARGUMENTS = ("x", "y", "w")
NAMESPACE: dict[str, Any] = {"np": np}  # what the expressions of partials may use


class MapRule(NamedTuple):
    """The linear map of one argument. Each function gets (vector, result, *arguments, **params)."""

    apply: Function
    transpose: Function
    label: str | Function  # for the edge; may name {x} and {y}; or made of (result, *arguments)
    back: str | Function = ""  # what the transpose does; may name the result too, as {z}
    code: Function | None = None  # the transpose in Python, of (shape of z, *shapes, **params)
    itself: bool = False  # whether the map is the primitive, with the tangent for the argument
    needs: str | None = None  # of which values the map is made, see `needs`; None: of any


def no_edges(record: tuple[Any, ...], values: list[Any], result: Any) -> Edges:
    """The local partials of a node that has no edges."""
    return ()


class Primitive(NamedTuple):
    """An elementary function and its local derivatives."""

    name: str
    function: Function  # the value, from plain arguments
    rules: tuple[Any, ...]  # per argument; None where nothing flows; the last serves all further
    formula: str  # how the node reads: "{x} · {y}", or "f({args})"
    symbol: str  # the operation in a word or a sign
    elementwise: bool = False  # rules give numbers or arrays, not maps
    variadic: bool = False  # one rule, (result, arguments, params) → the maps of all arguments
    partials: tuple[str, ...] = ()  # the local derivatives as expressions, for reading
    domain: tuple[Interval, ...] = (REAL,)  # open intervals on which the rules hold
    kink: str = ""  # where there is no derivative, and the convention taken there
    kink_at: Function | None = None  # whether (result, *arguments, **params) stand there
    numbers: tuple[str, ...] = ()  # value and partials for plain numbers, where a quicker way is
    code: Function | None = None  # the value in Python, of (count of arguments, **params)
    whole: bool = False  # a user's function of whole arrays: its errors are the user's
    own: bool = False  # declared by a user, so that `check_grads` suspects its rules
    edges: Function = no_edges  # made of the rules when the primitive is registered
    every_needs: str | None = None  # of a variadic one, what the map of any argument is made of

    def needs(self, position: int) -> str | None:
        """What the partial with respect to one argument is made of, see `needs`."""
        if self.variadic:
            return self.every_needs
        rule = self.rules[min(position, len(self.rules) - 1)]
        if rule is None:
            return NOTHING
        needs: str | None = letters(self.partials, position) if self.elementwise else rule.needs
        return needs


@dataclass(frozen=True, slots=True)
class Fixed:
    """A constant operand that is no float and no array of them: a count, a name, indices.

    It stands beside the indices of nodes, which are plain ints.
    """

    value: Any

    def __repr__(self) -> str:
        text = getattr(self.value, "__name__", None) or repr(self.value)
        return text if len(text) <= 20 else f"{text[:18]}…"


PRIMITIVES: dict[str, Primitive] = {}
# By name, what the sweeps do at one node when nobody looks on; see `edges`.
PUSH: dict[str, Function] = {}  # its tangent, from those of its operands
PULL: dict[str, Function] = {}  # hands its adjoint on to its operands
FUNCTIONS: dict[Function, Function] = {}  # what NumPy's functions do when recording


class _Wanted(dict[Any, tuple[bool, tuple[int, ...]]]):
    """Of what a node's partials are made: of its own value? and of those of which operands?

    By the name of the primitive, how many operands it has, and their types, of which an int is a
    node; of one operand the type may stand there twice.
    """

    def __missing__(self, key: Any) -> tuple[bool, tuple[int, ...]]:
        name, count, types = key
        nodes = [position for position in range(count) if types[position] is int]
        needs = [places(PRIMITIVES[name].needs(k), k, count) for k in nodes]
        needed = set().union(*needs)
        found = RESULT in needed, tuple([k for k in nodes if k in needed])
        if count <= 3:  # longer ones, such as a stack of rows, have no end
            self[key] = found
        return found


WANTED = _Wanted()


def register(new: Primitive) -> Primitive:
    """Add a primitive. A name used before gets a new key, so that old graphs keep their rules."""
    key = unused(new.name)
    new = new._replace(name=key)
    PRIMITIVES[key] = new = new._replace(edges=edges_of(new, NAMESPACE))
    PUSH[key] = push_of(new, NAMESPACE)
    PULL[key] = pull_of(new, NAMESPACE)
    return new


def unused(name: str) -> str:
    """The name, or where it is taken, the name with the next number."""
    key, count = name, 1
    while key in PRIMITIVES:
        count += 1
        key = f"{name}#{count}"
    return key


def elementwise(
    name: str,
    function: Function,
    formula: str,
    *partials: str | Function | None,
    symbol: str = "",
    domain: Sequence[Interval] = (),
    kink: str = "",
    kink_at: str | Function | None = None,
    numbers: tuple[str, ...] = (),
    own: bool = False,
) -> Primitive:
    """Declare a primitive that works entry by entry.

    The expressions of the partials run on numbers, on arrays and on recording values alike; that
    is what makes derivatives of derivatives work. `numbers` says value and partials once more, for
    plain numbers only, where Python has a quicker way than NumPy. `kink_at` is true at the kink.
    """
    count = len(partials)

    return register(
        Primitive(
            name,
            function,
            tuple([compiled(partial, count) for partial in partials]),
            formula,
            symbol or name,
            elementwise=True,
            partials=tuple([p if isinstance(p, str) else "" for p in partials]),
            domain=tuple(domain) or (REAL,) * len(partials),
            kink=kink,
            kink_at=compiled(kink_at, count),
            numbers=numbers,
            own=own,
        )
    )


def compiled(expression: str | Function | None, count: int) -> Function | None:
    """An expression in the result `z` and the first `count` of `x`, `y`, `w`, as a function."""
    if not isinstance(expression, str):
        return expression
    text = f"lambda z, {', '.join(ARGUMENTS[:count])}: {expression}"
    rule: Function = eval(compile(text, "<adlab rule>", "eval"), NAMESPACE)
    return rule


def linear(
    name: str,
    function: Function,
    formula: str,
    transpose: Function,
    label: str | Function = "",
    back: str | Function = "",
    back_code: Function | None = None,
    **more: Any,
) -> Primitive:
    """Declare a primitive that is linear in its one array argument."""

    def apply(tangent: Any, z: Any, x: Any, **params: Any) -> Any:
        return call(name, tangent, **params)

    rule = MapRule(apply, transpose, label or name, back, back_code, True, NOTHING)
    return register(Primitive(name, function, (rule,), formula, name, **more))


def bilinear(
    name: str,
    function: Function,
    formula: str,
    left: tuple[Function, str, str, Function | None],
    right: tuple[Function, str, str, Function | None],
    **more: Any,
) -> Primitive:
    """Declare a primitive linear in each of two arguments.

    For each argument: `(transpose, label, back, code of the transpose)`.
    """
    rules = (
        MapRule(lambda tangent, z, x, y: call(name, tangent, y), *left, itself=True, needs=OTHERS),
        MapRule(lambda tangent, z, x, y: call(name, x, tangent), *right, itself=True, needs=OTHERS),
    )
    return register(Primitive(name, function, rules, formula, name, domain=(REAL, REAL), **more))


def variadic(name: str, function: Function, formula: str, places: Function) -> Primitive:
    """Declare a primitive that puts any number of arguments side by side, such as a stack.

    `places(result, arguments, **params)` lists the index at which each argument stands.
    """

    def maps(result: Any, arguments: Sequence[Any], params: dict[str, Any]) -> list[LinearMap]:
        shape = np.shape(result)
        return [
            LinearMap(
                _place,
                _take_out,
                np.shape(argument),
                shape,
                "place",
                params={"index": index, "part": np.shape(argument), "whole": shape},
                back="take out",
            )
            for argument, index in zip(arguments, places(result, arguments, **params), strict=True)
        ]

    rules = (maps,)
    return register(
        Primitive(name, function, rules, formula, name, variadic=True, every_needs=NOTHING)
    )


def _place(tangent: Any, index: Any, part: Any, whole: Any) -> Any:
    room = np.shape(np.broadcast_to(0.0, whole)[index])
    return call("put", np.reshape(tangent, room), index=index, shape=whole)


def _take_out(adjoint: Any, index: Any, part: Any, whole: Any) -> Any:
    return np.reshape(adjoint[index], part)


def constant(name: str, function: Function, formula: str, symbol: str = "") -> Primitive:
    """Declare a primitive through which no derivative flows, such as a comparison."""
    return register(Primitive(name, function, (None,), formula, symbol or name))


def call(name: str, *arguments: Any, **params: Any) -> Any:
    """Apply a primitive by name to numbers, arrays or recording values."""
    from adlab.engine.recording import bind

    return bind(name, *arguments, **params)


def primitive(
    *partials: str | Function | None,
    jvp: Function | None = None,
    vjp: Function | None = None,
    label: Any = "",
    back: Any = "",
    symbol: str = "",
    formula: str = "",
    domain: Sequence[Interval] = (),
    kink: str = "",
    kink_at: str | Function | None = None,
    numerical: bool = False,
) -> Callable[[Function], Function]:
    """Make a function of your own a primitive: one node of the graph, with your derivative.

    There are two ways. A function that works entry by entry on numbers and arrays is declared by
    its `partials`; any other function of arrays by its linear maps, `jvp` and `vjp`.

    Parameters
    ----------
    *partials : str, callable or None
        One per argument: the derivative with respect to it, as an expression in the arguments `x`,
        `y`, `w` and the result `z`, or as a function `(z, x, ...)` that uses NumPy. `None`: nothing
        flows through this argument.
    vjp : callable(adjoint, result, *args, **params)
        For reverse mode: the share of the adjoint that each argument gets, in the argument's shape;
        `None` where nothing flows. A tuple, unless the function has one argument only.
    jvp : callable(tangents, result, *args, **params)
        For forward mode: the tangent of the result, from those of the arguments: a tuple, unless
        the function has one argument only. Either rule will do, since the other is its transpose.
    label, back : str, callable(result, *args, **params), or a sequence of them, one per argument
        What the map forwards and the map backwards do, in a few words, for the edge: "· Wᵀ".
    symbol, formula : str
        How the node reads, e.g. `symbol="cube"` or `formula="{x}³"`.
    domain : sequence of (low, high)
        Open intervals inside which the derivative holds, per argument.
    kink : str
        Where there is no derivative, and what you return there.
    kink_at : str or callable(result, *args, **params)
        Whether the arguments stand at the kink; an expression may be given beside partials. Second
        derivatives that pass there are warned of.
    numerical : bool
        Instead of partials: take them by central differences, of a function of any shapes. They
        are inexact, and the edges say so with "≈"; there are no second derivatives.

    Raises
    ------
    TypeError
        No derivative was given, both ways were mixed, a rule takes other arguments than it will be
        given, or the decorator was used without its parentheses.

    With `jvp` and `vjp`, the function may take anything. What stands behind `*` in its definition
    is a parameter, and not differentiated; all else is an argument. It returns one number or array.
    Rules are written with NumPy, so that they can be differentiated again. `adlab.check_grads`
    finds the wrong ones.

    >>> import numpy as np, adlab
    >>> @adlab.primitive("3 * x**2", symbol="cube")
    ... def cube(x):
    ...     return x * x * x
    >>> adlab.grad(lambda x: np.sin(cube(x)))(0.0)
    0.0
    >>> print(adlab.trace(cube, 2.0).nodes[1].formula)
    cube(x)

    >>> def share(adjoint, result, x, *, step):
    ...     return -np.diff(adjoint, prepend=0.0, append=0.0) / step
    >>> @adlab.primitive(vjp=share, label="differences", back="−differences")
    ... def slopes(x, *, step):
    ...     return np.diff(x) / step
    >>> adlab.grad(lambda x: np.sum(slopes(x, step=0.5) ** 2))(np.array([1.0, 2.0, 4.0]))
    array([-8., -8., 16.])
    """
    if numerical and not partials:
        from adlab.engine.numerical import by_differences

        return lambda function: by_differences(function, symbol, formula)
    whole = jvp is not None or vjp is not None
    _check_declaration(partials, whole)

    def decorate(function: Function) -> Function:
        if whole:
            from adlab.engine.whole import declare

            return declare(function, jvp, vjp, label, back, symbol, formula, kink, kink_at)
        from adlab.engine.recording import as_recording

        name = symbol or function.__name__
        text = formula or name + "({args})"
        value = own_values(function)
        declared = elementwise(
            function.__name__,
            value,
            text,
            *partials,
            symbol=name,
            domain=domain,
            kink=kink,
            kink_at=kink_at,
            own=True,
        )
        return as_recording(declared)

    return decorate


def _check_declaration(partials: Sequence[Any], whole: bool) -> None:
    if whole and partials:
        raise TypeError(
            "adlab.primitive takes either the slopes of a function that works entry by entry,\n"
            "or jvp= and vjp= of a function of whole arrays: not both"
        )
    if whole or (partials and not (callable(partials[0]) and _is_bare(partials))):
        return
    raise TypeError(
        "adlab.primitive needs the derivative of the function, one per argument:\n"
        '  @adlab.primitive("3 * x**2")\n  def cube(x):\n      return x**3\n'
        "or, for a function of whole arrays, its linear maps:\n"
        "  @adlab.primitive(vjp=lambda adjoint, result, x: ...)"
    )


def _is_bare(partials: Sequence[Any]) -> bool:
    """Whether `@primitive` was written without parentheses above a `def`."""
    caller = sys._getframe(3)
    bare = len(partials) == 1 and caller.f_code.co_name == "<module>"
    return bare and getattr(partials[0], "__name__", "") != "<lambda>"
