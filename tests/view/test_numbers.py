"""That numbers are written in 4 significant digits and never wider than the room reserved."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from adlab.engine.arrays.digits import NUMBER_WIDTH, number
from adlab.engine.arrays.linear_maps import scaled_broadcast
from adlab.view.said.letters import measure, shorten
from adlab.view.said.numbers import ARRAY_WIDTH, partial_text, text, widest

WRITTEN = {
    0.0: "0",
    1.0: "1",
    -1.0: "−1",
    2.5: "2.5",
    10.69314718: "10.69",
    -0.28366218: "−0.2837",
    0.1 + 0.2: "0.3",
    999.96: "1000",
    9999.6: "10000",
    123456.0: "123456",
    999999.7: "1e6",
    1234567.0: "1.235e6",
    0.001: "0.001",
    0.00099: "9.9e−4",
    -1.5e-10: "−1.5e−10",
    6.02214076e23: "6.022e23",
    1.7976931348623157e308: "1.8e308",
    -5e-324: "−4.9e−324",
    math.inf: "inf",
    -math.inf: "−inf",
}


@pytest.mark.parametrize(("value", "written"), WRITTEN.items())
def test_a_number_is_written(value, written):
    assert number(value) == written


def test_not_a_number_is_nan():
    assert number(math.nan) == "nan"


def test_zero_has_no_sign():
    assert number(-0.0) == "0"


@pytest.mark.parametrize("value", [True, np.True_])
def test_a_truth_value_is_a_word(value):
    assert number(value) == "True"


@pytest.mark.parametrize("value", [3, np.int64(3), np.float32(3), np.array(3.0)])
def test_every_kind_of_number_is_written_alike(value):
    assert number(value) == "3"


@given(st.floats())
def test_no_number_is_wider_than_its_room(value):
    assert len(number(value)) <= NUMBER_WIDTH
    assert measure(number(value), 13) <= measure(widest(), 13)


@pytest.mark.parametrize(
    ("least", "most", "digits"), [(1e-9, 1e99, 4), (1e-99, 1e-9, 3), (1e-300, 1e-99, 2)]
)
@given(data=st.data())
def test_a_number_is_rounded_to_the_digits_that_fit(least, most, digits, data):
    value = data.draw(st.floats(least, most))
    assert float(number(value).replace("−", "-")) == pytest.approx(
        value, rel=0.51 * 0.1 ** (digits - 1)
    )


@given(arrays.arrays(float, arrays.array_shapes(min_dims=1, max_dims=3, max_side=60)))
def test_no_array_is_wider_than_its_room(value):
    assert measure(text(value), 13) <= measure(widest(value.shape), 13)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (2.5, "2.5"),
        (np.array([1.0, -2.0]), "(2,) 1, −2"),
        (np.arange(12.0).reshape(4, 3), "(4, 3) max 11"),
        (np.full((4, 3), -1 / 3), "(4, 3) max 0.3333"),
        (np.zeros((0, 3)), "(0, 3)"),
        (np.ones((1000, 1000, 10)), "(1000, 1000, 10) max 1"),
        (np.array([1.0, math.nan, -1e30, 7.25]), "(4,) max nan"),
        (np.array([-7.25, 1e-30, 1.125, 3.375]), "(4,) max 7.25"),
        (np.array([True, False]), "(2,) True, False"),
        (np.array([math.nan, math.inf]), "(2,) nan, inf"),
    ],
)
def test_a_value_is_written(value, written):
    assert text(value) == written
    assert len(written) <= max(ARRAY_WIDTH, len(widest(np.shape(value))))


@pytest.mark.parametrize(
    ("partial", "written"),
    [
        (-0.5, "−0.5"),
        (np.ones((4, 3)), "(4, 3)"),
        (scaled_broadcast(1.0, (3,), (4, 3)), "copy to 4 rows"),
    ],
)
def test_a_partial_is_written(partial, written):
    assert partial_text(partial) == written


def test_a_combining_mark_takes_no_room():
    assert measure("v̄", 13) == measure("v", 13)


def test_a_shortened_text_keeps_its_subscript():
    assert shorten("regularised_loss₍₁₂₎", 12) == "regular…₍₁₂₎"
