"""The child's side of a grade: load one submission, answer calls, report what went wrong.

This is one file of the standard library's means, so that any transport can carry it:
``python -I -B -S worker.py`` in a sandbox, or ``docker run -i … python -I worker.py``. Frames come
on standard input and leave on standard output (``wire`` describes them); what the student prints
is taken to standard error.

    → {"task": {"source": …, "entry": …, "adapter": …, "imports": […], "oracle": …,
      "arrays": …, "paths": […]}}
    ← {"state": "ready"}      from here on the student's code runs
    ← {"state": "loaded"}
    → {"id": 1, "call": "gradients", "args": […]}
    ← {"id": 1, "ask": "mul", "args": [2.0, {"hidden": 0}]}       only where there is an oracle
    → {"id": 1, "answer": {"hidden": 1}}
    ← {"id": 1, "value": …}   or {"id": 1, "problem": {"kind": …, "message": …, "trace": …}}
    → {"id": 2, "call": "f", "objects": […], "calls": [[{"same": 0}], …]}   several, on one data
    ← {"id": 2, "value": {"answers": […], "changed": []}}

Nothing here is secret from the student's code, and nothing here decides about marks.
"""

from __future__ import annotations

import builtins
import json
import os
import sys
import types
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing itself would cost a tenth of a cold start
    from collections.abc import Callable, Sequence
    from typing import Any, NoReturn, TextIO

STUDENT = "submission.py"
ADAPTER = "adapter.py"
LONGEST = 20_000  # characters of a trace or message

_HELPFUL = """
    __future__ abc bisect cmath collections contextlib copy dataclasses decimal enum fractions
    functools heapq itertools math numbers operator random re statistics string time types typing
    warnings
"""
HELPFUL = frozenset(_HELPFUL.split())
"""Modules that any exercise may import: none of them differentiates, none sorts a graph."""


class Refusal(Exception):
    """A problem to report, in the words of this file."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class ImportNotAllowed(ImportError):
    """An import that the exercise does not allow."""


# ---------------------------------------------------------------------------------- the channel


class Streams:
    """Lines out and in, on file descriptors that the student's prints do not reach."""

    def __init__(self, requests: int, replies: int) -> None:
        self._requests = os.fdopen(requests, "rb")
        self._replies = replies

    def receive(self) -> dict[str, Any]:
        """Return the next frame; end the process when the grader has closed the pipe."""
        line = self._requests.readline()
        if not line:
            os._exit(0)
        return json.loads(line)

    def send(self, frame: dict[str, Any]) -> None:
        line = json.dumps(frame, separators=(",", ":")).encode() + b"\n"
        if len(line) > 1024 * 1024:
            raise Refusal("data", "Your code returned more than 1 MiB of data.")
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
        view = memoryview(line)
        while view:
            view = view[os.write(self._replies, view) :]


def take_standard_streams() -> Streams:
    """Keep 0 and 1 for frames, and give the student an empty input and standard error twice."""
    requests, replies = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout, sys.stderr = _text(1), _text(2)
    return Streams(requests, replies)


def _text(descriptor: int) -> TextIO:
    return os.fdopen(descriptor, "w", 1, "utf-8", "backslashreplace", closefd=False)


# ---------------------------------------------------------------------------------- imports


def allowed(imports: Sequence[str]) -> frozenset[str]:
    return HELPFUL | set(imports)


def import_guard(imports: Sequence[str]) -> Callable[..., types.ModuleType]:
    """Return an ``__import__`` for the student's module that says which imports are allowed.

    It is a sign, not a wall: what may not be read is behind the sandbox's wall.
    """
    names = allowed(imports)

    def guarded(
        name: str,
        globals: Any = None,
        locals: Any = None,
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> types.ModuleType:
        top = name.partition(".")[0]
        if level == 0 and top not in names:
            choice = ", ".join(sorted(imports)) or "Python's own mathematics (math, …)"
            raise ImportNotAllowed(f"{top} is not allowed in this exercise. Allowed: {choice}.")
        return builtins.__import__(name, globals, locals, fromlist, level)

    return guarded


class OnlyAllowed:
    """A finder that refuses all that is neither Python's own nor allowed, whoever asks."""

    def __init__(self, imports: Sequence[str]) -> None:
        self.names = allowed(imports) | sys.stdlib_module_names

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        top = name.partition(".")[0]
        if top not in self.names and not top.startswith("_sysconfigdata"):
            raise ImportNotAllowed(f"{top} is not allowed in this exercise.", name=top)


def preload(task: dict[str, Any]) -> None:
    """Import NumPy while nothing is locked yet, if the task may use it and does, or seems to."""
    sys.path[:] = [*dict.fromkeys(sys.path), *task["paths"]]
    text = task["source"] + (task["adapter"] or "")
    if "numpy" in task["imports"] and (task["arrays"] or "numpy" in text):
        load_numpy()


def load_numpy() -> None:
    """Import NumPy with the parts it would otherwise load when they are first used."""
    with suppress(ImportError):  # the student's own import will say so
        import numpy
        import numpy.fft
        import numpy.linalg
        import numpy.polynomial
        import numpy.random  # noqa: F401


# ---------------------------------------------------------------------------------- data


def to_student(data: Any) -> Any:
    """Return data as the student sees it: arrays as NumPy arrays, hidden numbers as Numbers."""
    if type(data) is list:
        return [to_student(item) for item in data]
    if type(data) is dict:
        if data.keys() == {"hidden"}:
            return Number(data["hidden"])
        if data.keys() == {"function", "takes"}:
            at = data["function"]
            return Function(lambda *xs: Function.ask("evaluate", at, *xs), data["takes"])
        if data.keys() == {"shape", "data"} and "numpy" in sys.modules:
            return to_array(data["shape"], data["data"])
        return {key: to_student(item) for key, item in data.items()}
    return data


def to_array(shape: list[int], data: list[Any]) -> Any:
    """Return numbers as an array of floats, or of Numbers if they are hidden."""
    numpy = sys.modules["numpy"]
    items = [to_student(item) for item in data]
    plain = all(type(item) in (int, float) for item in items)
    made = numpy.empty(len(items), dtype=float if plain else object)
    made[:] = items
    return made.reshape(shape)


def from_student(value: Any, depth: int = 0) -> Any:
    """Return a student's value as data; raise Refusal with a sentence that says what was wanted."""
    if depth > 6:
        raise Refusal("data", "Your code returned lists within lists, too deep to read.")
    kind = type(value)
    if value is None or kind in (int, float, str):
        return value
    if value is Ellipsis or value is NotImplemented:
        name = "..." if value is Ellipsis else "NotImplemented"
        raise Refusal("data", f"This part is not written yet: your code returned {name}.")
    if kind is bool:
        raise Refusal("data", f"Your code returned {value} where a number is wanted.")
    if kind in (list, tuple):
        return [from_student(item, depth + 1) for item in value]
    if kind is dict:
        for key in value:
            if type(key) is not str:
                shown = type(key).__name__
                raise Refusal("data", f"Your code returned a dictionary with {shown} keys.")
        return {key: from_student(item, depth + 1) for key, item in value.items()}
    if kind is Number:
        return {"hidden": value._at}
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, (numpy.ndarray, numpy.generic)):
        return from_array(value, depth)
    if isinstance(value, (int, float)):
        return float(value)
    name = kind.__name__
    article = "an" if name[:1].lower() in "aeiou" else "a"
    raise Refusal("data", f"Your code returned {article} {name} where numbers are wanted.")


def from_array(value: Any, depth: int = 0) -> Any:
    """Return an array as lists, and NumPy's number as a number: an int as an int.

    An array may also hold numbers that the grader keeps, as NumPy's functions of them return it.
    """
    if value.dtype.kind not in "iufOU":
        raise Refusal("data", f"Your code returned an array of {value.dtype}; numbers are wanted.")
    if value.dtype.kind == "f":
        value = value.astype(float)  # also those of other lengths
    return from_student(value.tolist(), depth)


# ---------------------------------------------------------------------------------- once more


def again(function: Callable[..., Any], objects: list[Any], calls: list[Any]) -> dict[str, Any]:
    """Call a function several times on the same lists, dictionaries and arrays.

    Each of ``objects`` is ``{"list": […]}``, ``{"dict": {…}}`` or ``{"array": …}``; ``{"same": k}``
    is object k, of those before. What was changed is told by the number of the object and the place
    in it.
    """
    made: list[Any] = []

    def real(item: Any) -> Any:
        same = type(item) is dict and item.keys() == {"same"}
        return made[item["same"]] if same else to_student(item)

    for each in objects:
        if "list" in each:
            made.append([real(item) for item in each["list"]])
        elif "array" in each:
            made.append(to_student(each["array"]))
        else:
            made.append({key: real(item) for key, item in each["dict"].items()})
    before = [each.copy() for each in made]
    answers = [from_student(function(*map(real, arguments))) for arguments in calls]
    for k, (old, new) in enumerate(zip(before, made, strict=True)):
        place = difference(old, new)
        if place is not None:
            return {"answers": answers, "changed": [k, place]}
    return {"answers": answers, "changed": []}


def difference(old: Any, new: Any) -> str | int | list[int] | None:
    """Return the first place at which a list, a dictionary or an array is not as it was."""
    if type(old) not in (list, dict):
        return _other_entry(old, new)
    keys = range(min(len(old), len(new))) if type(old) is list else old.keys() & new.keys()
    for key in keys:
        one, other = old[key], new[key]
        numbers = type(one) in (int, float) and type(other) in (int, float)
        if one is not other and not (numbers and (one == other or one != one)):
            return key
    if len(old) == len(new):
        return None
    return len(keys) if type(old) is list else str(next(iter(old.keys() ^ new.keys())))[:40]


def _other_entry(old: Any, new: Any) -> list[int] | None:
    """Return the index of the first entry of an array that is not as it was; [] of its shape."""
    if old.shape != new.shape:
        return []
    if old.dtype == object:  # hidden numbers, which cannot be compared
        return None
    places = sys.modules["numpy"].argwhere((old != new) & ((old == old) | (new == new)))
    return [int(k) for k in places[0]] if len(places) else None


# ---------------------------------------------------------------------------------- the oracle


class Number:
    """A number that only the grader knows. What is done with it is asked of the grader, who counts.

    Operators and NumPy's functions work on it; its digits cannot be looked at.
    """

    __slots__ = ("_at",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, at: int) -> None:
        self._at = at

    def __repr__(self) -> str:
        return "<a number that the grader keeps>"

    def __float__(self) -> NoReturn:
        raise TypeError(
            "This number is kept by the grader, which counts operations: compute with it"
            " (+ - * / **, oracle.sin, …), but do not look at its digits."
        )

    __int__ = __bool__ = __complex__ = __index__ = __float__

    def __eq__(self, other: object) -> NoReturn:
        self.__float__()

    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __eq__


class Function:
    """A function that only the grader has: each evaluation is asked of the grader, who counts."""

    __slots__ = ("_evaluate", "_takes")
    ask: Callable[..., Any]

    def __init__(self, evaluate: Callable[..., Any], takes: int) -> None:
        self._evaluate, self._takes = evaluate, takes

    def __repr__(self) -> str:
        return "<a function that the grader evaluates>"

    def __call__(self, *xs: Any) -> Any:
        if len(xs) == self._takes and not any(isinstance(x, (list, tuple)) for x in xs):
            return self._evaluate(*map(float, xs))
        takes = "one number" if self._takes == 1 else f"{self._takes} numbers, one by one"
        given = f"{len(xs)} numbers"
        if len(xs) == 1:
            given = f"a {type(xs[0]).__name__}: put a star before it, as in f(*xs)"
        raise TypeError(f"f takes {takes}; it was given {given}.")


class Oracle:
    """Primitives, each evaluated by the grader: ``oracle.mul(x, y)``, ``oracle.sin(x)``, …

    Arguments and results are plain numbers, or Numbers if the grader hides what they are.
    """

    ONE = ("neg", "sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "reciprocal", "square")
    TWO = ("add", "sub", "mul", "div", "pow")

    def __init__(self, ask: Callable[..., Any]) -> None:
        for name in self.ONE:
            setattr(self, name, _unary(ask, name))
        for name in self.TWO:
            setattr(self, name, _binary(ask, name))

    def lend_operators(self) -> None:
        """Let Numbers answer to Python's operators and NumPy's functions."""
        for operator, name in zip(("add", "sub", "mul", "truediv", "pow"), self.TWO, strict=True):
            ask = getattr(self, name)
            setattr(Number, f"__{operator}__", ask)
            setattr(Number, f"__r{operator}__", lambda x, y, ask=ask: ask(y, x))
        for name in self.ONE:
            setattr(Number, name, getattr(self, name))
        Number.__neg__ = self.neg  # type: ignore[attr-defined, operator]


def _unary(ask: Callable[..., Any], name: str) -> Callable[[Any], Any]:
    return lambda x: ask(name, x)


def _binary(ask: Callable[..., Any], name: str) -> Callable[[Any, Any], Any]:
    return lambda x, y: ask(name, x, y)


# ---------------------------------------------------------------------------------- problems


def describe(error: BaseException, source: str) -> dict[str, str]:
    """Return a problem as a frame: kind, message, and the student's own frames as text."""
    trace, text = "", "(its message cannot be read)"
    with suppress(BaseException):  # an exception may be made to break whoever looks at it
        trace = own_frames(error, source)
    with suppress(BaseException):
        text = str(error)[:LONGEST]
    kind, message = name_problem(error, text)
    return {"kind": kind, "message": message[:LONGEST], "trace": trace[:LONGEST]}


def name_problem(error: BaseException, text: str) -> tuple[str, str]:
    name = type(error).__name__
    if isinstance(error, Refusal):
        return error.kind, text
    if isinstance(error, MemoryError):
        return "memory", "Your code used more memory than the exercise allows."
    if isinstance(error, SyntaxError):
        where = f" on line {error.lineno}" if error.lineno else ""
        return "syntax", f"This is not Python yet{where}: {error.msg}."
    if isinstance(error, (SystemExit, KeyboardInterrupt)):
        return "exit", "Your code ended the program; it should return its result instead."
    if isinstance(error, ImportError):
        return "import", text or name
    if isinstance(error, RecursionError):
        return "error", "Your code calls itself again and again: RecursionError."
    return "error", f"{name}: {text}" if text else name


def own_frames(error: BaseException, source: str) -> str:
    """Return the frames of a traceback that are the student's, innermost last."""
    lines = source.splitlines()

    def code(number: int | None) -> str:
        return f"\n    {lines[number - 1].strip()}" if number and number <= len(lines) else ""

    if isinstance(error, SyntaxError):
        return f"line {error.lineno}{code(error.lineno)}" if error.filename == STUDENT else ""
    found: list[str] = []
    at = error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename == STUDENT:
            where = at.tb_frame.f_code.co_name
            where = "" if where == "<module>" else f", in {where}"
            found.append(f"line {at.tb_lineno}{where}{code(at.tb_lineno)}")
        at = at.tb_next
    if len(found) > 12:
        found[4:-8] = [f"… {len(found) - 12} more …"]
    return "\n".join(found)


# ---------------------------------------------------------------------------------- one grade


class Guest:
    """The student's module and the exercise's adapter, loaded from text."""

    watched: Callable[[Any], Any] | None = None  # what ends a call where no process can be ended

    def __init__(self, task: dict[str, Any], channel: Streams) -> None:
        self.task = task
        self.channel = channel
        self.call_id = 0
        self.oracle = Oracle(self.ask) if task["oracle"] else None
        Function.ask = self.ask
        if self.oracle:
            self.oracle.lend_operators()
        self.student = types.ModuleType("submission")
        self.adapter = types.ModuleType("adapter")

    def load(self) -> None:
        guard = {"__import__": import_guard(self.task["imports"])}
        self.student.__dict__["__builtins__"] = {**vars(builtins), **guard}
        entry = self.task["entry"]
        try:
            self.run(self.student, self.task["source"], STUDENT)
        except Exception as error:
            told_already = isinstance(error, (ImportError, MemoryError, Refusal))
            if told_already or not callable(getattr(self.student, entry, None)):
                raise
            self.say_what_ended(error, entry)
        if not callable(getattr(self.student, entry, None)):
            raise Refusal("missing", self.missing(entry))
        if self.task["adapter"]:
            self.adapter.__dict__.update(
                {"submission": self.student, "entry": entry, "oracle": self.oracle}
            )
            self.run(self.adapter, self.task["adapter"], ADAPTER)

    def say_what_ended(self, error: Exception, entry: str) -> None:
        """As in a notebook, what stands below a definition cannot undo it: a test of one's own."""
        told = describe(error, self.task["source"])
        print(f"Below {entry}, this ended your file:\n{told['trace']}\n{told['message']}")

    @staticmethod
    def run(module: types.ModuleType, source: str, filename: str) -> None:
        module.__file__ = filename
        sys.modules[module.__name__] = module
        exec(compile(source, filename, "exec", dont_inherit=True), vars(module))

    def missing(self, name: str) -> str:
        def mine(value: object) -> bool:
            return callable(value) and getattr(value, "__module__", None) == "submission"

        names = [n for n, v in vars(self.student).items() if mine(v) and not n.startswith("_")]
        found = f" It defines {', '.join(names[:8])}." if names else " It defines no function."
        return f"Your code does not define {name}.{found}"

    def call(self, frame: dict[str, Any]) -> Any:
        """Answer one call: the adapter's function of that name, else the student's."""
        self.call_id = frame["id"]
        function = getattr(self.adapter, frame["call"], None)
        if function is None:
            function = getattr(self.student, frame["call"], None)
        if function is None:
            raise Refusal("missing", self.missing(frame["call"]))
        if self.watched:
            function = self.watched(function)
        if "calls" in frame:
            return again(function, frame["objects"], frame["calls"])
        return from_student(function(*map(to_student, frame["args"])))

    def ask(self, name: str, *arguments: Any) -> Any:
        frame = {"id": self.call_id, "ask": name, "args": [from_student(x) for x in arguments]}
        self.channel.send(frame)
        return to_student(self.channel.receive()["answer"])


def serve(channel: Streams, task: dict[str, Any]) -> NoReturn:
    """Load the submission and answer calls until the grader closes the pipe."""
    sys.meta_path.insert(0, OnlyAllowed(task["imports"]))
    submission = Guest(task, channel)
    channel.send({"state": "ready"})
    try:
        submission.load()
        channel.send({"state": "loaded"})
    except BaseException as error:
        channel.send({"id": 0, "problem": describe(error, task["source"])})
    while True:
        frame = channel.receive()
        try:
            value = submission.call(frame)
            channel.send({"id": frame["id"], "value": value})
        except BaseException as error:
            channel.send({"id": frame["id"], "problem": describe(error, task["source"])})


def main(lock: Callable[[], None] = lambda: None) -> NoReturn:
    """Serve one submission; ``lock`` is called before any of its code runs."""
    channel = take_standard_streams()
    task = channel.receive()["task"]
    preload(task)
    lock()
    serve(channel, task)


if __name__ == "__main__":
    main()
