"""JAX's own tracing, with concrete values: all that adlab uses of what JAX keeps private.

- `Recording(told)`: a trace of JAX's whose tracers hold numbers; it tells of each equation.
- `Traced`: such a tracer. `if x > 0:` works with it, as inside `jax.grad`.
- `run(recording, f, arguments)`: call a function under it.
- `equations(closed)`, `bind(equation, values)`: a jaxpr, one equation after the other.
- `frames_of(equation)`: where an equation was written.

What changed between 0.6 and 0.10 is dealt with here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import CodeType
from typing import Any, Protocol

import jax
from jax._src import core

from adlab.engine.errors import MissingPackageError

KNOWN = "0.6 to 0.10"
BOUNDARY = "trace_to_jaxpr"  # where JAX begins to trace a function that it will keep


class Told(Protocol):
    """Who is told of what JAX does."""

    def equation(self, primitive: Any, values: list[Any], params: dict[str, Any]) -> Any:
        """An equation; the result, or a list of them."""

    def custom(
        self, name: str, plain: Callable[..., Any], ruled: Callable[..., Any], values: list[Any]
    ) -> list[Any]:
        """A function with a derivative of its own; once `plain` or once `ruled` is to be called."""

    def asked(self, traced: Traced, answer: Any) -> None:
        """A value decided what Python does."""


def _checked() -> None:
    needed = ("Trace", "Tracer", "set_current_trace", "eval_trace")
    missing = [name for name in needed if not hasattr(core, name)]
    if missing:
        raise MissingPackageError(
            f"adlab steps through JAX {KNOWN}, and this is {jax.__version__}, whose tracing is "
            f"another one (it has no {', '.join(missing)}). Install one of those: "
            'pip install "jax<0.11"'
        )


_checked()


class Traced(core.Tracer):  # type: ignore[misc]
    """A tracer that holds its value, and the entry of the graph that it is."""

    __slots__ = ["entry", "shown", "value"]

    def __init__(self, trace: Recording, value: Any, entry: Any) -> None:
        self.value, self.entry, self.shown = value, entry, jax.typeof(value)
        try:
            super().__init__(trace, self.shown)
        except TypeError:  # before 0.8 the abstract value is a property
            super().__init__(trace)

    @property
    def aval(self) -> Any:
        """Shape and type."""
        return self.shown

    @aval.setter
    def aval(self, value: Any) -> None:
        self.shown = value

    def full_lower(self) -> Any:
        return self

    def to_concrete_value(self) -> Any:
        return core.to_concrete_value(self.value)

    def _short_repr(self) -> str:
        return f"Traced({self.value})"

    def __bool__(self) -> bool:
        answer = bool(self.value)
        self._trace.told.asked(self, answer)
        return answer

    def __int__(self) -> int:
        answer = int(self.value)
        self._trace.told.asked(self, answer)
        return answer

    def __float__(self) -> float:
        answer = float(self.value)
        self._trace.told.asked(self, answer)
        return answer


class Recording(core.Trace):  # type: ignore[misc]
    """A trace that computes, and tells of each equation."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self.told = told
        self.requires_low = False

    def stage_value(self, value: Any) -> Any:
        return value

    def process_primitive(self, primitive: Any, tracers: Any, params: Any) -> Any:
        return self.told.equation(primitive, list(tracers), dict(params))

    def process_call(self, primitive: Any, f: Any, tracers: Any, params: Any) -> Any:
        with core.set_current_trace(self):
            return f.call_wrapped(*tracers)

    process_map = process_call

    def process_custom_jvp_call(
        self, primitive: Any, fun: Any, jvp: Any, tracers: Any, **params: Any
    ) -> Any:
        return self._custom(primitive, (fun, jvp), tracers, params)

    def process_custom_vjp_call(
        self, primitive: Any, fun: Any, fwd: Any, bwd: Any, tracers: Any, **params: Any
    ) -> Any:
        return self._custom(primitive, (fun, fwd, bwd), tracers, params)

    def _custom(self, primitive: Any, functions: Any, tracers: Any, params: Any) -> Any:
        def ruled(*values: Any) -> Any:
            if _has_subfuns(primitive):
                return primitive.bind(*values, subfuns=functions, **params)
            return primitive.bind(*functions, *values, **params)

        fun = functions[0]
        name = getattr(fun, "__name__", "") or primitive.name
        return self.told.custom(name, fun.call_wrapped, ruled, list(tracers))


def _has_subfuns(primitive: Any) -> bool:
    """Whether functions go to a primitive as a parameter, as they do since 0.8."""
    return "avals" in type(primitive).bind_with_trace.__code__.co_varnames[:5]


def plainly() -> Any:
    """A context in which JAX computes, and nothing is recorded."""
    return core.set_current_trace(core.eval_trace)


def run(recording: Recording, f: Callable[..., Any], arguments: Any, options: Any) -> Any:
    """Call a function while the recording is JAX's current trace."""
    with core.set_current_trace(recording):
        return f(*arguments, **options)


def under(recording: Recording) -> Any:
    """A context in which the recording is JAX's current trace."""
    return core.set_current_trace(recording)


def evaluate(closed: Any, arguments: Sequence[Any], at: Callable[[Any], None]) -> list[Any]:
    """Evaluate a jaxpr equation by equation; `at` is told of each before it is bound."""
    jaxpr = getattr(closed, "jaxpr", closed)
    known: dict[Any, Any] = {}
    known.update(zip(jaxpr.constvars, getattr(closed, "consts", ()), strict=True))
    known.update(zip(jaxpr.invars, arguments, strict=True))

    def read(atom: Any) -> Any:
        return atom.val if isinstance(atom, core.Literal) else known[atom]

    for equation in jaxpr.eqns:
        at(equation)
        made = bind(equation, [read(atom) for atom in equation.invars])
        results = made if equation.primitive.multiple_results else [made]
        known.update(zip(equation.outvars, results, strict=True))
    return [read(atom) for atom in jaxpr.outvars]


def bind(equation: Any, values: Sequence[Any]) -> Any:
    """Apply an equation's primitive."""
    params = equation.primitive.get_bind_params(equation.params)
    if isinstance(params, dict):
        return equation.primitive.bind(*values, **params)
    functions, params = params
    return equation.primitive.bind(*functions, *values, **params)


def frames_of(equation: Any) -> Iterator[tuple[CodeType, int]]:
    """The frames in which an equation was written, innermost first, up to where JAX traced it.

    What is beyond is the first caller's, and the jaxpr is kept for others.
    """
    traceback = equation.source_info.traceback
    if traceback is None:
        return
    codes, instructions = traceback.raw_frames()
    for code, instruction in zip(codes, instructions, strict=True):
        if code.co_name.startswith(BOUNDARY):
            return
        yield code, instruction
