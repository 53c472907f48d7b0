"""Live functions and classes: their source, and calling them in this process."""

import importlib.util
import itertools
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from adlab.grading.collecting.live import Here, source_of
from adlab.grading.exercises.exercise import find
from adlab.grading.exercises.report import Report
from adlab.grading.exercises.runner import grade
from adlab.grading.walls.sandbox import Layers

counter = itertools.count()


@pytest.fixture
def module(tmp_path: Path) -> Iterator:
    """Makes modules of text, imported from files."""
    made = []

    def make(text: str) -> ModuleType:
        name = f"learner_{next(counter)}"
        path = tmp_path / f"{name}.py"
        path.write_text(text)
        spec = importlib.util.spec_from_file_location(name, path)
        found = importlib.util.module_from_spec(spec)
        sys.modules[name] = found
        made.append(name)
        spec.loader.exec_module(found)
        return found

    yield make
    for name in made:
        del sys.modules[name]


def here(value: object, id: str = "reverse-sweep") -> Report:
    return grade(find(id), "", seed=1, server=Here(value), layers=Layers(()))


RIGHT = find("reverse-sweep").solution
ENGINE = find("scalar-engine").solution


class TestSource:
    def test_it_has_the_function_under_the_name_that_is_asked_for(self, module):
        made = module("c = 2.0\ndef mine(x): return c * x\nmine(1.0)\n")
        source = source_of(made.mine, "double")
        assert "def mine(x): return c * x" in source.text
        assert source.text.endswith("double = mine\n")
        assert "mine(1.0)" not in source.text

    def test_it_runs_elsewhere_as_it_runs_here(self, module):
        made = module(RIGHT)
        source = source_of(made.reverse_sweep, "reverse_sweep")
        assert grade(find("reverse-sweep"), source.text).solved

    def test_what_a_call_made_is_found_by_its_name(self, module):
        made = module("def make(c):\n    return lambda x: c * x\nmine = make(2.0)\n")
        assert "mine = make(2.0)" in source_of(made.mine, "double").text

    def test_what_has_no_name_has_no_source(self, module):
        made = module("functions = [lambda x: x]")
        assert source_of(made.functions[0], "double") is None

    def test_a_text_that_is_no_longer_what_is_alive_is_not_taken(self, module):
        made = module("def mine(x):\n    return 2 * x\n")
        alive = module("def mine(x):\n    return 4 * x\n").mine
        alive.__module__, made.mine = made.__name__, alive
        assert source_of(alive, "double") is None

    def test_traces_name_the_learners_lines(self, module):
        made = module("\n\n\ndef mine(x):\n    return 1 / 0\n")
        source = source_of(made.mine, "double")
        located = source.located("line 2, in mine\n    return 1 / 0")
        assert located == f"{Path(made.__file__).name}, line 5, in mine\n    return 1 / 0"


class TestHere:
    def test_a_right_function_is_solved(self, module):
        assert here(module(RIGHT).reverse_sweep).solved

    def test_a_lambda_is_checked(self):
        report = here(lambda nodes: [1.0] * len(nodes))
        assert report.points == 1

    def test_a_class_is_checked_through_the_adapter(self, module):
        assert here(module(ENGINE).Value, "scalar-engine").solved

    def test_hidden_numbers_are_counted(self, module):
        id = "forward-or-reverse"
        assert here(module(find(id).solution).jacobian, id).solved

    def test_an_endless_loop_ends_at_the_limit(self):
        def loop(nodes):
            while True:
                pass

        before, start = threading.active_count(), time.monotonic()
        report = here(loop)
        assert report.first_failed.kind == "time"
        assert time.monotonic() - start < 20
        assert threading.active_count() == before

    def test_what_cannot_be_stopped_is_said(self):
        over = threading.Event()

        def stubborn(nodes):
            over.wait()  # inside a lock, no exception arrives
            return []

        server = Here(stubborn)
        report = grade(find("reverse-sweep"), "", server=server, layers=Layers(()))
        over.set()
        assert report.first_failed.kind == "time" and server.left_running

    def test_only_the_learners_frames_are_shown(self):
        def broken(nodes):
            return nodes[99]

        trace = here(broken).first_failed.trace
        assert trace.splitlines()[1] == "    return nodes[99]"
        assert "adlab" not in trace.splitlines()[0] and trace.count("line ") == 1

    def test_it_does_not_end_this_process(self):
        def leaves(nodes):
            raise SystemExit

        assert here(leaves).first_failed.kind == "exit"


def test_a_busy_machine_is_not_held_against_a_live_function():
    """Of a thread that waits a fifth counts, so that a call may wait for the processor."""
    channel = Here(None).start((), None, None)
    try:
        watch = channel.stopwatch()
        time.sleep(0.4)
        assert watch.seconds() < 0.3
        assert watch.left(0.3) > 0.0
    finally:
        channel.close()
