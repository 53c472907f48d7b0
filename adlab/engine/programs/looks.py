"""Looks into values: what is inside of something that may change, so that a change is noticed.

- `looks_into(path, value)`: how one sees whether a value has changed; a value that consists of
  others has them in `before`.
- `passes_through(value)`: the parts of what cannot change itself, such as a tuple.
- `is_atom(value)`: whether nothing about a value can change.
- `token(value)`: what two constants have in common exactly where they are the same.

A list, a dict or an instance is compared by the *identity* of its parts, each of which is looked
into in its turn; an array, or an object that only C code knows the inside of, by its bytes.
"""

from __future__ import annotations

import collections
import contextvars
import datetime
import decimal
import functools
import io
import itertools
import operator
import pickle
import random
import re
import types
import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

Reader = Callable[[Any], Any]
Labels = Callable[[Sequence[Any]], Sequence[str]]  # from the parts to what is put behind the path
MISSING = object()

ATOMS = frozenset(
    [bool, int, float, complex, str, bytes, range, type(None), type(...), type(NotImplemented),
     types.CodeType, types.WrapperDescriptorType, types.MethodDescriptorType, types.GenericAlias,
     types.GetSetDescriptorType, types.MemberDescriptorType, types.ClassMethodDescriptorType,
     re.Pattern, datetime.date, datetime.datetime, datetime.timedelta, decimal.Decimal,
     type(np.sum)]
)  # fmt: skip


def is_atom(value: Any) -> bool:
    """Whether nothing about a value can change."""
    return type(value) in ATOMS or isinstance(value, (np.generic, np.dtype, np.ufunc))


class Look(NamedTuple):
    """How one sees whether something is as it was."""

    path: str  # as one would write it: net.layers[0]
    holder: Any
    read: Reader  # what is inside
    before: Any  # what was inside
    labels: Labels | None  # of the parts; None: it has none

    def unchanged(self) -> bool:
        """Whether it is as it was."""
        try:
            now = self.read(self.holder)
        except Exception:  # what was there is gone
            return False
        if self.labels is None:
            return bool(now == self.before)
        return len(now) == len(self.before) and all(map(operator.is_, now, self.before))

    def change(self) -> str:
        """What is not as it was, as one would write it; "" where all is."""
        if self.unchanged():
            return ""
        try:
            now = self.read(self.holder)
        except Exception:
            return self.path
        if self.labels is None:
            return self.path
        labels, others = self.labels(now), self.labels(self.before)
        if len(now) != len(self.before):  # what came, or what went
            different = [label for label in labels if label not in others] or [
                label for label in others if label not in labels
            ]
            return self.path + (different[0] if different else "")
        is_changed = map(operator.is_not, now, self.before)
        return self.path + next(itertools.compress(labels, is_changed))

    def parts(self) -> Iterator[tuple[str, Any]]:
        """The parts that were inside, each with its path."""
        if self.labels is not None and not all(map(is_atom, self.before)):
            for label, part in zip(self.labels(self.before), self.before, strict=True):
                if not is_atom(part):
                    yield self.path + label, part


# -- What is inside --------------------------------------------------------------------------------


def bits(array: np.ndarray) -> Any:
    """The contents of an array, for comparing: 0.0 is not -0.0, and nan is nan."""
    return array.dtype, array.shape, array.tobytes()


def numbered(parts: Sequence[Any]) -> list[str]:
    return [f"[{k}]" for k in range(len(parts))]


def listed(kind: Any, value: Any) -> list[Any]:
    return [*kind.__iter__(value)]  # whatever a subclass makes of it


def items(mapping: Any) -> list[Any]:
    kind = dict if isinstance(mapping, dict) else type(mapping)
    return [*kind.keys(mapping), *kind.values(mapping)]


def keyed(parts: Sequence[Any]) -> list[str]:
    return [f"[{shown(key)}]" for key in parts[: len(parts) // 2]] * 2


def shown(value: Any) -> str:
    """A number or a string as one writes it; of other objects, which may be long, their class."""
    plain = type(value) in ATOMS or isinstance(value, (np.generic, type))
    text = repr(value) if plain else ""
    return text if 0 < len(text) <= 40 else f"<{type(value).__name__}>"


def attributes(value: Any) -> list[Any]:
    names = vars(value)
    return [type(value), *names, *names.values()]


def class_attributes(cls: type) -> list[Any]:
    names = vars(cls)
    return [cls.__bases__, *names, *names.values()]


def dotted(parts: Sequence[Any]) -> list[str]:
    return ["", *[f".{name}" for name in parts[1 : 1 + len(parts) // 2]] * 2]


def entries(array: np.ndarray) -> list[Any]:
    return array.ravel().tolist()


shape_of = operator.attrgetter("shape")


def pickled(value: Any) -> Any:
    """What is inside of an object that only C code knows the inside of."""
    if isinstance(value, random.Random):
        return value.getstate()
    try:
        return memoryview(value).tobytes()
    except TypeError:
        return pickle.dumps(value)


class Slots(NamedTuple):
    """What stands in the `__slots__` of the classes of a value."""

    names: tuple[str, ...]
    descriptors: tuple[Any, ...]

    def read(self, value: Any) -> list[Any]:
        """What stands in them, where something does."""
        return [type(value), *[self._get(descriptor, value) for descriptor in self.descriptors]]

    def labels(self, parts: Sequence[Any]) -> list[str]:
        """Their names."""
        return ["", *[f".{name}" for name in self.names]]

    @staticmethod
    def _get(descriptor: Any, value: Any) -> Any:
        try:
            return descriptor.__get__(value)
        except AttributeError:
            return MISSING


@functools.lru_cache(maxsize=1024)
def slots_of(cls: Any) -> Slots:
    """The `__slots__` of a class and those it is made of."""
    found = [
        descriptor
        for kind in cls.__mro__
        if "__slots__" in vars(kind)
        for descriptor in vars(kind).values()
        if type(descriptor) is types.MemberDescriptorType
    ]
    return Slots(tuple([descriptor.__name__ for descriptor in found]), tuple(found))


def looks_into(path: str, value: Any) -> Iterator[Look]:
    """All that can be seen of a value that may change; nothing, where nothing can."""
    if isinstance(value, np.ndarray):
        if value.dtype.hasobject:
            yield _look(path, value, shape_of, None)
            yield _look(path, value, entries, numbered)
        else:
            yield _look(path, value, bits, None)
    for kind in (list, set, collections.deque):
        if isinstance(value, kind):
            yield _look(path, value, functools.partial(listed, kind), numbered)
    if isinstance(value, (dict, types.MappingProxyType)):
        yield _look(path, value, items, keyed)
    elif isinstance(value, contextvars.ContextVar):
        yield _look(path, value, lambda variable: [variable.get(MISSING)], lambda _: [""])
    elif isinstance(value, random.Random):
        yield _look(path, value, pickled, None)
    if hasattr(value, "__dict__"):
        yield _look(path, value, attributes, dotted)
    cls: Any = type(value)
    slots = slots_of(cls)
    if slots.names:
        yield _look(path, value, slots.read, slots.labels)


def _look(path: str, holder: Any, read: Reader, labels: Labels | None) -> Look:
    return Look(path, holder, read, read(holder), labels)


def opaque(path: str, value: Any) -> Look | None:
    """A look at what only C code knows the inside of; None where even that does not help."""
    try:
        return _look(path, value, pickled, None)
    except Exception:
        return None


def is_used_up(value: Any) -> bool:
    """Whether something gives what it holds only once, as a generator does."""
    return hasattr(type(value), "__next__") and not isinstance(value, io.IOBase)


def passes_through(value: Any) -> dict[str, Any] | None:
    """The parts of what does not change itself, by what is put behind its path; None for others."""
    if isinstance(value, (tuple, frozenset)):
        return {f"[{k}]": part for k, part in enumerate(value)}
    if isinstance(value, functools.partial):
        return {".func": value.func, ".args": value.args, ".keywords": value.keywords}
    if isinstance(value, property):
        return {".fget": value.fget, ".fset": value.fset}
    if isinstance(value, (staticmethod, classmethod)):
        return {"": value.__func__}
    if isinstance(value, functools.cached_property):
        return {"": value.func}
    if isinstance(value, types.MethodType):
        return {"": value.__func__, ".__self__": value.__self__}
    if isinstance(value, (types.BuiltinMethodType, types.MethodWrapperType)):
        owner = value.__self__
        return {} if isinstance(owner, types.ModuleType) else {".__self__": owner}
    if isinstance(value, weakref.ref):
        return {"()": value()}
    if isinstance(value, slice):
        return {".start": value.start, ".stop": value.stop, ".step": value.step}
    return None


# -- Constants -------------------------------------------------------------------------------------


def token(value: Any) -> Any:
    """Something that is equal for two constants exactly where they are the same.

    For a number or a string that is its type and value, for an array its bytes, for a set those of
    its elements; of any other object, which object it is.

    >>> token(1) == token(True), token(np.arange(3)) == token(np.arange(3))
    (False, True)
    """
    kind = type(value)
    if kind is complex:
        return kind, repr(value)
    if kind in ATOMS:
        return kind, value
    if isinstance(value, np.generic):
        return kind, value.dtype, value.tobytes()
    if kind is np.ndarray and not value.dtype.hasobject:
        return kind, bits(value)
    if kind is set or kind is frozenset:
        return kind, frozenset(map(token, value))
    return kind, id(value)
