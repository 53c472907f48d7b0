"""What a result is in memory is part of what NumPy promises: later sums and writes go along it."""

import numpy as np
import pytest

import adlab

X = np.array([-1.281, 0.026, -1.368, -1.097])


def grid(x):
    return np.sum(np.meshgrid(x, x)[0] ** 2)


def second_grid(x):
    return np.mean(np.meshgrid(x, x, indexing="ij")[1])


def of_a_row(x):
    return np.median(x[:3], axis=-1)


def of_all(x):
    return np.median(x[:3])


def of_rows(x):
    return np.sum(np.median(np.stack([x, 2 * x, x * x]), axis=0))


@pytest.mark.parametrize("f", [grid, second_grid, of_a_row, of_all, of_rows])
def test_values_are_numpys_to_the_last_bit(f):
    assert adlab.value_and_grad(f)(X)[0] == f(X)


def reversed_product(x):
    return np.vdot(x[::-1], x)


def known_mean(x):
    return np.nanmean(x, axis=0)


def between(x):
    return np.interp(x[0], np.array([-2.0, 2.0]), np.array([1.0, 4.0]))


def numbered(x):
    return np.nan_to_num(x[0])


def summed(x):
    return np.einsum("i,i", x, x)


NUMBERS = [of_a_row, of_all, reversed_product, known_mean, between, numbered, summed]


@pytest.mark.parametrize("f", NUMBERS)
def test_a_number_is_not_changed_through_another_name(f):
    def kept(x):
        found = f(x)
        other = found
        other += 2.0
        return found

    assert adlab.value_and_grad(kept)(X)[0] == kept(X) == f(X)


def chosen(x):
    return np.where(x[0] > 0, x[1], x[2])


def first_that_holds(x):
    return np.select([x[0] > 0, x[1] > 0], [x[0], x[1]], x[2])


def copied(x):
    return np.copy(x[0])


def of_no_axis(x):
    return np.tensordot(x[0], x[1], 0)


@pytest.mark.parametrize("f", [chosen, first_that_holds, copied, of_no_axis])
def test_an_array_of_no_dimension_is_changed_through_another_name(f):
    def changed(x):
        found = f(x)
        other = found
        other *= x[3]
        return found

    value, gradient = adlab.value_and_grad(changed)(X)
    assert value == changed(X) == f(X) * X[3]
    assert gradient[3] == f(X)
