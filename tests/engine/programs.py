"""Random programs, and the two oracles that the engine is measured against.

- `programs(kind)`: a strategy for programs with fan-out, `"scalar"` or `"array"`, over every
  elementwise primitive there is, and those that move, add up and multiply entries. The point a
  program carries lies in the declared domain of each of its primitives, clear of their kinks.
- `Program.run(library, inputs)`: the same program by plain NumPy, by adlab (which is plain NumPy
  on recording values) and by HIPS/autograd.
- `jacobian`, `hessian`: the oracle HIPS/autograd; `slope`, `curvature`: the oracle by differences.
- `for_random(kind)`: a test of a fact that holds for all programs; many more under `-m slow`.
  The programs of a kind are drawn once, and every fact is held to the same ones. If a fact fails,
  Hypothesis draws programs for it alone, to show a small one. `surely(...)` passes a program over.

A program is made line by line with its values at hand, so that a primitive is only applied where
its rule is declared to hold: an operand outside of the domain is first brought inside by a sine.
"""

from __future__ import annotations

import functools
import itertools
import math
import operator
import os
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import autograd
import autograd.extend
import autograd.numpy as autograd_numpy
import hypothesis
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st

import adlab
from adlab.engine.primitives.primitive import PRIMITIVES

hypothesis.settings.register_profile(
    "adlab", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis.settings.register_profile(
    "adlab-ci", hypothesis.settings.get_profile("adlab"), derandomize=True
)
hypothesis.settings.load_profile("adlab-ci" if os.environ.get("ADLAB_STRICT") == "1" else "adlab")

REACH = 3.0  # operands stay within ±REACH,
CLEAR = 0.1  # this far from kinks, poles and the ends of a domain,
LIMIT = 200.0  # and results within ±LIMIT: generic points, where both oracles are accurate
SIZE = 24  # the largest array

# -- The primitives, and the libraries that have them -------------------------------------------

DIFFERENTIABLE = {
    name: primitive
    for name, primitive in PRIMITIVES.items()
    if any(rule is not None for rule in primitive.rules)
}
ELEMENTWISE = {
    name: primitive
    for name, primitive in DIFFERENTIABLE.items()
    if primitive.elementwise and not primitive.own and (hasattr(np, name) or hasattr(adlab, name))
}
REDUCTIONS = ("sum", "mean", "prod", "max", "min", "var", "std")
STRUCTURAL = (*REDUCTIONS, "cumsum", "reshape", "transpose", "broadcast_to", "index",
              "stack", "concatenate", "matmul", "dot")  # fmt: skip
OPERATORS = {"add": operator.add, "subtract": operator.sub, "multiply": operator.mul,
             "divide": operator.truediv, "power": operator.pow, "remainder": operator.mod,
             "floor_divide": operator.floordiv, "matmul": operator.matmul,
             "negative": operator.neg, "positive": operator.pos, "absolute": abs}  # fmt: skip


def _to_whole(x: Any) -> Any:
    return np.abs(x - np.round(x))


def _to_half(x: Any) -> Any:
    return _to_whole(x + 0.5)


def _to_jump(x: Any, y: Any) -> Any:
    """How far `x` or `y` has to move until `x / y` is whole."""
    return _to_whole(x / y) * y / np.maximum(x / y, 1.0)


def _apart(x: Any, y: Any) -> Any:
    return np.abs(x - y)


def _spread(x: Any) -> Any:
    """How far the closest two entries are apart."""
    return np.diff(np.sort(x, axis=None))


# How far the arguments are from where the primitive has a kink, a jump or a pole.
CLEARANCE: dict[str, Callable[..., Any]] = {
    "absolute": np.abs,
    "sign": np.abs,
    "heaviside": lambda x, y: np.abs(x),
    "copysign": lambda x, y: np.minimum(np.abs(x), np.abs(y)),
    "fmod": _to_jump,
    "relu": np.abs,
    **dict.fromkeys(("floor", "ceil", "trunc"), _to_whole),
    **dict.fromkeys(("rint", "round"), _to_half),
    **dict.fromkeys(("remainder", "floor_divide"), _to_jump),
    **dict.fromkeys(("maximum", "minimum", "fmax", "fmin"), _apart),
    **dict.fromkeys(("max", "min", "std"), _spread),
    "clip": lambda x, low, high: np.minimum(np.abs(x - low), np.abs(x - high)),
    "where": lambda x, y, w, threshold: np.abs(x - threshold),
    "divide": lambda x, y: np.abs(y),
    "hypot": np.hypot,
    **dict.fromkeys(("sinc", "prod"), np.abs),  # where autograd divides by 0, and adlab does not
}


def is_clear(name: str, plain: Sequence[Any], margin: float, **params: Any) -> bool:
    """Whether a primitive is applied away from its kinks and poles."""
    if name not in CLEARANCE:
        return True
    try:
        distance = np.asarray(CLEARANCE[name](*plain, **params), float)
    except (ValueError, ZeroDivisionError):
        return False
    return bool(np.min(distance, initial=np.inf) >= margin)


class _Plain:
    """NumPy, and adlab's own functions beside it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name) if hasattr(np, name) else getattr(adlab, name)


_erf = autograd.extend.primitive(np.vectorize(math.erf, otypes=[float]))
autograd.extend.defvjp(
    _erf, lambda ans, x: lambda g: g * 2.0 / math.sqrt(math.pi) * autograd_numpy.exp(-x * x)
)


class _Autograd:
    """HIPS/autograd, with what it lacks written in terms of what it has."""

    def __getattr__(self, name: str) -> Any:
        return getattr(autograd_numpy, name)

    def positive(self, x: Any) -> Any:
        return 1.0 * x

    def cbrt(self, x: Any) -> Any:
        return x ** (1.0 / 3.0)

    def softplus(self, x: Any) -> Any:
        return autograd_numpy.logaddexp(x, 0.0)

    def erf(self, x: Any) -> Any:
        return _erf(x)

    def gelu(self, x: Any) -> Any:
        return 0.5 * x * (1.0 + _erf(x / math.sqrt(2.0)))

    def relu(self, x: Any) -> Any:
        return autograd_numpy.maximum(x, 0.0)

    def sigmoid(self, x: Any) -> Any:
        return 1.0 / (1.0 + autograd_numpy.exp(-x))

    def logaddexp2(self, x: Any, y: Any) -> Any:
        return autograd_numpy.logaddexp(x * np.log(2.0), y * np.log(2.0)) / np.log(2.0)

    def copysign(self, x: Any, y: Any) -> Any:
        return autograd_numpy.abs(x) * autograd_numpy.sign(y)

    def heaviside(self, x: Any, y: Any) -> Any:
        return autograd_numpy.where(x > 0, 1.0, 0.0) + 0.0 * (x + y)

    def fmod(self, x: Any, y: Any) -> Any:
        return autograd_numpy.remainder(x, y)  # of positive numbers they are the same

    def broadcast_to(self, x: Any, shape: Any) -> Any:
        return x + np.zeros(shape)

    def where(self, asked: Any, x: Any, y: Any) -> Any:
        return x * np.where(asked, 1.0, 0.0) + y * np.where(asked, 0.0, 1.0)

    def concatenate(self, parts: Any, axis: Any = 0) -> Any:
        if axis is None:
            parts, axis = [autograd_numpy.reshape(part, (-1,)) for part in parts], 0
        return autograd_numpy.concatenate(parts, axis)

    def stack(self, parts: Any, axis: int = 0) -> Any:
        shape = list(np.shape(parts[0]))
        axis = axis % (len(shape) + 1)
        shape.insert(axis, 1)
        parts = [autograd_numpy.reshape(part, shape) for part in parts]
        return autograd_numpy.concatenate(parts, axis)

    def clip(self, x: Any, low: Any, high: Any) -> Any:
        return autograd_numpy.minimum(autograd_numpy.maximum(x, low), high)


PLAIN, AUTOGRAD = _Plain(), _Autograd()


def within(interval: tuple[float, float]) -> tuple[float, float]:
    """The part of a declared domain to stay in."""
    low, high = interval
    return max(low + 2 * CLEAR, -REACH), min(high - 2 * CLEAR, REACH)


def what_is_missing(name: str) -> str:
    """What these files lack for a primitive to be drawn, and where to write it; "" if nothing."""
    if ELEMENTWISE[name].kink and name not in CLEARANCE:
        return (
            f"{name} has a kink: say in CLEARANCE of {__name__} how far its arguments are from it, "
            'such as `"absolute": np.abs`'
        )
    try:
        _second_derivatives(name)
    except (AttributeError, NotImplementedError, TypeError) as error:
        return (
            f"HIPS/autograd, the oracle, cannot differentiate {name} twice ({error}): write it in "
            f"the class _Autograd of {__name__}, in terms of what autograd has"
        )
    return ""


def _second_derivatives(name: str) -> None:
    """By the oracle, along a line through the middle of the primitive's domain."""
    middle = [sum(within(interval)) / 2 + 0.125 for interval in ELEMENTWISE[name].domain]
    params = {"threshold": 0.0} if name == "where" else {}

    def f(t: Any) -> Any:
        return apply(AUTOGRAD, name, [x + (k + 1) * t for k, x in enumerate(middle)], params)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of outputs that do not depend on an argument
        autograd.grad(autograd.grad(f))(0.0)


def apply(library: Any, name: str, arguments: Sequence[Any], params: dict[str, Any]) -> Any:
    """One primitive, spelled as a user would."""
    params = dict(params)
    if params.pop("operator", False) and library is not AUTOGRAD:  # which has no //
        return OPERATORS[name](*arguments)
    if name == "where":
        asked, x, y = arguments
        return library.where(asked > params["threshold"], x, y)
    if name == "index":
        (x,) = arguments
        return (np.float64(x) if type(x) is float else x)[params["index"]]
    if name in ("stack", "concatenate"):
        return getattr(library, name)(list(arguments), **params)
    if name in ("reshape", "broadcast_to"):
        return getattr(library, name)(arguments[0], params["shape"])
    if name == "transpose":
        return library.transpose(arguments[0], params["axes"])
    return getattr(library, name)(*arguments, **params)


# What cannot be judged is not drawn; a test says what to write.
DRAWN = tuple([name for name in sorted(ELEMENTWISE) if not what_is_missing(name)])

# -- Programs ------------------------------------------------------------------------------------


class Slot(NamedTuple):
    """A reference to an input or to the result of an earlier line."""

    index: int


class Line(NamedTuple):
    """One line of a program; arguments that are not slots are constants."""

    name: str
    arguments: tuple[Any, ...]
    params: dict[str, Any]


@dataclass(eq=False)  # each is itself, so that what the oracles say of it is kept
class Program:
    """A straight-line program, with a generic point to run it at."""

    point: list[Any]
    lines: list[Line] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)  # by plain NumPy, at the point

    def run(self, library: Any, inputs: Sequence[Any]) -> tuple[Any, ...]:
        """The results that no later line uses."""
        slots = list(inputs)
        for name, arguments, params in self.lines:
            plain = [slots[a.index] if isinstance(a, Slot) else a for a in arguments]
            slots.append(apply(library, name, plain, params))
        return tuple(slots[k] for k in self.sinks)

    @property
    def sinks(self) -> list[int]:
        used = {a.index for line in self.lines for a in line.arguments if isinstance(a, Slot)}
        return [k for k in range(len(self.point) + len(self.lines)) if k not in used]

    def outputs(self, *inputs: Any) -> tuple[Any, ...]:
        return self.run(PLAIN, inputs)

    def scalar(self, *inputs: Any, library: Any = PLAIN) -> Any:
        """One number that all sinks contribute to."""
        results = self.run(library, inputs)
        return sum(library.sum(result * (1.5 - 0.4 * k)) for k, result in enumerate(results))

    def flat(self, vector: Any, library: Any, scalar: bool = False) -> Any:
        """The same function from one vector to one vector (or number), for the oracles."""
        inputs, start = [], 0
        for x in self.point:
            part = vector[start : start + np.size(x)]
            inputs.append(library.reshape(part, np.shape(x)))
            start += np.size(x)
        if scalar:
            return self.scalar(*inputs, library=library)
        return library.concatenate([library.reshape(r, (-1,)) for r in self.run(library, inputs)])

    def __repr__(self) -> str:
        names = [f"x{k}" for k in range(len(self.point))]
        text = [f"{name} = {x!r}" for name, x in zip(names, self.point, strict=True)]
        for k, (name, arguments, params) in enumerate(self.lines):
            names.append(f"v{k}")
            shown = [names[a.index] if isinstance(a, Slot) else repr(a) for a in arguments]
            shown += [f"{key}={value!r}" for key, value in params.items()]
            text.append(f"v{k} = {name}({', '.join(shown)})")
        return "\n  ".join(["Program:", *text, f"return {[names[k] for k in self.sinks]}"])

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))  # which Hypothesis would not ask of a dataclass


SHAPES = ((), (1,), (3,), (2, 3), (1, 3), (2, 1), (0,))


@st.composite
def programs(draw: Any, kind: str) -> Program:
    """Programs of up to 12 drawn lines; `kind` is "scalar" or "array"."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = st.sampled_from(SHAPES) if kind == "array" else st.just(())
    shapes = draw(st.lists(shape, min_size=1, max_size=3))
    point = [np.asarray(random.uniform(-1.5, 1.5, shape)) for shape in shapes]
    point = [float(x) if x.ndim == 0 else x for x in point]
    program = Program(point, values=list(point))
    for _ in range(draw(st.integers(1, 12))):
        if kind == "scalar" or draw(st.booleans()):
            _elementwise_line(draw, program, draw(st.sampled_from(DRAWN)), random)
        else:
            _structural_line(draw, program, draw(st.sampled_from(STRUCTURAL)), random)
    return program


def _add(program: Program, name: str, arguments: Sequence[Any], params: dict[str, Any]) -> bool:
    """Append a line if it can be computed, and its result is of a moderate size."""
    plain = [program.values[a.index] if isinstance(a, Slot) else a for a in arguments]
    try:
        value = apply(PLAIN, name, plain, params)
    except (ValueError, IndexError, TypeError):  # the shapes do not fit; @ between numbers
        return False
    if not np.all(np.isfinite(value)) or np.max(np.abs(value), initial=0.0) > LIMIT:
        return False
    if np.size(value) > SIZE:
        return False
    program.lines.append(Line(name, tuple(arguments), params))
    program.values.append(value)
    return True


def _slot(draw: Any, program: Program, fits: Callable[[Any], object] = lambda value: True) -> Slot:
    """An earlier result. One used before is as likely as a new one, so that there is fan-out."""
    fitting = [Slot(k) for k, value in enumerate(program.values) if _works(fits, value)]
    return draw(st.sampled_from(fitting or [Slot(len(program.values) - 1)]))


def _works(attempt: Callable[[Any], object], value: Any) -> object:
    try:
        return attempt(value)
    except ValueError:
        return False


def _bring_into(program: Program, slot: Slot, interval: tuple[float, float]) -> Slot:
    """The slot, or one after three more lines that bring it into the domain."""
    low, high = within(interval)
    value = program.values[slot.index]
    if np.size(value) == 0 or (np.min(value) >= low and np.max(value) <= high):
        return slot
    centre, radius = (low + high) / 2, (high - low) / 2
    for name, arguments in (("sin", ()), ("multiply", (radius,)), ("add", (centre,))):
        _add(program, name, (*arguments, slot), {})
        slot = Slot(len(program.values) - 1)
    return slot


def _elementwise_line(draw: Any, program: Program, name: str, random: np.random.Generator) -> None:
    primitive = ELEMENTWISE[name]
    first = _slot(draw, program)
    shape = np.shape(program.values[first.index])
    shaped = np.empty(shape)
    anchor = draw(st.integers(0, len(primitive.rules) - 1))
    arguments: list[Any] = []
    for position, interval in enumerate(primitive.domain):
        low, high = within(interval)
        form = draw(st.sampled_from(["slot", "slot", "number", "whole", "array"]))
        if position == anchor:
            arguments.append(_bring_into(program, first, interval))
        elif form == "slot":
            fitting = _slot(draw, program, lambda v: np.broadcast(v, shaped) is not None)
            arguments.append(_bring_into(program, fitting, interval))
        elif form == "array":
            arguments.append(random.uniform(low, high, shape))
        else:
            number = random.uniform(low, high)
            arguments.append(round(number) if form == "whole" and low < round(number) else number)
    plain = [program.values[a.index] if isinstance(a, Slot) else a for a in arguments]
    params: dict[str, Any] = {}
    if name == "where":
        params["threshold"] = draw(st.sampled_from([0.0, 0.7]))
    if not is_clear(name, plain, CLEAR, **params):
        return
    if name in OPERATORS and draw(st.booleans()):
        params["operator"] = True
    _add(program, name, arguments, params)


def _structural_line(draw: Any, program: Program, name: str, random: np.random.Generator) -> None:
    slot = _slot(draw, program)
    value = program.values[slot.index]
    shape, ndim, size = np.shape(value), np.ndim(value), np.size(value)
    arguments: list[Any] = [slot]
    params: dict[str, Any] = {}
    if name in REDUCTIONS:
        if (name != "sum" and size == 0) or not is_clear(name, (value,), CLEAR):
            return
        if name == "std" and (ndim == 0 or 1 in shape):  # of one entry: a kink
            return
        axes = [None, *range(-ndim, ndim), tuple(range(ndim)), tuple(range(-ndim, 0))]
        params = {"axis": draw(st.sampled_from(axes)), "keepdims": draw(st.booleans())}
    elif name == "cumsum":
        params = {"axis": draw(st.sampled_from([None, *range(-ndim, ndim)]))}
    elif name == "reshape":
        shapes = [-1, (size,), (1, size), (size, 1), shape[::-1], (*shape, 1)] + [()] * (size == 1)
        params = {"shape": draw(st.sampled_from(shapes))} if size else {"shape": (*shape, 1)}
    elif name == "transpose":
        params = {"axes": draw(st.sampled_from([None, *itertools.permutations(range(ndim))]))}
    elif name == "broadcast_to":
        stretched = tuple(2 if n == 1 else n for n in shape)
        params = {"shape": draw(st.sampled_from([shape, stretched, (2, *shape), (1, *stretched)]))}
    elif name == "index":
        if ndim == 0:
            return
        params = {"index": draw(indices(shape))}
    elif name in ("stack", "concatenate"):
        ndims = ndim + (name == "stack")
        axes = [*range(-ndims, ndims), *([None] if name == "concatenate" else [])]
        axis = draw(st.sampled_from(axes or [None]))
        join = getattr(np, name)
        for _ in range(draw(st.integers(0, 2))):
            arguments.append(_slot(draw, program, lambda v: join([value, v], axis) is not None))
        params = {"axis": axis}
        if ndims == 0:
            return
    else:  # matmul, dot
        if ndim == 0 or draw(st.booleans()):
            product = getattr(np, name)
            arguments.append(_slot(draw, program, lambda v: product(value, v) is not None))
        else:
            arguments.append(random.uniform(-1.0, 1.0, (shape[-1], draw(st.integers(1, 2)))))
        if name == "matmul" and draw(st.booleans()):
            params["operator"] = True
    _add(program, name, arguments, params)


def indices(shape: tuple[int, ...]) -> st.SearchStrategy[Any]:
    """Every form of basic and integer index, and masks, for one shape."""

    def along(n: int) -> st.SearchStrategy[Any]:
        forms = [slice(None), slice(1, None), slice(None, None, 2), slice(None, None, -1)]
        return st.sampled_from([*forms, 0, n - 1, -1, -n] if n else forms)

    basic = st.tuples(*[along(n) for n in shape])
    choices = [
        basic,
        basic.map(lambda parts: parts[0]),
        basic.map(lambda parts: (..., parts[-1])),
        basic.map(lambda parts: (None, *parts)),
        basic.map(lambda parts: (*parts[:1], None, *parts[1:])),
        st.just(()),
        st.just(...),
    ]
    n = shape[0]
    if n:
        choices += [
            st.lists(st.integers(-n, n - 1), min_size=1, max_size=4),
            st.lists(st.integers(-n, n - 1), min_size=4, max_size=4).map(
                lambda k: np.array(k).reshape(2, 2)
            ),
            st.lists(st.booleans(), min_size=n, max_size=n).map(np.array),
        ]
    if n and len(shape) > 1:
        choices += [
            st.just(([0, n - 1, 0], [0, shape[1] - 1, 0])),
            st.just((slice(None), [0, 0, shape[1] - 1])),
            st.just((0, [0, shape[1] - 1])),
        ]
    return st.one_of(choices)


# -- The oracle HIPS/autograd ----------------------------------------------------------------------


def flatten(values: Any) -> np.ndarray:
    """Numbers and arrays in one vector."""
    return np.concatenate([np.zeros(0), *[np.ravel(value) for value in values]])


def quietly(function: Callable[..., Any]) -> Callable[..., Any]:
    """Without the warnings about outputs that do not depend on the inputs: random ones may not."""

    @functools.wraps(function)
    def quiet(*args: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", adlab.IndependentOutputWarning)
            warnings.filterwarnings("ignore", "Output seems independent of input")
            return function(*args)

    return quiet


@functools.lru_cache(1000)
@quietly
def jacobian(program: Program) -> np.ndarray:
    """All partials by autograd, one row for each number among the outputs."""
    vector = flatten(program.point)
    rows = len(flatten([program.values[k] for k in program.sinks]))
    if not rows or not len(vector):
        return np.zeros((rows, len(vector)))
    return autograd.jacobian(lambda v: program.flat(v, AUTOGRAD))(vector)


@functools.lru_cache(1000)
@quietly
def hessian(program: Program) -> np.ndarray:
    """All second derivatives of the scalar form by autograd."""
    vector = flatten(program.point)
    if not len(vector):
        return np.zeros((0, 0))
    gradient = autograd.grad(lambda v: program.flat(v, AUTOGRAD, scalar=True))
    return autograd.jacobian(gradient)(vector)


# -- The oracle by differences ---------------------------------------------------------------------


def slope(f: Callable[[float], Any], step: float = 2.0**-8) -> tuple[np.ndarray, float]:
    """f'(0) of a function of one number by Richardson's extrapolation, and how sure it is."""
    return _romberg(lambda h: (np.asarray(f(h)) - np.asarray(f(-h))) / (2 * h), step)


def curvature(f: Callable[[float], Any], step: float = 2.0**-5) -> tuple[np.ndarray, float]:
    """f''(0), in the same way."""
    middle = 2 * np.asarray(f(0.0))
    return _romberg(lambda h: (np.asarray(f(h)) - middle + np.asarray(f(-h))) / (h * h), step)


def _romberg(difference: Callable[[float], np.ndarray], step: float) -> tuple[np.ndarray, float]:
    """The limit for h → 0 of something whose error is a series in h², and how sure it is.

    It is not sure at all, `nan`, where a step leads out of the domain.
    """
    with np.errstate(all="ignore"):
        return _extrapolated(difference, step)


def _extrapolated(
    difference: Callable[[float], np.ndarray], step: float
) -> tuple[np.ndarray, float]:
    row = [difference(step)]
    for k in range(1, 4):
        previous, row = row, [difference(step / 2**k)]
        for power, old in enumerate(previous, start=1):
            row.append(row[-1] + (row[-1] - old) / (4.0**power - 1))
    return row[-1], float(np.max(np.abs(row[-1] - row[-2]), initial=0.0))


# -- Tests over random programs --------------------------------------------------------------------


class Unsure(Exception):
    """Of this program the oracle cannot tell."""


def surely(sure: bool) -> None:
    """Pass the program over, if the oracle is not sure of it; another one takes its place."""
    if not sure:
        raise Unsure


@functools.cache
def sample(kind: str) -> list[tuple[Program, int]]:
    """Programs of a kind, each with a seed for the data of the facts; drawn once for all facts."""
    found: list[tuple[Program, int]] = []
    once = hypothesis.settings(max_examples=SAMPLE, database=None, phases=[Phase.generate])

    @once
    @hypothesis.given(programs(kind), SEEDS)
    def draw(program: Program, seed: int) -> None:
        found.append((program, seed))

    draw()
    return found


SAMPLE = 250  # some are passed over
SEEDS = st.integers(0, 2**32 - 1)
Fact = Callable[[Program, np.random.Generator], None]


def check_sample(check: Fact, kind: str, count: int) -> None:
    """Hold the first programs of a kind to a fact."""
    sure = 0
    for program, seed in sample(kind):
        try:
            check(program, np.random.default_rng(seed))
        except Unsure:
            continue
        except Exception as error:
            check_many(check, kind, count)  # which shrinks what it finds
            error.add_note(f"{program!r}\nseed {seed}")
            raise
        sure += 1
        if sure == count:
            return
    raise AssertionError(f"the oracle is sure of {sure} of {SAMPLE} programs only")


def check_many(check: Fact, kind: str, count: int) -> None:
    """Hold programs that are drawn for it to a fact."""

    @hypothesis.settings(max_examples=count)
    @hypothesis.given(programs(kind), SEEDS)
    def holds(program: Program, seed: int) -> None:
        try:
            check(program, np.random.default_rng(seed))
        except Unsure:
            hypothesis.reject()

    holds()


def for_random(kind: str, count: int = 150, slow: int = 3000) -> Callable[[Fact], Any]:
    """Turn a fact of a program, and of random data, into a test."""

    def decorate(check: Fact) -> Any:
        ways = [
            pytest.param(check_sample, count, id="sample"),
            pytest.param(check_many, slow, id="many", marks=pytest.mark.slow),
        ]

        @pytest.mark.parametrize("kind", kind.split())
        @pytest.mark.parametrize(("way", "count"), ways)
        def test(way: Callable[..., None], count: int, kind: str) -> None:
            way(check, kind, count)

        test.__name__ = check.__name__
        test.__doc__ = check.__doc__
        return test

    return decorate
