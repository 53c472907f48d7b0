"""Sparse Jacobians: which entries can be other than 0, and few sweeps for all of them.

- `sparsity(f, x)`: the pattern of a Jacobian, by one sweep of sets: which inputs reach a node?
- `colours(pattern)`: columns that have no row in common get one colour, and share one sweep.
- `jacobian(f, sparse=True)`: the Jacobian by as many sweeps as there are colours.

Sources: Curtis, Powell & Reid, *On the estimation of sparse Jacobian matrices* (1974); Coleman &
Moré, *Estimation of sparse Jacobian matrices and graph coloring problems* (1983); Gebremedhin,
Manne & Pothen, *What color is your Jacobian?* (2005); Griewank & Walther (2008), chapters 7 and 8.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from adlab.engine.arrays.linear_maps import LinearMap
from adlab.engine.arrays.values import detach
from adlab.engine.derivatives.transforms import jacfwd, jacrev, linearize
from adlab.engine.errors import InputError, OutputError, explain
from adlab.engine.primitives.needs import NOTHING
from adlab.engine.primitives.primitive import call
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.tracing import run

Function = Callable[..., Any]


class Sparsity:
    """Which entries of a Jacobian can be other than 0, and how few sweeps it takes.

    Attributes
    ----------
    pattern : numpy.ndarray of bool, outputs × inputs
    columns, rows : numpy.ndarray of int
        The colour of each column, and of each row.
    by : "columns" or "rows"
        Which way takes fewer sweeps: tangent sweeps for columns, reverse sweeps for rows.
    """

    def __init__(self, pattern: np.ndarray) -> None:
        self.pattern = pattern
        self.columns, self.rows = colours(pattern), colours(pattern.T)
        self.by = "columns" if self._count(self.columns) <= self._count(self.rows) else "rows"

    @staticmethod
    def _count(found: np.ndarray) -> int:
        return int(found.max(initial=-1)) + 1

    @property
    def sweeps(self) -> int:
        """How many sweeps give the whole Jacobian."""
        return self._count(self.columns if self.by == "columns" else self.rows)

    def __repr__(self) -> str:
        rows, columns = self.pattern.shape
        return (
            f"<{rows} × {columns} Jacobian, {int(self.pattern.sum())} entries: "
            f"{self._count(self.columns)} sweeps by columns, {self._count(self.rows)} by rows>"
        )


def sparsity(f: Function, x: Any, *args: Any) -> Sparsity:
    """The pattern of the Jacobian of `f` with respect to its first argument, by a sweep of sets.

    Parameters
    ----------
    f : callable
        Takes a number or array, and returns one.
    x : float or array
    *args
        Further arguments, which are constants.

    Returns
    -------
    Sparsity
        With the `pattern`, the colours, and how many `sweeps` they take. A notebook shows it.

    What can be 0 by chance counts as not 0: the pattern follows the operations and not the numbers,
    so it holds at every point at which `f` takes the same branches. It may be too full, for
    instance for x − x, and is never too sparse.

    Source: Griewank & Walther (2008), section 7.1.

    >>> import numpy as np
    >>> found = sparsity(lambda x: x[1:] * x[:-1], np.ones(4))
    >>> found
    <3 × 4 Jacobian, 6 entries: 2 sweeps by columns, 2 by rows>
    >>> found.pattern.astype(int)
    array([[1, 1, 0, 0],
           [0, 1, 1, 0],
           [0, 0, 1, 1]])
    """
    return Sparsity(_pattern(_recorded(f, x, args)))


def jacobian(f: Function, sparse: bool = False) -> Function:
    """The Jacobian of `f` with respect to its first argument.

    Parameters
    ----------
    f : callable
        Takes a number or array, and returns one. Further arguments are constants.
    sparse : bool
        Whether to find the pattern first, and then take as few sweeps as its colours allow.

    Returns
    -------
    callable
        Takes the arguments of `f`. Without `sparse` its result has the shape of the output followed
        by that of the input, by columns or by rows, whichever are fewer. With `sparse` it is a
        matrix, outputs × inputs, in which arrays are flat: a `scipy.sparse.csr_array` where SciPy
        is installed, and an array with zeros elsewhere.

    Raises
    ------
    OutputError
        `f` returns something other than one number or array.

    Sources: Curtis, Powell & Reid (1974); Gebremedhin, Manne & Pothen (2005).

    >>> import numpy as np
    >>> J = jacobian(lambda x: x[1:] * x[:-1], sparse=True)(np.array([1.0, 2.0, 3.0, 4.0]))
    >>> np.asarray(J.todense() if hasattr(J, "todense") else J)
    array([[2., 1., 0., 0.],
           [0., 3., 2., 0.],
           [0., 0., 4., 3.]])
    """

    @functools.wraps(f)
    def full(x: Any, *args: Any, **options: Any) -> Any:
        alone = functools.partial(f, **options)
        graph = _recorded(alone, x, args)
        wide = np.size(detach(graph.values[0])) <= _size_of_output(graph)
        return (jacfwd if wide else jacrev)(alone)(x, *args)

    @functools.wraps(f)
    def compressed(x: Any, *args: Any, **options: Any) -> Any:
        alone = functools.partial(f, **options)
        found = Sparsity(_pattern(_recorded(alone, x, args)))
        return _recovered(found, lambda x: alone(x, *args), x)

    return compressed if sparse else full


def colours(pattern: np.ndarray) -> np.ndarray:
    """A colour for each column, so that columns of one colour have no row in common.

    Each column in turn gets the lowest colour that none of its neighbours has.

    Source: Coleman & Moré (1983): the columns are the vertices of a graph, in which those with a
    row in common are neighbours.

    >>> colours(np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]))
    array([0, 1, 0, 1])
    """
    pattern = np.asarray(pattern, dtype=bool)
    found = np.full(pattern.shape[1], -1)
    for column in range(pattern.shape[1]):
        neighbours = np.any(pattern[pattern[:, column]], axis=0)
        taken = set(found[neighbours].tolist())
        found[column] = next(k for k in range(len(found)) if k not in taken)
    return found


def _recovered(found: Sparsity, f: Function, x: Any) -> Any:
    """All entries, each read from the sweep of its colour."""
    pattern, by_columns = found.pattern, found.by == "columns"
    value, linear = linearize(f, x)
    shape = np.shape(x) if by_columns else np.shape(value)
    given: Function = linear if by_columns else lambda seed: linear.transpose(seed)[0]
    colour = found.columns if by_columns else found.rows
    rows, columns = np.nonzero(pattern)
    across, along = (columns, rows) if by_columns else (rows, columns)
    values = np.empty(len(rows))
    for k in range(found.sweeps):
        seed = np.reshape((colour == k).astype(float), shape)
        result = np.ravel(given(seed if shape else float(seed)))
        mine = colour[across] == k
        values[mine] = result[along[mine]]
    return _matrix(values, rows, columns, pattern.shape)


def _matrix(values: Any, rows: Any, columns: Any, shape: tuple[int, ...]) -> Any:
    try:
        from scipy.sparse import csr_array  # type: ignore[import-untyped]
    except ImportError:
        full = np.zeros(shape)
        full[rows, columns] = values
        return full
    return csr_array((values, (rows, columns)), shape=shape)


# -- The sweep of sets --------------------------------------------------------------------------


def _recorded(f: Function, x: Any, args: tuple[Any, ...]) -> Graph:
    graph = run(f, (x, *args), argnums=(0,))
    if len(graph.input_names) != 1:
        raise InputError(
            explain(
                f"The first argument of {graph.name} is {len(graph.input_names)} inputs, not one.",
                fix="put all numbers into one array",
            )
        )
    if len(graph.outputs) != 1 or graph.output_tree is not None:
        raise OutputError(
            explain(
                f"{graph.name} returned {len(graph.outputs)} values, and a matrix is of one array.",
                fix="put them into one array by np.stack or np.concatenate",
            )
        )
    return graph


def _size_of_output(graph: Graph) -> int:
    output = graph.outputs[0]
    return int(np.size(detach(graph.values[output] if type(output) is int else output)))


def _pattern(graph: Graph) -> np.ndarray:
    count, output = int(np.size(detach(graph.values[0]))), graph.outputs[0]
    if type(output) is not int:
        return np.zeros((_size_of_output(graph), count), dtype=bool)
    return reach(graph)[output]


def reach(graph: Graph) -> list[np.ndarray]:
    """For each node a row for each entry: which entries of the first input reach it.

    >>> import adlab
    >>> graph = adlab.trace(lambda x: np.sum(x[:2]) * x[2], np.ones(3))
    >>> reach(graph)[-1].astype(int)
    array([[1, 1, 1]])
    """
    count = int(np.size(detach(graph.values[0])))
    found = [np.eye(count, dtype=bool)]
    for node in range(1, len(graph)):
        size = int(np.size(detach(graph.values[node])))
        rows = np.zeros((size, count), dtype=bool)
        for operand, position, partial in graph.partials(node):
            rows |= _through(graph, node, operand, position, partial, found[operand])
        found.append(rows)
    return found


def _through(
    graph: Graph, node: int, operand: int, position: int, partial: Any, rows: np.ndarray
) -> np.ndarray:
    """What reaches a node through one of its edges: never less than what does."""
    primitive, shape = graph.primitive(node), graph.shape(node)
    size = int(np.prod(shape))
    if primitive.name == "stop_gradient" or _is_flat(primitive, position):
        return np.zeros((size, rows.shape[1]), dtype=bool)
    inner = graph.shape(operand)
    if primitive.elementwise:
        each = rows.reshape((*inner, rows.shape[1]))
        padded = each.reshape((*(1,) * (len(shape) - len(inner)), *each.shape))
        return np.broadcast_to(padded, (*shape, rows.shape[1])).reshape(size, -1)
    fixed = _of_structure(graph, node, position, partial)
    if fixed is None:  # it may be any map
        return np.broadcast_to(rows.any(axis=0), (size, rows.shape[1]))
    source = _moves(fixed, inner)
    if source is not None:
        return np.vstack([np.zeros((1, rows.shape[1]), dtype=bool), rows])[np.ravel(source)]
    generic = np.random.default_rng(0).uniform(1.0, 2.0, len(rows))  # so that nothing cancels
    columns = rows.T * generic
    moved = [fixed(column.reshape(inner) if inner else float(column[0])) for column in columns]
    return np.stack([np.ravel(column) != 0.0 for column in moved], axis=1)


def _moves(fixed: Function, inner: tuple[int, ...]) -> np.ndarray | None:
    """If a map only moves entries: which one stands where, from 1; 0 for none. Else None.

    If each entry of the result is one of the operand or 0, then powers stay powers: sums, and
    multiples, do not pass that.
    """
    labels = np.arange(1.0, np.prod(inner) + 1.0).reshape(inner)
    given = [labels**power for power in (1, 2, 3)]
    first, second, third = (np.asarray(fixed(each if inner else float(each))) for each in given)
    if np.array_equal(second, first**2) and np.array_equal(third, first**3):
        return first.astype(int)
    return None


def _is_flat(primitive: Any, position: int) -> bool:
    """Whether its partial is 0 everywhere, as that of floor is."""
    partials = primitive.partials
    return bool(partials) and partials[min(position, len(partials) - 1)] in ("0.0", "")


def _of_structure(graph: Graph, node: int, position: int, partial: Any) -> Function | None:
    """The map of an edge with nothing but ones in it; None if that is not known."""
    primitive, (name, params, _, _, *operands) = graph.primitive(node), graph.records[node]
    if primitive.needs(position) == NOTHING and isinstance(partial, LinearMap):
        return lambda column: partial * column
    if len(primitive.rules) == 2 and all(rule and rule.itself for rule in primitive.rules):
        other = operands[1 - position]
        value = np.ones(graph.shape(other)) if type(other) is int else np.abs(np.sign(other))

        def product(column: Any) -> Any:
            pair = (column, value) if position == 0 else (value, column)
            return call(name, *pair, **(params or {}))

        return product
    return None
