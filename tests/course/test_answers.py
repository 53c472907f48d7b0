"""Answers as data: what a learner may write, and what is never run."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from adlab.course.asking.arithmetic import number_in
from adlab.course.asking.forms import (
    BLANK,
    UNKNOWN,
    Near,
    answer_of,
    dumped,
    is_blank,
    is_unknown,
    loaded,
    same,
    shown,
)
from adlab.engine.errors import InputError


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5.5", 5.5),
        ("11/2", 5.5),
        (" 11 / 2 ", 5.5),
        ("2 - cos(5)", 2 - np.cos(5)),
        ("2 − np.cos(5.0)", 2 - np.cos(5)),
        ("math.exp(1)", np.e),
        ("3·4 + 2×1", 14),
        ("2^3", 8),
        ("2**-1", 0.5),
        ("-(1 + 2)", -3),
        ("1e-8", 1e-8),
        ("√(9)", 3),
        ("2*pi", 2 * np.pi),
        ("ln(e)", 1),
        ("+7", 7),
    ],
)
def test_arithmetic_is_read(text: str, number: float):
    assert number_in(text) == pytest.approx(number, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "1 +",
        "about 3",
        "__import__('os').getcwd()",
        "().__class__",
        "exit()",
        "[1, 2]",
        "1 if 2 else 3",
        "(lambda: 1)()",
        "'a' * 10",
        "1 < 2",
        "cos(1, 2)",
        "cos(x=1)",
        "os.system(1)",
        "np.np.cos(1)",
        "cos",
        "np",
        "1/0",
        "9**9**9**9",
        "exp(1000)",
        "log(-1)",
        "(-8)**0.5",
        "1j",
        "True",
        "inf",
        "0x" + "f" * 150,
        "(" * 190 + "1" + ")" * 5,
        "-" * 199 + "1" * 2,
        "1 + " * 300 + "1",
        "f'{1}'",
        "x := 3",
        "#",
        "\0",
    ],
)
def test_whatever_else_python_has_is_not_run(text: str):
    assert number_in(text) is None or text.startswith(("0x", "-"))


@pytest.mark.parametrize(
    "given",
    [5.5, "11/2", 11 / 2, np.float64(5.5), np.array(5.5), Fraction(11, 2), Decimal("5.5"), "5.50"],
)
def test_a_number_may_come_in_any_form(given: object):
    assert same(answer_of(given), 5.5)


@pytest.mark.parametrize("given", ["?", None, "I do not know", "i don't know.", "IDK", "  "])
def test_not_to_know_is_an_answer(given: object):
    assert answer_of(given) == UNKNOWN and is_unknown(answer_of(given))


@pytest.mark.parametrize(
    "given",
    [
        1j,
        np.inf,
        float("nan"),
        len,
        object(),
        "x" * 300,
        range(10**6),
        {"a": {"b": print}},
        10**400,
    ],
)
def test_what_is_no_answer_is_refused_with_what_would_be(given: object):
    with pytest.raises(InputError, match="no answer"):
        answer_of(given)


def test_a_blank_is_no_answer_wherever_it_stands():
    for given in (..., {"z": ..., "x": 3}, ["x", ...], {1, ...}, {}):
        assert is_blank(answer_of(given))
    assert not is_blank(answer_of({"z": "?", "x": 0}))
    assert BLANK is ...


@pytest.mark.parametrize(
    ("given", "right", "agrees"),
    [
        (1.72, 1.7163, True),
        (1.75, 1.7163, False),
        (770, 768, False),
        ("768", 768, True),
        (768.0, 768, True),
        (0, 0.0, True),
        (0.001, 0.0, False),
        ("C", "c", True),
        ("Forward  mode", "forward mode", True),
        ("forward", "reverse", False),
        (2, "2", True),
        ([1, 2], {"1", "2"}, True),
        ("1, 2", {"1", "2"}, True),
        ({2, 1}, frozenset({"1", "2", "3"}), False),
        (set(), frozenset(), True),
        (["x", "y"], ("x", "y"), True),
        (["y", "x"], ("x", "y"), False),
        ("x, y", ("x", "y"), True),
        ("x → y", ("x", "y"), True),
        ([5, "10/2"], (5, 5), True),
        ([5], (5, 5), False),
        (np.array([7.0, 2.0]), (7, 2), True),
        (5, (5, 5), False),
        ([5, 5], 5, False),
        (["x", ["y", "z"]], ("x", ("y", "z")), True),
        (True, "yes", True),
        ({"z": 4, "x": "4*4"}, {"z": 4.0, "x": 16.0}, True),
        ({"z": 4}, {"z": 4.0, "x": 16.0}, False),
        (4, {"z": 4.0}, False),
        ("two", 2, False),
    ],
)
def test_the_right_answer_says_what_counts_as_the_same(given: object, right: object, agrees: bool):
    assert same(answer_of(given), right) is agrees


def test_a_number_may_be_off_by_a_factor_or_a_distance():
    assert same(3e-8, 1e-8, Near(within=10)) and not same(2e-7, 1e-8, Near(within=10))
    assert not same(-1e-8, 1e-8, Near(within=10)) and not same(0, 1e-8, Near(within=10))
    assert same(7, 8, Near(plus_minus=1)) and not same(6, 8, Near(plus_minus=1))


@pytest.mark.parametrize(
    "given",
    [8, 0.1 + 0.2, "11/2", {1, "b"}, ["x", ["y", 2]], {"z": 4.0, "x": "?"}, "∂y/∂x", {"set": 3}],
)
def test_an_answer_comes_back_from_the_log_as_it_was(given: object):
    answer = answer_of(given)
    assert loaded(dumped(answer)) == answer


def test_an_answer_reads_well():
    assert shown(answer_of("11/2")) == "11/2 = 5.5"
    assert shown(answer_of({"z": 4.0, "x": "?"})) == "z: 4, x: not known"
    assert shown(answer_of({"b", "a"})) == "a, b" and shown(frozenset()) == "none"
    assert shown("e") == "e" and shown(1.7163378) == "1.716" and shown(1000000) == "1000000"
