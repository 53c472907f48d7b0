"""Recording JAX: one node for each equation, or for each call of a library function, as it runs.

- `trace(f, args, options, wrt, detail)`: the graph of one run.

The function runs once, on concrete values, so that `if x > 0:` takes its way as inside `jax.grad`.
What JAX would trace is opened: `jit` as a call, `cond` by the branch that is taken, `scan` and
`while` turn by turn. A function with a derivative of its own is one node, with that derivative.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import CodeType
from typing import Any

import jax
import jax.numpy as jnp
import jaxlib
import numpy as np

from adlab.bridges import jax_trace
from adlab.bridges.foreign import Entry, ForeignGraph, Making
from adlab.bridges.jax_folding import fold
from adlab.bridges.jax_linear import Backward
from adlab.bridges.jax_local import JaxLocal, as_numpy
from adlab.bridges.jax_trace import Traced
from adlab.bridges.jax_words import BY_ENTRY, IDLE, words
from adlab.bridges.local import Words
from adlab.engine.arrays.values import Fixed
from adlab.engine.errors import InputError, OutputError, TracingError, explain
from adlab.engine.recording.following import Watch
from adlab.engine.recording.graph import Guard
from adlab.engine.recording.tracing import how_to_return, parameter_names
from adlab.engine.user import source
from adlab.engine.user.called import called
from adlab.engine.user.frames import user_frame
from adlab.engine.user.whose import also_internal, owner

for package in (jax, jaxlib):
    also_internal(os.path.dirname(package.__file__) + os.sep)

OPENED = {"pjit": "jaxpr", "jit": "jaxpr", "closed_call": "call_jaxpr", "core_call": "call_jaxpr",
          "remat": "jaxpr", "remat2": "jaxpr", "checkpoint": "jaxpr",
          "custom_lin": "", "xla_call": "call_jaxpr"}  # fmt: skip
TURNS = 1_000  # of a loop that is unrolled
SMALL = 6


def trace(
    f: Callable[..., Any],
    args: Sequence[Any],
    options: Mapping[str, Any],
    wrt: str | Sequence[str] | None = None,
    detail: str = "calls",
) -> ForeignGraph:
    """Run `f(*args, **options)` once, and return the graph of what JAX computed.

    Raises
    ------
    InputError
        An argument is complex.
    OutputError
        It returns nothing that could be shown.
    TracingError
        A loop takes more turns than can be shown.
    """
    graph = ForeignGraph(getattr(f, "__name__", type(f).__name__), "JAX", jax.__version__)
    graph.code = getattr(inspect.unwrap(f), "__code__", None)
    making = Making(graph)
    recorder = _Recorder(making, wrt)
    given = recorder.arguments(f, args)
    with Watch(graph) as recorder.watch:
        output = jax_trace.run(recorder.recording, f, given, options)
    leaves = recorder.outputs(output)
    if detail == "calls":
        fold(making, [leaf for leaf in leaves if isinstance(leaf, Entry)], recorder.events)
    finished = making.finish(leaves, {})
    finished.dtype = recorder.dtype
    finished.sweeps = {"backward": Backward(finished, f, args, options)}
    return finished


class _Recorder:
    """Who is told of each equation."""

    watch: Watch

    def __init__(self, making: Making, wrt: str | Sequence[str] | None) -> None:
        self.making, self.wrt = making, wrt
        self.recording = jax_trace.Recording(self)
        self.dtype = ""
        self.events: dict[int, tuple[int, str]] = {}  # of an entry: number and name of a call
        self.last: Any = None  # the frame of the library function that runs
        self.event, self.name = 0, ""  # how many such calls there were, and what is called
        self.within = ""  # the name of a compiled function of JAX's, inside one of the user's
        self.at: list[tuple[CodeType, int]] = []  # where what is opened stands
        self.inside: tuple[CodeType, int] | None = None  # where its equation stands, if the user's

    # -- What goes in and comes out ------------------------------------------------------------

    def arguments(self, f: Callable[..., Any], args: Sequence[Any]) -> list[Any]:
        """The arguments with tracers in the place of arrays and numbers."""
        given = []
        for name, arg in zip(parameter_names(f, len(args)), args, strict=True):
            leaves, tree = jax.tree_util.tree_flatten_with_path(arg)
            paths = [(name + jax.tree_util.keystr(path), leaf) for path, leaf in leaves]
            made = [self._argument(*each) for each in paths]
            given.append(jax.tree_util.tree_unflatten(tree, made))
        return given

    def _argument(self, name: str, value: Any) -> Any:
        is_number = isinstance(value, (int, float, np.ndarray, np.generic, jax.Array))
        if not is_number or isinstance(value, bool):
            return value
        if isinstance(value, float) or type(value) is int:
            value = jnp.asarray(float(value))
        elif not isinstance(value, jax.Array):
            value = jnp.asarray(value)
        if jnp.iscomplexobj(value):
            raise InputError(
                explain(
                    f"the argument {name} is complex: derivatives are taken with respect to real "
                    "numbers.",
                    fix="pass the real and the imaginary part, each an array of its own",
                )
            )
        if not jnp.issubdtype(value.dtype, jnp.floating) or not self._is_wanted(name):
            return value
        self.dtype = self.dtype or str(value.dtype)
        entry = self.making.add(Entry(name, as_numpy(value), "argument"))
        return Traced(self.recording, value, entry)

    def _is_wanted(self, name: str) -> bool:
        if self.wrt in (None, "arguments"):
            return True
        return name in ([self.wrt] if isinstance(self.wrt, str) else self.wrt or ())

    def outputs(self, output: Any) -> list[Any]:
        """What the function returned: entries, and constants."""
        leaves = jax.tree_util.tree_leaves(output)
        if not leaves:
            raise OutputError(
                explain(
                    f"{self.making.graph.name} returned nothing.",
                    fix="end the function with `return loss`",
                )
            )
        return [self._output(leaf) for leaf in leaves]

    def _output(self, leaf: Any) -> Any:
        if isinstance(leaf, Traced):
            return leaf.entry
        if isinstance(leaf, (jax.Array, np.ndarray, np.generic, int, float)):
            return as_numpy(leaf)
        raise OutputError(
            explain(
                f"{self.making.graph.name} returned an object of type {type(leaf).__name__}, into "
                "which adlab does not look.",
                fix=how_to_return(leaf),
            )
        )

    # -- One equation --------------------------------------------------------------------------

    def equation(self, primitive: Any, values: list[Any], params: dict[str, Any]) -> Any:
        """An equation that is about to be applied."""
        name = primitive.name
        if not any(isinstance(each, Traced) for each in values):
            with jax_trace.plainly():
                return primitive.bind(*values, **params)
        if name == "cond":
            return self._branch(values, params)
        if name == "scan" and params["length"] <= TURNS:
            return self._scan(values, params)
        if name == "while":
            return self._while(values, params)
        if OPENED.get(name) and OPENED[name] in params:
            inner = params[OPENED[name]]
            return self._opened(params.get("name", name), inner, values)
        plain = [plain_of(each) for each in values]
        with jax_trace.plainly():
            made = primitive.bind(*plain, **params)
        several = primitive.multiple_results
        if not several and name in IDLE and _is_idle(made, values, plain):
            return values[0]
        places = [k for k, each in enumerate(values) if self._flows(each)]

        def of_operands(*given: Any) -> Any:
            full = list(plain)
            for place, one in zip(places, given, strict=True):
                full[place] = one
            return primitive.bind(*full, **params)

        operands = [plain[k] for k in places]
        outcomes = list(made) if several else [made]
        said = words(name, params)
        made = [
            self._node(
                said.name if len(outcomes) == 1 else f"{said.name}[{number}]",
                said.formula if len(outcomes) == 1 else f"{said.formula}[{number}]",
                said.symbol,
                values,
                outcome,
                JaxLocal(
                    of_operands, operands, places, number if several else None,
                    tuple(outcome.shape), name in BY_ENTRY, Words(name, f"{name}, transposed"),
                ) if places and _is_real(outcome) else None,
                _shown(params),
            )
            for number, outcome in enumerate(outcomes)
        ]  # fmt: skip
        return made if several else made[0]

    def custom(
        self, name: str, plain: Callable[..., Any], ruled: Callable[..., Any], values: list[Any]
    ) -> list[Any]:
        """A function with a derivative of its own: one node, or several of its results."""
        places = [k for k, each in enumerate(values) if self._flows(each)]
        given = [plain_of(each) for each in values]
        if not places:
            with jax_trace.under(self.recording):
                return list(plain(*values))

        def of_operands(*those: Any) -> Any:
            full = list(given)
            for place, one in zip(places, those, strict=True):
                full[place] = one
            return list(ruled(*full))

        operands = [given[k] for k in places]
        with jax_trace.plainly():
            outcomes, pulled = jax.vjp(of_operands, *operands)
        shown = name
        return [
            self._node(
                shown if len(outcomes) == 1 else f"{shown}[{number}]",
                f"{shown}({{args}})" + (f"[{number}]" if len(outcomes) > 1 else ""),
                shown,
                values,
                outcome,
                JaxLocal(
                    of_operands, operands, places, number, tuple(outcome.shape), False,
                    Words(f"{name}’s own rule", f"{name}’s own rule, transposed"), pulled,
                ).of(outcomes) if _is_real(outcome) else None,
                {},
            )
            for number, outcome in enumerate(outcomes)
        ]  # fmt: skip

    def _node(
        self,
        name: str,
        formula: str,
        symbol: str,
        values: Sequence[Any],
        outcome: Any,
        local: JaxLocal | None,
        params: dict[str, Any],
    ) -> Traced:
        """A node for one result."""
        frame = user_frame(2)
        entry = Entry(name, as_numpy(outcome), formula=formula, symbol=symbol, local=local)
        entry.operands = [self._operand(each, frame) for each in values]
        entry.params = params
        entry.code, entry.instruction = self._place(frame)
        self.making.add(entry)
        inner = self.inside is not None and not self.within
        self.events[id(entry)] = self.event, self.within or ("" if inner else self.name)
        return Traced(self.recording, outcome, entry)

    def _operand(self, value: Any, frame: Any) -> Any:
        if isinstance(value, Traced):
            return value.entry
        array = as_numpy(value) if _is_number(value) else None
        if array is None:
            return Fixed(value)
        if np.size(array) <= SMALL:
            return array
        scopes = (frame.f_locals, frame.f_globals)
        name = next((n for scope in scopes for n, v in scope.items() if v is value), "")
        return Fixed(_Named(name)) if name else array

    def _place(self, frame: Any) -> tuple[CodeType, int]:
        """Where the equation stands: in what is opened, or where the user's own line runs."""
        library = _frame_above(frame)
        if library is not self.last:
            self.event, self.last, self.name = self.event + 1, library, _called(frame)
        if self.inside is not None:
            return self.inside
        if self.at:
            return self.at[-1]
        return frame.f_code, frame.f_lasti

    def asked(self, traced: Traced, answer: Any) -> None:
        """A value decided what Python does."""
        frame = user_frame(2)
        nodes = len(self.making.graph.values)
        guard = Guard(nodes, "bool", (), None, answer, frame.f_code, frame.f_lasti, bool)
        self.making.graph.guards.append(guard)

    @staticmethod
    def _flows(value: Any) -> bool:
        return isinstance(value, Traced) and _is_real(value.value)

    # -- What is opened ------------------------------------------------------------------------

    def _evaluated(self, closed: Any, values: Sequence[Any]) -> list[Any]:
        before = self.inside
        with jax_trace.under(self.recording):
            made = jax_trace.evaluate(closed, values, self._at_equation)
        self.inside = before
        return made

    def _at_equation(self, equation: Any) -> None:
        """The innermost frame of the user's that an equation was written in."""
        found = (place for place in jax_trace.frames_of(equation) if _is_users(place[0]))
        self.inside = next(found, None)

    @contextmanager
    def _standing(self) -> Iterator[tuple[CodeType, int]]:
        """While something is opened, its equations stand where it was called, if nowhere else."""
        frame = user_frame(3)
        place = self.inside or (self.at[-1] if self.at else (frame.f_code, frame.f_lasti))
        self.at.append(place)
        try:
            yield place
        finally:
            self.at.pop()

    def _opened(self, name: str, closed: Any, values: Sequence[Any]) -> list[Any]:
        """What `jit` or `remat` would compile: a call, if it is a function of the user's."""
        own = _has_users(closed)
        if not own:
            with self._library(name):
                return self._evaluated(closed, values)
        with self._standing() as (code, instruction):
            self.watch.push(name, code, instruction)
            try:
                return self._evaluated(closed, values)
            finally:
                self.watch.pop()

    @contextmanager
    def _library(self, name: str) -> Iterator[None]:
        """A compiled function of JAX's: what is in it belongs to the line that calls it."""
        frame = user_frame(3)
        before, place, within = self.inside, self.inside, self.within
        if place is not None and not within:
            self.event, self.within = self.event + 1, name.strip("_")
        self.at.append(place or (self.at[-1] if self.at else (frame.f_code, frame.f_lasti)))
        try:
            yield
        finally:
            self.at.pop()
            self.inside, self.within = before, within

    def _branch(self, values: Sequence[Any], params: Mapping[str, Any]) -> list[Any]:
        """The branch that is taken."""
        number = int(plain_of(values[0]))
        branches = params["branches"]
        with self._standing() as (code, instruction):
            nodes = len(self.making.graph.values)
            asked = bool(number) if len(branches) == 2 else float(number)
            guard = Guard(nodes, "cond", (), None, asked, code, instruction, bool)
            self.making.graph.guards.append(guard)
            chosen = branches[min(max(number, 0), len(branches) - 1)]
            return self._evaluated(chosen, values[1:])

    def _scan(self, values: Sequence[Any], params: Mapping[str, Any]) -> list[Any]:
        """A scan, turn by turn."""
        body, length = params["jaxpr"], params["length"]
        first, carried = params["num_consts"], params["num_carry"]
        constants, carry = list(values[:first]), list(values[first : first + carried])
        rows = values[first + carried :]
        turns = range(length)[::-1] if params["reverse"] else range(length)
        collected: dict[int, list[Any]] = {}
        with self._standing() as place, self._loop(place) as turn:
            for number, k in enumerate(turns, start=1):
                turn(number)
                with jax_trace.under(self.recording):
                    here = [row[k] for row in rows]
                made = self._evaluated(body, [*constants, *carry, *here])
                carry, collected[k] = made[:carried], made[carried:]
            self.inside = None
            with jax_trace.under(self.recording):
                columns = zip(*(collected[k] for k in range(length)), strict=True)
                return [*carry, *(jnp.stack(column) for column in columns)]

    def _while(self, values: Sequence[Any], params: Mapping[str, Any]) -> list[Any]:
        """A loop, as often as it ran this time."""
        first, second = params["cond_nconsts"], params["body_nconsts"]
        asks, constants = list(values[:first]), list(values[first : first + second])
        carry = list(values[first + second :])
        with self._standing() as place, self._loop(place) as turn:
            for number in range(1, TURNS + 1):
                with jax_trace.plainly():
                    plain = [plain_of(each) for each in (*asks, *carry)]
                    [goes_on] = jax_trace.evaluate(params["cond_jaxpr"], plain, lambda _: None)
                if not bool(goes_on):
                    return carry
                turn(number)
                carry = self._evaluated(params["body_jaxpr"], [*constants, *carry])
        raise TracingError(
            explain(
                f"A while_loop took more than {TURNS:,} turns.",
                where=source.where(*place),
                fix="use fewer turns to look at it",
            )
        )

    @contextmanager
    def _loop(self, place: tuple[CodeType, int]) -> Iterator[Callable[[int], None]]:
        """Around the turns of a loop that JAX runs."""
        span = source.locate(*place)
        line = span.line if span else place[0].co_firstlineno
        try:
            yield lambda number: self.watch.turn(line, number)
        finally:
            self.watch.leave_loop(line)


class _Named:
    def __init__(self, name: str) -> None:
        self.__name__ = name


def plain_of(value: Any) -> Any:
    """The value that a tracer holds."""
    return value.value if isinstance(value, Traced) else value


def _is_number(value: Any) -> bool:
    dtype = getattr(value, "dtype", None)
    return dtype is not None and not jax.dtypes.issubdtype(dtype, jax.dtypes.extended)


def _is_real(value: Any) -> bool:
    return bool(jnp.issubdtype(value.dtype, jnp.floating))


def _is_idle(made: Any, values: Sequence[Any], plain: Sequence[Any]) -> bool:
    given = plain[0]
    return isinstance(values[0], Traced) and made.shape == given.shape and made.dtype == given.dtype


def _shown(params: Mapping[str, Any]) -> dict[str, Any]:
    axes = params.get("axes")
    return {"axis": axes[0]} if isinstance(axes, tuple) and len(axes) == 1 else {}


def _is_users(code: CodeType) -> bool:
    return owner(code.co_filename) == "user"


def _has_users(closed: Any) -> bool:
    """Whether a jaxpr was made of a function of the user's."""
    jaxpr = getattr(closed, "jaxpr", closed)
    return any(
        _is_users(code) for equation in jaxpr.eqns for code, _ in jax_trace.frames_of(equation)
    )


def _called(frame: Any) -> str:
    """What the user's line calls: "softmax"; "" for an operator."""
    found = called(frame)
    return found.name.rpartition(".")[2] if found.kind == "call" else ""


def _frame_above(frame: Any) -> Any:
    """The frame of the library function that the user's frame calls."""
    here, above = inspect.currentframe(), None
    while here is not None and here is not frame:
        above, here = here, here.f_back
    return above
