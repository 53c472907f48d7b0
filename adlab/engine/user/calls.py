"""Which call and which loop iteration a node belongs to.

Four calls of one helper share one code object, so the source position of a node cannot tell them
apart.

- `Call`: one call of one of the user's functions.
- `Place`: the call and the iterations of the loops around a node.
"""

from __future__ import annotations

from types import CodeType
from typing import NamedTuple

from adlab.engine.user import source


class Call(NamedTuple):
    """One call of a user's function; call 0 is the traced function itself."""

    index: int  # type: ignore[assignment]
    name: str
    caller: int | None  # index of the call that made it
    code: CodeType | None  # where the call stands, in the caller
    instruction: int
    loops: tuple[tuple[int, int], ...] = ()  # around the call, in the caller: as in `Place`

    @property
    def span(self) -> source.Span | None:
        """The call expression, in the caller."""
        return source.locate(self.code, self.instruction)

    @property
    def assigned_name(self) -> str | None:
        """The variable that the result was assigned to."""
        return source.assigned_name(self.code, self.instruction)


class Place(NamedTuple):
    """Where a node was made."""

    call: int
    loops: tuple[tuple[int, int], ...]  # (line of the loop, iteration counted from 1), outer first
