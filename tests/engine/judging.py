"""Is adlab right on a random program? Every answer is held to an oracle that is not adlab.

- `judge(program)`: a `Verdict`: what failed, and whether the oracle itself was of use.
- `shrunk(program, failure)`: a smaller program that fails in the same way.
- `main`: the command line of `tests.engine.random_programs`.

Values are held to a plain run with NumPy, exactly. Derivatives are held to central differences
along a random direction, extrapolated twice (Richardson); three estimates from step sizes h, h/2
and h/4 say how far to trust them, and second differences show a kink. HIPS/autograd, where it can
run the program, holds gradients to more digits. Second derivatives are held to second differences
of plain values.

Source: Ridders (1982), "Accurate computation of F'(x) and F'(x)F''(x)"; Press et al., *Numerical
Recipes*, section 5.7.
"""

from __future__ import annotations

import argparse
import ast
import copy
import linecache
import random
import re
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cached_property
from typing import Any, NamedTuple

import autograd
import autograd.numpy as autograd_numpy
import numpy as np

import adlab
from tests.engine.random_programs import WRITES, Program, copied, defined, numbers_in, program

STEPS = (4e-3, 4e-4, 4e-5)  # of differences, the next where the one before shows a kink
LARGEST = 1e8  # of values beyond, rounding hides what smaller parts do
TRUSTED = 2e-8  # how far two estimates of the oracle may differ, relative
CLOSE = 1e-7  # what adlab may differ from the oracle, relative
SAME = 1e-11  # what two ways of adlab may differ


class Failure(NamedTuple):
    """What went wrong in which comparison."""

    check: str
    kind: str
    detail: str


class Verdict(NamedTuple):
    """All that was found about one program."""

    seed: int
    features: frozenset[str]
    failures: tuple[Failure, ...]
    rejected: bool  # the oracle is of no use here: a kink is near, or the function is too wild
    done: tuple[str, ...]  # the comparisons that were made


class Wrong(Exception):
    """A comparison failed."""


# -- Nested values ---------------------------------------------------------------------------------


def like(tree: Any, leaves: Iterator[Any]) -> Any:
    """The same nesting with other leaves."""
    if isinstance(tree, (list, tuple)):
        return type(tree)([like(item, leaves) for item in tree])
    if isinstance(tree, dict):
        return {key: like(item, leaves) for key, item in tree.items()}
    return next(leaves)


def flat(tree: Any) -> np.ndarray:
    """All entries in one vector."""
    return np.concatenate([np.ravel(np.asarray(leaf, float)) for leaf in numbers_in(tree)])


def shapes(tree: Any) -> Any:
    """The nesting with shapes in the place of values."""
    return like(tree, iter([np.shape(leaf) for leaf in numbers_in(tree)]))


def normal(tree: Any, rng: np.random.Generator) -> Any:
    """Something random, nested and shaped like that."""
    draws = (rng.normal(size=np.shape(leaf)) for leaf in numbers_in(tree))
    return like(tree, iter([float(d) if np.ndim(d) == 0 else d for d in draws]))


def shifted(args: Any, direction: Any, step: float) -> Any:
    """args + step · direction."""
    pairs = zip(numbers_in(args), numbers_in(direction), strict=True)
    return like(args, iter([a + step * d for a, d in pairs]))


def scale(*values: Any) -> float:
    return 1.0 + max(float(np.max(np.abs(value), initial=0.0)) for value in values)


# -- The oracle ------------------------------------------------------------------------------------


class Slope(NamedTuple):
    """First and second derivative of all outputs along a direction, from plain values."""

    first: np.ndarray
    second: np.ndarray | None  # None: not to be trusted


def plain(f: Callable[..., Any], args: Any) -> Any:
    """The value by NumPy alone; numbers are NumPy's float64, as adlab says of its own."""
    numbers = (np.float64(leaf) if type(leaf) is float else leaf for leaf in numbers_in(args))
    return f(*copied(like(args, numbers)))


def extrapolated(estimates: Sequence[np.ndarray]) -> tuple[np.ndarray, float]:
    """Richardson's limit of estimates at h, h/2, h/4, and how far it is from the one before."""
    one, two, three = estimates
    first, second = (4 * two - one) / 3, (4 * three - two) / 3
    limit = (16 * second - first) / 15
    return limit, float(np.max(np.abs(limit - second), initial=0.0))


def differences(f: Callable[..., Any], args: Any, direction: Any) -> Slope | None:
    """The derivatives along a direction by differences; None where they are not to be trusted."""
    center = plain(f, args)
    nesting, middle = shapes(center), flat(center)
    if np.max(np.abs(middle), initial=0.0) > LARGEST:
        return None
    for size in STEPS:
        first, bend = [], []
        try:
            for step in (size, size / 2, size / 4):
                ahead = plain(f, shifted(args, direction, step))
                behind = plain(f, shifted(args, direction, -step))
                if shapes(ahead) != nesting or shapes(behind) != nesting:
                    raise Wrong("another branch")
                ahead, behind = flat(ahead), flat(behind)
                first.append((ahead - behind) / (2 * step))
                bend.append(ahead - 2 * middle + behind)
        except Exception:
            continue
        limit, error = extrapolated(first)
        kink = np.max(np.abs(4 * bend[1] - bend[0]), initial=0.0) / size
        most = TRUSTED * scale(limit, middle)
        if error <= most and kink <= most:
            return Slope(limit, second_difference(bend, size))
    return None


def second_difference(bend: Sequence[np.ndarray], size: float) -> np.ndarray | None:
    if size < STEPS[0]:
        return None  # rounding would drown it
    steps = (size, size / 2, size / 4)
    limit, error = extrapolated([b / step**2 for b, step in zip(bend, steps, strict=True)])
    return limit if error <= 1e-6 * scale(limit) else None


# -- The comparisons -------------------------------------------------------------------------------


class Case:
    """A program at its arguments, with what the oracle says there."""

    def __init__(self, given: Program) -> None:
        self.given = given
        self.names = given.functions()
        self.f: Callable[..., Any] = self.names["f"]
        self.args = given.args
        self.rng = np.random.default_rng(given.seed)
        self.digits = 1e-12 if SUMS_OF_PRODUCTS.search(given.source) else 0.0
        self.direction = normal(self.args, self.rng)
        before = copied(self.args)
        self.value = self.f(*before)
        expect_equal("the arguments after a plain run", before, self.args)
        self.value = plain(self.f, self.args)
        self.weights = normal(self.value, self.rng)
        self.single = not isinstance(self.value, (list, tuple, dict)) and np.ndim(self.value) == 0
        self.slope = differences(self.f, self.args, self.direction)
        self.argnums = tuple(range(len(self.args)))

    @cached_property
    def tangent(self) -> tuple[Any, Any]:
        """Value and tangent by jvp."""
        return self.call(lambda *args: adlab.jvp(self.f, args, self.direction))

    @cached_property
    def pullback(self) -> tuple[Any, Any]:
        """Value and adjoints by vjp."""

        def both(*args: Any) -> Any:
            value, pullback = adlab.vjp(self.f, *args)
            return value, pullback(self.weights)

        return self.call(both)

    def call(self, function: Callable[..., Any], *more: Any) -> Any:
        """Call with copies of the arguments, which must come back unchanged."""
        args = copied(self.args)
        result = function(*args, *more)
        expect_equal("the arguments afterwards", args, self.args)
        return result

    def others(self) -> Iterator[tuple[str, Any, Any]]:
        """Other arguments, near and far, and the plain value there."""
        near = shifted(self.args, self.direction, 1e-3)
        far = normal(self.args, self.rng)
        for name, args in (("near", near), ("far", far)):
            try:
                value = plain(self.f, args)
                flat(value)
            except Exception:  # it raises there, or is complex
                continue
            if self.single and np.ndim(value):
                continue  # not a function of one number there
            if np.all(np.isfinite(flat(value))) and scale(flat(value)) < 1e4:
                yield name, args, value


# NumPy adds up the products of these in an order that depends on the layout of its arrays, and
# adlab makes some of others, which round one after the other.
SUMS_OF_PRODUCTS = re.compile(
    r"\b(einsum|tensordot|dot|inner|vecdot|convolve|correlate|cov|quantile|nanmean)\("
)


def expect_equal(what: str, got: Any, expected: Any, digits: float = 0.0) -> None:
    """Exactly equal, or up to the last `digits`; nested and shaped alike."""
    if shapes(got) != shapes(expected):
        raise Wrong(f"{what}: shapes {shapes(got)}, expected {shapes(expected)}")
    for a, b in zip(numbers_in(got), numbers_in(expected), strict=True):
        if not np.allclose(a, b, rtol=digits, atol=digits):
            raise Wrong(f"{what}: {a!r}, expected {b!r}")


def expect_close(what: str, got: Any, expected: Any, tolerance: float, *sizes: Any) -> None:
    """Equal up to a tolerance, relative to the largest entries."""
    got, expected = flat(got), flat(expected)
    if got.shape != expected.shape:
        raise Wrong(f"{what}: {got.size} entries, expected {expected.size}")
    most = tolerance * scale(expected, *sizes)
    if not np.max(np.abs(got - expected), initial=0.0) <= most:
        raise Wrong(f"{what}: {got}, expected {expected}")


def expect_float64(what: str, tree: Any, model: Any) -> None:
    """Derivatives are nested and shaped like what they belong to, and of float64."""
    if shapes(tree) != shapes(model):
        raise Wrong(f"{what}: shapes {shapes(tree)}, expected {shapes(model)}")
    for leaf in numbers_in(tree):
        if np.asarray(leaf).dtype != np.float64 or isinstance(leaf, bool):
            raise Wrong(f"{what}: dtype {np.asarray(leaf).dtype}, expected float64")


def check_forward(case: Case) -> None:
    """jvp against differences."""
    value, tangent = case.tangent
    expect_equal("value", value, case.value, case.digits)
    expect_float64("tangent", tangent, case.value)
    assert case.slope is not None
    expect_close("tangent", tangent, case.slope.first, CLOSE, flat(case.value))


def check_reverse(case: Case) -> None:
    """vjp against differences, and against jvp to ten digits."""
    value, adjoints = case.pullback
    expect_equal("value", value, case.value, case.digits)
    expect_float64("adjoints", adjoints, case.args)
    assert case.slope is not None
    weighted = flat(case.weights) @ case.slope.first
    got = flat(adjoints) @ flat(case.direction)
    expect_close("adjoints · direction", got, weighted, CLOSE, case.slope.first, flat(case.value))
    _, tangent = case.tangent
    dot = flat(case.weights) @ flat(tangent)
    try:
        expect_close("adjoints · direction", got, dot, 1e-10, flat(adjoints), flat(tangent))
    except Wrong:
        expect_close("adjoints · direction", got, dot, 1e-14, largest_product(case))


def largest_product(case: Case) -> float:
    """The largest |adjoint · tangent| of a node. What rounds there may be all that is left.

    In `exp(u) - exp(u)` the derivatives of both terms go, and their rounding errors stay.
    """
    seen: dict[str, dict[Any, float]] = {"adjoint": {}, "tangent": {}}

    def keep(step: Any) -> None:
        of_kind = seen.get(step.slot.kind)
        if of_kind is not None and step.sweep.level == 0:
            size = float(np.max(np.abs(step.after), initial=0.0))
            of_kind[step.slot.at] = max(size, of_kind.get(step.slot.at, 0.0))

    with adlab.observe(keep):
        case.call(lambda *args: adlab.jvp(case.f, args, case.direction))
        case.call(lambda *args: adlab.vjp(case.f, *args)[1](case.weights))
    pairs = [size * seen["tangent"].get(at, 0.0) for at, size in seen["adjoint"].items()]
    return max(pairs, default=0.0)


def check_gradient(case: Case) -> None:
    """value_and_grad against differences."""
    value, gradient = case.call(adlab.value_and_grad(case.f, case.argnums))
    expect_equal("value", value, case.value, case.digits)
    expect_along(case.args, case.slope, "gradient", gradient, case.direction, case.value)


def expect_along(
    args: Any, slope: Slope | None, what: str, gradient: Any, direction: Any, value: Any
) -> None:
    """A gradient of one number, along a direction."""
    expect_float64(what, gradient, args)
    if slope is not None:
        got = flat(gradient) @ flat(direction)
        expect_close(f"{what} · direction", got, slope.first, CLOSE, flat(value))


def check_entries(case: Case) -> None:
    """Each entry of the gradient against differences."""
    weights = flat(case.weights)
    adjoints = flat(case.pullback[1])
    size = len(adjoints)
    for k in case.rng.permutation(size)[:6]:
        unit = like(case.args, iter(unflattened(np.eye(size)[k], case.args)))
        slope = differences(case.f, case.args, unit)
        if slope is not None:
            expected = weights @ slope.first
            expect_close(f"entry {k}", adjoints[k], expected, CLOSE, slope.first, flat(case.value))


def unflattened(vector: Any, tree: Any) -> list[Any]:
    """The leaves of a tree, cut from a vector."""
    leaves, start = [], 0
    for leaf in numbers_in(tree):
        shape, size = np.shape(leaf), np.size(leaf)
        leaves.append(vector[start : start + size].reshape(shape) if shape else vector[start])
        start += size
    return leaves


def check_jacobians(case: Case) -> None:
    """jacfwd and jacrev against differences and one another."""
    assert case.slope is not None
    both = [
        matrix(case.call(make(case.f, case.argnums)), case.value, case.args)
        for make in (adlab.jacfwd, adlab.jacrev)
    ]
    expect_close("jacfwd", both[0] @ flat(case.direction), case.slope.first, CLOSE,
                 flat(case.value))  # fmt: skip
    expect_close("jacrev, beside jacfwd", both[1].ravel(), both[0].ravel(), 1e-10)


def matrix(jacobian: Any, value: Any, args: Any) -> np.ndarray:
    """The Jacobian as one matrix: nested like the output, then like the arguments."""
    rows = []
    for leaf, blocks in zip(numbers_in(value), per_output(jacobian, value), strict=True):
        expected = like(args, iter([0] * len(numbers_in(args))))
        if like(blocks, iter([0] * len(numbers_in(blocks)))) != expected:
            raise Wrong(f"Jacobian: nested {blocks}, expected like {args}")
        cuts = []
        for block, arg in zip(numbers_in(blocks), numbers_in(args), strict=True):
            if np.shape(block) != np.shape(leaf) + np.shape(arg):
                raise Wrong(f"Jacobian: shape {np.shape(block)}, expected "
                            f"{np.shape(leaf) + np.shape(arg)}")  # fmt: skip
            cuts.append(np.reshape(block, (np.size(leaf), np.size(arg))))
        rows.append(np.concatenate(cuts, axis=1))
    return np.concatenate(rows)


def per_output(jacobian: Any, value: Any) -> list[Any]:
    if isinstance(value, (list, tuple)):
        pairs = zip(jacobian, value, strict=True)
        return [block for j, v in pairs for block in per_output(j, v)]
    if isinstance(value, dict):
        return [block for key in value for block in per_output(jacobian[key], value[key])]
    return [jacobian]


def check_autograd(case: Case) -> None:
    """The gradient against HIPS/autograd's, to nine digits, where that runs and is right."""
    try:
        f = defined(case.given.source, autograd_numpy)["f"]
        start = flat(case.args)
        whole = autograd.value_and_grad(
            lambda v: f(*like(case.args, iter(unflattened(v, case.args))))
        )
        value, theirs = whole(start)
        value, theirs = float(value), np.asarray(theirs, dtype=float)  # and not its own boxes
    except Exception:
        raise Skipped from None
    assert case.slope is not None
    along = theirs @ flat(case.direction)
    wrong = abs(along - case.slope.first[0]) > CLOSE * scale(case.slope.first, flat(case.value))
    if (
        wrong
        or not np.all(np.isfinite(theirs))
        or abs(value - case.value) > 1e-9 * scale(case.value)
    ):
        raise Skipped  # it is not the oracle's value: theirs is the fault
    gradient = case.call(adlab.grad(case.f, case.argnums))
    expect_close("gradient, beside autograd's", gradient, theirs, 1e-9, flat(case.value))


class Skipped(Exception):
    """This comparison cannot be made on this program."""


def check_second(case: Case) -> None:
    """hvp, and the gradient of a gradient, against second differences."""
    if case.slope is None or case.slope.second is None:
        raise Skipped
    direction = flat(case.direction)
    product = case.call(lambda *args: adlab.hvp(case.f, args, case.direction))
    expect_float64("Hessian times direction", product, case.args)
    sizes = (case.slope.second, flat(product), case.slope.first)
    expect_close("direction · hvp", flat(product) @ direction, case.slope.second, 1e-5, *sizes)

    def along(*args: Any) -> Any:
        gradient = adlab.grad(case.f, case.argnums)(*args)
        pairs = zip(numbers_in(gradient), numbers_in(case.direction), strict=True)
        return sum(np.sum(g * d) for g, d in pairs)

    twice = case.call(adlab.grad(along, case.argnums))
    expect_close("grad of grad, beside hvp", flat(twice), flat(product), 1e-9, *sizes)


def check_watched(case: Case) -> None:
    """A sweep that is watched gives the same."""
    gradient = adlab.value_and_grad(case.f, case.argnums)
    steps: list[Any] = []
    with adlab.observe(steps.append):
        watched = case.call(gradient)
    expect_equal("watched", watched, case.call(gradient))


def program_of(kind: str) -> Callable[[Case], None]:
    """The comparison of one kind of program, where it was traced, near there, and far away."""

    def check(case: Case) -> None:
        written = case.call(lambda *args: adlab.trace(case.f, *args)).program(kind)
        expect_program(written, kind, case, case.args, case.value, case.slope)
        for _, args, value in case.others():
            slope = differences(case.f, args, case.direction)
            try:
                expect_program(written, kind, case, args, value, slope)
            except adlab.BranchChanged:
                continue

    check.__doc__ = f"program({kind!r})"
    return check


def expect_program(
    written: Any, kind: str, case: Case, args: Any, value: Any, slope: Slope | None
) -> None:
    """One call of a program against the oracle, or, where that is of no use, against the sweep."""
    adlab.jvp(case.f, copied(args), case.direction)  # where that is not finite, it says so
    given = copied(args)
    size = flat(value)
    if kind == "value":
        got = written(*given)
        expect_close("value", got, value, SAME)
    elif kind == "tangent":
        got, tangent = written(*given, *case.direction)
        expect_close("value", got, value, SAME)
        expect_float64("tangent", tangent, value)
        expected = slope.first if slope else adlab.jvp(case.f, copied(args), case.direction)[1]
        expect_close("tangent", tangent, expected, CLOSE, size)
    elif kind == "reverse":
        weights = 1.0 if case.single else case.weights
        got, adjoints = written(*given) if case.single else written(*given, weights)
        expect_close("value", got, value, SAME)
        expect_float64("adjoints", adjoints, args)
        expect_adjoints(case, args, adjoints, weights, slope, size)
    else:
        jacobian = written(*given)
        found = matrix(jacobian, value, args)
        expected = slope.first if slope else adlab.jvp(case.f, copied(args), case.direction)[1]
        expect_close("Jacobian · direction", found @ flat(case.direction), expected, CLOSE, size)
    expect_equal("the arguments afterwards", given, args)


def expect_adjoints(
    case: Case, args: Any, adjoints: Any, weights: Any, slope: Slope | None, size: Any
) -> None:
    if slope is not None:
        got = flat(adjoints) @ flat(case.direction)
        expected = flat(weights) @ slope.first
        expect_close("adjoints · direction", got, expected, CLOSE, slope.first, size)
    sweep = adlab.vjp(case.f, *copied(args))[1](weights)
    expect_close("adjoints, beside the sweep's", adjoints, sweep, SAME, size)


def check_compile(case: Case) -> None:
    """A compiled function where it was traced, elsewhere, and there again."""
    compiled = case.call(lambda *args: adlab.compile(case.f, *args, argnums=case.argnums))
    places = [("first", case.args, case.value), *case.others(), ("again", case.args, case.value)]
    for name, args, value in places:
        slope = case.slope if args is case.args else differences(case.f, args, case.direction)
        given = copied(args)
        got, gradient = compiled(*given)
        expect_equal("the arguments afterwards", given, args)
        expect_close(f"value, {name}", got, value, SAME)
        expect_along(args, slope, f"gradient, {name}", gradient, case.direction, value)


def check_stale(case: Case) -> None:
    """A compiled function after a global, an attribute, or a class's attribute was changed."""
    changes: dict[str, Callable[[], None]] = {
        "K": lambda: case.names.update(K=case.names["K"] * 1.25),
        "layer.weight": lambda: setattr(case.names["layer"], "weight", 0.9),
        "Layer.slope": lambda: setattr(case.names["Layer"], "slope", 0.8),
    }
    found = [change for name, change in changes.items() if name.split(".")[0] in case.names]
    if not found:
        raise Skipped
    compiled = case.call(lambda *args: adlab.compile(case.f, *args, argnums=case.argnums))
    try:
        case.rng.choice(found)()  # type: ignore[arg-type]
        value = one_number(case.f, case.args)
        slope = differences(case.f, case.args, case.direction)
        got, gradient = case.call(compiled)
    finally:
        case.names.update(case.given.functions(), f=case.f)
    expect_close("value", got, value, SAME)
    expect_along(case.args, slope, "gradient", gradient, case.direction, value)


def one_number(f: Callable[..., Any], args: Any) -> Any:
    """The value by NumPy, if it is one finite number."""
    try:
        value = plain(f, args)
        if np.ndim(value) == 0 and np.isrealobj(value) and np.isfinite(value):
            return value
    except Exception:  # the change does not fit the program
        pass
    raise Skipped


def is_refusal(kind: str) -> bool:
    return ": refused: " in kind


CHECKS: dict[str, tuple[float, Callable[[Case], None]]] = {
    "forward": (1.0, check_forward),
    "reverse": (1.0, check_reverse),
    "gradient": (0.4, check_gradient),
    "entries": (0.12, check_entries),
    "jacobians": (0.15, check_jacobians),
    "autograd": (0.25, check_autograd),
    "second": (0.2, check_second),
    "watched": (0.15, check_watched),
    "value program": (0.12, program_of("value")),
    "tangent program": (0.15, program_of("tangent")),
    "reverse program": (0.25, program_of("reverse")),
    "jacobian program": (0.15, program_of("jacobian")),
    "compile": (0.25, check_compile),
    "stale": (0.5, check_stale),
}  # how often each is made (where it applies), and the comparison
OF_ONE_NUMBER = {"gradient", "autograd", "second", "watched", "compile", "stale"}


def judge(given: Program, only: str | None = None) -> Verdict:
    """Hold adlab to the oracles on one program, with a part of the comparisons or `only` one."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        case = Case(given)
        warnings.simplefilter("error", adlab.NonFiniteWarning)
        if case.slope is None:
            return Verdict(given.seed, given.features, (), True, ())
        chosen = random.Random(given.seed)
        failures, done = [], []
        for name, (share, check) in CHECKS.items():
            wanted = chosen.random() < share if only is None else name == only
            if not wanted or (name in OF_ONE_NUMBER and not case.single):
                continue
            try:
                check(case)
            except Skipped:
                continue
            except adlab.NonFiniteWarning:
                done.append("not finite, and said so")
                continue
            except Wrong as error:
                failures.append(Failure(name, f"{name}: {str(error).split(':')[0]}", str(error)))
            except adlab.AdlabError as error:
                kind = f"{name}: refused: {str(error).splitlines()[0][:60]}"
                failures.append(Failure(name, kind, str(error)))
            except Exception as error:
                kind = f"{name}: crash: {type(error).__name__}: {str(error)[:50]}"
                failures.append(Failure(name, kind, f"{type(error).__name__}: {error}"))
            done.append(name)
    for filename in [name for name in linecache.cache if name.startswith("<program ")]:
        del linecache.cache[filename]
    return Verdict(given.seed, given.features, tuple(failures), False, tuple(done))


# -- Shrinking -------------------------------------------------------------------------------------


def shrunk(given: Program, failure: Failure, seconds: float = 20.0) -> Program:
    """A smaller program with the same failure: statements and parts of expressions left out.

    One pass after the other over all edits, each tried where the one before left off, until a pass
    finds nothing or the time is over.
    """
    best = given._replace(source=ast.unparse(ast.parse(given.source)) + "\n")
    end = time.monotonic() + seconds
    progress = True
    while progress and time.monotonic() < end:
        progress, k = False, 0
        while k < len(edits := edits_of(best)) and time.monotonic() < end:
            smaller = edited(best, edits[k])
            if smaller is not None and fails_alike(smaller, failure):
                best, progress = smaller, True
            else:
                k += 1
    return best


def fails_alike(given: Program, failure: Failure) -> bool:
    try:
        found = judge(given, failure.check).failures
    except Exception:
        return False
    return any(f.kind == failure.kind for f in found)


class Edit(NamedTuple):
    """One piece of a program to take out: which node, of its fields which item, and how."""

    node: int  # in the order of ast.walk
    field: str
    item: int
    how: str | int  # "drop", "unwrap", "inline", "argument", or which part takes the place of all


def edits_of(given: Program) -> list[Edit]:
    """All edits of a program, those that may take out most first."""
    statements, parts = [], []
    for path, node in enumerate(ast.walk(ast.parse(given.source))):
        if isinstance(node, ast.FunctionDef) and node.name == "f":
            count = len(given.args)
            statements += [Edit(path, "args", k, "argument") for k in range(count) if count > 1]
        for field, value in ast.iter_fields(node):
            for k, item in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(item, ast.stmt):
                    statements += [Edit(path, field, k, how) for how in ("drop", "unwrap")]
                if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
                    parts.append(Edit(path, field, k, "inline"))
                if isinstance(item, ast.expr) and not isinstance(item, ast.Constant):
                    parts += [Edit(path, field, k, n) for n in range(len(parts_of(item)))]
    return [*statements, *parts]


def parts_of(item: ast.expr) -> list[ast.expr]:
    """What may stand in the place of an expression."""
    if isinstance(getattr(item, "ctx", None), ast.Store):
        return []
    parts = [part for part in ast.iter_child_nodes(item) if isinstance(part, ast.expr)]
    return [*parts, ast.Constant(2.0)]


def edited(given: Program, edit: Edit) -> Program | None:
    """The program with one piece taken out, if that makes it shorter."""
    tree = ast.parse(given.source)
    node: Any = list(ast.walk(tree))[edit.node]
    args = given.args
    held = getattr(node, edit.field)
    item: Any = held[edit.item] if isinstance(held, list) else held
    if edit.how == "argument":
        del node.args.args[edit.item]
        args = (*args[: edit.item], *args[edit.item + 1 :])
    elif edit.how == "inline":
        tree = _Inlining(item).visit(tree)
    elif isinstance(edit.how, int):
        part = parts_of(item)[edit.how]
        if isinstance(held, list):
            held[edit.item] = part
        else:
            setattr(node, edit.field, part)
    else:
        inside = getattr(item, "body", []) if not isinstance(item, ast.FunctionDef) else []
        if edit.how == "unwrap" and not inside:
            return None
        held[edit.item : edit.item + 1] = inside if edit.how == "unwrap" else []
        if not held and edit.field == "body" and node is not tree:
            held.append(ast.Pass())
    try:
        source = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
    except Exception:
        return None  # a comparison without a right side, and the like
    return given._replace(source=source, args=args) if len(source) < len(given.source) else None


class _Inlining(ast.NodeTransformer):
    """A variable replaced by what it was assigned."""

    def __init__(self, assigned: ast.Assign) -> None:
        assert isinstance(assigned.targets[0], ast.Name)
        self.name, self.assigned = assigned.targets[0].id, assigned

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        return ast.Pass() if node is self.assigned else self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id == self.name and isinstance(node.ctx, ast.Load):
            return copy.deepcopy(self.assigned.value)
        return node


# -- Batches ---------------------------------------------------------------------------------------


class Tally:
    """What came out of many programs."""

    def __init__(self) -> None:
        self.programs = 0
        self.rejected = 0
        self.failed: dict[str, list[int]] = {}
        self.done: Counter[str] = Counter()
        self.used: Counter[str] = Counter()
        self.rejected_with: Counter[str] = Counter()

    def add(self, verdict: Verdict) -> None:
        self.programs += 1
        self.rejected += verdict.rejected
        self.done.update(verdict.done)
        self.used.update(verdict.features)
        if verdict.rejected:
            self.rejected_with.update(verdict.features)
        for failure in verdict.failures:
            self.failed.setdefault(failure.kind, []).append(verdict.seed)

    @property
    def wrong(self) -> set[int]:
        """The seeds of programs on which an answer is wrong, or something crashes."""
        return {s for kind, seeds in self.failed.items() if not is_refusal(kind) for s in seeds}

    @property
    def refused(self) -> set[int]:
        """The seeds of programs that adlab declines with an error of its own."""
        return {s for kind, seeds in self.failed.items() if is_refusal(kind) for s in seeds}

    def report(self) -> str:
        share = 100 * self.rejected / max(self.programs, 1)
        lines = [f"{self.programs} programs, {self.rejected} rejected ({share:.1f} %)"]
        lines += [f"  {name}: {count} comparisons" for name, count in self.done.most_common()]
        lines.append("rejected, by feature:")
        lines += [
            f"  {name}: {self.rejected_with[name]} of {count}"
            f" ({100 * self.rejected_with[name] / count:.1f} %)"
            for name, count in self.used.most_common()
        ]
        count = sum(map(len, self.failed.values()))
        lines.append(f"{count} failures, {len(self.failed)} kinds; in {len(self.wrong)} programs "
                     f"wrong, in {len(self.refused)} refused")  # fmt: skip
        for kind, seeds in sorted(self.failed.items(), key=lambda item: -len(item[1])):
            lines.append(f"  {len(seeds)} × {kind}   seeds {seeds[:5]}")
        return "\n".join(lines)


def judge_seeds(seeds: Sequence[int], without: Sequence[str] = ()) -> list[Verdict]:
    """The verdicts on the programs of these seeds."""
    return [judge(program(seed, without)) for seed in seeds]


def batch(start: int, count: int, jobs: int = 1, without: Sequence[str] = ()) -> Tally:
    """Judge many programs, in several processes if asked."""
    tally = Tally()
    chunks = [range(k, min(k + 100, start + count)) for k in range(start, start + count, 100)]
    if jobs == 1:
        results: Any = (judge_seeds(chunk, without) for chunk in chunks)
        for verdicts in results:
            for verdict in verdicts:
                tally.add(verdict)
        return tally
    with ProcessPoolExecutor(jobs) as pool:
        for verdicts in pool.map(judge_seeds, chunks, [without] * len(chunks)):
            for verdict in verdicts:
                tally.add(verdict)
    return tally


def explained(given: Program, failure: Failure) -> str:
    """A failure with all one needs to see it again, on the smallest program that shows it."""
    small = shrunk(given, failure)
    found = [f for f in judge(small, failure.check).failures if f.kind == failure.kind] or [failure]
    return (
        f"seed {given.seed}, {failure.kind}\n{small.source}args = {small.args!r}\n"
        f"{found[0].detail}\n(python -m tests.engine.random_programs {given.seed})"
    )


def main() -> None:
    """`python -m tests.engine.random_programs SEED`, or `--count 2000 --start 0 --jobs 1`."""
    parser = argparse.ArgumentParser(description="Judge adlab on random programs.")
    parser.add_argument("seed", nargs="?", type=int, help="one program, with all comparisons")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--without", nargs="*", default=[], help=f"features, as {WRITES!r}")
    parser.add_argument("--shrink", type=int, default=0, help="show the N most frequent kinds")
    options = parser.parse_args()
    if options.seed is not None:
        given = program(options.seed, options.without)
        print(given.source, f"args = {given.args!r}", sep="")
        failures = [f for name in CHECKS for f in judge(given, name).failures]
        print("\n\n".join(explained(given, f) for f in failures) or "all comparisons agree")
        return
    start = time.process_time()
    tally = batch(options.start, options.count, options.jobs, options.without)
    print(tally.report())
    print(
        f"{1000 * (time.process_time() - start) / options.count:.1f} ms of one processor a program"
    )
    kinds = sorted(tally.failed.items(), key=lambda item: -len(item[1]))
    for kind, seeds in kinds[: options.shrink]:
        given = program(seeds[0], options.without)
        failure = next(f for f in judge(given).failures if f.kind == kind)
        print("\n" + explained(given, failure), flush=True)
