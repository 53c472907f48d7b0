"""An engine of one's own, as adlab can read it: what its nodes hold, and how its sweep is started.

- `protocol(engine, ...)`: find where a class keeps value and adjoint, and its `backward`.
- `Protocol`: the answers; `links(node)` are the operands a node keeps, with partials if there are.

What people write looks like micrograd's `Value`: a class whose objects hold a number, the adjoint
(often called `grad`) and the operands, with a method `backward`. Names differ, so they are found
by looking at objects; where that does not tell, the error says which name to give. In the place of
a number there may be a NumPy array.

>>> class Value:
...     def __init__(self, data, operands=()):
...         self.data, self.operands, self.grad = data, operands, 0.0
...
...     def backward(self): ...
>>> spoken = protocol(Value)
>>> spoken.value(Value(3.0)), spoken.adjoint_name
(3.0, 'grad')
"""

from __future__ import annotations

import numbers
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.errors import EngineError, explain

Name = str | Callable[[Any], Any]  # an attribute, or a function of a node
PROBE = 1.7  # what a first object is made of, to look at it

VALUES = ("data", "value", "val", "v", "primal")
ADJOINTS = ("grad", "adjoint", "gradient", "derivative", "adj", "bar", "g", "d")
BACKWARD = ("backward", "backprop", "backpropagate", "reverse", "back")
PARTIALS = ("partial", "local", "deriv", "slope", "grads", "weight")  # part of such a name


class Link(NamedTuple):
    """One operand of a node, as the engine keeps it."""

    operand: Any
    partial: float | None  # None where the engine keeps none beside it


class Protocol(NamedTuple):
    """How an engine is spoken to."""

    make: Callable[[Any], Any]  # number or array → node
    root: type  # the class of its nodes
    value: Callable[[Any], Any]
    adjoint: Callable[[Any], Any]
    adjoint_name: str | None  # the attribute, whose writes can be watched; None for a function
    operands: Name | None
    backward: Callable[[Any], object]

    def is_node(self, thing: Any) -> bool:
        """Whether something is a node of this engine."""
        return isinstance(thing, self.root)

    def links(self, node: Any) -> tuple[list[Link], bool]:
        """The operands that a node keeps, and whether it can keep one of them twice."""
        if self.operands is not None:
            kept = self.operands(node) if callable(self.operands) else getattr(node, self.operands)
            return list(self._links(kept)), not isinstance(kept, (set, frozenset, dict))
        held = {name: each for name, each in attributes(node).items() if each is not node}
        found = {name: list(self._links(each)) for name, each in held.items()}
        found = {name: links for name, links in found.items() if links}
        containers = {name: each for name, each in found.items() if not self.is_node(held[name])}
        if not containers:  # such as `left` and `right`
            return [link for links in found.values() for link in links], True
        name = max(containers, key=lambda one: containers[one][0].partial is not None)
        links = containers[name]
        if links[0].partial is None:
            links = self._with_partials(links, held)
        return links, not isinstance(held[name], (set, frozenset, dict))

    def _links(self, kept: Any) -> Iterator[Link]:
        """The nodes in an attribute: one, several, or pairs of a node and a number."""
        if self.is_node(kept):
            yield Link(kept, None)
        elif isinstance(kept, (list, tuple, set, frozenset, dict)):
            for each in kept.items() if isinstance(kept, dict) else kept:
                if self.is_node(each):
                    yield Link(each, None)
                elif isinstance(each, (list, tuple)):
                    nodes = [part for part in each if self.is_node(part)]
                    slopes = [float(part) for part in each if is_number(part)]
                    if len(nodes) == 1:
                        yield Link(nodes[0], slopes[0] if len(slopes) == 1 else None)

    def _with_partials(self, links: list[Link], held: dict[str, Any]) -> list[Link]:
        """Partials from a list beside that of the operands, where there is one."""
        for name, each in held.items():
            fits = isinstance(each, (list, tuple)) and len(each) == len(links)
            if fits and all(map(is_number, each)) and any(part in name for part in PARTIALS):
                pairs = zip(links, each, strict=True)
                return [Link(link.operand, float(partial)) for link, partial in pairs]
        return links


def is_number(thing: Any) -> bool:
    """Whether it is a plain number; True and False are not."""
    return isinstance(thing, numbers.Real) and not isinstance(thing, bool)


def is_all(thing: Any, number: float) -> bool:
    """Whether it is a number, or an array of a number, that is this one everywhere."""
    is_array = isinstance(thing, np.ndarray) and thing.dtype.kind in "fiu"
    return (is_number(thing) or is_array) and bool(np.all(thing == number))


def attributes(node: Any) -> dict[str, Any]:
    """What an object holds by name, in slots, properties or its dictionary; no methods."""
    names = list(vars(node)) if hasattr(node, "__dict__") else []
    for each in type(node).__mro__:
        slots = vars(each).get("__slots__", ())
        names += [slots] if isinstance(slots, str) else slots
        names += [name for name, kept in vars(each).items() if isinstance(kept, property)]
    found = {}
    for name in dict.fromkeys(names):
        try:
            held = getattr(node, name)
        except Exception:  # a slot that is not set yet, a property that cannot answer yet
            continue
        if not callable(held) and not name.startswith("__"):
            found[name] = held
    return found


def protocol(
    engine: Callable[[Any], Any],
    value: Name | None = None,
    adjoint: Name | None = None,
    operands: Name | None = None,
    backward: Name | None = None,
) -> Protocol:
    """Find out how an engine is spoken to.

    Parameters
    ----------
    engine : its class, or a function that makes a node of a number, or of an array
    value, adjoint, operands : str or callable, optional
        The attribute of a node, or a function of it, where looking does not tell.
    backward : str or callable, optional
        The method of a node, or a function of the output node, that runs the reverse sweep.

    Raises
    ------
    EngineError
        Something is not found; the message says what to pass.
    """
    if not callable(engine):
        raise EngineError(
            explain(
                f"adlab wants your engine's class, and got {engine!r}.",
                fix="pass the class itself, such as adlab.step_with(Value, f, 2.0)",
            )
        )
    try:
        node = engine(PROBE)
    except Exception as error:
        raise EngineError(
            explain(
                f"Your engine could not make a node of the number {PROBE}: "
                f"{type(error).__name__}: {error}.",
                fix="let its first argument be the number and give the others a default; or pass "
                "a function of a number, such as lambda number: Value(number, None)",
            )
        ) from error
    kind = type(node)
    root = next((each for each in reversed(kind.__mro__) if _is_own(each)), None)
    if root is None:
        raise EngineError(
            explain(
                f"Your engine makes {kind.__name__} objects, and adlab can watch only a class "
                "that is written in Python.",
                fix="write a class of your own for the nodes",
            )
        )
    held = attributes(node)
    name = value or _find_value(held, kind.__name__)
    adjoint = adjoint or _find_adjoint(held, name, kind.__name__)
    return Protocol(
        engine,
        root,
        _reader(name),
        _reader(adjoint),
        adjoint if isinstance(adjoint, str) else None,
        operands,
        _backward(kind, backward),
    )


def _is_own(kind: type) -> bool:
    """Whether a class is somebody's own: written in Python, and open to being watched."""
    return bool(kind.__flags__ & 1 << 9) and kind.__module__ not in ("abc", "typing")


def _reader(name: Name) -> Callable[[Any], Any]:
    return name if callable(name) else lambda node: getattr(node, name, None)


def _find_value(held: dict[str, Any], kind: str) -> str:
    numeric = [name for name, each in held.items() if is_all(each, PROBE)]
    for name in (*VALUES, *numeric):
        if name in numeric:
            return name
    raise _not_found("its value", "value", held, f"a {kind} made of {PROBE}")


def _find_adjoint(held: dict[str, Any], value: Name, kind: str) -> str:
    empty = [
        name for name, each in held.items() if name != value and (each is None or is_all(each, 0.0))
    ]
    for name in (*ADJOINTS, *(empty if len(empty) == 1 else ())):
        if name in empty:
            return name
    raise _not_found("its adjoint", "adjoint", held, f"a {kind}")


def _not_found(what: str, argument: str, held: dict[str, Any], thing: str) -> EngineError:
    names = ", ".join(held) or "nothing"
    example = next(iter({"value": VALUES, "adjoint": ADJOINTS}[argument]))
    return EngineError(
        explain(
            f"adlab looked at {thing} and could not tell where it keeps {what}. It holds: {names}.",
            fix=f'say it: step_with(..., {argument}="{example}"), or {argument}= a function that '
            "gets a node",
        )
    )


def _backward(kind: type, name: Name | None) -> Callable[[Any], object]:
    if callable(name):
        return name
    for each in BACKWARD if name is None else (name,):
        if callable(getattr(kind, each, None)):
            return lambda output: getattr(output, each)()
    own = [each for each in dir(kind) if not each.startswith("_") and callable(getattr(kind, each))]
    raise EngineError(
        explain(
            f"{kind.__name__} has no method {name or 'backward'!r}, which would start the reverse "
            f"sweep. Its methods: {', '.join(own) or 'none'}.",
            fix='pass its name, backward="…", or a function that gets the output node',
        )
    )
