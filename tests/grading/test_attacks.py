"""Hostile and broken submissions: none gets a point, and at L2 none leaves a trace.

The corpus is in ``attacks``; each file says from which layer on it does no harm (``from``), whether
it gets points below it (``points below``), and which problem it must be (``kind``, perhaps from a
layer on). A batch is graded in a process of its own, in which the attacks find things to attack.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from typing import Any

import pytest

from adlab.grading.walls import entry
from tests.conftest import require
from tests.grading.world import ATTACKS, CANNOT, ROOT, header

NAMES = sorted(path.stem for path in ATTACKS.glob("*.py"))
NOBODY = 65534
LEVELS = {"L0": ("L0",), "L1": ("L0", "L1"), "L2": ("L0", "L1", "L2")}

# Of the matrix layer × user × (cold or warm), what the default run takes: all attacks against all
# the walls, and those that are nearest to a wall elsewhere.
SAMPLE = """
    compare_everything cost_finite_differences daemon fake_frames files_delete grader_memory
    import_smuggled kill_supervisor loop_signals_ignored memory_at_once network_udp read_solution
    signal_by_descriptor
"""
CASES = [
    pytest.param(
        *(name, level, user, warm),
        marks=[] if everything or name in SAMPLE.split() else pytest.mark.slow,
        id=f"{name}-{level}-{user}{'-warm' if warm else ''}",
    )
    for level in LEVELS
    for user in ("this user", "nobody")
    for warm in (False, True)
    for everything in [(level, user, warm) == ("L2", "this user", False)]
    for name in NAMES
    if not (warm and level == "L0")  # there is no fork server at L0
]


@functools.cache
def batch(level: str, user: str, warm: bool, names: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Grade files of the corpus in a process of its own; return what came of each."""
    plan = {
        "layers": LEVELS[level],
        "uid": NOBODY if user == "nobody" else os.geteuid(),
        "warm": warm,
        "names": names,
    }
    run = subprocess.run(
        [sys.executable, "-m", "tests.grading.world", json.dumps(plan)],
        cwd=ROOT,
        env={**os.environ, "ADLAB_TEST_SECRET": "CANARY-ENVIRONMENT"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    require(CANNOT not in run.stderr, run.stderr)
    results = {result["name"]: result for result in map(json.loads, run.stdout.splitlines())}
    assert results.keys() == set(names), run.stderr
    return results


@pytest.fixture
def result(
    request: pytest.FixtureRequest, name: str, level: str, user: str, warm: bool
) -> dict[str, Any]:
    require(level in entry.probe().active, f"{level} does not stand: {entry.probe()}")
    if user == "nobody":
        require(os.geteuid() == 0, "only root can become another user")
    # The cases of this run that share the batch, so that one process serves them all.
    together = [
        item.callspec.params["name"]
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and item.originalname == request.function.__name__
        and {**item.callspec.params, "name": name} == request.node.callspec.params
    ]
    return batch(level, user, warm, tuple(sorted(set(together))))[name]


@pytest.mark.parametrize(("name", "level", "user", "warm"), CASES)
def test_an_attack_gets_no_point_and_does_no_harm(
    result: dict[str, Any], name: str, level: str, user: str, warm: bool
):
    settings = header(name)
    if level >= settings["from"]:
        assert result["effects"] == []
    if level >= settings["from"] or "points below" not in settings:
        assert result["points"] == 0
    kind, _, since = settings.get("kind", "").partition(" ")
    if kind and level >= since:
        assert result["kinds"] == [kind]
    assert not result["unprintable"], "text that steers a terminal got out"


# Where the grader is root, or the same user, these do bite below their layer: the corpus is no
# collection of blanks.
BITES = [name for name in NAMES if header(name)["from"] > "L0"]


@pytest.mark.slow
@pytest.mark.parametrize("name", BITES)
def test_an_attack_bites_where_its_wall_is_missing(name: str):
    require(os.geteuid() == 0, "without root some of these fail for other reasons")
    below = {"L1": "L0", "L2": "L1"}[header(name)["from"]]
    result = batch(below, "this user", False, tuple(BITES))[name]
    assert result["effects"] or result["points"]


def test_the_corpus_is_large():
    assert len(NAMES) >= 35


@pytest.mark.parametrize("name", NAMES)
def test_an_attack_does_nothing_where_it_is_not_graded(name: str):
    """Its first statement is a name that only the test defines."""
    lines = (ATTACKS / f"{name}.py").read_text().splitlines()
    code = [line for line in lines[1:] if line and not line.startswith("#")]
    assert code[0].startswith("WORLD  #")
