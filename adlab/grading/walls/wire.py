"""What crosses the pipe between grader and submission: one JSON object a line, checked strictly.

``encode`` makes a line, ``decode`` reads one that a hostile child may have written, ``checked``
admits data only, ``array`` and ``from_array`` turn data into NumPy arrays and back, ``clean`` makes
a stranger's text safe to show.

*Data* is None, a number (an int or a float; nan and the infinities go by the names NaN, Infinity
and -Infinity), a short text, a list of data, a dictionary with texts as keys, and an array, written
``{"shape": [2, 3], "data": [...]}``. Since JSON has no subclasses, what ``decode`` returns consists
of exact built-in types: nothing in it can override a comparison.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

import numpy as np

Data = Any
"""None | int | float | str | list[Data] | dict[str, Data], as described above."""

MAX_FRAME = 1024 * 1024
"""Bytes of the longest line that is accepted."""
MAX_DEPTH = 8
"""Lists and dictionaries within one another, the frame itself included."""
MAX_STRING = 20_000
MAX_DATA_STRING = 200
MAX_INT = 2**63 - 1

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)  # possessive: linear on any bytes
_BRACKET = re.compile(rb"[\[\]{}]")
_UNUSUAL = re.compile(r"[^\n\t -~]")


class WireError(ValueError):
    """A line or a piece of data that the protocol does not admit."""


def encode(frame: dict[str, Data]) -> bytes:
    """Return a frame as one line.

    >>> encode({"id": 1, "value": [0.5, float("nan")]})
    b'{"id":1,"value":[0.5,NaN]}\\n'
    """
    return json.dumps(frame, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> dict[str, Data]:
    """Return the frame on a line; raise WireError for all that is not exactly as described above.

    The depth is measured before the parser runs, which recurses: a program may have raised
    Python's recursion limit, and then ``[[[[…`` would be a crash of the grader.

    >>> decode(b'{"id": 1, "value": {"shape": [2], "data": [1, 2.5]}}')
    {'id': 1, 'value': {'shape': [2], 'data': [1, 2.5]}}
    >>> decode(b'{"id": 1, "value": true}')
    Traceback (most recent call last):
    adlab.grading.walls.wire.WireError: True and False are not numbers
    """
    if len(line) > MAX_FRAME:
        raise WireError("more than 1 MiB at once")
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub(b"", line)):
        depth += 1 if bracket[0] in b"[{" else -1
        if depth > MAX_DEPTH:
            raise WireError("lists within lists, too deep")
    try:
        frame = json.loads(
            line.decode("utf-8"),
            parse_int=_int,
            parse_float=_float,
            object_pairs_hook=_object,
        )
    except WireError:
        raise
    except (ValueError, RecursionError) as error:
        raise WireError("not JSON") from error
    if type(frame) is not dict:
        raise WireError("not an object")
    _walk(frame)
    return frame


def _int(text: str) -> int:
    number = int(text) if len(text) <= 20 else MAX_INT + 1
    if abs(number) > MAX_INT:
        raise WireError("a whole number beyond 64 bits")
    return number


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise WireError(f"{text[:20]} is beyond the range of floats")
    return number


def _object(pairs: list[tuple[str, Data]]) -> dict[str, Data]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise WireError("a key twice in one dictionary")
    return found


def _walk(value: Data) -> None:
    """Refuse truth values and overlong texts, at any depth (which is bounded by now)."""
    kind = type(value)
    if kind is list:
        for item in value:
            _walk(item)
    elif kind is dict:
        for key, item in value.items():
            _text(key, MAX_DATA_STRING)
            _walk(item)
    elif kind is str:
        _text(value, MAX_STRING)
    elif kind is bool:
        raise WireError("True and False are not numbers")


def _text(text: str, longest: int) -> None:
    if len(text) > longest:
        raise WireError("a text that is too long")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise WireError("half a character")


def checked(value: Data) -> Data:
    """Return decoded data unchanged if its texts are short and its arrays are well-formed.

    >>> checked({"shape": [2, 2], "data": [1, 2, 3]})
    Traceback (most recent call last):
    adlab.grading.walls.wire.WireError: an array of shape [2, 2] with 3 numbers
    """
    kind = type(value)
    if kind is list:
        for item in value:
            checked(item)
    elif kind is dict:
        if is_array(value):
            _check_array(value["shape"], value["data"])
        else:
            for item in value.values():
                checked(item)
    elif kind is str:
        _text(value, MAX_DATA_STRING)
        if not value.isprintable():
            raise WireError("a text with characters that do not print")
    return value


def is_array(value: Data) -> bool:
    return type(value) is dict and value.keys() == {"shape", "data"}


def _check_array(shape: Data, data: Data) -> None:
    if type(shape) is not list or type(data) is not list:
        raise WireError("an array without shape or data")
    if len(shape) > 32 or not all(type(size) is int and 0 <= size <= MAX_FRAME for size in shape):
        raise WireError("an array of impossible shape")
    if not all(type(number) in (int, float) for number in data):
        raise WireError("an array of other things than numbers")
    if math.prod(shape) != len(data):
        raise WireError(f"an array of shape {shape} with {len(data)} numbers")


def array(data: Data) -> np.ndarray:
    """Return data as an array of floats: an array, a number, or nested lists of equal length.

    >>> array({"shape": [2, 1], "data": [1, 2]})
    array([[1.],
           [2.]])
    """
    try:
        if is_array(data):
            _check_array(data["shape"], data["data"])
            return np.array(data["data"], dtype=float).reshape(data["shape"])
        _only_numbers(data)
        return np.array(data, dtype=float)
    except WireError:
        raise
    except (ValueError, TypeError, OverflowError) as error:
        raise WireError("not an array of numbers") from error


def _only_numbers(data: Data) -> None:
    if type(data) is list:
        for item in data:
            _only_numbers(item)
    elif type(data) not in (int, float):
        _refuse(data)


def _refuse(data: Data) -> NoReturn:
    raise WireError(f"{type(data).__name__} where a number is wanted")


def from_array(numbers: Any) -> Data:
    """Return an array, or anything NumPy makes one of, as data.

    >>> from_array([[1.0, 2.0]])
    {'shape': [1, 2], 'data': [1.0, 2.0]}
    """
    made = np.asarray(numbers, dtype=float)
    return {"shape": list(made.shape), "data": made.ravel().tolist()}


def clean(text: str, longest: int = MAX_STRING) -> str:
    r"""Return a stranger's text with all that could steer a terminal or reorder lines made visible.

    >>> clean("passed\x1b[2K\rfailed")
    'passed\\x1b[2K\\x0dfailed'
    """
    shown = _UNUSUAL.sub(lambda found: _visible(found[0]), text[:longest])
    return shown + ("\n… (cut)" if len(text) > longest else "")


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
