"""The parser of what a hostile child writes: any bytes give data of exact types, or a WireError."""

from __future__ import annotations

import json
import math
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adlab.grading.walls import wire
from adlab.grading.walls.wire import WireError

NUMBERS = st.integers(-wire.MAX_INT, wire.MAX_INT) | st.floats()
TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)


def nested(inner: st.SearchStrategy) -> st.SearchStrategy:
    return inner | st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)


DATA = nested(nested(nested(st.none() | NUMBERS | TEXTS)))
# What Python's own json writes, of all that JSON can say.
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
WORDS = r'{ } [ ] " \ : , 1 - e . NaN true "id" "shape" "data" "value" "hidden" Infinity \ud800 ÿ'
TOKENS = st.lists(st.sampled_from(WORDS.encode("latin-1").split()), max_size=60).map(b"".join)


def exact(value: object) -> bool:
    """Whether a value consists of nothing but the types that data may have."""
    if type(value) is list:
        return all(map(exact, value))
    if type(value) is dict:
        return all(type(key) is str and exact(item) for key, item in value.items())
    if type(value) is int:
        return abs(value) <= wire.MAX_INT
    return value is None or type(value) in (float, str)


@settings(max_examples=300)
@given(st.binary(max_size=200) | TOKENS | ANY_JSON.map(lambda v: json.dumps({"v": v}).encode()))
def test_any_line_is_data_of_exact_types_or_a_wire_error(line: bytes):
    try:
        frame = wire.decode(line)
        wire.checked(frame)
    except WireError:
        return
    assert type(frame) is dict and exact(frame)


@given(DATA.map(lambda data: {"id": 1, "value": data}))
def test_data_survive_the_way(frame: dict):
    decoded = wire.decode(wire.encode(frame))
    assert repr(decoded) == repr(frame)  # repr, for nan is not equal to itself and 0.0 is to -0.0


@given(ANY_JSON)
def test_an_array_of_any_data_is_an_array_of_floats_or_a_wire_error(data: object):
    try:
        made = wire.array(data)
    except WireError:
        return
    assert made.dtype == float


@given(st.lists(st.lists(NUMBERS.map(float), min_size=2, max_size=2), min_size=1, max_size=5))
def test_arrays_come_back_as_they_went(rows: list):
    there = wire.from_array(rows)
    back = wire.array(wire.decode(wire.encode({"value": there}))["value"])
    np.testing.assert_array_equal(back, np.array(rows))


@given(st.text())
def test_clean_text_prints(text: str):
    assert wire.clean(text).replace("\n", "").replace("\t", "").isprintable()


@pytest.mark.parametrize("bracket", ["[", '{"a":'])
def test_depth_is_refused_before_anything_recurses(bracket: str):
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10**6)  # as a program may have done: now only the wire stands
    try:
        with pytest.raises(WireError, match="too deep"):
            wire.decode(bracket.encode() * 200_000)
    finally:
        sys.setrecursionlimit(limit)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"1", "not an object"),
        (b"", "not JSON"),
        (b'{"a": 1e999}', "beyond the range"),
        (b'{"a": ' + b"9" * 100_000 + b"}", "beyond 64 bits"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"a": [true]}', "True and False"),
        (b'{"a": "\\ud800"}', "half a character"),
        (b'{"a": "\xff"}', "not JSON"),
        (b'{"a": "' + b"x" * 30_000 + b'"}', "too long"),
        (b" " * 2_000_000, "1 MiB"),
        (b'"' + b'\\"' * 400_000, "not JSON"),
    ],
)
def test_what_is_not_admitted_is_refused_with_a_reason(line: bytes, reason: str):
    with pytest.raises(WireError, match=reason):
        wire.decode(line)


@pytest.mark.parametrize(
    "data",
    [
        {"shape": [2], "data": [1]},
        {"shape": [-1], "data": []},
        {"shape": [10**6, 10**6], "data": []},
        {"shape": [1.0], "data": [1]},
        {"shape": [1], "data": ["1"]},
        {"shape": [1], "data": [[1]]},
        {"shape": 1, "data": 1},
        "two\nlines",
        "x" * 300,
    ],
)
def test_malformed_data_is_refused(data: object):
    with pytest.raises(WireError):
        wire.checked(data)


def test_numbers_that_are_not_finite_have_names():
    frame = {"v": [math.nan, math.inf, -math.inf]}
    assert wire.encode(frame) == b'{"v":[NaN,Infinity,-Infinity]}\n'
    assert repr(wire.decode(wire.encode(frame))) == repr(frame)


@pytest.mark.parametrize("data", [[True], ["1"], [[1], [1, 2]], None, {"a": 1}])
def test_an_array_is_made_of_numbers_only(data: object):
    with pytest.raises(WireError):
        wire.array(data)
