"""A submission in another process: what it answers, and what becomes of what goes wrong."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adlab.grading.walls import channel, entry, oracle, sandbox, worker
from adlab.grading.walls.entry import submitted
from adlab.grading.walls.remote import (
    KINDS,
    Hidden,
    Limits,
    Submission,
    SubmissionProblem,
    Task,
    array,
    from_array,
)
from adlab.grading.walls.sandbox import L0
from tests.grading.test_wire import exact

QUICK = Limits(call=1.0)


@contextmanager
def running(source: str, entry: str = "f", **options) -> Iterator[Submission]:
    with submitted(Task(source, entry, **options), QUICK) as submission:
        yield submission


def problem(source: str, *arguments, entry: str = "f", **options) -> SubmissionProblem:
    """The problem that loading and one call come to."""
    with pytest.raises(SubmissionProblem) as caught, running(source, entry, **options) as f:
        f(*arguments)
    return caught.value


# ---------------------------------------------------------------------------------- answers


@pytest.mark.parametrize(
    "value", [None, 2, 0.1, math.inf, -0.0, "sin", [1, [2.5, None]], {"op": "mul", "operands": [0]}]
)
def test_data_come_back_as_they_were_sent(value):
    with running("def f(x): return x") as f:
        assert repr(f(value)) == repr(value)


def test_nan_comes_back():
    with running("def f(x): return x") as f:
        assert math.isnan(f(math.nan))


def test_tuples_come_back_as_lists():
    with running("def f(): return (1, (2, 3))") as f:
        assert f() == [1, [2, 3]]


def test_arrays_are_numpy_arrays_over_there():
    source = "import numpy as np\ndef f(x): return np.outer(x, x).T if x.shape == (2,) else None"
    with running(source, imports=("numpy",)) as f:
        np.testing.assert_array_equal(array(f(from_array([1.0, 2.0]))), [[1, 2], [2, 4]])


def test_numpy_numbers_are_plain_numbers_here():
    source = "import numpy as np\ndef f(x): return [np.float64(x), np.float32(x), np.int64(x)]"
    with running(source, imports=("numpy",)) as f:
        assert list(map(type, f(2.0))) == [float, float, int]


def test_other_functions_are_called_by_name():
    with running("def f(): return 1\ndef g(x): return -x") as f:
        assert f.call("g", 3) == -3


def test_the_adapter_stands_before_the_code():
    source = "class Value:\n    def __init__(self, data): self.data = data"
    adapter = "def double(x): return submission.Value(2 * x).data"
    with running(source, "Value", adapter=adapter) as f:
        assert f.call("double", 4) == 8


def test_what_is_printed_is_kept_apart():
    with running(
        "import sys\ndef f():\n    print('one')\n    print('two', file=sys.stderr)\n    return 3",
        imports=("sys",),
    ) as f:
        assert f() == 3
        assert f.output == "one\ntwo\n"


def test_what_is_printed_is_cut():
    limits = Limits(output=100)
    with submitted(Task("def f(): print('a' * 5000)", "f"), limits) as f:
        f()
        assert f.output == "a" * 100 + "\n… (cut)"


def test_the_code_is_never_the_main_program():
    with running("def f(): return name\nname = __name__") as f:
        assert f() == "submission"


def test_dataclasses_and_string_annotations_work():
    source = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass Node:\n    value: float = 1.0\ndef f(): return Node().value"
    )
    with running(source) as f:
        assert f() == 1.0


# ---------------------------------------------------------------------------------- problems


@pytest.mark.parametrize(
    ("source", "kind", "words"),
    [
        ("def f(:", "syntax", "line 1"),
        ("def f(): return 1 / 0", "error", "ZeroDivisionError: division by zero"),
        ("def f(): return f()", "error", "calls itself"),
        ("1 / 0", "error", "ZeroDivisionError"),
        ("def g(): pass", "missing", "does not define f. It defines g."),
        ("x = 1", "missing", "defines no function"),
        ("import nothing_like_it", "import", "not allowed"),
        ("def f(): raise SystemExit", "exit", "return its result"),
        ("def f(): return object()", "data", "an object where numbers"),
        ("def f(): return True", "data", "True where a number"),
        ("def f(): return {1: 2}", "data", "int keys"),
        ("def f(): return 1j", "data", "a complex where"),
        ("def f(): return 10 ** 30", "data", "64 bits"),
        ("def f(): return 'x' * 1000", "data", "too long"),
        ("def f(): return [0.0] * 500_000", "data", "1 MiB"),
        ("def f(): return [[[[[[[[[1]]]]]]]]]", "data", "too deep"),
        ("def f():\n    while True: pass", "time", "within 1 second."),
        ("while True: pass", "time", "within 1 second."),
        ("x = '\0'", "syntax", "null bytes"),
        ("x = '\ud800'", "error", "UnicodeEncodeError"),
        ("#" * 2_000_000, "data", "longer than 1 MiB"),
    ],
)
def test_problems_have_kinds_and_words(source: str, kind: str, words: str):
    found = problem(source)
    assert (found.kind, words in found.message) == (kind, True), found.message


def test_too_much_memory_is_a_problem():
    sandboxed = "L1" in entry.probe().active
    if not sandboxed:
        pytest.skip("memory is limited from L1 on")
    found = problem("def f(): return len(bytearray(3 << 30))")
    assert found.kind == "memory"


def test_the_trace_is_of_the_students_lines_only():
    source = "def f(x):\n    return g(x)\n\ndef g(x):\n    return 1 / x\n"
    adapter = "def h(x): return submission.f(x)"
    with running(source, adapter=adapter) as f, pytest.raises(SubmissionProblem) as caught:
        f.call("h", 0)
    assert caught.value.trace == ("line 2, in f\n    return g(x)\nline 5, in g\n    return 1 / x")


def test_a_long_trace_is_shortened():
    trace = problem("def f(): return f()").trace.splitlines()
    assert len(trace) < 30 and any("more …" in line for line in trace)


def test_an_exception_ends_only_its_call():
    with running("def f(x): return 1 / x") as f:
        with pytest.raises(SubmissionProblem):
            f(0)
        assert f.alive
        assert f(2) == 0.5


def test_after_a_time_out_every_call_is_the_same_problem_at_once():
    with running("def f():\n    while True: pass") as f:
        with pytest.raises(SubmissionProblem) as first:
            f()
        assert not f.alive
        start = time.monotonic()
        with pytest.raises(SubmissionProblem) as second:
            f()
        assert second.value is first.value and time.monotonic() - start < QUICK.call


def test_calls_share_the_total_time():
    busy = "def f(s):\n    end = time.process_time() + s\n    while time.process_time() < end: pass"
    with submitted(Task(f"import time\n{busy}", "f"), Limits(call=5.0, total=1.0)) as f:
        f(0.6)
        with pytest.raises(SubmissionProblem) as caught:
            f(0.6)
    assert caught.value.kind == "time"


@pytest.mark.skipif(not sandbox.LINUX, reason="the system does not tell processor time")
def test_waiting_for_the_processor_is_not_held_against_a_submission():
    task = Task("import time\ndef f(s): time.sleep(s)", "f")
    with submitted(task, Limits(call=0.3)) as f:
        assert f(0.6) is None


def test_who_only_waits_comes_to_an_end():
    task = Task("import time\ndef f(): time.sleep(60)", "f")
    with submitted(task, Limits(call=0.1)) as f, pytest.raises(SubmissionProblem) as caught:
        f()
    assert caught.value.kind == "time"


def test_processor_time_counts_or_a_fifth_of_the_clock(monkeypatch: pytest.MonkeyPatch):
    moments = iter([100.0, 110.0, 110.0, 110.0])
    monkeypatch.setattr(channel.time, "monotonic", lambda: next(moments))
    used = iter([7.0, 10.0, 7.5, None])
    watch = channel.Stopwatch(lambda: next(used))
    assert (watch.seconds(), watch.seconds()) == (3.0, 2.0)
    assert watch.seconds() == 10.0  # it does not tell any more: by the clock


def test_what_was_printed_before_a_crash_is_told():
    found = problem("import os\ndef f():\n    print('here')\n    os._exit(3)", imports=("os",))
    assert (found.kind, found.output) == ("exit", "here\n")


def test_forbidden_imports_say_what_is_allowed():
    found = problem("import jax", imports=("numpy",))
    assert found.kind == "import"
    assert found.message == "jax is not allowed in this exercise. Allowed: numpy."
    assert found.trace == "line 1\n    import jax"


@pytest.mark.parametrize("module", sorted(worker.HELPFUL))
def test_harmless_modules_may_be_imported_anywhere(module: str):
    with running(
        f"import {module}\ndef f(): return 1" if module[0] != "_" else "def f(): return 1"
    ) as f:
        assert f() == 1


# ---------------------------------------------------------------------------------- the oracle

PRODUCT = "def f(x, y): return x * y"


def test_hidden_numbers_are_computed_with_and_counted_here():
    adapter = "def g(x): return [submission.f(x[0], x[1]), oracle.sin(x[0]), -x[0] + 1]"
    with running(PRODUCT, adapter=adapter, oracle=True) as f:
        found = f.call("g", Hidden([2.0, 3.0]))
        assert found == [6.0, math.sin(2.0), -1.0]
        assert f.counts == {"mul": 1, "sin": 1, "neg": 1, "add": 1}


def test_counts_are_of_the_last_call():
    with running(PRODUCT, adapter="def g(x): return x * x * x", oracle=True) as f:
        f.call("g", Hidden(2.0))
        f.call("g", Hidden(2.0))
        assert f.counts == {"mul": 2}


def test_numpy_functions_of_hidden_numbers_are_counted():
    source = "import numpy as np\ndef f(x): return np.exp(x)"
    adapter = "def f(x): return submission.f(x)"
    with running(source, adapter=adapter, oracle=True, imports=("numpy",)) as f:
        assert f(Hidden(1.0)) == math.e
        assert f.counts == {"exp": 1}


def test_hidden_numbers_inside_lists_and_dictionaries_are_hidden():
    adapter = "def g(node): return node['value'] + node['others'][0]"
    with running(PRODUCT, adapter=adapter, oracle=True) as f:
        assert f.call("g", {"value": Hidden(1.5), "others": [Hidden(2.0)]}) == 3.5


@pytest.mark.parametrize("look", ["float(x)", "int(x)", "x > 0", "x == 1", "[1, 2][x]", "not x"])
def test_a_hidden_number_cannot_be_looked_at(look: str):
    adapter = "def f(x): return submission.f(x)"
    found = problem(f"def f(x): return {look}", Hidden(1.0), adapter=adapter, oracle=True)
    assert found.kind == "error" and "kept by the grader" in found.message


def test_an_answer_of_hidden_numbers_without_an_oracle_is_a_problem():
    assert problem("def f(): return {'hidden': 0}").kind == "data"


def test_oracle_and_worker_know_the_same_primitives():
    one = {name for name, (arity, _) in oracle.PRIMITIVES.items() if arity == 1}
    two = {name for name, (arity, _) in oracle.PRIMITIVES.items() if arity == 2}
    assert (one, two) == (set(worker.Oracle.ONE), set(worker.Oracle.TWO))


# ---------------------------------------------------------------------------------- any child


class Babbling:
    """In the place of a channel: says the given lines, and then falls silent."""

    def __init__(self, lines: list[bytes]) -> None:
        self.lines = lines

    def stopwatch(self) -> channel.Stopwatch:
        return channel.Stopwatch()

    def exchange(self, request: bytes, watch: channel.Stopwatch, limit: float) -> bytes:
        if not self.lines:
            raise channel.Silence("end")
        return self.lines.pop(0)

    def end_of(self, silence: channel.Silence) -> tuple[str, str]:
        return "exit", "It ended."

    def output(self) -> str:
        return "\x1b[2J"

    def close(self) -> None:
        pass


SCALARS = st.none() | st.integers() | st.floats() | st.sampled_from(["mul", "sin", "time", "x"])
HANDLES = st.fixed_dictionaries({"hidden": st.integers(-1, 3) | st.none()})
ARRAYS = st.fixed_dictionaries({"shape": st.lists(st.integers(-1, 3)), "data": st.lists(SCALARS)})
VALUES = st.recursive(SCALARS | HANDLES | ARRAYS, lambda inner: st.lists(inner, max_size=3))
FRAMES = st.fixed_dictionaries(
    {},
    optional={
        "id": st.just(1) | SCALARS,
        "value": VALUES,
        "ask": SCALARS,
        "args": VALUES,
        "state": SCALARS,
        "problem": VALUES
        | st.fixed_dictionaries({"kind": SCALARS, "message": SCALARS, "trace": SCALARS}),
    },
)
# Most random frames are none that is expected; these get further.
ASKS = st.builds(lambda op, args: {"id": 1, "ask": op, "args": args}, SCALARS, st.lists(VALUES))
ANSWERS = VALUES.map(lambda value: {"id": 1, "value": value})


@settings(max_examples=300, deadline=None)
@given(st.lists(FRAMES | ASKS | ANSWERS, max_size=5), st.booleans())
def test_whatever_a_child_says_is_data_or_a_problem(frames: list[dict], with_oracle: bool):
    lines = [json.dumps(frame).encode() for frame in frames]
    submission = Submission(Babbling(lines), Task("", "f", oracle=with_oracle), Limits())
    submission._up = True
    problem = None
    try:
        answer = submission(Hidden([1.0, 2.0]))
    except SubmissionProblem as found:
        problem = found
    if problem is None:
        assert exact(answer)
    else:
        shown = problem.message + problem.trace + problem.output
        assert problem.kind in KINDS and shown.replace("\n", "").isprintable()


# ---------------------------------------------------------------------------------- elsewhere


def test_without_pipes_that_can_be_waited_for_threads_wait(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sandbox, "Channel", channel.ThreadedChannel)
    with submitted(Task("def f(x):\n    print(x)\n    return x", "f"), QUICK, layers=L0) as f:
        assert [f(k) for k in range(50)] == list(range(50))
        f._channel._step(0.05)
        assert f.output.startswith("0\n1\n")
    with (
        pytest.raises(SubmissionProblem) as caught,
        submitted(Task("def f():\n  while 1: print('a' * 999)", "f"), QUICK, layers=L0) as f,
    ):
        f()
    assert caught.value.kind == "time"


def test_memory_is_watched_where_the_system_does_not_limit_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sandbox, "_limits_memory", lambda: False)
    found = None
    task = Task(
        "def f():\n    x = bytearray(1 << 28)\n    x[::4096] = x[::4096]\n    while 1: pass", "f"
    )
    try:
        with submitted(task, Limits(call=5.0, memory=128), layers=L0) as f:
            f()
    except SubmissionProblem as error:
        found = error
    assert found is not None and found.kind == "memory"


def test_a_sandbox_that_does_not_start_is_not_the_students_fault(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sandbox, "PYTHON", ("/nowhere/python",))
    with pytest.raises(sandbox.SandboxError, match="nowhere"), running("def f(): return 1"):
        pass


def test_what_is_printed_is_cut_by_lines_as_well_as_by_size():
    source = "def f(x):\n    for k in range(1000): print(k)\n    return x"
    with running(source) as f:
        f(1.0)
        lines = f.output.split("\n")
    assert lines[:2] == ["0", "1"] and lines[-1] == "… (900 more lines)" and len(lines) == 101
