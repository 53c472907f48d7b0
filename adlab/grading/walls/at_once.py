"""A submission that answers in this very thread, where there are neither processes nor threads.

- `AtOnce()`: stands in the place of a server; `ALONE`: whether nothing else can be had here.

This is how a browser's Python checks: for learning, and without walls. A loop of Python's is ended
at the time limit; one inside compiled code is not, and the page has to end the whole of Python.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from types import FrameType
from typing import Any

from adlab.grading.walls import wire, worker
from adlab.grading.walls.channel import Channel, Silence, Stopwatch
from adlab.grading.walls.limits import Limits
from adlab.grading.walls.sandbox import Layers

ALONE = sys.platform == "emscripten"

SLOWER = 12
"""How much longer a call may take than an exercise says: each line is looked at here, and Python is
slower in a browser."""


class _Late(BaseException):
    """Raised in a submission whose time is over."""


Guests = Callable[[dict[str, Any], Any], worker.Guest]


class AtOnce(Channel):
    """A submission of this thread at the other end of a channel.

    Parameters
    ----------
    guests : makes the submission of the task and this channel
    """

    keeps_order = False

    def __init__(self, guests: Guests = worker.Guest) -> None:
        self._guests = guests
        self._printed_here = io.StringIO()
        self._asked = b""

    _guest: worker.Guest
    _limits: Limits
    _end = 0.0

    def start(self, imports: tuple[str, ...], limits: Limits, layers: Layers) -> AtOnce:
        channel = AtOnce(self._guests)
        channel._limits = limits
        return channel

    def stopwatch(self) -> Stopwatch:
        return Stopwatch()

    def exchange(self, request: bytes, watch: Stopwatch, limit: float) -> bytes:
        """Answer a request before this returns; what it asks meanwhile, `consult` answers."""
        frame = json.loads(request) if request else {}
        if "task" in frame:
            self._guest = self._guests(frame["task"], self)
            self._guest.watched = self._watched
            return wire.encode({"state": "ready"})
        if frame:
            return self._answer(frame["id"], lambda: self._guest.call(frame))
        return self._answer(0, self._guest.load, {"state": "loaded"})

    def output(self) -> str:
        return self._printed_here.getvalue()[: self._limits.output]

    def close(self, patience: float = 0.0) -> None:
        """Nothing: when nothing is asked of it, nothing runs."""

    # ------------------------------------------------------------------- the submission's side

    def send(self, frame: dict[str, Any]) -> None:
        """Hear what the submission asks in the middle of a call."""
        self._asked = wire.encode(frame)

    def receive(self) -> dict[str, Any]:
        """Answer that: whoever has called stands further up in this thread, and cannot."""
        return json.loads(self.consult(self._asked))

    def _watched(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, watched anew in each call: after a late one Python has stopped."""

        def call(*arguments: Any) -> Any:
            if time.monotonic() > self._end:
                raise _Late
            sys.settrace(_watching(self._end))
            return function(*arguments)

        return call

    def _answer(self, id: int, action: Any, reply: dict[str, Any] | None = None) -> bytes:
        before = sys.gettrace()
        self._end = time.monotonic() + SLOWER * self._limits.call
        sys.settrace(_watching(self._end))
        try:
            with redirect_stdout(self._printed_here):
                value = action()
            return wire.encode(reply or {"id": id, "value": value})
        except _Late:
            raise Silence("time") from None
        except self.passing:
            raise
        except BaseException as error:
            source = self._guest.task["source"]
            return wire.encode({"id": id, "problem": worker.describe(error, source)})
        finally:
            sys.settrace(before)


def _watching(end: float) -> Callable[[FrameType, str, Any], Any]:
    """A function that looks at each step of a submission, and ends it when its time is over."""

    def line(frame: FrameType, event: str, value: Any) -> Any:
        if time.monotonic() > end:
            raise _Late
        return line

    def call(frame: FrameType, event: str, value: Any) -> Any:
        if frame.f_code.co_filename != worker.STUDENT:
            return None
        # Before 3.12 a loop of one instruction, `while True: pass`, never comes to a new line.
        frame.f_trace_opcodes = sys.version_info < (3, 12)
        return line

    return call
