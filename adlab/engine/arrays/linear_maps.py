"""Linear maps: what an edge holds when a plain number will not do.

A local derivative is a linear map. For scalars it is a number, for elementwise operations on equal
shapes an array, and `partial * tangent` and `adjoint * partial` are ordinary products. For the
rest it is a `LinearMap`, and the same two products mean: apply it (JVP), apply its transpose (VJP).
So the sweeps are written once, as `partial * tangent` and `adjoint * partial`, for every shape.

- `LinearMap(apply, transpose, operand_shape, result_shape, label)`
- `LinearMap.matrix`: the same map as a plain matrix, made when asked for.
- `unit_seeds(shape)`: for each entry in turn, what is 1 there and 0 elsewhere.
- `scaled_broadcast(factor, operand_shape, result_shape)`: an elementwise partial with broadcasting.

>>> import numpy as np
>>> copy = scaled_broadcast(1.0, (3,), (2, 3))
>>> copy.label
'copy to 2 rows'
>>> copy * np.array([1.0, 2.0, 3.0])
array([[1., 2., 3.],
       [1., 2., 3.]])
>>> np.ones((2, 3)) * copy  # the transpose of copying is adding
array([2., 2., 2.])
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

Shape = tuple[int, ...]


class LinearMap:
    """A linear map from arrays of `operand_shape` to arrays of `result_shape`.

    Parameters
    ----------
    apply : callable(tangent, *data, **params)
        Tangent of the operand → tangent of the result (the JVP).
    transpose : callable(adjoint, *data, **params)
        Adjoint of the result → share of the operand's adjoint (the VJP).
    operand_shape, result_shape : tuple of int
    label, back : str
        What the map does, and what its transpose does, in a few words, for the picture; given as
        a text or as a function of `(*data, **params)`, since hardly ever anyone looks.
    data, params
        What the two functions need besides: kept here rather than in closures, so that a map can
        be looked into, and stripped of recording values.
    """

    __slots__ = (
        "_back",
        "_label",
        "apply",
        "data",
        "operand_shape",
        "params",
        "result_shape",
        "transpose",
    )
    __array_ufunc__ = None  # so that `array * map` comes to __rmul__

    def __init__(
        self,
        apply: Callable[..., Any],
        transpose: Callable[..., Any],
        operand_shape: Shape,
        result_shape: Shape,
        label: str | Callable[..., str] = "",
        data: tuple[Any, ...] = (),
        params: Mapping[str, Any] = MappingProxyType({}),
        back: str | Callable[..., str] = "",
    ) -> None:
        self.apply = apply
        self.transpose = transpose
        self.operand_shape = operand_shape
        self.result_shape = result_shape
        self._label = label
        self._back = back
        self.data = data
        self.params = params

    @property
    def label(self) -> str:
        """What the map does, in a few words."""
        return self._said(self._label)

    @property
    def back(self) -> str:
        """What its transpose does."""
        return self._said(self._back)

    def _said(self, words: str | Callable[..., str]) -> str:
        return words(*self.data, **self.params) if callable(words) else words

    def __mul__(self, tangent: Any) -> Any:
        return _scalar(self.apply(tangent, *self.data, **self.params))

    def __rmul__(self, adjoint: Any) -> Any:
        return _scalar(self.transpose(adjoint, *self.data, **self.params))

    def with_data(self, data: tuple[Any, ...]) -> LinearMap:
        """The same map on other data."""
        return LinearMap(
            self.apply,
            self.transpose,
            self.operand_shape,
            self.result_shape,
            self._label,
            data,
            self.params,
            self._back,
        )

    @property
    def matrix(self) -> np.ndarray:
        """The map as a matrix: a row per entry of the result, a column per entry of the operand.

        >>> scaled_broadcast(2.0, (), (3,)).matrix
        array([[2.],
               [2.],
               [2.]])
        """
        made = np.zeros((math.prod(self.result_shape), math.prod(self.operand_shape)))
        for column, unit in enumerate(unit_seeds(self.operand_shape)):
            made[:, column] = np.ravel(self * unit)
        return made

    def __repr__(self) -> str:
        return f"<LinearMap {self.label}: {self.operand_shape} to {self.result_shape}>"


def unit_seed(shape: Shape, entry: Shape) -> Any:
    """1 at one entry, and 0 at all others."""
    if not shape:
        return 1.0
    seed = np.zeros(shape)
    seed[entry] = 1.0
    return seed


def unit_seeds(shape: Shape) -> Iterator[Any]:
    """The seeds with one entry 1 and the others 0, in order, one at a time."""
    return (unit_seed(shape, entry) for entry in np.ndindex(shape))


def shape_of(value: Any) -> Shape:
    """`np.shape`, straight for what is a float or has a shape."""
    if type(value) is float:
        return ()
    try:
        shape: Shape = value.shape
    except AttributeError:  # an int, a list
        return np.shape(value)
    return shape


def scaled_broadcast(factor: Any, operand_shape: Shape, result_shape: Shape) -> LinearMap:
    """The partial of an elementwise operation that broadcasts: copy to the result's shape, scale.

    Its transpose scales and then sums over every axis along which the operand was copied.
    """

    return LinearMap(
        _copy_scaled,
        _sum_scaled,
        operand_shape,
        result_shape,
        _copy_label,
        data=(factor,),
        params={"operand_shape": operand_shape, "result_shape": result_shape},
        back=_add_label,
    )


def _copy_label(factor: Any, operand_shape: Shape, result_shape: Shape) -> str:
    return copy_label(operand_shape, result_shape)


def _add_label(factor: Any, operand_shape: Shape, result_shape: Shape) -> str:
    return add_label(operand_shape, result_shape)


def _copy_scaled(tangent: Any, factor: Any, operand_shape: Shape, result_shape: Shape) -> Any:
    return np.broadcast_to(tangent * factor, result_shape)


def _sum_scaled(adjoint: Any, factor: Any, operand_shape: Shape, result_shape: Shape) -> Any:
    share = adjoint if type(factor) is float and factor == 1.0 else adjoint * factor
    return sum_to_shape(share, operand_shape)


def sum_to_shape(array: Any, shape: Shape) -> Any:
    """Sum over the axes that broadcasting from `shape` to the shape of `array` added or stretched.

    >>> sum_to_shape(np.ones((4, 3)), (3,))
    array([4., 4., 4.])
    """
    given = shape_of(array)
    if given == shape:
        return array
    added = len(given) - len(shape)
    if added:
        total = np.add.reduce if type(array) is np.ndarray else np.sum
        array = total(array, axis=tuple(range(added)))
    if 1 in shape and shape_of(array) != shape:
        stretched = tuple([k for k, n in enumerate(shape) if n == 1 and array.shape[k] != 1])
        array = np.sum(array, axis=stretched, keepdims=True)
    return array


def copy_label(operand_shape: Shape, result_shape: Shape) -> str:
    """What broadcasting from one shape to another does, in words."""
    if len(result_shape) == 2 and operand_shape in ((result_shape[1],), (1, result_shape[1])):
        return f"copy to {result_shape[0]} rows"
    if len(result_shape) == 2 and operand_shape == (result_shape[0], 1):
        return f"copy to {result_shape[1]} columns"
    if operand_shape == ():
        return f"copy to {int(np.prod(result_shape))} entries"
    return f"copy to {' × '.join(map(str, result_shape))}"


def add_label(operand_shape: Shape, result_shape: Shape) -> str:
    """What the transpose of that does, in words.

    >>> add_label((3,), (4, 3)), add_label((2, 1, 3), (2, 4, 3))
    ('add up 4 rows', 'add up the copies')
    """
    copies = copy_label(operand_shape, result_shape).removeprefix("copy to ")
    return "add up the copies" if " × " in copies else f"add up {copies}"


def _scalar(value: Any) -> Any:
    """A number rather than an array of shape ()."""
    return value.item() if type(value) is np.ndarray and not value.ndim else value
