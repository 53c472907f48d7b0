"""Primitives: the elementary functions whose derivatives we know, one declaration each.

A declaration says, side by side, how to compute the value, the local derivative per argument, how
the node reads in a picture, and where the rule holds. The same declaration serves forward mode,
reverse mode, the diagram and the formula.

- `Primitive`: the declaration; `MapRule`: the linear map of one argument in it.
- `PRIMITIVES`: all of them, by name; `PUSH[name]` and `PULL[name]` are the tangent and the reverse
  sweep at one node, which `edges` makes of the declaration.
- `call(name, ...)`: apply one; `compute(name, ...)`: at plain values.

`declaring` has the ways to declare one, `declared` all that adlab knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.arrays.values import Recorded
from adlab.engine.primitives.needs import NOTHING, RESULT, letters, places

Interval = tuple[float, float]
Function = Callable[..., Any]

REAL: Interval = (-np.inf, np.inf)
ARGUMENTS = ("x", "y", "w")
NAMESPACE: dict[str, Any] = {"np": np}  # what the expressions of partials may use


Edges = Sequence[tuple[int, int, Any]]  # (operand, position, partial)


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
    sign: str = ""  # Python's operator that does the same: "+"
    symbolic: str = ""  # the value in SymPy's words, of the arguments x and y
    alias: bool = False  # whether the value is the argument itself
    picks: bool = False  # whether the value is the entries of its argument at `index`
    divisor: Function | None = None  # of a sum of all entries alike: by what, of their count
    at_constants: Function | None = None  # of the operands: value and partials, if simpler there
    whole: bool = False  # a user's function of whole arrays: its errors are the user's
    own: bool = False  # declared by a user, so that `check_grads` suspects its rules
    edges: Function = no_edges  # made of the rules when the primitive is registered
    every_needs: str | None = None  # of a variadic one, what the map of any argument is made of

    def __hash__(self) -> int:
        return id(self)  # quick; and what a rule is made of need not be hashable

    def needs(self, position: int) -> str | None:
        """What the partial with respect to one argument is made of, see `needs`."""
        if self.variadic:
            return self.every_needs
        rule = self.rules[min(position, len(self.rules) - 1)]
        if rule is None:
            return NOTHING
        needs: str | None = letters(self.partials, position) if self.elementwise else rule.needs
        return needs


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


def call(name: str, *arguments: Any, **params: Any) -> Any:
    """Apply a primitive by name to numbers, arrays or recording values."""
    for argument in arguments:
        if isinstance(argument, Recorded):
            return type(argument)._bind(name, *arguments, **params)
    return compute(name, arguments, params)


def compute(name: str, arguments: Sequence[Any], params: dict[str, Any] | None) -> Any:
    """The value of a primitive at plain numbers and arrays."""
    function = PRIMITIVES[name].function
    value = function(*arguments, **params) if params else function(*arguments)
    if type(value) is np.ndarray:
        return value if value.ndim else value.item()
    return float(value) if isinstance(value, (float, np.floating)) else value
