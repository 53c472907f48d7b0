"""Compiled functions: value and gradient by a program, written anew whenever it does not fit.

- `compile(f, *example_args)`: value and gradient of `f`, as fast as code written by hand.

A program holds for one way through the function. Before and while it runs this is checked:

- **arguments**: their nesting, the shapes of their arrays, and the value of all that is not a
  float or an array of floats (whole numbers, strings, masks) must be as in the trace;
- **branches**: each comparison the trace asked is asked again (`graph.guards`), and so is each
  count that Python used as a whole number; comparisons of arrays, as in `np.where`, are computed
  anew anyway;
- **surroundings**: all that `f` and the functions it calls use without its being an argument must
  be as it was; see `surroundings`.

Where one has changed, the function is traced again, and `explain` says why. Programs whose
surroundings have changed are let go, the others are kept.

What cannot be seen: files, clocks, what installed packages keep to themselves. What a function does
besides computing its value, such as printing, happens only while it is traced. A function of random
numbers, or one that changes what it uses, is refused.
"""

from __future__ import annotations

import functools
import random
import warnings
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np

from adlab.engine.arrays.containers import flatten
from adlab.engine.collector import collector_paused
from adlab.engine.derivatives.transforms import Argnums, value_and_grad
from adlab.engine.errors import (
    BranchChanged,
    OutputError,
    RetracingWarning,
    TracingError,
    explain,
)
from adlab.engine.programs.fitting import (
    Fit,
    alike,
    bundled,
    leaf_names,
    misfit,
    normal,
    objects_of,
    specialised,
    unbundled,
    unpacker,
)
from adlab.engine.programs.looks import token
from adlab.engine.programs.program import Program
from adlab.engine.programs.surroundings import Surroundings
from adlab.engine.programs.writing import write
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.same_as_plain import Rehearsal
from adlab.engine.recording.tracing import active_traces
from adlab.engine.user.frames import user_stack_level

MANY = 16  # programs of one function, after which a warning says so
REMEMBERED = 1000  # reasons why programs were written


def compile(
    f: Callable[..., Any], *example_args: Any, argnums: Argnums = 0, **example_options: Any
) -> Compiled:
    """Value and gradient of `f`, by a program that is compiled once.

    Parameters
    ----------
    f : callable
        Returns one number, and depends on nothing but its arguments and what can be compared.
    *example_args, **example_options
        Arguments like those it will be called with.
    argnums : int or sequence of int
        Which positional arguments to differentiate with respect to, as in `grad`.

    Returns
    -------
    Compiled
        Called like `f`, it returns the pair (value, gradient), as `value_and_grad` does.

    Raises
    ------
    TracingError
        `f` draws random numbers, counts its calls or changes what it uses, or it uses what cannot
        be compared, such as a generator.
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
    if not active_traces():
        with collector_paused():
            compiled._new(bundled(example_args, example_options), "the example arguments")
    return compiled


class Compiled:
    """Value and gradient of a function by programs; made by `adlab.compile`.

    It can be pickled if the function can; what is unpickled writes its programs anew.

    Attributes
    ----------
    programs : list of Program
        All that hold under some conditions, the one used last first.
    seconds : float
        What tracing, writing and compiling took in all.
    """

    def __init__(self, f: Callable[..., Any], argnums: Argnums = 0) -> None:
        functools.update_wrapper(self, f, updated=())
        self.f = f
        self.argnums = argnums
        self.fits: tuple[Fit, ...] = ()  # replaced and never changed: other threads may look at it
        self.count = 0  # of the programs written so far
        self.reasons: deque[str] = deque(maxlen=REMEMBERED)  # why the last of them were
        self.seconds = 0.0
        self._interpreted = value_and_grad(f, argnums)

    def __reduce__(self) -> Any:
        return Compiled, (self.f, self.argnums)

    @property
    def programs(self) -> list[Program]:
        """All programs that may be used again, the one used last first."""
        return [fit.program for fit in self.fits]

    @property
    def source(self) -> str:
        """The program used last, as it is read."""
        return self.fits[0].program.source if self.fits else ""

    def __repr__(self) -> str:
        count = len(self.fits)
        name = getattr(self.f, "__name__", "f")
        return f"<Compiled {name}, {count} program{'s' if count != 1 else ''}>"

    def explain(self) -> str:
        """Why each program was written, a line for each, and what cannot be looked into.

        >>> import numpy as np
        >>> scale = np.array([1.0, 2.0])
        >>> compiled = compile(lambda x: np.sum(scale * x), np.ones(2))
        >>> scale[1] = 5.0
        >>> value, gradient = compiled(np.ones(2))
        >>> print(compiled.explain())
        program 1: the example arguments
        program 2: scale changed
        """
        first = self.count - len(self.reasons) + 1
        lines = [f"program {k}: {reason}" for k, reason in enumerate(self.reasons, first)]
        unseen = self.fits[0].surroundings.unseen if self.fits else []
        return "\n".join([*lines, *[f"not looked into: {thing}" for thing in unseen]])

    def __call__(self, *args: Any, **options: Any) -> Any:
        given = bundled(args, options) if options else args
        for fit in self.fits[:1]:
            leaves = fit.unpack(given)
            if leaves is None or not fit.surroundings.unchanged():
                break
            try:
                result = fit.program.unguarded(*leaves)
            except BranchChanged:
                break
            if all_finite(result):
                return result
            return self._interpreted(*args, **options)  # it names the first node that is not finite
        return self._slow(given)

    def _slow(self, args: tuple[Any, ...]) -> Any:
        """Arguments that the last program does not fit, or not as they are."""
        if not active_traces():  # inside another derivative programs record nothing
            result = self._fitting(args) or self._by_a_new_one(args)
            if result is not None and all_finite(result):
                return result
        positional, options = unbundled(args)
        return self._interpreted(*positional, **options)

    def _fitting(self, args: tuple[Any, ...]) -> Any:
        """The result by the first program that fits, if there is one."""
        for fit in self.fits:
            leaves = normal(fit, args, self.argnums)
            if leaves is None or not fit.surroundings.unchanged():
                continue
            try:
                result = fit.program.unguarded(*leaves)
            except BranchChanged:
                continue
            self.fits = (fit, *[other for other in self.fits if other is not fit])
            return result
        return None

    def _by_a_new_one(self, args: tuple[Any, ...]) -> Any:
        """The result by a program that is written for these arguments."""
        fit = self._new(args, self._reason(args))
        leaves = normal(fit, args, self.argnums)
        assert leaves is not None
        try:
            return fit.program.unguarded(*leaves)
        except BranchChanged:  # a question that rounding, or nan, answers in another way
            return None

    def _reason(self, args: tuple[Any, ...]) -> str:
        """Why no program fits: what is amiss with the one that comes nearest."""
        misfits, changes = [], []
        for fit in self.fits:
            leaves = normal(fit, args, self.argnums)
            change = fit.surroundings.change()
            if leaves is None:
                misfits.append(misfit(fit, self.f, args, self.argnums))
            elif change:
                changes.append(f"{change} changed")
            else:
                try:
                    fit.program.unguarded(*leaves)
                except BranchChanged as error:
                    return f"another outcome in {fit.program.questions[error.args[0]]}"
        if changes:
            return changes[0]
        return max(misfits)[1] if misfits else "the first call"

    def _new(self, args: tuple[Any, ...], reason: str) -> Fit:
        """Trace, write and compile."""
        positional, options = unbundled(args)
        rehearsal = Rehearsal(self.f, positional, options, whole=True)
        graph, dynamic, wrt, tree = specialised(self.f, args, self.argnums)
        surroundings = self._checked(args, graph)
        self._check_output(graph, args)
        rehearsal.check(graph, lambda: specialised(self.f, args, self.argnums)[0])
        if not surroundings.unchanged():  # the plain run left plain numbers in the user's objects
            specialised(self.f, args, self.argnums)
            surroundings = self._checked(args, graph)
        program = write(graph, "reverse", wrt, tree)
        _ = program.function
        leaves = [leaf for _, leaf in flatten(args)]
        inputs = set(dynamic)
        plain = tuple([token(leaf) for k, leaf in enumerate(leaves) if k not in inputs])
        shapes = tuple(graph.shape(node) for node in graph.inputs)
        unpack = unpacker(args, dynamic, shapes)
        fit = Fit(program, unpack, shapes, plain, leaf_names(self.f, args), surroundings)
        self.fits = (fit, *[old for old in self.fits if old.surroundings.unchanged()])
        self.seconds += program.write_seconds + program.compile_seconds
        self.count += 1
        self.reasons.append(reason)
        if self.count == MANY:
            self._warn_of_many(graph.name)
        return fit

    def _checked(self, args: tuple[Any, ...], graph: Graph) -> Surroundings:
        """The surroundings, after a second trace that must be like the first and change nothing."""
        objects = objects_of(self.f, args, self.argnums)
        surroundings = Surroundings(self.f, objects)
        drawn = random_state()
        again, *_ = specialised(self.f, args, self.argnums)
        if not alike(graph, again) or random_state() != drawn:
            raise not_a_function(f"Two traces of {graph.name} with the same arguments differ.")
        if surroundings.unchanged():
            return surroundings
        now = Surroundings(self.f, objects)
        change = surroundings.difference(now)
        if change:
            raise not_a_function(f"{graph.name} changes {change} each time it runs.")
        return now

    def _check_output(self, graph: Graph, args: tuple[Any, ...]) -> None:
        """Raise where the function does not return one number."""
        (output, *others) = graph.outputs or [None]
        if others or not isinstance(graph.values[output] if type(output) is int else output, float):
            positional, options = unbundled(args)
            self._interpreted(*positional, **options)  # raises the error that says what is wrong
            raise OutputError(explain(f"{graph.name} does not return one number."))

    def _warn_of_many(self, name: str) -> None:
        warnings.warn(
            explain(
                f"{name} has been compiled {MANY} times: it keeps taking new branches, gets new "
                "constants, or uses what changes.",
                why=f"the last time: {self.reasons[-1]}",
                fix="use np.where for branches that depend on values, pass floats rather than "
                "whole numbers for what varies, and pass what changes as an argument",
            ),
            RetracingWarning,
            stacklevel=user_stack_level(),
        )


def all_finite(result: Any) -> bool:
    """Whether there is surely no inf and no nan in numbers and arrays, nested in any way."""
    kind = type(result)
    if kind is float:
        return bool(result - result == 0.0)
    if kind is np.ndarray:
        total = float(np.vdot(result, result))  # quick; where it overflows, one looks closer
        return total - total == 0.0
    return all(map(all_finite, result.values() if kind is dict else result))


def random_state() -> Any:
    """Where the generators of random numbers stand that belong to no one."""
    name, key, *rest = np.random.get_state(legacy=True)
    return name, np.asarray(key).tobytes(), rest, random.getstate()


def not_a_function(what: str) -> TracingError:
    """The error for a function that depends on more than its arguments."""
    return TracingError(
        explain(
            what,
            why="it draws random numbers, counts its calls, or changes what it uses",
            fix="pass what changes as an argument; or use value_and_grad",
        )
    )
