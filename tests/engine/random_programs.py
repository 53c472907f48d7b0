"""Random programs as users write them: the source text of ordinary NumPy functions.

- `program(seed)`: a `Program`, the same for the same seed: source, arguments, features used.
- `python -m tests.engine.random_programs 17` shows program 17 and whether adlab is right on it;
  `--count 2000 --start 0 --jobs 1` judges a batch and prints a tally.

A program is written statement by statement, and every statement is run with plain NumPy as soon as
it is written: what raises, leaves a domain, overflows or comes close to a kink is thrown away. So
shapes and domains are known while the rest is written, and programs are valid by construction.
Nothing here knows what adlab records or supports; `tests.engine.judging` compares.
"""

from __future__ import annotations

import functools
import linecache
import math
import random
import re
import types
import warnings
import zlib
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

import adlab

LIMIT = 40.0  # values beyond are thrown away: they would drown the others in differences
NEAR = 0.03  # kinks, ties and jumps stay farther away than this
MOST_ENTRIES = 16
SHAPES = ((3,), (3,), (3,), (2,), (4,), (2, 3), (3, 2), (3, 3), (2, 2), (3, 1), (1,), (1, 3),
          (2, 2, 2), (2, 1, 2))  # fmt: skip
WRITES = "writes"  # the features that write into recorded arrays
ATOM, POWER, UNARY, PRODUCT, SUM, AND, COMPARISON, CONDITIONAL = 8, 7, 6, 5, 4, 3, 2, 1


class Program(NamedTuple):
    """A function as text, and arguments for it."""

    seed: int
    source: str
    args: tuple[Any, ...]
    features: frozenset[str]

    def functions(self, numpy: Any = np) -> dict[str, Any]:
        """What the text defines, with one module or another in the place of NumPy."""
        return defined(self.source, numpy)

    @property
    def f(self) -> Callable[..., Any]:
        return self.functions()["f"]


def defined(source: str, numpy: Any = np) -> dict[str, Any]:
    """Run a text that defines f. Its lines can be read back, as those of a file can."""
    filename = f"<program {zlib.crc32(source.encode()):x}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    names = surroundings(numpy)
    exec(compile(source, filename, "exec"), names)
    return names


def surroundings(numpy: Any = np) -> dict[str, Any]:
    """The names that every program may use."""
    return {"np": numpy, "adlab": adlab, "half_square": half_square, "bent": bent,
            "functools": functools, "math": math,
            "SimpleNamespace": types.SimpleNamespace, "__name__": "random_program"}  # fmt: skip


class Term(NamedTuple):
    """An expression, its value at the arguments, and how strongly it binds."""

    text: str
    value: Any
    rank: int = ATOM

    def within(self, rank: int) -> str:
        """The text, in parentheses if it binds less strongly than that."""
        return self.text if self.rank >= rank else f"({self.text})"


class Dropped(Exception):
    """This piece cannot be used here: something else is written in its place."""


def is_number(value: Any) -> bool:
    return isinstance(value, (float, np.floating)) or (
        isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype == np.float64
    )


def is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.ndim > 0 and value.dtype == np.float64


def alike(model: Any, value: Any) -> bool:
    """Whether two values are both numbers, or arrays of the same shape."""
    kind = is_number if np.ndim(model) == 0 else is_array
    return kind(value) and np.shape(value) == np.shape(model)


def numbers_in(value: Any) -> list[Any]:
    """The numbers and arrays in a nested container."""
    if isinstance(value, (list, tuple)):
        return [leaf for item in value for leaf in numbers_in(item)]
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in numbers_in(item)]
    return [value]


def copied(value: Any, memo: dict[int, Any] | None = None) -> Any:
    """A copy of what can be written into; one object stays one object."""
    memo = {} if memo is None else memo
    if id(value) in memo:
        return memo[id(value)]
    if isinstance(value, np.ndarray):
        memo[id(value)] = value.copy()
    elif isinstance(value, dict):
        memo[id(value)] = {key: copied(item, memo) for key, item in value.items()}
    elif isinstance(value, (list, tuple)):
        memo[id(value)] = type(value)(copied(item, memo) for item in value)
    else:
        return value
    return memo[id(value)]


def snapshot(names: dict[str, Any]) -> dict[str, Any]:
    """Names, and copies of what they stand for; `__builtins__` and the like are left out."""
    memo: dict[int, Any] = {}
    return {
        name: value if name == "__inputs__" else copied(value, memo)
        for name, value in names.items()
        if name != "__builtins__"
    }


def is_kept(value: Any) -> bool:
    """Whether a value may stay in a program: finite and of moderate size."""
    for leaf in numbers_in(value):
        if is_number(leaf) or is_array(leaf):
            if np.size(leaf) > MOST_ENTRIES or np.ndim(leaf) > 3 or np.size(leaf) == 0:
                return False
            if not np.all(np.isfinite(leaf)) or np.max(np.abs(leaf)) > LIMIT:
                return False
        elif isinstance(leaf, complex):
            return False
    return True


class Scope:
    """One block of a program: its lines so far, and what its names stand for at the arguments."""

    def __init__(self, names: dict[str, Any], leaves: Iterable[str], depth: int) -> None:
        self.start = names
        self.first_leaves = list(leaves)
        self.depth = depth
        self.lines: list[str] = []
        self.leaves: list[str] = list(leaves)  # the texts that stand for numbers and arrays
        self.helpers: dict[str, tuple[Any, ...]] = {}  # callables, and arguments they take
        self.own: list[str] = []  # the leaves that were made in this block
        self.code: list[Any] = []
        self.recorded: set[str] = set()  # names that surely depend on an argument of f
        self.names = snapshot(names)

    def replay(self) -> None:
        """Make the names stand for what they stood for before a piece that was thrown away."""
        self.names = snapshot(self.start)
        for code in self.code:
            exec(code, self.names)

    def evaluate(self, text: str) -> Any:
        try:
            return eval(text, self.names)
        except Exception as error:
            raise Dropped(text) from error

    def add(self, lines: list[str], *new: str) -> None:
        """Run a statement, and keep it if all is well; `new` are the leaves it makes."""
        try:
            code = compile("\n".join(lines), "<statement>", "exec")
            exec(code, self.names)
            good = all(is_kept(value) for key, value in self.names.items() if key[:2] != "__")
            good = good and all(
                np.array_equal(a, b)
                for name in self.names.get("__inputs__", ())
                for a, b in zip(
                    numbers_in(self.names.get(name)), numbers_in(self.start.get(name)), strict=True
                )
            )
            for text in new:
                value = eval(text, self.names)
                good = good and (is_number(value) or is_array(value))
        except Exception as error:
            self.replay()
            raise Dropped("\n".join(lines)) from error
        if not good:
            self.replay()
            raise Dropped("\n".join(lines))
        self.code.append(code)
        self.lines += lines
        if self.depends("\n".join(lines)):
            self.recorded.update(text for text in new if text.isidentifier())
        for text in new:
            if text in self.leaves:
                self.leaves.remove(text)
            self.leaves.append(text)
            if text not in self.own:
                self.own.append(text)
        self.leaves = [text for text in self.leaves if self._stands(text)]

    def _stands(self, text: str) -> bool:
        try:
            value = eval(text, self.names)
        except Exception:
            return False
        return is_number(value) or is_array(value)

    def depends(self, text: str) -> bool:
        """Whether an expression (surely) depends on an argument of f."""
        return not self.recorded.isdisjoint(re.findall(r"[A-Za-z_]\w*", text))

    def inner(self, more: dict[str, Any], leaves: Iterable[str] = ()) -> Scope:
        """A block inside of this one."""
        names = snapshot(self.names)
        names.update(copied(more))
        scope = Scope(names, [*self.leaves, *leaves], self.depth + 1)
        scope.helpers = dict(self.helpers)
        scope.recorded = self.recorded - set(more)
        return scope


def indented(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


class Writer:
    """Writes one program."""

    def __init__(self, seed: int, without: frozenset[str], attempt: int) -> None:
        self.random = random.Random(f"{seed}/{attempt}")
        self.without = without
        self.features: set[str] = set()
        self.tries = 0
        self.count = 0
        self.module: list[str] = []
        self.globals = surroundings()
        self.inside: list[str] = []
        self.no_float_functions = False

    # -- Choices -----------------------------------------------------------------------------------

    def choice(self, options: Any) -> Any:
        return self.random.choice(options)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def fresh(self) -> str:
        self.count += 1
        return f"{self.choice('abcdghkmpqrstuvwz')}{self.count}"

    def mark(self, *features: str) -> None:
        self.inside += features

    def first_of(self, makers: Any, *args: Any) -> Any:
        """What the first maker that succeeds makes; each is tried in random order, by weight."""
        for _ in range(8):
            self.tries += 1
            if self.tries > 900:
                raise Dropped("too many tries")
            maker = self.choice(makers)
            before = len(self.inside)
            try:
                return maker(self, *args)
            except (Dropped, ValueError, TypeError, IndexError):  # also: shapes that do not fit
                del self.inside[before:]
        raise Dropped("nothing fits")

    # -- Leaves ------------------------------------------------------------------------------------

    def value(self, scope: Scope, text: str, rank: int = ATOM) -> Term:
        value = scope.evaluate(text)
        if not (is_number(value) or is_array(value)) or not is_kept(value):
            raise Dropped(text)
        return Term(text, value, rank)

    def leaf(self, scope: Scope, wanted: Callable[[Any], bool] | None = None) -> Term:
        found = [Term(text, scope.evaluate(text)) for text in scope.leaves]
        found = [term for term in found if wanted is None or wanted(term.value)]
        if not found:
            raise Dropped("no such variable")
        later = found[-3:] if self.chance(0.5) else found
        return self.choice(later)

    def constant(self) -> str:
        return self.choice(("2", "3", "0.5", "1.5", "2.0", "0.7", "1", "-1", "0.3", "np.pi", "0.1"))

    def threshold(self) -> str:
        return self.choice(("0", "0.5", "0.0", "-0.3", "1", "0.2", "-0.5", "1.2"))

    def array(self, scope: Scope, depth: int, wanted: Callable[[Any], bool] | None = None) -> Term:
        """An array: a variable, or an expression of the right kind."""
        check = wanted or (lambda value: True)
        if depth > 0 and self.chance(0.4):
            for _ in range(2):
                term = self.expression(scope, depth - 1)
                if is_array(term.value) and check(term.value):
                    return term
        return self.leaf(scope, lambda value: is_array(value) and check(value))

    def number(self, scope: Scope, depth: int) -> Term:
        """A number: a variable, an entry, or a reduction."""
        if depth > 0 and self.chance(0.3):
            term = self.expression(scope, depth - 1)
            if is_number(term.value):
                return term
        if self.chance(0.6):
            try:
                return self.leaf(scope, is_number)
            except Dropped:
                pass
        array = self.leaf(scope, is_array)
        if self.chance(0.5):
            index = ", ".join(str(self.random.randrange(-n, n)) for n in array.value.shape)
            return self.value(scope, f"{array.text}[{index}]")
        function = self.choice(("np.sum({})", "np.mean({})", "{}.sum()", "{}.mean()"))
        return self.value(scope, function.format(array.text))

    def expression(self, scope: Scope, depth: int) -> Term:
        """Any expression, of numbers or arrays."""
        if depth <= 0:
            return self.leaf(scope)
        for _ in range(3):
            try:
                return self.first_of(EXPRESSIONS, scope, depth)
            except Dropped:
                continue
        return self.leaf(scope)

    def condition(self, scope: Scope, depth: int = 1) -> tuple[str, bool]:
        """A comparison of numbers that does not hang by a hair, and its outcome."""
        number = self.number(scope, depth)
        if self.chance(0.3):
            self.mark("chained comparison")
            low, high = sorted((self.random.uniform(-2, 2), self.random.uniform(-2, 2)))
            low, high = round(low, 1), round(high, 1)
            text, ends = f"{low} < {number.within(SUM)} <= {high}", (low, high)
        else:
            other = self.threshold() if self.chance(0.7) else self.number(scope, 0).text
            sign = self.choice(("<", ">", "<=", ">=", "!="))
            text, ends = f"{number.within(SUM)} {sign} {other}", (scope.evaluate(other),) * 2
        if any(abs(number.value - end) < NEAR for end in ends):
            raise Dropped(text)
        if self.chance(0.15):
            text = f"not {text}"
        elif self.chance(0.15):
            more, _ = self.condition(scope, 0)
            text = f"{text} {self.choice(('and', 'or'))} {more}"
        return text, bool(scope.evaluate(text))

    def mask(self, scope: Scope, array: Term) -> Term:
        """A mask of an array's shape."""
        if self.chance(0.25):
            other = self.leaf(scope, lambda v: np.shape(v) in ((), array.value.shape)).text
        else:
            other = self.threshold()
        if np.min(np.abs(array.value - scope.evaluate(other))) < NEAR:
            raise Dropped("near")
        text = f"{array.within(SUM)} {self.choice(('<', '>', '<=', '>='))} {other}"
        kind = self.random.random()
        if kind < 0.12:
            self.mark("mask algebra")
            end = self.threshold()
            if np.min(np.abs(array.value - scope.evaluate(end))) < NEAR:
                raise Dropped("near")
            operator = self.choice(("&", "|", "^"))
            text = f"({text}) {operator} ({array.within(SUM)} < {end})"
            return Term(text, scope.evaluate(text), AND)
        if kind < 0.2:
            self.mark("mask algebra")
            text = f"~({text})" if self.chance(0.5) else f"np.logical_not({text})"
            return Term(text, scope.evaluate(text), UNARY)
        return Term(text, scope.evaluate(text), COMPARISON)

    # -- Statements --------------------------------------------------------------------------------

    def statements(self, scope: Scope, count: int) -> None:
        """Some statements; those that cannot be used are left out."""
        for _ in range(count):
            before = len(self.inside)
            try:
                self.first_of(STATEMENTS, scope)
            except Dropped:
                del self.inside[before:]

    def assign(self, scope: Scope, term: Term, name: str | None = None) -> str:
        name = name or self.fresh()
        scope.add([f"{name} = {term.text}"], name)
        return name


# -- Expressions -----------------------------------------------------------------------------------


def arithmetic(w: Writer, s: Scope, depth: int) -> Term:
    a, b = w.expression(s, depth - 1), w.expression(s, depth - 1)
    if w.chance(0.35):
        constant = w.constant()
        b = Term(constant, s.evaluate(constant), UNARY if constant[0] == "-" else ATOM)
        if w.chance(0.5):
            a, b = b, a
    w.mark("arithmetic")
    kind = w.random.random()
    if kind < 0.3:
        return w.value(s, f"{a.within(SUM)} + {b.within(SUM)}", SUM)
    if kind < 0.55:
        return w.value(s, f"{a.within(SUM)} - {b.within(SUM + 1)}", SUM)
    if kind < 0.85:
        return w.value(s, f"{a.within(PRODUCT)} * {b.within(UNARY)}", PRODUCT)
    if np.min(np.abs(b.value)) < 0.3:
        b = w.value(s, f"(1 + {b.within(POWER)} ** 2)")
    return w.value(s, f"{a.within(PRODUCT)} / {b.within(UNARY)}", PRODUCT)


def powers(w: Writer, s: Scope, depth: int) -> Term:
    a = w.expression(s, depth - 1)
    w.mark("power")
    if np.min(a.value) > 0.2:
        other = w.choice(("2", "-1", "0.5", "1.5", "3", "-2", w.leaf(s).text, "-0.5"))
        return w.value(s, f"{a.within(ATOM)} ** {other}", POWER)
    if w.chance(0.2):
        base = w.choice(("2", "1.5", "2.0", "0.5"))
        return w.value(s, f"{base} ** {a.within(ATOM)}", POWER)
    exponent = w.choice(("2", "2", "3", "2.0", "4"))
    return w.value(s, f"{a.within(ATOM)} ** {exponent}", POWER)


def signs(w: Writer, s: Scope, depth: int) -> Term:
    a = w.expression(s, depth - 1)
    return w.value(s, f"-{a.within(UNARY + 1)}", UNARY)


SMOOTH = ("np.sin", "np.cos", "np.tanh", "np.exp", "np.arctan", "np.square", "np.sinh", "np.cosh",
          "np.expm1", "np.exp2", "np.arcsinh", "np.sinc", "np.negative", "np.deg2rad")  # fmt: skip
POSITIVE = ("np.sqrt", "np.log", "np.log2", "np.log10", "np.log1p", "np.cbrt",
            "np.reciprocal")  # fmt: skip
OWN = ("adlab.sigmoid", "adlab.softplus", "adlab.relu", "adlab.relu", "adlab.erf", "adlab.gelu",
       "half_square", "half_square", "bent")  # fmt: skip


@adlab.primitive("x if x > 0 else -x")
def half_square(x: Any) -> Any:
    """x|x|/2, with a partial that works for numbers only."""
    return x * abs(x) / 2


@adlab.primitive("1.0 - 0.5 * (not x > 0 or x > 4)")
def bent(x: Any) -> Any:
    """Slope 1/2 below 0 and beyond 4, else 1; for numbers only."""
    return x / 2 if x <= 0 else x if x <= 4 else 4 + (x - 4) / 2


def unary(w: Writer, s: Scope, depth: int) -> Term:
    a = w.expression(s, depth - 1)
    kind = w.random.random()
    w.mark("ufuncs")
    if kind < 0.5:
        return w.value(s, f"{w.choice(SMOOTH)}({a.text})")
    if kind < 0.75:
        inner = a.text
        if np.min(a.value) < 0.2:
            inner = w.choice(("{} ** 2 + 0.5", "1.0 + np.abs({})", "1 + {} * {}", "np.exp({})"))
            inner = inner.format(*[a.within(ATOM)] * 2)
            if "abs" in inner and np.min(np.abs(a.value)) < NEAR:
                raise Dropped("near")
        return w.value(s, f"{w.choice(POSITIVE)}({inner})")
    if kind < 0.82:
        outer = w.choice(("np.arcsin(0.8 * np.tanh({}))", "np.arccos(0.7 * np.sin({}))",
                          "np.arctanh(0.5 * np.cos({}))", "np.arccosh(1.5 + {} ** 2)",
                          "np.tan(0.5 * np.sin({}))"))  # fmt: skip
        return w.value(s, outer.format(a.within(ATOM)))
    if np.min(np.abs(a.value)) < NEAR:
        raise Dropped("near")
    w.mark("primitives of adlab")
    name = w.choice(OWN)
    if "adlab" not in name:
        w.mark("primitives of one's own")
        if np.ndim(a.value) or abs(a.value - 4) < NEAR:
            raise Dropped("for numbers")
    return w.value(s, f"{name}({a.text})")


def kinked(w: Writer, s: Scope, depth: int) -> Term:
    a = w.expression(s, depth - 1)
    w.mark("kinks")
    kind = w.random.random()
    if kind < 0.3:
        if np.min(np.abs(a.value)) < NEAR:
            raise Dropped("near")
        return w.value(s, w.choice(("np.abs({})", "abs({})", "np.fabs({})")).format(a.text))
    if kind < 0.6:
        b = w.expression(s, depth - 1) if w.chance(0.6) else Term(w.threshold(), 0.0)
        if np.min(np.abs(a.value - s.evaluate(b.text))) < NEAR:
            raise Dropped("near")
        name = w.choice(("np.maximum", "np.minimum", "np.fmax", "np.fmin"))
        return w.value(s, f"{name}({a.text}, {b.text})")
    if kind < 0.75:
        if np.min(np.abs(a.value[..., None] - np.array([-0.8, 0.9]))) < NEAR:
            raise Dropped("near")
        form = w.choice(("np.clip({}, -0.8, 0.9)", "np.clip({}, -0.8, None)", "{}.clip(-0.8, 0.9)"))
        return w.value(s, form.format(a.within(ATOM)))
    if kind < 0.85:
        if np.min(np.abs(a.value - np.rint(2 * a.value) / 2)) < NEAR:
            raise Dropped("near")
        name = w.choice(("np.floor", "np.ceil", "np.rint", "np.sign", "np.trunc", "np.round"))
        return w.value(s, f"{a.within(SUM)} - {name}({a.text}) * 0.5", SUM)
    quotient = a.value / 1.3
    if np.min(np.abs(quotient - np.rint(quotient))) < NEAR:
        raise Dropped("near")
    form = w.choice(("{} % 1.3", "np.remainder({}, 1.3)", "{} // 1.3 * 0.7"))
    return w.value(s, form.format(a.within(UNARY)), PRODUCT)


def binary(w: Writer, s: Scope, depth: int) -> Term:
    a, b = w.expression(s, depth - 1), w.expression(s, depth - 1)
    w.mark("ufuncs")
    name = w.choice(("np.multiply", "np.add", "np.subtract", "np.logaddexp", "np.hypot",
                     "np.arctan2"))  # fmt: skip
    if name in ("np.hypot", "np.arctan2") and np.min(np.abs(b.value)) < 0.2:
        raise Dropped("near")
    if name == "np.arctan2" and np.min(b.value) < 0:
        raise Dropped("near")
    return w.value(s, f"{name}({a.text}, {b.text})")


def conditional(w: Writer, s: Scope, depth: int) -> Term:
    text, _ = w.condition(s)
    w.mark("branch")
    a, b = w.expression(s, depth - 1), w.expression(s, depth - 1)
    return w.value(s, f"({a.within(COMPARISON)} if {text} else {b.within(COMPARISON)})")


def builtin_max(w: Writer, s: Scope, depth: int) -> Term:
    a, b = w.number(s, depth - 1), w.number(s, depth - 1)
    if abs(a.value - b.value) < NEAR:
        raise Dropped("near")
    w.mark("max and min")
    return w.value(s, f"{w.choice(('max', 'min'))}({a.text}, {b.text})")


def masked(w: Writer, s: Scope, depth: int) -> Term:
    """A mask as a factor, a summand or an array of floats."""
    a = w.array(s, depth - 1)
    mask = w.mask(s, a)
    b = w.array(s, 0, lambda v: v.shape == a.value.shape) if w.chance(0.4) else a
    kind = w.random.random()
    if kind < 0.35:
        w.mark("mask as factor")
        if w.chance(0.5):
            return w.value(s, f"{b.within(PRODUCT)} * ({mask.text})", PRODUCT)
        return w.value(s, f"({mask.text}) * {b.within(UNARY)}", PRODUCT)
    if kind < 0.6:
        w.mark("mask as float")
        m = f"({mask.text}).astype({w.choice(('float', 'np.float64'))})"
        if w.chance(0.5):
            second = w.mask(s, a)
            sign = w.choice("+-*")
            m = f"({m} {sign} ({second.text}).astype(float))"
        return w.value(s, f"{b.within(PRODUCT)} * {m}", PRODUCT)
    if kind < 0.7:
        w.mark("mask as factor")
        return w.value(s, f"{b.within(PRODUCT)} * (1 - ({mask.text}))", PRODUCT)
    w.mark("where")
    c = w.expression(s, depth - 1)
    other = w.constant() if w.chance(0.4) else c.text
    return w.value(s, f"np.where({mask.text}, {b.text}, {other})")


def counted(w: Writer, s: Scope, depth: int) -> Term:
    """A count of a mask as a factor, a divisor, or an index."""
    a = w.array(s, 0)
    mask = w.mask(s, a)
    count = w.choice(("np.sum({})", "({}).sum()", "np.count_nonzero({})")).format(mask.text)
    number = int(s.evaluate(count))
    kind = w.random.random()
    if kind < 0.5:
        w.mark("count as factor")
        other = w.expression(s, depth - 1)
        form = w.choice(("{} * {}", "{} / (1 + {})"))
        return w.value(s, form.format(other.within(PRODUCT), count), PRODUCT)
    if kind < 0.6:
        w.mark("mean of mask")
        other = w.expression(s, depth - 1)
        return w.value(s, f"{other.within(PRODUCT)} * np.mean({mask.text})", PRODUCT)
    w.mark("count as index")
    if kind < 0.8:
        size = a.value.size
        table = ", ".join(str(round(w.random.uniform(-2, 2), 1)) for _ in range(size + 1))
        other = w.expression(s, depth - 1)
        return w.value(s, f"{other.within(PRODUCT)} * [{table}][{count}]", PRODUCT)
    b = w.array(s, 0, lambda v: len(v) >= max(number, 1))
    if kind < 0.9:
        return w.value(s, f"np.sum({b.within(ATOM)}[:{count}])")
    return w.value(s, f"{b.within(ATOM)}[{count} - 1]")


def indexed(w: Writer, s: Scope, depth: int) -> Term:
    a = w.array(s, depth - 1)
    base, n, ndim = a.within(ATOM), len(a.value), a.value.ndim
    options = [str(w.random.randrange(n)), str(-w.random.randrange(1, n + 1)), "1:", ":-1", "::-1",
               "::2", "None", "..., 0", "..., None", ":", "-1:", ":2", "-2:", "...",
               "[0, -1, 0]", f"np.array([{w.random.randrange(n)}, 0])", "[True] + [False] * "
               f"{n - 1}"]  # fmt: skip
    if ndim > 1:
        options += [":, 0", ":, -1", ":, 1:", "0, 0", "-1, ::-1", ":, None", "[0, 1], [0, 0]",
                    ":, [0, 0]", "0, ..., None", "np.arange(2), 0", "..., ::-1",
                    "np.ix_([0, 1], [0])"]  # fmt: skip
    index = w.choice(options)
    w.mark("fancy index" if "[" in index or "(" in index else "index")
    return w.value(s, f"{base}[{index}]")


def indexed_by_values(w: Writer, s: Scope, depth: int) -> Term:
    """Masks, positions of extremes and orders as indices."""
    a = w.array(s, depth - 1)
    base = a.within(ATOM)
    kind = w.random.random()
    if kind < 0.5:
        mask = w.mask(s, a)
        w.mark("boolean index")
        text = f"{base}[{mask.text}]"
        s_value = s.evaluate(text)
        if w.chance(0.5) or np.size(s_value) == 0:
            return w.value(s, f"np.sum({text})")
        return w.value(s, text)
    apart(a.value)
    w.mark("index by position")
    if kind < 0.75:
        name = w.choice(("argmax", "argmin"))
        other = w.array(s, 0, lambda v: v.size >= a.value.size)
        return w.value(s, f"{other.within(ATOM)}.ravel()[np.{name}({a.text})]")
    if a.value.ndim != 1:
        raise Dropped("one axis")
    other = w.array(s, 0, lambda v: len(v) >= len(a.value))
    return w.value(s, f"{other.within(ATOM)}[np.argsort({a.text})]")


def apart(value: Any, axis: Any = None) -> None:
    """The entries of an array (along an axis) must not be near to one another."""
    flat = np.sort(np.ravel(value)) if axis is None else np.sort(value, axis=axis)
    if np.size(flat) > 1 and np.size(gaps := np.diff(flat)) and np.min(np.abs(gaps)) < NEAR:
        raise Dropped("near")


def reduced(w: Writer, s: Scope, depth: int) -> Term:
    a = w.array(s, depth - 1)
    name = w.choice(("sum", "sum", "sum", "mean", "prod", "max", "min", "var", "std", "median",
                     "ptp", "cumsum", "cumprod"))  # fmt: skip
    if name in ("max", "min", "median", "ptp"):
        apart(a.value)
    axes = [*range(a.value.ndim), -1, *([(0, 1), (0, -1)] if a.value.ndim > 1 else [])]
    axis = w.choice([None, None, *axes])
    if name in ("cumsum", "cumprod") and isinstance(axis, tuple):
        axis = axis[0]
    if name in ("std", "var") and np.min(np.std(a.value, axis=axis)) < 0.2:
        raise Dropped("near")
    options = [] if axis is None else [f"axis={axis}"]
    if w.chance(0.3) and name[:3] != "cum":
        options.append("keepdims=True")
    if name in ("std", "var") and w.chance(0.3):
        options.append("ddof=1")
    w.mark("reduction", *(["axis"] if options else []))
    if w.chance(0.3) and name not in ("median", "ptp"):
        return w.value(s, f"{a.within(ATOM)}.{name}({', '.join(options)})")
    return w.value(s, f"np.{name}({', '.join([a.text, *options])})")


def products(w: Writer, s: Scope, depth: int) -> Term:
    a, b = w.array(s, depth - 1), w.array(s, depth - 1)
    w.mark("products")
    kind = w.random.random()
    if kind < 0.3:
        form = w.choice(("{} @ {}.T", "{}.T @ {}", "{} @ {}"))
        text = form.format(a.within(ATOM), b.within(ATOM))
        return w.value(s, text, PRODUCT)
    if kind < 0.6:
        name = w.choice(("np.dot", "np.outer", "np.inner", "np.matmul", "np.kron", "np.vdot"))
        return w.value(s, f"{name}({a.text}, {b.text})")
    if kind < 0.65:
        return w.value(s, f"np.tensordot({a.text}, {b.text}, axes={w.choice((1, 0))})")
    if kind < 0.7:
        if a.value.shape[-1] != 3 or b.value.shape[-1] != 3:
            raise Dropped("of three entries")
        return w.value(s, f"np.cross({a.text}, {b.text})")
    w.mark("einsum")
    one, two = "ijk"[: a.value.ndim], "".join(w.choice(("i", "j", "k")) for _ in b.value.shape)
    if w.chance(0.25):
        one, two = two[: len(one)].ljust(len(one), "j"), "ijk"[: b.value.ndim]
    letters = sorted(set(one + two))
    w.random.shuffle(letters)
    out = "".join(letters[: w.random.randrange(len(letters) + 1)])
    return w.value(s, f'np.einsum("{one},{two}->{out}", {a.text}, {b.text})')


def linear_algebra(w: Writer, s: Scope, depth: int) -> Term:
    """Functions of a matrix that is well conditioned by construction."""
    a = w.array(s, depth - 1, lambda v: v.ndim >= 2 or len(v) in (2, 3))
    b = a.within(ATOM)
    if a.value.ndim == 1:
        matrix, n = f"np.outer({a.text}, {a.text}) + 2 * np.eye({len(a.value)})", len(a.value)
    elif a.value.shape[-1] == a.value.shape[-2]:
        n = a.value.shape[-1]
        matrix = f"{a.within(SUM)} + {w.choice((4, 5.0))} * np.eye({n})"
        if w.chance(0.5) and a.value.ndim == 2:
            matrix = f"{b} @ {b}.T + np.eye({n})"
    elif a.value.ndim == 2:
        n = a.value.shape[1]
        matrix = f"{b}.T @ {b} + np.eye({n})"
    else:
        raise Dropped("not square")
    m = s.evaluate(matrix)
    if np.max(np.linalg.cond(m)) > 100 or np.max(np.abs(m)) > LIMIT:
        raise Dropped("ill conditioned")
    w.mark("linear algebra")
    kind = w.random.random()
    if kind < 0.3:
        right = w.array(s, 0, lambda v: v.shape[0] == n or v.shape[-2:-1] == (n,))
        return w.value(s, f"np.linalg.solve({matrix}, {right.text})")
    if kind < 0.5:
        return w.value(s, f"np.linalg.inv({matrix})")
    if kind < 0.65:
        return w.value(s, f"np.log(np.abs(np.linalg.det({matrix})))")
    if kind < 0.75:
        return w.value(s, f"np.linalg.slogdet({matrix})[1]")
    if kind < 0.82:
        return w.value(s, f"np.linalg.norm({matrix})")
    if kind < 0.88:
        return w.value(s, f"np.linalg.matrix_power(0.3 * ({matrix}), {w.choice((2, 3, -1))})")
    if np.max(np.abs(m - np.swapaxes(m, -1, -2))) > 1e-12:
        return w.value(s, f"np.trace({matrix})")
    if kind < 0.94:
        return w.value(s, f"np.linalg.cholesky({matrix})")
    apart(np.linalg.eigvalsh(m))
    return w.value(s, f"np.linalg.eigvalsh({matrix})")


def norms(w: Writer, s: Scope, depth: int) -> Term:
    a = w.array(s, depth - 1)
    if np.min(np.abs(a.value)) < NEAR:
        raise Dropped("near")
    w.mark("norm")
    options = w.choice(("", ", axis=0", ", axis=-1", ", axis=-1, keepdims=True"))
    if w.chance(0.3) and (a.value.ndim == 1 or "axis" in options):
        options += w.choice((", ord=1", ", ord=3", ", ord=2"))
    return w.value(s, f"np.linalg.norm({a.text}{options})")


FORMS = ("{a}.T", "np.transpose({t})", "{a}.reshape(-1)", "np.reshape({t}, (-1, 1))", "{a}.ravel()",
         "np.ravel({t})", "{a}.flatten()", "np.expand_dims({t}, 0)", "np.expand_dims({t}, -1)",
         "np.squeeze({t})", "np.broadcast_to({t}, (2,) + np.shape({t}))", "np.tile({t}, 2)",
         "np.repeat({t}, 2)", "np.repeat({t}, 2, axis=0)", "np.roll({t}, 1)", "np.flip({t})",
         "np.roll({t}, 1, axis=-1)", "np.flip({t}, axis=0)", "np.swapaxes({t}, 0, -1)",
         "np.moveaxis({t}, 0, -1)", "np.atleast_2d({t})", "np.diff({t})", "np.diff({t}, axis=0)",
         "np.pad({t}, 1)", "np.pad({t}, 1, mode='edge')", "np.tril({t})", "np.triu({t})",
         "np.diag({t})", "np.take({t}, [0, -1])", "np.take({t}, [1, 0], axis=0)", "np.rot90({t})",
         "{a}.reshape(2, -1)", "np.trace({t})", "np.diagonal({t})", "{a}.swapaxes(0, -1)",
         "np.array_split({t}, 2)[0]", "np.split({t}, [1])[-1]", "np.copy({t})", "{a}.copy()",
         "{a}[np.newaxis]", "{a} + np.zeros_like({t})", "{a} * np.ones({a}.shape)",
         "{a}.transpose()", "np.linspace(0.5, 1.5, {a}.size).reshape({a}.shape) * {a}",
         "np.fliplr({t})", "np.average({t}, weights=np.arange(1.0, 1.0 + {a}.size)"
         ".reshape({a}.shape))", "{a} / len({t})", "{a} * {a}.ndim", "np.flipud({t})",
         "np.nan_to_num({t})", "adlab.softmax({t})", "adlab.logsumexp({t})",
         "adlab.log_softmax({t})", "np.linspace({t}, 1.0, 3)", "np.meshgrid({t}, {t})[0]",
         "np.trapezoid({t})", "np.trapezoid({t}, dx=0.5, axis=0)", "np.gradient({t}, axis=0)",
         "np.gradient({t}, 0.5, axis=-1)", "np.convolve(np.ravel({t}), [0.5, -1.0, 2.0])",
         "np.correlate(np.ravel({t}), np.ravel({t}), 'full')", "np.ediff1d({t})",
         "np.polyval([0.5, -1.0, 0.2], {t})", "np.insert({t}, 1, 0.5)", "np.delete({t}, 0)",
         "np.delete({t}, 0, axis=-1)", "np.block([[{t}, {t}]])", "np.nansum({t}, axis=0)",
         "np.nanmean({t})", "np.cov(np.ravel({t}), np.ravel({t}) ** 2)", "{a}.flatten('F')",
         "np.reshape({t}, -1, order='F')", "np.ravel({t}, 'F')", "np.add.outer({t}, {t})",
         "np.multiply.reduce({t})", "np.logaddexp.reduce({t})", "np.resize({t}, 7)",
         "np.add.accumulate({t}, axis=-1)", "np.vecdot({t}, {t})", "np.logspace({t}, 0.5, 3)",
         "adlab.stop_gradient({t}) * 0 + {a}")  # fmt: skip


def shaped(w: Writer, s: Scope, depth: int) -> Term:
    a = w.array(s, depth - 1)
    w.mark("shapes")
    form = w.choice(FORMS)
    if "adlab.s" in form or "adlab.l" in form:
        w.mark("primitives of adlab")
    rank = PRODUCT if " / " in form or " * " in form else ATOM
    return w.value(s, form.format(a=a.within(ATOM), t=a.text), SUM if " + " in form else rank)


def ordered(w: Writer, s: Scope, depth: int) -> Term:
    a = w.array(s, depth - 1)
    w.mark("sort")
    apart(a.value, -1)
    form = w.choice(("np.sort({})", "np.sort({}, axis=-1)", "np.sort({})[::-1]", "np.unique({})",
                     "np.partition({}, 1)", "np.quantile({}, 0.3, axis=-1)"))  # fmt: skip
    if "unique" in form:
        apart(a.value)
    return w.value(s, form.format(a.text))


def joined(w: Writer, s: Scope, depth: int) -> Term:
    """Containers of recorded values, in one expression."""
    w.mark("joining")
    kind = w.random.random()
    if kind < 0.3:
        numbers = [w.number(s, depth - 1).text for _ in range(w.choice((2, 3)))]
        if w.chance(0.2):
            numbers[0] = w.constant()
        function = w.choice(("np.stack", "np.hstack", "sum", "np.stack", "np.concatenate"))
        if function == "np.concatenate":
            return w.value(s, f"np.concatenate([[q] for q in ({', '.join(numbers)})])")
        return w.value(s, f"{function}([{', '.join(numbers)}])")
    a = w.array(s, depth - 1)
    if kind < 0.7:
        b = w.array(s, depth - 1, lambda v: v.ndim == a.value.ndim)
        function = w.choice(("np.concatenate", "np.stack", "np.vstack", "np.hstack", "sum",
                             "np.column_stack"))  # fmt: skip
        axis = w.choice(("", ", axis=-1")) if function in ("np.concatenate", "np.stack") else ""
        return w.value(s, f"{function}([{a.text}, {b.text}]{axis})")
    if kind < 0.8:
        return w.value(s, f"np.append({a.text}, {w.number(s, 0).text})")
    w.mark("comprehension")
    i = "e"
    item = w.choice(("{i} * {i}", "np.sin({i})", "{i} + 1", "2 * {i}", "-{i}", "{i} * {n}"))
    item = item.format(i=i, n=w.number(s, 0).within(ATOM))
    over = f"{item} for {i} in {a.text}"
    if w.chance(0.3) and a.value.ndim == 1:
        t = w.threshold()
        over += f" if {i} > {t}"
        w.mark("branch")
        if np.min(np.abs(a.value - s.evaluate(t))) < NEAR:
            raise Dropped("near")
    form = w.choice(("sum([{}])", "sum({})", "np.stack([{}])", "sum({}) / 2"))
    return w.value(s, form.format(over), PRODUCT if "/" in form else ATOM)


def helped(w: Writer, s: Scope, depth: int) -> Term:
    """A call of a function that the program has defined."""
    if not s.helpers:
        raise Dropped("no helper")
    name, like = w.choice(list(s.helpers.items()))
    given = []
    for value in like:
        fits = [w.leaf(s, functools.partial(alike, value)).text for _ in range(3)]
        given.append(next((text for text in fits if s.depends(text)), fits[0]))
    w.mark("helper")
    if len(given) == 2 and w.chance(0.2) and name not in ("again", "deeper"):
        return w.value(s, f"{name}({given[0]}, b={given[1]})")
    return w.value(s, f"{name}({', '.join(given)})")


def nested_derivative(w: Writer, s: Scope, depth: int) -> Term:
    """A derivative inside of f, of something that may use variables of f."""
    if "nested derivative" in w.inside or s.depth > 1:
        raise Dropped("one is enough")
    a = w.leaf(s)
    inner = s.inner({"t": a.value}, ["t"])
    inner.leaves = ["t", "t", w.leaf(s).text]
    body = w.expression(inner, 2)
    text = body.text if np.ndim(body.value) == 0 else f"np.sum({body.text})"
    if "adlab.g" in text or not any(part in text for part in ("t)", "t ", "(t", "t,", " t")):
        raise Dropped("nested twice, or constant")
    w.mark("nested derivative")
    return w.value(s, f"adlab.grad(lambda t: {text})({a.text})")


EXPRESSIONS = ([arithmetic] * 8 + [powers] * 2 + [signs] + [unary] * 5 + [kinked] * 2 + [binary] * 2
               + [conditional, builtin_max] + [masked] * 4 + [counted] * 2 + [indexed] * 4
               + [indexed_by_values] * 2 + [reduced] * 4 + [products] * 3 + [linear_algebra] * 2
               + [norms] + [shaped] * 4 + [ordered] + [joined] * 3 + [helped] * 3
               + [nested_derivative])  # fmt: skip


# -- Statements ------------------------------------------------------------------------------------


def assignment(w: Writer, s: Scope) -> None:
    term = w.expression(s, w.choice((1, 2, 2, 3)))
    old = [leaf for leaf in s.own if leaf.isidentifier()]
    w.assign(s, term, w.choice(old) if old and w.chance(0.2) else None)


def augmented(w: Writer, s: Scope) -> None:
    """`s += …` on a number."""
    name = w.leaf(s, lambda v: isinstance(v, float)).text
    term = w.expression(s, 2)
    if name not in s.own or not isinstance(term.value, float):
        raise Dropped("not own")
    w.mark("augmented assignment")
    s.add([f"{name} {w.choice(('+=', '-=', '*='))} {term.text}"], name)


def unpacked(w: Writer, s: Scope) -> None:
    w.mark("unpacking")
    if w.chance(0.5):
        a, b = w.expression(s, 2), w.expression(s, 2)
        names = [w.fresh(), w.fresh()]
        s.add([f"{names[0]}, {names[1]} = {a.text}, {b.text}"], *names)
        return
    a = w.array(s, 1)
    n = len(a.value)
    if n > 3 or n < 2:
        raise Dropped("too many")
    names = [w.fresh() for _ in range(n)]
    left = ", ".join(names)
    if n == 3 and w.chance(0.3):
        names = names[:2]
        left = f"{names[0]}, *{names[1]}"
        s.add([f"{left} = {a.text}", f"{names[1]} = sum({names[1]})"], *names)
        return
    s.add([f"{left} = {a.text}"], *names)


def containers(w: Writer, s: Scope) -> None:
    name = w.fresh()
    a, b = w.expression(s, 2), w.expression(s, 1)
    w.mark("container")
    kind = w.random.random()
    if kind < 0.35:
        s.add([f'{name} = {{"w": {a.text}, "b": [{b.text}, 2.0]}}'])
        leaves = (f'{name}["w"]', f'{name}["b"][0]')
    elif kind < 0.6:
        s.add([f"{name} = [{a.text}]", f"{name}.append({b.text})"])
        leaves = (f"{name}[0]", f"{name}[-1]")
    elif kind < 0.8:
        s.add([f"{name} = ({a.text}, {b.text})"])
        leaves = (f"{name}[0]", f"{name}[1]")
    else:
        s.add([f"{name} = SimpleNamespace(a={a.text}, b={b.text})"])
        leaves = (f"{name}.a", f"{name}.b")
    s.leaves += leaves
    s.own += leaves


def block(w: Writer, s: Scope, names: dict[str, Any], leaves: Iterable[str], most: int) -> Scope:
    """The body of a loop or a branch."""
    if s.depth > 2:
        raise Dropped("deep enough")
    inner = s.inner(names, leaves)
    w.statements(inner, w.random.randrange(most))
    return inner


def accumulate(w: Writer, inner: Scope, total: str, start: Any) -> str:
    """A last line of a loop's body that changes the accumulator."""
    term = w.expression(inner, 2)
    if np.ndim(start) == 0 and np.ndim(term.value):
        term = Term(f"np.sum({term.text})", float(np.sum(term.value)))
    if np.ndim(start) and np.shape(term.value) not in ((), np.shape(start)):
        raise Dropped("shapes")
    kind = w.random.random()
    if kind < 0.5 and np.ndim(start) == 0:
        return f"{total} += {term.text}"
    if kind < 0.8:
        return f"{total} = {total} + {term.text}"
    return f"{total} = {total} * {w.choice(('0.5', '0.9'))} + np.tanh({term.text})"


def accumulator(w: Writer, s: Scope) -> tuple[str, str, Any]:
    """A name, what it starts as, and that value."""
    name = w.fresh()
    text = w.choice(("0.0", "0.0", "1.0", w.leaf(s).text))
    if is_array(s.evaluate(text)):
        text += " * 1.0"
    return name, text, s.evaluate(text)


def for_range(w: Writer, s: Scope) -> None:
    total, first, start = accumulator(w, s)
    w.mark("for range")
    count = str(w.choice((2, 3)))
    if w.chance(0.25):
        array = w.leaf(s, is_array)
        count = f"len({array.text})"
        if w.chance(0.5):
            count = f"({w.mask(s, array).text}).sum()"
            w.mark("count as range")
    names = {total: start, "i": w.choice((0, 1))}
    inner = block(w, s, names, [total], 3)
    if w.chance(0.4):
        array = w.leaf(inner, lambda v: is_array(v) and len(v) >= 3)
        item = f"{array.text}[i]"
        inner.leaves.append(item)
        inner.leaves.append(item)
    elif w.chance(0.4):
        inner.add(["k_ = i * 0.5 + 1.0"], "k_")
    line = accumulate(w, inner, total, start)
    ending: list[str] = []
    if w.chance(0.2):
        w.mark("break")
        number = w.threshold()
        ending = [f"if np.sum({total}) > {number}:", f"    {w.choice(('break', 'continue'))}"]
    body = [*inner.lines, *ending, line] if w.chance(0.5) else [*inner.lines, line, *ending]
    s.add([f"{total} = {first}", f"for i in range({count}):", *indented(body)], total)


def for_items(w: Writer, s: Scope) -> None:
    """Iteration over arrays, with `enumerate` and `zip`."""
    total, first, start = accumulator(w, s)
    a = w.array(s, 1)
    names: dict[str, Any] = {total: start, "e": a.value[0]}
    leaves = [total, "e", "e"]
    kind = w.random.random()
    if kind < 0.4:
        head = f"for e in {a.text}:"
        w.mark("for items")
    elif kind < 0.7:
        head = f"for j, e in enumerate({a.text}):"
        names["j"] = 0
        w.mark("enumerate")
    else:
        b = w.array(s, 0)
        head = f"for e, o in zip({a.text}, {b.text}):"
        names["o"] = b.value[0]
        leaves.append("o")
        w.mark("zip")
    inner = block(w, s, names, leaves, 2)
    line = accumulate(w, inner, total, start)
    if np.ndim(a.value) == 1 and w.chance(0.3):
        w.mark("branch")
        threshold = w.threshold()
        if np.min(np.abs(a.value - s.evaluate(threshold))) < NEAR:
            raise Dropped("near")
        skipped = w.choice((["continue"], ["break"], [f"{total} = {total} * 0.5", "continue"]))
        inner.lines += [f"if e > {threshold}:", *indented(skipped)]
    s.add([f"{total} = {first}", head, *indented([*inner.lines, line])], total)


def while_loop(w: Writer, s: Scope) -> None:
    total, counter = w.fresh(), w.fresh()
    start = w.number(s, 1)
    w.mark("while")
    inner = block(w, s, {total: start.value, counter: 1}, [total], 2)
    if w.chance(0.5):
        term = w.number(inner, 2)
        line = f"{total} = 0.5 * {total} + {term.within(PRODUCT)}"
        condition = f"{counter} < {w.choice((2, 3, 4))}"
        if w.chance(0.4):
            condition += f" and {total} < {w.choice((1, 2, 3))}"
    else:
        line = f"{total} = {total} * {w.choice(('1.7', '2'))}"
        condition = f"abs({total}) < {w.choice((2, 5))} and {counter} < 6"
    body = [*inner.lines, line, f"{counter} += 1"]
    s.add([f"{total}, {counter} = {start.text}, 0", f"while {condition}:", *indented(body)], total)


def branched(w: Writer, s: Scope) -> None:
    text, _ = w.condition(s)
    name = w.fresh()
    w.mark("branch")
    first, second = block(w, s, {}, [], 2), block(w, s, {}, [], 2)
    a, b = w.expression(first, 2), w.expression(second, 2)
    lines = [f"if {text}:", *indented([*first.lines, f"{name} = {a.text}"])]
    if w.chance(0.25):
        more, _ = w.condition(s)
        c = w.expression(s, 1)
        lines += [f"elif {more}:", f"    {name} = {c.text}"]
    s.add([*lines, "else:", *indented([*second.lines, f"{name} = {b.text}"])], name)


def helper(w: Writer, s: Scope, outside: bool = False) -> None:
    """A function defined inside of f (it may use f's variables) or before it."""
    if s.depth > 0 or len(s.helpers) > 2:
        raise Dropped("enough")
    name = f"helper{len(s.helpers) + 1}"
    leaves = [w.leaf(s) for _ in range(w.choice((1, 2)))]
    if not all(s.depends(leaf.text) for leaf in leaves):
        raise Dropped("it may write into its arguments")
    like = [leaf.value for leaf in leaves]
    parameters = dict(zip("ab", like, strict=False))
    names = dict(w.globals) if outside else dict(s.names)
    inner = Scope({**names, **copied(parameters), "__inputs__": ()}, [*parameters] * 2, 2)
    inner.recorded = set(parameters)
    if not outside:
        w.mark("closure")
        inner.leaves.append(w.leaf(s).text)
        inner.helpers = dict(s.helpers)
    signature = ", ".join(parameters)
    if len(like) == 1 and w.chance(0.4):
        w.mark("default argument")
        value = w.choice((0.5, 1.5))
        inner.names["b"] = inner.start["b"] = value
        inner.leaves.append("b")
        signature += f", b={value}"
    if w.chance(0.25) and len(like) == 1:
        w.mark("lambda")
        body = w.expression(inner, 2)
        lines = [f"{name} = lambda {signature}: {body.text}"]
    else:
        w.statements(inner, w.random.randrange(3))
        body = w.expression(inner, 2)
        early = []
        if w.chance(0.3):
            text, _ = w.condition(inner)
            w.mark("branch", "early return")
            early = [f"if {text}:", f"    return {w.expression(inner, 1).text}"]
        lines = [f"def {name}({signature}):",
                 *indented([*inner.lines, *early, f"return {body.text}"])]  # fmt: skip
    given(w, s, lines, name, like, outside)


def given(w: Writer, s: Scope, lines: list[str], name: str, like: list[Any], outside: bool) -> None:
    """Put a helper's definition into f or before it."""
    if outside:
        w.mark("helper outside")
        try:
            exec("\n".join(lines), w.globals)
        except Exception as error:
            raise Dropped(name) from error
        w.module += lines
        s.start[name] = s.names[name] = w.globals[name]
    else:
        s.add(lines)
    s.helpers[name] = tuple(like)
    term = w.first_of([helped], s, 1)  # it is called at once, and perhaps again later
    w.assign(s, term)


def helper_outside(w: Writer, s: Scope) -> None:
    helper(w, s, outside=True)


def recursion(w: Writer, s: Scope) -> None:
    if s.depth > 0 or "again" in s.helpers:
        raise Dropped("once")
    w.mark("recursion")
    step = w.choice(("0.5 * a + again(a * 0.5, n - 1)", "np.sin(again(a, n - 1)) + a",
                     "a * again(a * 0.7, n - 1)"))  # fmt: skip
    end = w.choice(("a", "a * a", "1.0"))
    lines = ["def again(a, n=3):", "    if n == 0:", f"        return {end}", f"    return {step}"]
    given(w, s, lines, "again", [w.leaf(s).value], w.chance(0.5))


def layer(w: Writer, s: Scope) -> None:
    """An object with weights of its own, called like a function."""
    if s.depth > 0 or "layer" in s.helpers:
        raise Dropped("once")
    w.mark("objects")
    name, weight = "layer", w.choice(("0.5", "1.5", "-0.7"))
    rule = w.choice(("np.tanh(a * self.weight)", "a * self.weight + self.slope"))
    lines = ["class Layer:", "    slope = 0.5", "    def __init__(self, weight):",
             "        self.weight = weight", "    def __call__(self, a):",
             f"        return {rule}",
             f"layer = Layer({weight})"]  # fmt: skip
    given(w, s, lines, name, [w.leaf(s).value], True)


def folded(w: Writer, s: Scope) -> None:
    """`map`, `functools.reduce`, a list changed in a loop."""
    a = w.array(s, 1)
    name = w.fresh()
    w.mark("functional")
    form = w.choice(("sum(map(np.sin, {}))", "functools.reduce(lambda p, q: 0.5 * p * q + 1, {})",
                     "functools.reduce(np.multiply, list({}))", "sum(sorted({}, key=float)[:2])",
                     "max({}, key=lambda q: q * q)"))  # fmt: skip
    if "key" in form:
        if a.value.ndim != 1:
            raise Dropped("numbers")
        apart(a.value)
        apart(np.abs(a.value))
        form = form.replace(", key=float", "")
    s.add([f"{name} = {form.format(a.text)}"], name)


# -- Writing into arrays ---------------------------------------------------------------------------


def new_array(w: Writer, s: Scope) -> str:
    """An array that belongs to the program, ready to be written into."""
    name = w.fresh()
    a = w.leaf(s, is_array)
    if not s.depends(a.text):
        raise Dropped("a plain array cannot hold what is recorded")
    kind = w.random.random()
    if kind < 0.3:
        shape = w.choice(("3", f"np.shape({a.text})", "(2, 3)", "4"))
        maker = w.choice(
            ("np.zeros({}, like={})", "np.ones({}, like={})", "np.full({}, 0.5, like={})")
        )
        lines = [f"{name} = {maker.format(shape, a.text)}"]
    elif kind < 0.4:
        texts = [w.number(s, 1).text for _ in range(4)]
        rows = f"[[{texts[0]}, {texts[1]}], [{texts[2]}, {w.constant()}]]"
        lines = [f"{name} = np.array({rows if w.chance(0.5) else f'[{texts[0]}, {texts[1]}]'}, "
                 f"like={a.text})"]  # fmt: skip
    else:
        form = w.choice(("{} * 1.0", "{}.copy()", "np.sin({})", "1 + {}", "np.copy({})"))
        lines = [f"{name} = {form.format(a.within(UNARY))}"]
    s.add(lines, name)
    return name


def place(w: Writer, s: Scope, name: str) -> str:
    """An index to write at."""
    value = s.names[name]
    options = ["0", "-1", "1:", ":", "::2", "...", ":-1", "[0, -1]"]
    if value.ndim > 1:
        options += [":, 0", "0, 0", "..., -1", ":, 1:", "-1, ::-1"]
    if w.chance(0.15):
        mask = w.mask(s, Term(name, value))
        w.mark("write by mask")
        return mask.text
    return w.choice(options)


def write(w: Writer, s: Scope, name: str) -> list[str]:
    """One write into an array."""
    kind = w.random.random()
    number = w.number(s, 1)
    term = w.expression(s, 1) if w.chance(0.5) else number
    if kind < 0.45:
        return [f"{name}[{place(w, s, name)}] = {term.text}"]
    if kind < 0.75:
        return [f"{name}[{place(w, s, name)}] {w.choice(('+=', '-=', '*='))} {term.text}"]
    if kind < 0.8:
        return [f"{name}[{w.choice(('1:', ':-1'))}] {w.choice(('+=', '*='))} "
                f"{name}[{w.choice((':-1', '1:'))}]"]  # fmt: skip
    return [f"{name} {w.choice(('*=', '+=', '-='))} {number.text}"]


def writes(w: Writer, s: Scope) -> None:
    """A new array and writes into it: directly, in loops, through rows, views and functions."""
    if WRITES in w.without:
        raise Dropped("switched off")
    w.mark(WRITES)
    name = new_array(w, s)
    for _ in range(w.choice((1, 1, 2, 3))):
        kind = w.random.random()
        try:
            if kind < 0.5:
                s.add(write(w, s, name), name)
            elif kind < 0.62:
                w.mark("write in a loop")
                number = w.number(s, 1)
                line = w.choice((f"{name}[i] = {name}[i - 1] * 0.5 + {number.text}",
                                 f"{name}[i] += {number.within(PRODUCT)} * i",
                                 f"{name}[i] = {number.text}"))  # fmt: skip
                s.add([f"for i in range(len({name})):", f"    {line}"], name)
            elif kind < 0.74:
                w.mark("write into rows")
                operator = w.choice(
                    ("row *= 2", "row += 1.5", "row[0] = 0.5", "row[:] = row * row")
                )
                if s.names[name].ndim < 2:
                    raise Dropped("rows of numbers")
                s.add([f"for row in {name}:", f"    {operator}"], name)
            elif kind < 0.9:
                w.mark("write into a view")
                view = w.fresh()
                index = w.choice(("0", "1:", "::-1", ":", "-1", "..., 0", ":2"))
                form = w.choice((f"{name}[{index}]", f"{name}.T", f"{name}.reshape(-1)",
                                 f"{name}[None]", f"{name}"))  # fmt: skip
                if not is_array(s.evaluate(form)):
                    raise Dropped("a number")
                s.add([f"{view} = {form}"], view)
                s.add(write(w, s, view), view, name)
            else:
                w.mark("write in a helper")
                inner = w.choice(("v *= 2", "v[0] = v[0] * v[-1]", "v += 1", "v[:] = np.sin(v)"))
                change = f"change{w.count}"
                w.count += 1
                s.add([f"def {change}(v):", f"    {inner}", f"{change}({name})"], name)
        except Dropped:
            continue


STATEMENTS = ([assignment] * 8 + [augmented] + [unpacked] + [containers] * 2 + [for_range] * 3
              + [for_items] * 3 + [while_loop] * 2 + [branched] * 3 + [helper] * 2
              + [helper_outside] + [recursion, layer, folded] + [writes] * 3)  # fmt: skip


# -- Whole programs --------------------------------------------------------------------------------


def argument(w: Writer, number: bool) -> Any:
    def entry() -> float:
        if whole:
            return float(w.choice((-3, -2, -1, 1, 2, 3)))
        return round(w.random.uniform(-2, 2), 3)

    whole = w.chance(0.08)
    if number:
        return entry()
    shape = w.choice(SHAPES) if w.chance(0.97) else ()
    return np.array([entry() for _ in range(math.prod(shape))]).reshape(shape)


def arguments(w: Writer) -> tuple[dict[str, Any], list[str]]:
    """The arguments of f by name, and the leaves in them."""
    names = w.random.sample(["x", "y", "w", "theta"], w.choice((1, 1, 2, 2, 3)))
    if w.chance(0.75) and "x" not in names:
        names[0] = "x"
    args: dict[str, Any] = {}
    leaves = []
    if w.chance(0.2):
        w.mark("numbers only")
        return {name: argument(w, True) for name in names}, names
    for k, name in enumerate(names):
        number = w.chance(0.3)
        kind = w.random.random()
        if kind < 0.08:
            w.mark("container argument")
            args[name] = {"w": argument(w, False), "b": argument(w, True)}
            leaves += [f'{name}["w"]', f'{name}["b"]']
        elif kind < 0.14:
            w.mark("container argument")
            args[name] = w.choice((list, tuple))((argument(w, number), argument(w, not number)))
            leaves += [f"{name}[0]", f"{name}[1]"]
        else:
            args[name] = argument(w, (number and k > 0) or w.chance(0.15))
            leaves.append(name)
    return args, leaves


RECTIFIED = ("adlab.relu({})", "half_square({})", "bent({})")


def returned(w: Writer, s: Scope) -> str:
    """What f returns: one number as often as not, else an array or a container."""
    used = list(dict.fromkeys([*s.leaves[: -1 - w.choice((1, 2, 3, 4)) : -1], w.leaf(s).text]))
    if w.chance(0.65):
        terms: list[str] = []
        for text in used:
            value = s.evaluate(text)
            if np.ndim(value) == 0:
                form = w.choice(("{}", "{}", "{}", "np.sin({})", "{} * {}", *RECTIFIED))
                if form in RECTIFIED and min(abs(value), abs(value - 4)) < NEAR:
                    raise Dropped("near")
                terms.append(form.format(text, text))
                continue
            form = w.choice(("np.sum({})", "np.sum({})", "{}.sum()", "np.mean({} ** 2)",
                             "np.sum({} * {})", "0.5 * np.sum({})"))  # fmt: skip
            terms.append(form.format(text, text))
        total = terms[0]
        for summand in terms[1:]:
            total = f"{total} {w.choice(('+', '+', '-', '*'))} {summand}"
        w.mark("one number")
        return total
    term = w.expression(s, 2)
    kind = w.random.random()
    if kind < 0.5:
        w.mark("array output" if np.ndim(term.value) else "one number")
        return term.text
    w.mark("container output")
    if kind < 0.7:
        return f"({term.text}, {used[0]})"
    if kind < 0.85:
        return f"[{term.text}, {', '.join(used)}]"
    return f'{{"loss": {term.text}, "rest": ({used[0]}, {term.within(PRODUCT)} * 2)}}'


def attempt(seed: int, without: frozenset[str], number: int) -> Program:
    w = Writer(seed, without, number)
    args, leaves = arguments(w)
    if w.chance(0.3):
        w.mark("global constant")
        w.module.append(f"K = {w.choice(('0.5', '1.7', 'np.array([0.5, -1.0, 2.0])'))}")
        exec(w.module[0], w.globals)
    scope = Scope({**w.globals, **args, "__inputs__": tuple(args)}, leaves, 0)
    scope.recorded = set(args)
    if w.module:
        scope.leaves.append("K")
    w.statements(scope, w.choice((1, 2, 3, 3, 4, 5, 6)))
    result = w.first_of([lambda writer, s: kept_result(writer, s)], scope)
    lines = [*w.module, f"def f({', '.join(args)}):", *indented([*scope.lines, f"return {result}"])]
    found = Program(seed, "\n".join(lines) + "\n", tuple(args.values()), frozenset(w.inside))
    value = found.f(*copied(found.args))
    if not is_kept(value):
        raise Dropped("too large")
    return found


def kept_result(w: Writer, s: Scope) -> str:
    text = returned(w, s)
    value = s.evaluate(text)
    if not is_kept(value) or not all(is_number(v) or is_array(v) for v in numbers_in(value)):
        raise Dropped(text)
    return text


def program(seed: int, without: Iterable[str] = ()) -> Program:
    """The program of a seed."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in range(100):
            try:
                return attempt(seed, frozenset(without), number)
            except Exception:
                continue
    raise AssertionError(f"no program for seed {seed}")


if __name__ == "__main__":
    from tests.engine.judging import main

    main()
