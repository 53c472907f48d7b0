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


@pytest.mark.parametrize("f", [of_a_row, of_all])
def test_a_number_is_not_changed_through_another_name(f):
    def kept(x):
        found = f(x)
        other = found
        other += 2.0
        return found

    assert adlab.value_and_grad(kept)(X)[0] == kept(X) == f(X)
