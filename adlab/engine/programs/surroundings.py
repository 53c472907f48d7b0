"""The surroundings of a function: all that it uses without its being an argument.

- `Surroundings(f, others)`: as they are now; `unchanged()` tells whether they still are, and
  `change()` what has changed, as one would write it: `net.layers[0].w`.
- `equal(one, other)`: whether two constants are the same, arrays entry by entry.

What is used is found by what the code mentions: from `f` to the globals and enclosing variables
it names, the attributes of modules, the defaults, and on from there, through containers, instances
and their classes, to every function, whose code is read in its turn. How one sees of a value
whether it has changed is said in `looks`. Code of Python, NumPy, adlab and other installed packages
is not read: only what is handed to it, or stands in its objects, is looked at.
"""

from __future__ import annotations

import builtins
import operator
import sys
import types
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, zip_longest
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.errors import TracingError, explain
from adlab.engine.programs.looks import (
    Look,
    attributes,
    bits,
    class_attributes,
    dotted,
    is_atom,
    is_used_up,
    looks_into,
    opaque,
    passes_through,
    token,
)
from adlab.engine.programs.mentions import mentioned, words_of
from adlab.engine.recording.var import Var
from adlab.engine.user.whose import is_internal_file

MOST = 100_000  # objects that are looked into; more are refused

SILENT = frozenset(  # attributes of classes that no function computes with
    ["__annotations__", "__dataclass_fields__", "__doc__", "__dict__", "__weakref__", "_abc_impl"]
)


def equal(one: Any, other: Any) -> bool:
    """Whether two constants are the same, for arrays entry by entry."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.shape == other.shape and bits(one) == bits(other)
    try:
        return bool(one == other)
    except Exception:  # objects that compare in their own way
        return False


class Surroundings:
    """What a function uses without its being an argument, as it was.

    Parameters
    ----------
    f : callable
    others : iterable of (path, value)
        What else is looked into, such as objects among the arguments.

    Raises
    ------
    TracingError
        The function uses a generator, which gives what it holds only once, or more objects than
        can be looked into at every call.
    """

    def __init__(self, f: Callable[..., Any], others: Iterable[tuple[str, Any]] = ()) -> None:
        self.unseen: list[str] = []  # what cannot be looked into
        self._looks: list[Look] = []
        self._places: list[Place] = []
        self._names: dict[int, tuple[dict[str, Any], str, set[str]]] = {}  # namespace → in use
        self._modules: dict[str, types.ModuleType] = {}
        self._attributes: set[str] = set()  # that some code mentions
        self._seen: dict[int, Any] = {}
        self._own: dict[str, Any] | None = None  # the globals of the first function
        self._root = getattr(f, "__func__", f)
        self._left = deque([("self", getattr(f, "__self__", None)), *others])
        self.others = [value for _, value in self._left]  # kept, so that no other gets their ids
        self._left.appendleft((getattr(f, "__name__", "self"), self._root))
        self._walk()
        self._note_names()
        self._identities = [look for look in self._looks if look.labels is not None]
        self._contents = [look for look in self._looks if look.labels is None]
        self._tested = tester(self._places)
        del self._seen, self._left, self._root, self._names, self._modules

    def unchanged(self) -> bool:
        """Whether all is as it was."""
        try:
            if not self._tested():
                return False
            for _, holder, read, before, _ in self._identities:
                now = read(holder)
                if len(now) != len(before) or not all(map(operator.is_, now, before)):
                    return False
            for _, holder, read, before, _ in self._contents:
                if read(holder) != before:
                    return False
        except Exception:  # what was there is gone
            return False
        return True

    def change(self) -> str:
        """What has changed, as one would write it; "" where nothing has."""
        changes = chain((p.change() for p in self._places), (look.change() for look in self._looks))
        return next(filter(None, changes), "")

    def difference(self, other: Surroundings) -> str:
        """The first thing that differs in value, and not only in which object it is.

        A recorded value that some run has left behind does not count: who used it would be told.
        """
        pairs = zip_longest(self._picture(), other._picture())
        return next(((one or two)[0] for one, two in pairs if one != two), "")

    def _picture(self) -> Iterator[tuple[str, Any]]:
        """What there is, as paths and values that can be compared."""
        for place in self._places:
            yield place.path, pictured(place.before)
        for look in self._looks:
            if look.labels is None:
                yield look.path, look.before
            else:
                labels = look.labels(look.before)
                for label, part in zip(labels, look.before, strict=True):
                    yield look.path + label, pictured(part)

    # -- The walk ----------------------------------------------------------------------------------

    def _walk(self) -> None:
        """Look into all that can be reached, what is nearest first."""
        while self._left or self._next_names():
            path, value = self._left.popleft()
            if is_atom(value) or id(value) in self._seen:
                continue
            self._seen[id(value)] = value
            if len(self._seen) > MOST:
                raise too_much(path)
            self._visit(path, value)

    def _visit(self, path: str, value: Any) -> None:
        if isinstance(value, types.FunctionType):
            self._function(path, value)
        elif isinstance(value, types.ModuleType):
            self._modules.setdefault(path, value)
        elif isinstance(value, type):
            self._class(value)
        elif str(type(value).__module__).startswith("adlab.engine."):
            self._left.append((path, getattr(value, "__wrapped__", None)))
        else:
            self._object(path, value)

    def _function(self, path: str, function: types.FunctionType) -> None:
        self._left.append((path, getattr(function, "__wrapped__", None)))
        code = function.__code__
        if not is_users(code.co_filename) and function is not self._root:
            return
        self._own = function.__globals__ if self._own is None else self._own
        for attribute in ("__code__", "__defaults__", "__kwdefaults__"):
            value = getattr(function, attribute)
            self._note(f"{path}.{attribute}", f"{{0}}.{attribute} is {{1}}", function, value)
        self._left.append((path, function.__defaults__ or ()))
        self._left.append((path, function.__kwdefaults__ or ()))
        if vars(function):
            self._add([Look(path, function, attributes, attributes(function), dotted)])
        for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
            self._note(name, "content({0}) is {1}", cell, content(cell))
            self._left.append((name, content(cell)))
        self._mentions(function)

    def _mentions(self, function: types.FunctionType) -> None:
        """Note what the code of a function names: globals, attributes of modules, and modules."""
        found, namespace = mentioned(function.__code__), function.__globals__
        self._left += [(name, sys.modules.get(name)) for name in sorted(found.modules)]
        words: set[str] = set()
        if found.reflects:  # a string that it uses may be a name as well
            strings = [namespace.get(name) for name in found.globals]
            strings += [content(cell) for cell in function.__closure__ or ()]
            words.update(*map(words_of, [*strings, function.__defaults__]))
        self._attributes |= found.attributes | words
        self._use(namespace, namespace.get("__name__", ""), found.globals | words)

    def _use(self, namespace: dict[str, Any], path: str, names: Iterable[str]) -> None:
        """Note that some code uses names of a module."""
        prefix = "" if namespace is self._own else f"{path}."
        _, prefix, known = self._names.setdefault(id(namespace), (namespace, prefix, set()))
        for name in sorted(set(names) - known):
            known.add(name)
            if name in namespace:
                self._left.append((prefix + name, namespace[name]))

    def _next_names(self) -> bool:
        """Look at the attributes of modules, once all code is known that may mention them."""
        for path, module in list(self._modules.items()):
            namespace = vars(module)
            names = self._attributes
            if not is_users(getattr(module, "__file__", None) or ""):
                names = names & namespace.keys()
            self._use(namespace, path, names)
        return bool(self._left)

    def _class(self, cls: type) -> None:
        self._left.append((cls.__name__, type(cls)))
        self._left += [(base.__name__, base) for base in cls.__bases__]
        if is_users_class(cls):
            look = Look(cls.__name__, cls, class_attributes, class_attributes(cls), dotted)
            self._add([look], SILENT)

    def _object(self, path: str, value: Any) -> None:
        parts = passes_through(value)
        is_known = parts is not None and not is_users_class(type(value))  # a tuple, a partial, …
        looks = [] if is_known else [*looks_into(path, value)]
        if parts is None and not looks:
            look = opaque(path, value)
            if look is None and is_used_up(value):
                raise used_up(path, value)
            if look is None:
                self.unseen.append(f"{path}, a {type(value).__name__}")
            looks = [look] if look else []
        self._left += [(path + label, part) for label, part in (parts or {}).items()]
        self._left.append((type(value).__name__, type(value)))
        self._add(looks)

    def _add(self, looks: Iterable[Look], silent: frozenset[str] = frozenset()) -> None:
        for look in looks:
            self._looks.append(look)
            self._left += [
                (path, part)
                for path, part in look.parts()
                if not silent or path.rpartition(".")[2] not in silent
            ]

    def _note_names(self) -> None:
        """Note what stands under each name that some code uses, and which of them do not exist."""
        for namespace, prefix, names in self._names.values():
            for name in sorted(names):
                test = (
                    f"{{0}}[{name!r}] is {{1}}" if name in namespace else f"{name!r} not in {{0}}"
                )
                self._note(prefix + name, test, namespace, namespace.get(name))

    def _note(self, path: str, test: str, holder: Any, before: Any) -> None:
        self._places.append(Place(path, test, holder, before))


class Place(NamedTuple):
    """Something of a function or of a module that may be replaced by something else."""

    path: str
    test: str  # whether it is as it was; {0} is the holder, {1} what was there
    holder: Any
    before: Any

    def change(self) -> str:
        """Its path where it is not as it was, else ""."""
        try:
            return "" if tester([self])() else self.path
        except Exception:  # what was there is gone
            return self.path


def tester(places: list[Place]) -> Callable[[], bool]:
    """One function that tests all places, written out: loops would take several times as long."""
    tests, namespace = ["True"], {"content": content}
    for k, (_, text, holder, before) in enumerate(places):
        tests.append(text.format(f"h{k}", f"v{k}"))
        namespace[f"h{k}"], namespace[f"v{k}"] = holder, before
    return eval(compile(f"lambda: {' and '.join(tests)}", "<adlab places>", "eval"), namespace)


def content(cell: types.CellType) -> Any:
    """What an enclosing variable holds; NotImplemented where it is not filled yet."""
    try:
        return cell.cell_contents
    except ValueError:
        return NotImplemented


def pictured(part: Any) -> Any:
    """A part as something that can be compared; what is inside of it is compared by itself."""
    return token(part) if is_atom(part) else "recorded" if type(part) is Var else type(part)


# -- Whose code it is ------------------------------------------------------------------------------


def is_users(filename: str) -> bool:
    """Whether a file is the user's, and not one of Python, NumPy, adlab or an installed package."""
    return not (
        is_internal_file(filename)
        or filename.startswith("<frozen")
        or "site-packages" in filename
        or "dist-packages" in filename
    )


def is_users_class(cls: type) -> bool:
    """Whether a class was written by the user."""
    module = sys.modules.get(cls.__module__)
    filename = getattr(module, "__file__", None)
    if filename is None:
        return cls.__module__ not in sys.stdlib_module_names and cls.__module__ != builtins.__name__
    return is_users(filename)


# -- Refusals --------------------------------------------------------------------------------------


def too_much(path: str) -> TracingError:
    """The error for a function that uses more than can be compared at every call."""
    return TracingError(
        explain(
            f"The function uses more than {MOST} objects; one of them is {path}.",
            why="a compiled function compares at every call what it uses without its being an "
            "argument",
            fix="pass what it needs as arguments, or use value_and_grad",
        )
    )


def used_up(path: str, value: Any) -> TracingError:
    """The error for a function that uses a generator."""
    return TracingError(
        explain(
            f"The function uses {path}, a {type(value).__name__}, which gives what it holds only "
            "once.",
            why="a compiled function could not tell whether it still holds the same",
            fix="make a list of it, and pass that as an argument",
        )
    )
