"""Writing into recorded arrays, as NumPy does it: which arrays share their memory.

A recorded array that the user holds is a *name*: it says which node of the Wengert list its entries
are at the moment. Writing into it changes no node. It records a new one, "z with entry 0 replaced",
and the name moves on to that; the node from before stays, and so every derivative is right.

A *view* (`row = y[0]`, `y.T`, `y.reshape(2, 3)`) has no memory of its own. It knows the array it
was taken of, its parent. A write through it is written into the parent too, and so on up to the
array that owns the memory. All other views of that memory then forget their node, and take it anew
when somebody looks: a view that nobody uses again costs nothing.

- `note_view(made, parent, name, params)`: `made` shares the memory of `parent`.
- `write(name, index, value)`: what `name[index] = value` does; `move_on(name, made)`: what
  `name *= 2` does, once the product is recorded.
- `take_anew(name)`: a view that forgot its node gets it back.
- `version(name)`: a name of its own for the same entries, which is what a copy is.

Views are found by weak references, so nothing here keeps an array alive or makes a cycle.

>>> import numpy as np, adlab
>>> def f(x):
...     y = np.zeros(3, like=x)
...     y[0] = x * x
...     y[1:] = 10 * y[0]
...     return np.sum(y)
>>> adlab.value_and_grad(f)(3.0)
(189.0, 126.0)
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.arrays.values import Recorded, detach
from adlab.engine.errors import ShapeError
from adlab.engine.primitives.primitive import call
from adlab.engine.recording.refusals import (
    other_room,
    other_shape,
    plain_target,
    refuse,
    unsupported,
)
from adlab.engine.user import source

READ_ONLY = frozenset({"broadcast_to", "diagonal", "diag", "einsum"})  # NumPy may write, or may not
MAY_SHARE = READ_ONLY | {"index", "reshape", "transpose", "flip", "rot90"}


class View(NamedTuple):
    """How a view is taken of its parent."""

    parent: Any
    name: str  # of the primitive
    params: dict[str, Any]
    last: tuple[Any, int] | None = None  # graph and node of a view that has forgotten its node


new = tuple.__new__  # skips a named tuple's own constructor, which is slow


# -- Which arrays share memory ---------------------------------------------------------------------


class Entry(float):
    """The value of a name for an array of no dimension: one entry, `e = y[0, ...]`, or an own one.

    Other recorded numbers never change, and have a plain float. By this, `e += 1` is told apart
    from `s += 1` without a question being asked for every number.
    """


def note_view(made: Any, parent: Any, name: str, params: dict[str, Any]) -> None:
    """Remember that `made` is a view of `parent`, if NumPy made one: then they share memory."""
    if not shares(made, parent, name, params):
        return
    try:
        views = parent._views
    except AttributeError:
        views = parent._views = []
    if not len(views) & len(views) - 1:  # at 1, 2, 4, 8, …: leave out those that are gone
        views[:] = [view for view in views if view() is not None]
    views.append(weakref.ref(made))
    made._views = views
    made._view = new(View, (parent, name, params, None))
    if type(made._value) is float:
        settle(made, made)


def shares(made: Any, parent: Any, name: str, params: dict[str, Any]) -> bool:
    """Whether NumPy makes a view here."""
    part, whole = made._value, parent._value
    if type(part) is not np.ndarray or type(whole) is not np.ndarray:
        part, whole = detach(part), detach(whole)
    if type(whole) is not np.ndarray:  # a number, in memory only if it is an entry
        return name == "broadcast_to" or view_of(parent) is not None
    if type(part) is not np.ndarray:  # a number, unless an array of no dimension was asked for
        index = params.get("index", ... if name != "einsum" else None)
        return index is ... or (type(index) is tuple and any(part is ... for part in index))
    if name == "broadcast_to" or part.base is whole:
        return True
    return part.base is not None and np.may_share_memory(part, whole)


def of_no_dimension(made: Any) -> Any:
    """A result that is an array for NumPy also where it is one number: it can be written into."""
    if isinstance(made, Recorded) and type(made._value) is float:
        made._value = Entry(made._value)
    return made


def has_memory(name: Any) -> bool:
    """Whether it can be written into: numbers never change, `x *= 2` gives the name another one."""
    return bool(np.ndim(name)) or view_of(name) is not None or type(name._value) is Entry


def settle(name: Any, made: Any) -> None:
    """Let a name stand for the node of another."""
    value = made._value
    if type(value) is float:
        value = Entry(value)
    name._graph, name._index, name._value = made._graph, made._index, value


def view_of(name: Any) -> View | None:
    """How a name is taken of another; None for one that owns its memory."""
    return getattr(name, "_view", None)


def lineage(name: Any) -> Iterator[Any]:
    """The name, its parent, and so on up to the owner of the memory."""
    yield name
    while (view := view_of(name)) is not None:
        name = view.parent
        yield name


def owner(name: Any) -> Any:
    """The array whose memory it is."""
    *_, last = lineage(name)
    return last


def version(name: Any, order: Any = "K") -> Any:
    """Another name for the same entries, with a memory of its own: a copy that needs no node."""
    value = _laid_out(name._value, np.array(detach(name._value), order=order))
    return type(name)(value, name._graph, name._index)


def _laid_out(value: Any, layout: np.ndarray) -> Any:
    """The value, with its entries in memory as in `layout`: what is a view later hangs on it."""
    plain = detach(value)
    if type(plain) is not np.ndarray or plain.strides == layout.strides:
        return value
    if isinstance(value, Recorded):
        kind: Any = type(value)
        return kind(_laid_out(value._value, layout), value._graph, value._index)
    placed = np.empty_like(layout)
    placed[...] = value
    placed.setflags(write=False)
    return placed


# -- Writing ---------------------------------------------------------------------------------------


def write(name: Any, index: Any, value: Any) -> None:
    """`name[index] = value`."""
    if is_view_at(value, name, index):
        return  # the second half of `y[1:] += v`, which has been written through the view
    check_writable(name, value)
    if is_mask_of(index, np.shape(name)):
        check_apart(name, value)
    try:
        made = call("write", name, value, index=index)
    except ShapeError:
        raise other_room(np.shape(detach(name)[index]), np.shape(value)) from None
    move_on(name, made)


def is_view_at(value: Any, name: Any, index: Any) -> bool:
    """Whether a value is the view `name[index]` itself."""
    view = view_of(value)
    if view is None or view.parent is not name or view.name != "index":
        return False
    return repr(view.params["index"]) == repr(index)  # of numbers, slices and an ellipsis


def together(value: Any) -> Any:
    """A nested list with recorded values in it as one recorded array; anything else as it is."""
    if isinstance(value, (list, tuple)) and holds_recorded(value):
        return call("stack", *[together(part) for part in value], axis=0)
    return value


def holds_recorded(value: Any) -> bool:
    """Whether a value is recorded, or a list with such a value somewhere in it."""
    if isinstance(value, (list, tuple)):
        return any(holds_recorded(part) for part in value)
    return isinstance(value, Recorded)


def add_at(ufunc: np.ufunc, name: Any, index: Any, value: Any = None) -> None:
    """`np.add.at(name, index, value)`, which adds once for each time that an entry is listed."""
    check_recorded(name, f"np.{ufunc.__name__}.at")
    if ufunc is not np.add:
        raise unsupported(f"{ufunc.__name__}.at")
    check_writable(name, value)
    move_on(name, call("add_at", name, value, index=index))


def check_recorded(name: Any, function: str, how: str = "", instead: str = "") -> None:
    """Refuse to write a recorded value into a plain array, which could not hold it."""
    if not isinstance(name, Recorded):
        raise plain_target(function, how, instead)


def is_mask_of(index: Any, shape: tuple[int, ...]) -> bool:
    """Whether an index is one mask with a truth value for each entry."""
    part = index[0] if type(index) is tuple and len(index) == 1 else index
    return isinstance(part, (np.ndarray, list)) and kind_of(part) == "b" and np.shape(part) == shape


def check_apart(name: Any, value: Any) -> None:
    """Refuse the few writes where NumPy reads entries that it has written over just before."""
    if np.ndim(value) and isinstance(value, Recorded) and owner(value) is owner(name):
        raise refuse(
            "A view of an array was written into the same array",
            "here NumPy takes no copy first, and reads entries that it has already written over",
            "write a copy: `y[mask] = view.copy()`",
        )


def check_writable(name: Any, value: Any = 0.0) -> None:
    """Refuse what NumPy refuses, and what would lose a derivative."""
    if not has_memory(name):
        raise refuse(
            "An entry of a recorded number was assigned to",
            "a number never changes, as in Python",
            "give the variable another value: `x = ...`",
        )
    view = next((v for each in lineage(name) if (v := view_of(each)) and v.name in READ_ONLY), None)
    if view is not None:
        raise refuse(
            f"A result of np.{view.name} was written into",
            "it shares its entries with another array, and NumPy does not let it be changed, or "
            "not in every version",
            f"write into a copy of it: `arr = np.{view.name}(...).copy()`",
        )
    kind = kind_of(name)
    if kind != "f" and not (kind == "b" and kind_of(value) == "b"):
        raise refuse(
            f"A value was written into a recorded array of {KINDS.get(kind, 'other')}",
            "NumPy would round what is written, and the derivative would be lost",
            "make an array of floats first: `arr = 1.0 * arr`",
        )


KINDS = {"b": "masks", "i": "whole numbers", "u": "whole numbers"}


def kind_of(value: Any) -> str:
    """The kind of a value's dtype: "f" for floats, "b" for masks."""
    return np.asarray(detach(value)).dtype.kind


def move_on(name: Any, made: Any) -> None:
    """The memory of `name` now holds what was recorded in `made`, and all its parents follow."""
    if np.shape(made) != np.shape(name):
        raise other_shape(np.shape(name), np.shape(made))
    moves = []
    for each in lineage(name):
        moves.append((each, made))
        view = view_of(each)
        if view is not None:
            made = put_into_parent(view, made)
    moving = {id(each) for each, _ in moves}
    for reference in getattr(name, "_views", ()):
        view = reference()
        if view is not None and id(view) not in moving:
            forget(view)
    for each, made in moves:
        adopt(each, made)


def into(target: Any, made: Any) -> Any:
    """What an in-place operator leaves: the target, which holds what was made."""
    if not has_memory(target):
        return made
    check_writable(target, made)
    move_on(target, made)
    return target


def put_into_parent(view: View, made: Any) -> Any:
    """The parent of a view, with the view's new entries in their places."""
    if view.name == "index":
        whole = call("write", view.parent, made, index=view.params["index"])
    else:
        primitive = view.parent._graph.primitives[view.name]
        rule = primitive.rules[0]  # it moves entries; its transpose moves them back
        whole = rule.transpose(made, None, view.parent, **view.params)
    code, instruction = whole._graph.records[whole._index][2:4]
    move(whole, code, source.inherited(instruction))  # the statement's name is the view's
    return whole


def move(name: Any, code: Any, instruction: int) -> None:
    """Let a node belong to another place in the source."""
    primitive, params, _, _, *operands = name._graph.records[name._index]
    name._graph.records[name._index] = (primitive, params, code, instruction, *operands)


def adopt(name: Any, made: Any) -> None:
    """Let a name stand for a new node."""
    layout = detach(name._value)
    note_version(made, name._graph, name._index)
    settle(name, made)
    if type(layout) is np.ndarray and detach(made._value).strides != layout.strides:
        if view_of(name) is not None:
            forget(name)
        else:
            name._value = _laid_out(made._value, layout)


def note_version(made: Any, graph: Any, index: int) -> None:
    """Note that a node is the next version of another, whose name it then bears."""
    if made._graph is graph and made._index != index:
        graph.versions[made._index] = index


# -- Views that have forgotten their node ----------------------------------------------------------

STATE = ("_graph", "_index", "_value")


def forget(view: Any) -> None:
    """Let a view forget its node: the next look at it comes to `take_anew`."""
    if not is_forgotten(view):
        view._view = view._view._replace(last=(view._graph, view._index))
        del view._graph, view._index, view._value


def is_forgotten(name: Any) -> bool:
    """Whether a view has to be taken anew."""
    view = view_of(name)
    return view is not None and view.last is not None


def take_anew(name: Any) -> None:
    """Record a view once more, of what its parent is by now."""
    waiting = [each for each in lineage(name) if is_forgotten(each)]
    for each in reversed(waiting):  # parents first
        view = each._view
        made = call(view.name, view.parent, **view.params)
        graph, index = view.last
        each._view = view._replace(last=None)
        settle(each, made)
        move(each, *graph.records[index][2:4])  # where the view was taken first
        note_version(made, graph, index)
