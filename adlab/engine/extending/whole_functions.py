"""Rules for whole functions of arrays: a primitive that a user declares by its linear maps.

An elementwise primitive is declared by its slopes. The derivative of a function of whole arrays is
a linear map: `jvp` says what it does to tangents, `vjp` what its transpose does to an adjoint.

- `declare(function, jvp, vjp, ...)`: what `@adlab.primitive(jvp=..., vjp=...)` does.
- `WholeRule`: the rules of one function, run and checked.
- `Pull`, `Push`: the two linear maps of one argument, for an edge or a program.

One of the two rules is enough. Each is linear in what it is given, so that adlab has the other by
transposing: a reverse sweep over the rule itself.

Sources: the pair of rules per function as in Griewank & Walther (2008), section 3.2, and as JAX's
`custom_jvp` and `custom_vjp`; Radul et al., *You only linearize once* (2023), for a reverse mode
made by transposing the forward mode; Townsend, *A new trick for calculating Jacobian vector
products* (2017), for a forward mode made by transposing the reverse mode.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from adlab.engine.arrays.containers import flatten, rebuild
from adlab.engine.arrays.copies import private
from adlab.engine.arrays.linear_maps import LinearMap, shape_of
from adlab.engine.arrays.values import Fixed
from adlab.engine.derivatives.transforms import vjp
from adlab.engine.errors import OutputError, ShapeError, TracingError, explain
from adlab.engine.primitives.declaring import register
from adlab.engine.primitives.declaring import unused as unused_name
from adlab.engine.primitives.primitive import PRIMITIVES, PULL, PUSH, Function, Primitive
from adlab.engine.recording.binding import bind
from adlab.engine.recording.refusals import refuse
from adlab.engine.recording.var import Var
from adlab.engine.user import source
from adlab.engine.user.frames import user_position

Words = str | Function | Sequence[str | Function]
NUMERIC = "fiub"  # the kinds of arrays that become float64


@dataclass(frozen=True, slots=True)
class WholeRule:
    """The rules of a function of whole arrays.

    Called with `(result, arguments, params)` it gives the linear maps of all arguments, as the
    rule of every variadic primitive does.
    """

    key: str  # of its primitive
    name: str
    function: Function
    jvp: Function | None
    vjp: Function | None
    label: Words
    back: Words
    arguments: tuple[str, ...]  # their names, as far as they are known
    single: bool  # whether there is just one: then rules take and give it without a tuple

    def __call__(
        self, result: Any, arguments: Sequence[Any], params: Mapping[str, Any]
    ) -> list[LinearMap]:
        shape, data = shape_of(result), (result, *arguments)
        return [
            LinearMap(
                Push(self.key, position),
                Pull(self.key, position),
                shape_of(argument),
                shape,
                self._words(self.label or self.name, position),
                data,
                params,
                self._words(self.back, position),
            )
            for position, argument in enumerate(arguments)
        ]

    def _words(self, words: Words, position: int) -> str | Function:
        """What one edge says; words that are made of the values get the values themselves."""
        if isinstance(words, (tuple, list)):
            words = words[min(position, len(words) - 1)]
        if not callable(words):
            return str(words)
        return lambda result, *arguments, **params: words(result, *opened(arguments), **params)

    # -- Value -------------------------------------------------------------------------------------

    def value(self, *arguments: Any, **params: Any) -> Any:
        """The function, on plain values; what it returns is checked, and copied if an array."""
        with _no_writing(self.name):
            result = self.function(*opened(arguments), **params)
        if isinstance(result, tuple):
            raise self._bad_output(f"{len(result)} values in a tuple", "declare one per value, or")
        array = _array(result)
        if array is None:
            raise self._bad_output(repr(result))
        return private(array) if array.ndim else float(array)

    def _bad_output(self, got: str, fix: str = "") -> OutputError:
        return OutputError(
            explain(
                f"The primitive {self.name} returned {got}.",
                where=source.where(*user_position()),
                why="a primitive is one node, whose value is a real number or one array of them",
                fix=f"{fix} return one number or array".strip(),
            )
        )

    # -- Reverse mode: shares of an adjoint --------------------------------------------------------

    def shares(
        self, adjoint: Any, result: Any, arguments: Sequence[Any], params: Mapping[str, Any]
    ) -> list[Any]:
        """What each argument's adjoint gets; None where nothing flows."""
        if self.vjp is None:
            return self._transposed_jvp(adjoint, result, arguments, params)
        with _no_writing(f"The vjp of {self.name}"):
            given = self.vjp(_locked(adjoint), result, *opened(arguments), **params)
        parts = self._one_each(given, len(arguments))
        return [
            None if part is None or type(argument) is Fixed else self._share(part, argument, k)
            for k, (part, argument) in enumerate(zip(parts, arguments, strict=True))
        ]

    def _one_each(self, given: Any, count: int) -> Sequence[Any]:
        if self.single and not (isinstance(given, tuple) and len(given) == 1):
            return (given,)
        if isinstance(given, (tuple, list)) and len(given) == count:
            return given
        got = f"{len(given)} of them" if isinstance(given, (tuple, list)) else _sort(given)
        raise OutputError(
            explain(
                f"The vjp of {self.name} must return one share for each of its {count} "
                f"argument(s), as a tuple; it returned {got}.",
                where=_place(self.vjp),
                fix="return None for an argument through which nothing flows",
            )
        )

    def _share(self, part: Any, argument: Any, position: int) -> Any:
        known = self.arguments
        name = known[position] if position < len(known) else f"number {position + 1}"
        what = f"The vjp of {self.name} gave, for its argument {name},"
        return _fitting(part, shape_of(argument), what, "the argument", self.vjp)

    def _transposed_jvp(
        self, adjoint: Any, result: Any, arguments: Sequence[Any], params: Mapping[str, Any]
    ) -> list[Any]:
        """The same from the jvp alone: it is linear in the tangents, so a reverse sweep does it."""
        moving = [k for k, argument in enumerate(arguments) if type(argument) is not Fixed]

        def tangent_of_result(*tangents: Any) -> Any:
            given = dict(zip(moving, tangents, strict=True))
            return self.tangent(given, result, arguments, params)

        zeros = [_zeros(arguments[k]) for k in moving]
        shares = self._transpose(tangent_of_result, zeros, adjoint, "jvp", "reverse", "vjp")
        found = dict(zip(moving, shares, strict=True))
        return [found.get(k) for k in range(len(arguments))]

    # -- Forward mode: the tangent of the result ---------------------------------------------------

    def tangent(
        self,
        tangents: Mapping[int, Any],
        result: Any,
        arguments: Sequence[Any],
        params: Mapping[str, Any],
    ) -> Any:
        """The tangent of the result, from those of the arguments (by position; others are 0)."""
        if self.jvp is None:
            return self._transposed_vjp(tangents, result, arguments, params)
        given = tuple(
            [
                _locked(tangents[k]) if k in tangents else _zeros(argument)
                for k, argument in enumerate(arguments)
            ]
        )
        moved = given[0] if self.single else given
        with _no_writing(f"The jvp of {self.name}"):
            part = self.jvp(moved, result, *opened(arguments), **params)
        if part is None:
            return _zeros(result)
        what = f"The jvp of {self.name} gave"
        return _fitting(part, shape_of(result), what, "its result", self.jvp)

    def _transposed_vjp(
        self,
        tangents: Mapping[int, Any],
        result: Any,
        arguments: Sequence[Any],
        params: Mapping[str, Any],
    ) -> Any:
        """The same from the vjp alone: it is linear in the adjoint; its transpose is the jvp."""

        def moved_shares(adjoint: Any) -> Any:
            shares = self.shares(adjoint, result, arguments, params)
            return [
                _zeros(arguments[k]) if shares[k] is None else shares[k] for k in sorted(tangents)
            ]

        weights = [tangents[k] for k in sorted(tangents)]
        zeros = [_zeros(result)]
        return self._transpose(moved_shares, zeros, weights, "vjp", "forward", "jvp")[0]

    def _transpose(
        self, linear: Function, zeros: Sequence[Any], weights: Any, had: str, mode: str, needed: str
    ) -> Sequence[Any]:
        """The transpose of a linear function, applied to weights: a reverse sweep over it."""
        try:
            output, pull_back = vjp(linear, *zeros)
        except TracingError as error:
            raise TracingError(
                explain(
                    f"Only the {had} of {self.name} was given: {mode} mode needs {needed}=.",
                    why=f"adlab transposes a rule that it can trace, and not this one: "
                    f"{str(error).splitlines()[0]}",
                    fix=f"give {needed}= as well, or write the {had} with NumPy's functions",
                )
            ) from error
        if any(np.any(np.nan_to_num(_plain(leaf)) != 0.0) for _, leaf in flatten(output)):
            raise OutputError(
                explain(
                    f"The {had} of {self.name} is not linear: of zeros it makes something else.",
                    where=_place(self.vjp if had == "vjp" else self.jvp),
                    fix=f"every term of the {had} has one factor from what it is given first",
                )
            )
        shares: Sequence[Any] = pull_back(weights)
        return shares

    # -- At a node, when nobody looks on -----------------------------------------------------------

    def pull(
        self,
        record: tuple[Any, ...],
        values: list[Any],
        result: Any,
        adjoint: Any,
        adjoints: list[Any],
    ) -> None:
        """Hand the adjoint on to all operands, with one call of the vjp."""
        operands = record[4:]
        arguments = [values[o] if type(o) is int else o for o in operands]
        shares = self.shares(adjoint, result, arguments, record[1] or {})
        for operand, share in zip(operands, shares, strict=True):
            if type(operand) is int and share is not None:
                before = adjoints[operand]
                adjoints[operand] = share if before is None else before + share

    def push(
        self, record: tuple[Any, ...], values: list[Any], result: Any, tangents: list[Any]
    ) -> Any:
        """The node's tangent from those of all operands, with one call of the jvp."""
        operands = record[4:]
        given = {
            k: tangents[o]
            for k, o in enumerate(operands)
            if type(o) is int and tangents[o] is not None
        }
        if not given:
            return None
        arguments = [values[o] if type(o) is int else o for o in operands]
        return self.tangent(given, result, arguments, record[1] or {})


@dataclass(frozen=True)
class Pull:
    """The transpose of one argument's linear map: it is found by name, so that it pickles."""

    key: str
    position: int

    def __call__(self, adjoint: Any, result: Any, /, *arguments: Any, **params: Any) -> Any:
        share = PRIMITIVES[self.key].rules[0].shares(adjoint, result, arguments, params)
        part = share[self.position]
        return _zeros(arguments[self.position]) if part is None else part

    @property
    def __name__(self) -> str:
        return f"{identifier(self.key)}_transpose{self.position}"


@dataclass(frozen=True)
class Push:
    """One argument's linear map."""

    key: str
    position: int

    def __call__(self, tangent: Any, result: Any, /, *arguments: Any, **params: Any) -> Any:
        given = {self.position: tangent}
        return PRIMITIVES[self.key].rules[0].tangent(given, result, arguments, params)

    @property
    def __name__(self) -> str:
        return f"{identifier(self.key)}_apply{self.position}"


def identifier(name: str) -> str:
    """A name in which nothing but letters, digits and _ stands."""
    return "".join([c if c.isalnum() else "_" for c in name])


# -- Declaring -------------------------------------------------------------------------------------


def declare(
    function: Function,
    jvp: Function | None,
    vjp: Function | None,
    label: Words,
    back: Words,
    symbol: str,
    formula: str,
    kink: str,
    kink_at: Any,
) -> Function:
    """Register a function with its rules; the function that records its calls."""
    plain = getattr(function, "__name__", type(function).__name__)
    name = symbol or plain
    signature = _signature(function)
    names, single = _arguments(signature)
    for kind, rule, first in (("vjp", vjp, "adjoint"), ("jvp", jvp, "tangents")):
        if rule is not None:
            _check_parameters(kind, rule, first, name, signature)
    if isinstance(kink_at, str):
        raise TypeError(f"kink_at of {name} must be a function of (result, *arguments)")
    key = unused_name(plain)
    rule = WholeRule(key, name, function, jvp, vjp, label, back, names, single)
    register(
        Primitive(
            key,
            rule.value,
            (rule,),
            formula or name + "({args})",
            name,
            variadic=True,
            kink=kink,
            kink_at=functools.partial(_stands, kink_at) if kink_at else None,
            whole=True,
            own=True,
        )
    )
    PULL[key], PUSH[key] = rule.pull, rule.push

    @functools.wraps(function)
    def recording(*arguments: Any, **params: Any) -> Any:
        given = (*arguments, *params.values())
        if not any(isinstance(leaf, Var) for _, leaf in flatten(given)):
            return function(*arguments, **params)
        if signature is not None:
            bound = signature.bind(*arguments, **params)
            bound.apply_defaults()
            arguments, params = bound.args, bound.kwargs
        operands = [_operand(argument, name) for argument in arguments]
        return bind(key, *operands, **{k: _parameter(v, k, name) for k, v in params.items()})

    return recording


def _signature(function: Function) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):  # some that are written in C do not say
        return None


def _arguments(signature: inspect.Signature | None) -> tuple[tuple[str, ...], bool]:
    """The names of the arguments that a function takes, and whether it is just one."""
    if signature is None:
        return (), False
    parameters = signature.parameters.values()
    named = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    open_end = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    return tuple(named), len(named) == 1 and not open_end


def _check_parameters(
    kind: str, rule: Function, first: str, name: str, signature: inspect.Signature | None
) -> None:
    """Refuse a rule that cannot be called as it will be."""
    own = _signature(rule)
    if signature is None or own is None:
        return
    parameters = signature.parameters.values()
    count = sum(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters)
    keywords = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY]
    try:
        own.bind(*[None] * (2 + count), **dict.fromkeys(keywords))
    except TypeError as error:
        takes = ", ".join([first, "result", *[str(p) for p in parameters]])
        raise TypeError(
            explain(
                f"The {kind} of {name} takes {own}: {error}.",
                where=_place(rule),
                fix=f"let it take ({takes})",
            )
        ) from None


def _operand(argument: Any, name: str) -> Any:
    """An argument as it is recorded: a number or array of floats, or whatever else, kept as is."""
    kind = type(argument)
    if kind is Var or isinstance(argument, float):
        return argument
    if isinstance(argument, (np.ndarray, np.generic)) and argument.dtype.kind == "f":
        return argument
    return Fixed(_kept(argument, "an argument", name))


def _parameter(value: Any, parameter: str, name: str) -> Any:
    if isinstance(value, Var):
        raise refuse(
            f"{name} got a recorded value for {parameter}, which stands behind * in its definition",
            "such parameters are not differentiated, and the derivative would be lost",
            f"let {parameter} stand before the *, and give it a share in the rules",
        )
    return _kept(value, f"the parameter {parameter}", name)


def _kept(value: Any, what: str, name: str) -> Any:
    """A constant of the call, copied where the user may change it."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if type(value) not in (list, tuple, dict):
        return value
    leaves = [leaf for _, leaf in flatten(value)]
    if any(isinstance(leaf, Var) for leaf in leaves):
        raise refuse(
            f"{name} got {what} with recorded values inside of a {type(value).__name__}",
            "an argument through which a derivative flows is one number or one array",
            "make an array of them with `np.stack([...])`, or pass them one by one",
        )
    return rebuild(value, [leaf.copy() if type(leaf) is np.ndarray else leaf for leaf in leaves])


# -- Values ----------------------------------------------------------------------------------------


def opened(arguments: Sequence[Any]) -> list[Any]:
    """The arguments as the user passed them."""
    return [argument.value if type(argument) is Fixed else argument for argument in arguments]


def _stands(kink_at: Function, result: Any, /, *arguments: Any, **params: Any) -> Any:
    return kink_at(result, *opened(arguments), **params)


def _array(value: Any) -> np.ndarray | None:
    """The value as an array of float64; None if it is no real number and no array of them."""
    if isinstance(value, Var):
        return None
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        return None
    if array.dtype.kind not in NUMERIC or isinstance(value, np.ma.MaskedArray):
        return None
    return np.asarray(array, dtype=np.float64)


def _fitting(part: Any, shape: tuple[int, ...], what: str, whose: str, rule: Any) -> Any:
    """What a rule returned, as a number or an array of its own, if the shape is right."""
    array = None if isinstance(part, Var) else _array(part)
    if array is None and not isinstance(part, Var):
        raise OutputError(
            explain(f"{what} {part!r}.", where=_place(rule), fix="return a real number or array")
        )
    if np.shape(part) != shape:
        raise ShapeError(
            explain(
                f"{what} the shape {np.shape(part)}, and {whose} has the shape {shape}.",
                where=_place(rule),
                why="a derivative with respect to an array has the shape of the array",
                fix="reshape it, or add up along what was copied",
            )
        )
    if array is None:
        return part
    return array.copy() if array.ndim else float(array)


def _zeros(value: Any) -> Any:
    """Zeros in the shape of a value, and None for what is no number."""
    if type(value) is Fixed:
        array = _array(value.value)
        return None if array is None else _zeros(array)
    shape = shape_of(value)
    return np.zeros(shape) if shape else 0.0


def _locked(derivative: Any) -> Any:
    """A tangent or adjoint that a rule may read and not write, since others hold it as well."""
    if type(derivative) is not np.ndarray:
        return derivative
    view = derivative.view()
    view.setflags(write=False)
    return view


@contextmanager
def _no_writing(who: str) -> Iterator[None]:
    """Say what NumPy means by `assignment destination is read-only`."""
    try:
        yield
    except ValueError as error:
        if "read-only" not in str(error):
            raise
        raise TracingError(
            explain(
                f"{who} writes into an array that it was given.",
                where=source.where(*user_position()),
                why="others hold the same array, and the derivative needs it as it is",
                fix="work on a copy: x = x.copy()",
            )
        ) from error


def _plain(value: Any) -> Any:
    while isinstance(value, Var):
        value = value._value
    return value


def _sort(value: Any) -> str:
    return "None" if value is None else f"a {type(value).__name__} of shape {np.shape(value)}"


def _place(rule: Any) -> str:
    """Where a rule is written."""
    code = getattr(inspect.unwrap(rule), "__code__", None) if callable(rule) else None
    return source.where(code, -1)
