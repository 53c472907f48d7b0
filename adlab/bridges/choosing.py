"""Whose function it is: NumPy's, PyTorch's or JAX's; and `trace` for all of them.

- `trace(f, *args, framework=…, wrt=…, detail=…)`: the graph of one run.
- `framework_of(f, args, chosen)`: which it is: by the arguments, else by what `f` refers to.

Neither framework is imported here. What is not loaded cannot have made an argument.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any

from adlab.engine.arrays import containers
from adlab.engine.errors import InputError, MissingPackageError, explain
from adlab.engine.programs import stepping
from adlab.engine.programs.program import Program
from adlab.engine.recording import tracing
from adlab.engine.recording.graph import Graph

FRAMEWORKS = {"numpy": "NumPy", "torch": "PyTorch", "jax": "JAX"}
RECORDERS = {"torch": "adlab.bridges.torch_recorder", "jax": "adlab.bridges.jax_recorder"}
DETAILS = ("calls", "primitives")


def trace(
    f: Callable[..., Any],
    *args: Any,
    framework: str | None = None,
    wrt: str | Sequence[str] | None = None,
    detail: str = "calls",
    **options: Any,
) -> Graph:
    """Run `f(*args, **options)` and return the graph of what it computed.

    Parameters
    ----------
    f : callable
        An ordinary function that uses NumPy and Python's operators; or one of PyTorch's, a module
        of its, or one of JAX's. Which it is, adlab sees by itself.
    *args : numbers, arrays, tensors, or nested tuples, lists and dicts of them
        Each number and each array becomes an input of the graph. Strings, booleans, None and
        functions are handed to `f` as they are. The parameters of a module become inputs too.
    framework : "numpy", "torch" or "jax", optional
        Where it cannot be seen whose function it is.
    wrt : "arguments", "parameters", or names of either, optional
        Of PyTorch and JAX: what becomes an input. The rest is held constant.
    detail : "calls" or "primitives"
        Of JAX: one node for each call of a library function, such as `jax.nn.softmax`, or one for
        each of the operations that it is made of.
    **options
        Keyword arguments are handed to `f` as they are: they are constants, and no inputs.

    Raises
    ------
    InputError
        An argument cannot be differentiated (complex numbers, arrays of objects).
    TracingError
        `f` does something that would lose or falsify the derivative; the message names the line.
    MissingPackageError
        `framework=` asks for one that is not installed.

    Warns
    -----
    NonFiniteWarning
        A value is inf or nan; the message names the first such node and its line.
    DifferentRunWarning
        `f` returns something else when it is simply called, for which it is run once more. Programs
        of PyTorch and JAX are run once.

    >>> import numpy as np
    >>> graph = trace(lambda x: np.sin(x * x), 2.0)
    >>> [node.formula for node in graph.nodes]
    ['input', 'x · x', 'sin v1']
    """
    name = framework_of(f, args, framework)
    if detail not in DETAILS:
        raise ValueError(f"there is no detail={detail!r}; write one of {', '.join(DETAILS)}")
    if name == "numpy":
        if wrt is not None:
            raise ValueError(
                "wrt= chooses among the inputs of programs of PyTorch and JAX. Of a NumPy function "
                "every number is an input; pass as a keyword what should be a constant."
            )
        if isinstance(f, Program):
            return stepping.traced(f, args)
        return tracing.trace(f, *args, **options)
    recorder = import_module(RECORDERS[name])
    graph: Graph = recorder.trace(f, args, options, wrt, detail)
    return graph


def framework_of(f: Any, args: Sequence[Any], chosen: str | None = None) -> str:
    """Whose function it is: "numpy", "torch" or "jax".

    A tensor or an array of a framework's among the function and its arguments decides; then what
    the names in the function refer to.

    Raises
    ------
    InputError
        There are arrays of two frameworks.

    >>> import numpy as np
    >>> framework_of(np.sin, (2.0,))
    'numpy'
    """
    if chosen is not None:
        return _chosen(chosen)
    loaded = [name for name in RECORDERS if name in sys.modules]
    if not loaded:
        return "numpy"
    given = [leaf for arg in (f, *args) for _, leaf in containers.flatten(arg)]
    found = {name for name in loaded for leaf in given if _is_of(leaf, name)}
    if len(found) > 1:
        raise InputError(
            explain(
                "There are arrays of both PyTorch and JAX among the arguments.",
                fix='pass those of one; or say which, as in framework="torch"',
            )
        )
    if not found:
        modules = set(_modules_of(f))
        found = {name for name in loaded if name in modules}
    return found.pop() if len(found) == 1 else "numpy"


def _chosen(name: str) -> str:
    if name not in FRAMEWORKS:
        raise ValueError(f"there is no framework={name!r}; write one of {', '.join(FRAMEWORKS)}")
    if name in RECORDERS and name not in sys.modules:
        try:
            import_module(name)
        except ImportError:
            raise MissingPackageError(
                f'{FRAMEWORKS[name]} is not installed. Run: pip install "adlab[{name}]"'
            ) from None
    return name


def _is_of(thing: Any, framework: str) -> bool:
    """Whether something is a tensor, an array or a module of a framework's."""
    if framework == "jax":
        return isinstance(thing, sys.modules["jax"].Array)
    torch = sys.modules["torch"]
    return isinstance(thing, (torch.Tensor, torch.nn.Module))


def _modules_of(f: Any) -> Iterator[str]:
    """The packages that the names in a function refer to, and those of functions it is made of."""
    if isinstance(f, functools.partial):
        yield from _modules_of(f.func)
        return
    owner = getattr(f, "__self__", None)
    if owner is not None:
        for kind in (type(owner), *vars(owner).values()) if hasattr(owner, "__dict__") else ():
            yield _package(kind) or _package(type(kind))
    function = inspect.unwrap(f) if callable(f) else f
    yield _package(function) or ""
    code = getattr(function, "__code__", None)
    if code is None:
        return
    cells = [_held(cell) for cell in function.__closure__ or ()]
    used = [name for each in _codes(code) for name in each.co_names]
    for each in (*cells, *(function.__globals__.get(name) for name in used)):
        yield _package(each) or _package(type(each))
        if callable(each) and hasattr(each, "__code__"):  # a helper of the user's
            names = each.__code__.co_names
            yield from (_package(each.__globals__.get(name)) for name in names)


def _codes(code: Any) -> Iterator[Any]:
    """A function's code, and that of functions within it."""
    yield code
    for constant in code.co_consts:
        if inspect.iscode(constant):
            yield from _codes(constant)


def _held(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return None


def _package(thing: Any) -> str:
    name = thing.__name__ if inspect.ismodule(thing) else getattr(thing, "__module__", None)
    package = str(name or "").partition(".")[0]
    return {"jaxlib": "jax"}.get(package, package)
