"""Derivatives of functions, by the sweeps.

- `grad`, `value_and_grad`: one reverse sweep, for a function with one number as its output.
- `jvp`: one tangent sweep along a direction; `vjp`: reverse sweeps on demand.
- `linearize`: the derivative at a point as a linear map, to be applied, and transposed, many times.
- `jacfwd`, `jacrev`: all partials, by columns or by rows; `hessian`, `hvp`: second derivatives.
- `stop_gradient`: a value that is treated as a constant.

All of them nest in any order. Arguments and outputs may be nested tuples, lists and dicts.

Sources: Baydin et al., *Automatic differentiation in machine learning: a survey* (2018), sec. 3;
Griewank & Walther, *Evaluating Derivatives* (2008), chapter 3; Pearlmutter, *Fast exact
multiplication by the Hessian* (1994).
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from adlab.engine import sweeps
from adlab.engine.arrays.containers import flatten, flatten_like, rebuild
from adlab.engine.arrays.linear_maps import unit_seeds
from adlab.engine.derivatives.auxiliary import Beside, plain
from adlab.engine.errors import IndependentOutputWarning, InputError, OutputError, explain
from adlab.engine.recording.binding import as_value, bind
from adlab.engine.recording.graph import Graph, short
from adlab.engine.recording.tracing import run
from adlab.engine.recording.var import Var
from adlab.engine.user.frames import user_stack_level

Function = Callable[..., Any]
Argnums = int | Sequence[int]


def grad(f: Function, argnums: Argnums = 0, has_aux: bool = False) -> Function:
    """The function that returns the gradient of `f`, by one reverse sweep.

    Parameters
    ----------
    f : callable
        Returns one number. Its other arguments may be anything.
    argnums : int or sequence of int
        Which positional arguments to differentiate with respect to. A sequence gives a tuple.
    has_aux : bool
        Whether `f` returns a pair: its output, and anything else, which is handed on as it is.

    Returns
    -------
    callable
        Takes the arguments of `f`; returns the gradient (with `has_aux`, the pair of it and what
        else `f` returned), nested and shaped like the argument.
        Keyword arguments are handed to `f` as they are.

    Raises
    ------
    OutputError
        `f` returns something other than one number.
    InputError
        An argument to differentiate is not a real number or array, or is not there.

    Source: Griewank & Walther (2008), section 3.2.

    >>> import numpy as np
    >>> grad(lambda x, y: np.log(x) + x * y - np.sin(y), argnums=(0, 1))(2.0, 5.0)
    (5.5, 1.7163378145367738)
    """
    both = value_and_grad(f, argnums, has_aux)

    @functools.wraps(f)
    def gradient(*args: Any, **options: Any) -> Any:
        value, result = both(*args, **options)
        return (result, value[1]) if has_aux else result

    gradient.derivative_of = f  # type: ignore[attr-defined]  # a derivative may well be constant
    return gradient


def value_and_grad(f: Function, argnums: Argnums = 0, has_aux: bool = False) -> Function:
    """Like `grad`, but returns the pair (value of `f`, gradient).

    With `has_aux`, the value is the pair that `f` returned.

    >>> value_and_grad(lambda x: x * x)(3.0)
    (9.0, 6.0)
    """
    _check_transform(f, argnums)

    @functools.wraps(f)
    def both(*args: Any, **options: Any) -> tuple[Any, Any]:
        called = Beside(f) if has_aux else f
        graph, single = _trace(called, args, argnums, options)
        if len(graph.outputs) != 1 or not _is_number(graph.outputs[0], graph):
            raise _not_one_number(graph, f)
        if not graph.output_nodes and not hasattr(f, "derivative_of"):
            _warn_independent(graph)
        adjoints = _reverse(graph, dict.fromkeys(graph.output_nodes, 1.0))
        gradient = _inputs_of(graph, adjoints)
        value = _with_aux(_outputs(graph)[0], called, graph)
        return value, gradient[0] if single else gradient

    return both


def jvp(f: Function, primals: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, Any]:
    """The value of `f` and its derivative along one direction, by one tangent sweep.

    Parameters
    ----------
    f : callable
    primals : sequence
        The arguments of `f`.
    tangents : sequence
        The direction: nested and shaped like `primals`.

    Returns
    -------
    (output, tangent of the output)

    Raises
    ------
    InputError
        The direction does not have the nesting or the shapes of the arguments.

    Source: Griewank & Walther (2008), section 3.1; Baydin et al. (2018), section 3.1.

    >>> jvp(lambda x, y: x * y, (2.0, 5.0), (1.0, 0.0))
    (10.0, 5.0)
    """
    for name, given in (("primals", primals), ("tangents", tangents)):
        if not isinstance(given, (tuple, list)):
            raise InputError(
                explain(
                    f"jvp wants {name} as a tuple with one entry per argument, not {given!r}.",
                    fix="write jvp(f, (2.0,), (1.0,))",
                )
            )
    output, linear = linearize(f, *primals)
    return output, linear(*tangents)


def vjp(f: Function, *primals: Any) -> tuple[Any, Function]:
    """The value of `f`, and the function from a weighting of the outputs to adjoints of the inputs.

    Parameters
    ----------
    f : callable
    *primals
        The arguments of `f`.

    Returns
    -------
    (output, pullback)
        `pullback(cotangent)` takes something nested and shaped like the output, runs one reverse
        sweep, and returns a tuple of adjoints, one per argument. It may be called many times.

    Raises
    ------
    InputError
        The cotangent does not have the nesting or the shapes of the output.

    Source: Griewank & Walther (2008), section 3.2; Baydin et al. (2018), section 3.2.

    >>> output, pullback = vjp(lambda x, y: (x * y, x + y), 2.0, 5.0)
    >>> output, pullback((1.0, 0.0)), pullback((0.0, 1.0))
    ((10.0, 7.0), (5.0, 2.0), (1.0, 1.0))
    """
    output, linear = linearize(f, *primals)
    return output, linear.transpose


def linearize(f: Function, *primals: Any) -> tuple[Any, LinearizedFunction]:
    """The value of `f`, and its derivative there, as a linear map to be used many times.

    Parameters
    ----------
    f : callable
    *primals
        The arguments of `f`: the point at which it is linearized.

    Returns
    -------
    (output, df)
        `df(*tangents)` is the tangent of the output along a direction, as from `jvp`, and
        `df.transpose(cotangent)` the adjoints of the arguments, as from `vjp`. `f` ran once: each
        call is one sweep over its graph, `df.graph`.

    Raises
    ------
    InputError
        A direction or a cotangent does not have the nesting or the shapes it must have.

    Source: Griewank & Walther (2008), sections 3.1 and 3.2; the name is JAX's, where Radul et al.,
    *You only linearize once* (2023), make reverse mode of it.

    >>> output, df = linearize(lambda x, y: x * y, 2.0, 5.0)
    >>> output, df(1.0, 0.0), df(0.0, 1.0), df.transpose(1.0)
    (10.0, 5.0, 2.0, (5.0, 2.0))
    >>> df
    <the derivative of <lambda>(x, y) at x = 2, y = 5>
    """
    graph, _ = _trace(f, primals, range(len(primals)))
    return rebuild(graph.output_tree, _outputs(graph)), LinearizedFunction(graph)


class LinearizedFunction:
    """The derivative of a function at a point: a linear map from tangents to tangents.

    Made by `linearize`. It holds the graph of the one run of the function, and nothing else.
    """

    __slots__ = ("graph",)

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def __call__(self, *tangents: Any) -> Any:
        """The tangent of the output along a direction, by one tangent sweep."""
        graph = self.graph
        result = _tangent(graph, _seeds_like(graph, graph.input_tree, tangents, "the direction"))
        return rebuild(graph.output_tree, [_at(graph, result, k) for k in graph.outputs])

    def transpose(self, cotangent: Any) -> Any:
        """The adjoints of the arguments for a weighting of the output, by one reverse sweep."""
        graph = self.graph
        given = _leaves_like(graph.output_tree, cotangent, "the cotangent")
        seeds: dict[int, Any] = {}
        for node, seed in zip(graph.outputs, given, strict=True):
            if type(node) is int:
                seed = _fit(seed, graph, node, "the cotangent")
                seeds[node] = seeds[node] + seed if node in seeds else seed
        return _inputs_of(graph, _reverse(graph, seeds))

    def __repr__(self) -> str:
        names, values = self.graph.input_names, self.graph.values
        at = ", ".join(
            f"{name} = {short(value)}" for name, value in zip(names, values, strict=False)
        )
        return f"<the derivative of {self.graph.name}({', '.join(names)}) at {at}>"


def jacfwd(f: Function, argnums: Argnums = 0, has_aux: bool = False) -> Function:
    """The Jacobian by columns: one tangent sweep for each number among the inputs.

    Returns
    -------
    callable
        Its result is nested like the output of `f`, then like the argument; each block has the
        shape of the output followed by that of the input. With `has_aux` as in `grad`.

    Cheap for few inputs. See `jacrev`. Source: Griewank & Walther (2008), section 3.1.

    >>> import numpy as np
    >>> jacfwd(lambda x: np.stack([x[0] * x[1], x[0] + x[1]]))(np.array([2.0, 5.0]))
    array([[5., 2.],
           [1., 1.]])
    """
    return _jacobian_of(f, argnums, has_aux, _columns)


def jacrev(f: Function, argnums: Argnums = 0, has_aux: bool = False) -> Function:
    """The Jacobian by rows: one reverse sweep for each number among the outputs.

    Cheap for few outputs. Same result as `jacfwd`, up to rounding; `has_aux` as in `grad`.
    Source: Griewank & Walther (2008), section 3.2.

    >>> import numpy as np
    >>> jacrev(lambda x: np.stack([x[0] * x[1], x[0] + x[1]]))(np.array([2.0, 5.0]))
    array([[5., 2.],
           [1., 1.]])
    """
    return _jacobian_of(f, argnums, has_aux, _rows)


def hessian(f: Function, argnums: Argnums = 0, has_aux: bool = False) -> Function:
    """The matrix of second derivatives: a tangent sweep over a reverse sweep for each input number.

    `argnums` and `has_aux` as in `grad`.

    >>> import numpy as np
    >>> hessian(lambda x: x[0] ** 2 * x[1])(np.array([2.0, 5.0]))
    array([[10.,  4.],
           [ 4.,  0.]])
    """
    return jacfwd(grad(f, argnums, has_aux), argnums, has_aux)


def hvp(f: Function, primals: Sequence[Any], tangents: Sequence[Any]) -> Any:
    """The product of the Hessian with a vector, without the Hessian: one tangent sweep of `grad`.

    Returns a tuple, nested and shaped like `primals`. Source: Pearlmutter (1994).

    >>> import numpy as np
    >>> hvp(lambda x: x[0] ** 2 * x[1], (np.array([2.0, 5.0]),), (np.array([1.0, 0.0]),))
    (array([10.,  4.]),)
    """
    gradient = grad(f, argnums=tuple(range(len(primals))))
    return jvp(gradient, primals, tangents)[1]


def stop_gradient(x: Any) -> Any:
    """The value of `x`, treated as a constant: nothing flows through it.

    >>> grad(lambda x: x * stop_gradient(x))(3.0)
    3.0
    """
    leaves = [bind("stop_gradient", leaf) for _, leaf in flatten(x)]
    return rebuild(x, leaves)


# -- What they share ----------------------------------------------------------------------------


def _trace(
    f: Function, args: Sequence[Any], argnums: Argnums, options: dict[str, Any] | None = None
) -> tuple[Graph, bool]:
    """The graph of `f` with respect to `argnums`, and whether that is a single argument."""
    single = isinstance(argnums, (int, np.integer))
    chosen = [argnums] if isinstance(argnums, (int, np.integer)) else list(argnums)
    if len(set(chosen)) < len(chosen):
        raise InputError(explain(f"argnums {argnums!r} names an argument twice."))
    for k in chosen:
        if not -len(args) <= k < len(args):
            raise InputError(
                explain(
                    f"There is no argument {k} to differentiate: "
                    f"{getattr(f, '__name__', 'f')} was called with {len(args)}.",
                    fix="pass the argument by position, and count `argnums` from 0",
                )
            )
    chosen = [int(k) % len(args) for k in chosen]
    called = functools.wraps(f)(functools.partial(f, **options)) if options else f
    return run(called, args, chosen, frugal=True), single


def _check_transform(f: Function, argnums: Argnums) -> None:
    """Refuse at once what would fail only when the derivative is called."""
    if not callable(f):
        raise InputError(
            explain(
                f"A derivative is taken of a function, not of {f!r}.",
                fix="write the function without calling it, adlab.grad(f), then call the result: "
                "adlab.grad(f)(2.0)",
            )
        )
    numbers = argnums if isinstance(argnums, (tuple, list, range)) else (argnums,)
    if not all(isinstance(k, (int, np.integer)) and not isinstance(k, bool) for k in numbers):
        raise InputError(
            explain(
                f"argnums is {argnums!r}: it counts arguments from 0.",
                fix="to evaluate a derivative, call it: adlab.grad(f)(2.0)",
            )
        )


def _tangent(graph: Graph, seeds: sweeps.Seeds) -> list[Any]:
    tangents = sweeps.tangent(graph, seeds)
    sweeps.check_finite(graph, tangents, "tangent")
    return tangents


def _reverse(graph: Graph, seeds: sweeps.Seeds) -> list[Any]:
    adjoints = sweeps.reverse(graph, seeds)
    sweeps.check_finite(graph, adjoints, "adjoint")
    return adjoints


def _at(graph: Graph, derivatives: list[Any], output: Any) -> Any:
    """The derivative at an output: a node's, or 0 for a constant."""
    if type(output) is int:
        return _derivative(graph, derivatives, output)
    return _zeros(np.shape(output))


def _derivative(graph: Graph, derivatives: list[Any], node: int) -> Any:
    value = derivatives[node]
    if value is None:
        return _zeros(graph.shape(node))
    if isinstance(value, Var):
        return as_value(value)
    if graph.shape(node) == ():
        return float(value)
    return np.array(value)  # the caller may change it


def is_own(value: Any) -> bool:
    """Whether a derivative is an array that nobody else holds: no value of a graph, and no view."""
    if type(value) is not np.ndarray or value.ndim == 0:
        return False
    return value.base is None and bool(value.flags.writeable)


def _zeros(shape: tuple[int, ...]) -> Any:
    return np.zeros(shape) if shape else 0.0


def _shape_of(graph: Graph, output: Any) -> tuple[int, ...]:
    return graph.shape(output) if type(output) is int else np.shape(output)


def _outputs(graph: Graph) -> list[Any]:
    """The plain outputs (recording values of enclosing traces, inside a nested derivative)."""
    outputs = [graph.values[o] if type(o) is int else o for o in graph.outputs]
    return [  # the caller's own, who may write into them
        np.array(o) if type(o) is np.ndarray else as_value(o) if type(o) is Var else o
        for o in outputs
    ]


def _inputs_of(graph: Graph, derivatives: list[Any]) -> tuple[Any, ...]:
    leaves = [
        value if is_own(value := derivatives[node]) else _derivative(graph, derivatives, node)
        for node in graph.inputs
    ]
    result: tuple[Any, ...] = rebuild(graph.input_tree, leaves)
    return result


def _with_aux(result: Any, called: Function, graph: Graph) -> Any:
    """A result, and beside it what else the function returned, if it does."""
    return (result, plain(called.kept, graph)) if isinstance(called, Beside) else result


Blocks = Callable[[int, int], Any]  # of a Jacobian, by input node and number of the output


def _columns(graph: Graph) -> Blocks:
    """Each block from its columns: a tangent sweep for each number among the inputs."""
    columns: dict[int, list[list[Any]]] = {}  # input → sweeps → outputs
    for node in graph.inputs:
        sweeps_of_node = columns[node] = []
        for seed in unit_seeds(graph.shape(node)):
            tangents = _tangent(graph, {node: seed})
            sweeps_of_node.append([_at(graph, tangents, output) for output in graph.outputs])

    def block(node: int, k: int) -> Any:
        shape, out = graph.shape(node), _shape_of(graph, graph.outputs[k])
        entries = [sweep[k] for sweep in columns[node]]
        if shape == ():
            return entries[0]
        stacked = np.stack(entries, axis=-1) if entries else np.zeros((*out, 0))
        return np.reshape(stacked, (*out, *shape))

    return block


def _rows(graph: Graph) -> Blocks:
    """Each block from its rows: a reverse sweep for each number among the outputs."""
    rows: dict[int, list[list[Any]]] = {}  # output → sweeps → inputs
    for k, output in enumerate(graph.outputs):
        rows[k] = []
        if type(output) is int:
            for seed in unit_seeds(graph.shape(output)):
                adjoints = _reverse(graph, {output: seed})
                rows[k].append([_derivative(graph, adjoints, node) for node in graph.inputs])

    def block(node: int, k: int) -> Any:
        shape, out = graph.shape(node), _shape_of(graph, graph.outputs[k])
        entries = [sweep[node] for sweep in rows[k]]
        if type(graph.outputs[k]) is not int or not entries:
            return _zeros((*out, *shape))
        return entries[0] if out == () else np.reshape(np.stack(entries), (*out, *shape))

    return block


def _jacobian_of(
    f: Function, argnums: Argnums, has_aux: bool, blocks: Callable[[Graph], Blocks]
) -> Function:
    """The Jacobian as a function of the arguments of `f`."""
    _check_transform(f, argnums)

    @functools.wraps(f)
    def jacobian(*args: Any, **options: Any) -> Any:
        called = Beside(f) if has_aux else f
        graph, single = _trace(called, args, argnums, options)
        return _with_aux(_jacobian(graph, single, blocks(graph)), called, graph)

    return jacobian


def _jacobian(graph: Graph, single: bool, block: Blocks) -> Any:
    """Nest the blocks: like the output, and inside like the argument(s)."""
    trees = []
    for k in range(len(graph.outputs)):
        inner = rebuild(graph.input_tree, [block(node, k) for node in graph.inputs])
        trees.append(inner[0] if single else inner)
    return rebuild(graph.output_tree, trees)


def _leaves_like(tree: Any, given: Any, what: str) -> list[Any]:
    try:
        return flatten_like(tree, given)
    except ValueError as error:
        raise InputError(
            explain(
                f"{what} must be nested like what it belongs to.",
                why=str(error),
                fix="pass the same nesting of tuples, lists and dicts",
            )
        ) from None


def _fit(seed: Any, graph: Graph, node: int, what: str) -> Any:
    try:
        value = as_value(seed)
    except InputError:  # said once more with the label, for which the user's source is read
        return as_value(seed, f"{what} of {graph.labels[node]}")
    shape = graph.shape(node)
    if np.shape(value) != shape:
        raise InputError(
            explain(
                f"{what} of {graph.labels[node]} has shape {np.shape(value)}, "
                f"and what it belongs to has shape {shape}.",
                fix="give it the same shape",
            )
        )
    return value


def _seeds_like(graph: Graph, tree: Any, given: Any, what: str) -> dict[int, Any]:
    leaves = _leaves_like(tree, given, what)
    return {
        node: _fit(leaf, graph, node, what) for node, leaf in zip(graph.inputs, leaves, strict=True)
    }


def _is_number(output: Any, graph: Graph) -> bool:
    return _shape_of(graph, output) == () and (
        type(output) is int or isinstance(output, (float, np.number, Var))
    )


def _not_one_number(graph: Graph, f: Function) -> OutputError:
    if len(graph.outputs) != 1:
        got = f"{len(graph.outputs)} values"
    elif type(graph.outputs[0]) is int:
        got = f"an array of shape {graph.shape(graph.outputs[0])}"
    else:
        got = repr(graph.outputs[0])
    return OutputError(
        explain(
            f"grad needs a function that returns one number; {graph.name} returned {got}.",
            why="a gradient has one entry per input, so it must be clear which output is meant",
            fix="choose one output, return a weighted sum, or use jacrev, jacfwd or vjp",
        )
    )


def _warn_independent(graph: Graph) -> None:
    warnings.warn(
        explain(
            f"The output of {graph.name} does not depend on its inputs: every derivative is 0.",
            why="it was computed from plain numbers only",
        ),
        IndependentOutputWarning,
        stacklevel=user_stack_level(),
    )
