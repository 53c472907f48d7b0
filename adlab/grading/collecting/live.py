"""A function or class that is alive in this process, as a submission to an exercise.

- `source_of(object, entry)`: the text that defines it, with what it needs; None if that is not had.
- `Here(object)`: the object itself, called in a thread of this process.

With its source, a live object is checked like a file: in another process, behind walls, where an
endless loop does no harm. The source is found by name, in the cells that were run or in the file,
and is taken only if it is what is alive: a cell that was changed after it was run is not.

What has no source is called here, in a thread that is stopped at the time limit. That stops a loop
of Python's. It does not stop one inside compiled code, and nothing keeps the object from touching
files: it is for learning, and marks are not given for it.
"""

from __future__ import annotations

import ast
import ctypes
import inspect
import json
import linecache
import queue
import re
import sys
import threading
import time
import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from adlab.grading.collecting.names import bound
from adlab.grading.collecting.needed_cells import Cell, Piece, gather
from adlab.grading.walls import at_once, wire, worker
from adlab.grading.walls.channel import Channel, Silence, Stopwatch
from adlab.grading.walls.remote import Limits
from adlab.grading.walls.sandbox import Layers

# ------------------------------------------------------------------------------ its source


@dataclass(frozen=True)
class Source:
    """The text of a submission, made of pieces.

    Attributes
    ----------
    text : the code
    places : for each of its lines, where the learner finds it, such as "cell 3, line 2"
    """

    text: str
    places: tuple[str, ...]

    def located(self, trace: str) -> str:
        """A traceback of the text, with the learner's places in it."""

        def place(match: re.Match[str]) -> str:
            line = int(match[1])
            known = 0 < line <= len(self.places) and self.places[line - 1]
            return known or match[0]

        return re.sub(r"^line (\d+)\b", place, trace, flags=re.MULTILINE)


def source_of(value: Any, entry: str) -> Source | None:
    """The text that defines a function or class, under the name that an exercise asks for.

    Parameters
    ----------
    value : a function, a class, or anything else that has a name where it was made
    entry : such as "reverse_sweep"
    """
    names, texts = _surroundings(value)
    name = _name_of(value, names)
    if not name or not texts:
        return None
    cells = [Cell.read(text) for _, text in texts]
    wanted = ast.parse(f"{entry} = {name}" if name != entry else f"{name}")
    pieces = gather(cells, wanted.body, list(reversed(range(len(cells)))))
    if not _is_alive(pieces, texts, names, name):
        return None
    lines = [line for cell in cells for line in cell.future]
    places = ["" for _ in lines]
    for piece in pieces:
        label = texts[piece.cell][0]
        for number, line in enumerate(piece.text.split("\n")):
            lines.append(line)
            places.append(f"{label}, line {piece.line + number}")
        lines += ["", ""]
        places += ["", ""]
    if name != entry:
        lines.append(f"{entry} = {name}")
        places.append("")
    return Source("\n".join(lines) + "\n", tuple(places))


def _surroundings(value: Any) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The names among which an object was made, and the texts that made them, oldest first."""
    shell = _shell()
    module = sys.modules.get(getattr(value, "__module__", None) or "__main__")
    if shell is not None and module in (None, shell.user_module):
        history = enumerate(shell.history_manager.input_hist_raw)
        return shell.user_ns, [(f"cell {number}", text) for number, text in history if number]
    path = getattr(module, "__file__", None) or ""
    lines = linecache.getlines(path) if path else []
    return (vars(module) if module else {}), [(Path(path).name, "".join(lines))] if lines else []


def _shell() -> Any:
    """IPython's shell, in a notebook; else None."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell if hasattr(shell, "history_manager") else None


def _name_of(value: Any, names: dict[str, Any]) -> str | None:
    own = getattr(value, "__name__", "")
    if names.get(own) is value:
        return own
    found = (name for name, held in list(names.items()) if held is value and name[:1] != "_")
    return next(found, None)


def _is_alive(
    pieces: list[Piece], texts: list[tuple[str, str]], names: dict[str, Any], name: str
) -> bool:
    """Whether the pieces define the functions and classes that are alive under their names."""
    defined = {each: piece for piece in pieces for each in bound(ast.parse(piece.text).body)}
    used = {piece.cell for piece in pieces}
    for each, piece in defined.items():
        alive = names.get(each)
        cells = used if inspect.isclass(alive) else {piece.cell}  # a method may be added later
        for function in _functions(alive):
            if not any(function.strip() in texts[cell][1] for cell in cells):
                return False
    return name in defined


def _functions(value: Any) -> Iterator[str]:
    """The source of a function, or of a class's methods; of what came from elsewhere, nothing."""
    parts = vars(value).values() if inspect.isclass(value) else [value]
    for part in parts:
        part = getattr(part, "__func__", part)
        if inspect.isfunction(part) and part.__module__ == value.__module__:
            try:
                yield inspect.getsource(part)
            except (OSError, TypeError):
                continue  # made by a decorator


# ------------------------------------------------------------------------------ in this process


class Stop(BaseException):
    """Raised in a thread whose time is over."""


def _seconds_of(thread: threading.Thread) -> float | None:
    """The processor time of a thread; None if it has ended: then its clock may not be asked for."""
    if thread.ident is None or not thread.is_alive():
        return None
    return time.clock_gettime(time.pthread_getcpuclockid(thread.ident))


class Here(Channel):
    """A live object at the other end of a channel: it is called in a thread of this process.

    It stands in the place of a server: `start` gives a channel to a new thread.
    """

    def __init__(self, value: Any) -> None:
        self._value = value
        self.left_running = False
        """Whether something could not be stopped."""

    def start(self, imports: tuple[str, ...], limits: Limits, layers: Layers) -> Channel:
        if at_once.ALONE:
            guests = partial(_Live, value=self._value)
            return at_once.AtOnce(guests).start(imports, limits, layers)
        channel = Here(self._value)
        channel._parent = self
        channel._inbox, channel._outbox = queue.SimpleQueue(), queue.SimpleQueue()
        channel._thread = threading.Thread(target=channel._serve, daemon=True, name="adlab check")
        channel._thread.start()
        return channel

    _parent: Here
    _inbox: queue.SimpleQueue[bytes]
    _outbox: queue.SimpleQueue[bytes]
    _thread: threading.Thread

    def stopwatch(self) -> Stopwatch:
        """By the processor time of the thread, where the system tells it."""
        if not hasattr(time, "pthread_getcpuclockid"):
            return Stopwatch()
        return Stopwatch(lambda: _seconds_of(self._thread))

    def exchange(self, request: bytes, watch: Stopwatch, limit: float) -> bytes:
        if request:
            self._inbox.put(request)
        while True:
            left = watch.left(limit)
            try:
                return self._outbox.get(timeout=left)
            except queue.Empty:
                if not left:
                    raise Silence("time") from None

    def output(self) -> str:
        """Nothing: what it prints stands in the notebook already."""
        return ""

    def close(self, patience: float = 0.0) -> None:
        """End the thread: it waits for a request, or it is in the learner's code."""
        self._inbox.put(b"")
        for _ in range(20):  # a bare `except:` may catch some
            self._thread.join(0.05)
            if not self._thread.is_alive():
                return
            identity, stop = ctypes.c_ulong(self._thread.ident or 0), ctypes.py_object(Stop)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(identity, stop)
        self._parent.left_running = True

    # ------------------------------------------------------------------- what the thread does

    def _serve(self) -> None:
        try:
            first = self._inbox.get()
            if not first:  # closed before it began
                return
            task = json.loads(first)["task"]
            self._outbox.put(wire.encode({"state": "ready"}))
            submission = _Live(task, self, self._value)
            self._answer(0, submission.load, {"state": "loaded"})
            while request := self._inbox.get():
                frame = json.loads(request)
                self._answer(frame["id"], lambda frame=frame: submission.call(frame))
        except Stop:
            pass

    def _answer(self, id: int, action: Any, reply: dict[str, Any] | None = None) -> None:
        try:
            value = action()
            self.send(reply or {"id": id, "value": value})
        except Stop:
            raise
        except BaseException as error:
            told = worker.describe(error, "") | {"trace": own_frames(error)}
            self._outbox.put(wire.encode({"id": id, "problem": told}))

    def send(self, frame: dict[str, Any]) -> None:
        """Tell the grader; what the worker's side of a channel is asked to do."""
        self._outbox.put(wire.encode(frame))

    def receive(self) -> dict[str, Any]:
        """Hear the grader's next word."""
        return json.loads(self._inbox.get())


class _Live(worker.Guest):
    """A submission that is there already."""

    def __init__(self, task: dict[str, Any], channel: Any, value: Any) -> None:
        super().__init__(task, channel)
        setattr(self.student, task["entry"], value)

    def load(self) -> None:
        if self.task["adapter"]:
            names = {"submission": self.student, "entry": self.task["entry"], "oracle": self.oracle}
            self.adapter.__dict__.update(names)
            exec(compile(self.task["adapter"], worker.ADAPTER, "exec"), vars(self.adapter))


_NOT_THEIRS = (str(Path(__file__).parents[2]), str(Path(threading.__file__).parent), "<frozen ")


def own_frames(error: BaseException) -> str:
    """The frames of a traceback that are neither Python's nor adlab's own, innermost last."""
    found = []
    trace = error.__traceback__
    while trace is not None:
        code: types.CodeType = trace.tb_frame.f_code
        if not code.co_filename.startswith((*_NOT_THEIRS, worker.ADAPTER)):
            text = linecache.getline(code.co_filename, trace.tb_lineno).strip()
            found.append(
                f"line {trace.tb_lineno}, in {code.co_name}" + f"\n    {text}" * bool(text)
            )
        trace = trace.tb_next
    if len(found) > 12:
        found[4:-8] = [f"… {len(found) - 12} more …"]
    return "\n".join(found)
