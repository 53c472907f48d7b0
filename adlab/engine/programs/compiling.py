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

import functools
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from adlab.engine.collector import collector_paused
from adlab.engine.containers import flatten
from adlab.engine.errors import (
    BranchChanged,
    OutputError,
    RetracingWarning,
    TracingError,
    explain,
)
from adlab.engine.programs.fitting import Fit, alike, normal, specialised, unpacker
from adlab.engine.programs.program import Program
from adlab.engine.programs.surroundings import Surroundings
from adlab.engine.programs.writing import write
from adlab.engine.refusals import user_stack_level
from adlab.engine.same_as_plain import Rehearsal
from adlab.engine.tracing import active_traces
from adlab.engine.transforms import Argnums, value_and_grad

MANY = 16  # programs of one function, after which a warning says so


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
        rehearsal = Rehearsal(self.f, args, {}, whole=True)
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
        rehearsal.check(graph, lambda: specialised(self.f, args, self.argnums)[0])
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
