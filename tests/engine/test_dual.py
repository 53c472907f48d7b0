"""Dual numbers: the tangents are those of forward mode, from the same declarations."""

import math

import numpy as np
import pytest

import adlab
from adlab import Dual
from adlab.engine.primitives.primitive import PRIMITIVES
from tests.engine.examples import baydin, griewank

UFUNCS = [
    primitive
    for primitive in PRIMITIVES.values()
    if primitive.elementwise and isinstance(getattr(np, primitive.name, None), np.ufunc)
]


def inside(interval):
    low, high = (np.clip(end, -3.0, 3.0) for end in interval)
    return float(low + 0.6 * (high - low))


@pytest.mark.parametrize("primitive", UFUNCS, ids=lambda primitive: primitive.name)
def test_every_ufunc_has_the_tangent_of_forward_mode(primitive):
    ufunc = getattr(np, primitive.name)
    point = [inside(interval) + 0.1 * k for k, interval in enumerate(primitive.domain)]
    tangents = [1.0, -0.5][: len(point)]
    result = ufunc(*[Dual(x, t) for x, t in zip(point, tangents, strict=True)])
    value, tangent = adlab.jvp(ufunc, point, tangents)
    assert result.value == value
    assert result.tangent == pytest.approx(tangent, rel=1e-15, abs=1e-15)


@pytest.mark.parametrize("f", [baydin, griewank])
@pytest.mark.parametrize("seed", [(1.0, 0.0), (0.0, 1.0), (0.3, -2.0)])
def test_a_function_of_dual_numbers_gives_value_and_tangent(f, seed):
    result = f(*[Dual(x, t) for x, t in zip((1.5, 0.5), seed, strict=True)])
    assert (result.value, result.tangent) == pytest.approx(adlab.jvp(f, (1.5, 0.5), seed))


def test_epsilon_squared_is_zero():
    epsilon = Dual(0.0, 1.0)
    square = epsilon * epsilon
    assert (square.value, square.tangent) == (0.0, 0.0)


def test_a_constant_has_the_tangent_zero():
    assert (3 * Dual(2.0, 1.0)).tangent == 3.0
    assert (3 - Dual(2.0, 1.0)).tangent == -1.0


def test_a_branch_asks_the_value():
    assert Dual(2.0, 1.0) > Dual(1.0, 5.0)
    assert abs(Dual(-2.0, 1.0)).tangent == -1.0


def test_arrays_work_entry_by_entry():
    result = np.sin(Dual(np.array([0.0, 1.0]), np.array([1.0, 2.0])))
    assert result.tangent == pytest.approx([1.0, 2.0 * np.cos(1.0)])


@pytest.mark.parametrize(
    "lose",
    [
        float,
        int,
        lambda x: math.sin(x),
        lambda x: np.array([x, x]),
        lambda x: np.where(x > 0, x, 0.0),
        lambda x: np.add.reduce([x, x]),
        lambda x: np.matmul(x, x),
        lambda x: Dual(x, 1.0),
        lambda x: Dual(1.0 + 2.0j),
        lambda x: np.spacing(x),
    ],
)
def test_what_would_lose_the_tangent_is_refused(lose):
    with pytest.raises(adlab.AdlabError):
        lose(Dual(2.0, 1.0))
