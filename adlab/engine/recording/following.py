"""Following the user's frames, to know of each node which call and which loop iteration made it.

When a trace is made for display, `Watch` notes, each time the place changes, from which node on it
holds. Recording a node costs nothing more.

- `Watch(graph)`: a context manager that keeps `graph.calls` and `graph.places`. A bridge pushes and
  pops calls that are no functions of the user's, such as the layers of a network.
"""

from __future__ import annotations

import sys
from types import CodeType, FrameType, TracebackType
from typing import Any

from adlab.engine.recording.graph import Graph
from adlab.engine.user import source
from adlab.engine.user.calls import Call, Place
from adlab.engine.user.frames import TRACERS
from adlab.engine.user.whose import is_internal


class Watch:
    """Follow the user's frames while a graph is traced.

    It uses `sys.settrace`, and puts back what was there before (a debugger, a coverage tool).
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.stack: list[int] = []
        self.loops: dict[int, list[tuple[int, int, int]]] = {}  # call → (line, last line, count)
        self.frames: dict[FrameType, int] = {}  # so that a resumed generator keeps its call
        self.pushed = ""  # the name of the method that a call just pushed is going to run

    def __enter__(self) -> Watch:
        self.before = sys.gettrace()
        sys.settrace(self._call)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        sys.settrace(self.before)
        self.frames.clear()

    def _call(self, frame: FrameType, event: str, _: Any) -> Any:
        code = frame.f_code
        if is_internal(code) or (_is_made(frame, bool(self.stack)) and self.pushed != code.co_name):
            return None
        if code.co_name in ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>") and self.stack:
            return None  # these are loops of the call they stand in, see `comprehension`
        index = self.frames.get(frame)
        if index is None and self.pushed == code.co_name:  # it is that call
            index, self.pushed = self.stack[-1], ""
        elif index is None:
            back = frame.f_back if self.stack else None
            name = code.co_name if code.co_name != "<lambda>" else "lambda"
            index = self._new(
                name, back.f_code if back else None, back.f_lasti if back else source.NOWHERE
            )
        self.frames[frame] = index
        self.stack.append(index)
        self._note()
        return self._inside

    def _new(self, name: str, code: CodeType | None, instruction: int) -> int:
        """One call more, with the loops of the caller that are around it."""
        index = len(self.graph.calls)
        caller = self.stack[-1] if self.stack else None
        around = self._loops_of(caller) if caller is not None else ()
        self.graph.calls.append(Call(index, name, caller, code, instruction, around))
        self.loops[index] = []
        return index

    def push(self, name: str, code: CodeType, instruction: int, method: str = "") -> None:
        """Enter a call that is no frame of its own; one of the user's `method` is part of it."""
        self.stack.append(self._new(name, code, instruction))
        self.pushed = method
        self._note()

    def pop(self) -> None:
        """Leave it."""
        self.pushed = ""
        self.stack.pop()
        self._note()

    def turn(self, line: int, number: int) -> None:
        """Begin a turn of a loop that a framework runs."""
        self.leave_loop(line)
        self.loops[self.stack[-1]].append((line, line, number))
        self._note()

    def leave_loop(self, line: int) -> None:
        """The end of such a loop."""
        around = self.loops[self.stack[-1]]
        if around and around[-1][0] == line:
            around.pop()
            self._note()

    def _inside(self, frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            self._line(frame.f_code.co_filename, frame.f_lineno)
        elif event == "return" and self.stack:
            self.stack.pop()
            self._note()
        return self._inside

    def _line(self, filename: str, line: int) -> None:
        """Count an iteration each time the head of a loop is reached again."""
        current = self.loops[self.stack[-1]]
        before = list(current)
        while current and not current[-1][0] <= line <= current[-1][1]:
            current.pop()
        for first, last in source.loops(filename):
            if first == line:
                while current and current[-1][0] > first:
                    current.pop()
                if current and current[-1][0] == first:
                    current[-1] = (first, last, current[-1][2] + 1)
                else:
                    current.append((first, last, 1))
        if current != before:
            self._note()

    def _note(self) -> None:
        if not self.stack:
            return
        call = self.stack[-1]
        place = Place(call, self._loops_of(call))
        start = len(self.graph.values)
        if self.graph.places and self.graph.places[-1][0] == start:
            self.graph.places.pop()
        self.graph.places.append((start, place))

    def _loops_of(self, call: int) -> tuple[tuple[int, int], ...]:
        return tuple((first, count) for first, _, count in self.loops[call])


def _is_made(frame: FrameType, begun: bool) -> bool:
    """Whether Python wrote what runs, for a named tuple or a dataclass that is no user's."""
    back = frame.f_back
    made = frame.f_code.co_filename == "<string>"
    if not made or back is None:
        return False
    return is_internal(back.f_code) and (begun or back.f_globals.get("__name__") not in TRACERS)
