"""Random programs as users write them: adlab is right on all of them.

Values are NumPy's to the last bit; derivatives are held to differences and to HIPS/autograd. To see
a failure again: `python -m tests.engine.random_programs SEED`.
"""

import numpy as np
import pytest

import adlab
from tests.engine import judging
from tests.engine.judging import Failure, judge, shrunk
from tests.engine.random_programs import Program, program

CHUNK = 5000
SAMPLE = 300  # so many programs use every feature
FEATURES = {
    "arithmetic", "power", "ufuncs", "kinks", "branch", "early return", "chained comparison",
    "max and min", "mask as factor", "mask as float", "mask algebra", "where", "count as factor",
    "count as index", "count as range", "mean of mask", "index", "fancy index", "boolean index",
    "index by position", "reduction", "axis", "products", "einsum", "linear algebra", "norm",
    "shapes", "sort", "joining", "comprehension", "helper", "helper outside", "closure", "lambda",
    "default argument", "recursion", "objects", "functional", "nested derivative", "for range",
    "for items", "enumerate", "zip", "while", "break", "container", "container argument",
    "container output", "array output", "unpacking", "augmented assignment", "numbers only",
    "global constant", "primitives of adlab", "primitives of one's own", "writes",
    "write in a loop", "write into rows", "write into a view", "write in a helper",
    "write by mask",
}  # fmt: skip


def expect_all_right(tally: judging.Tally) -> None:
    """Nothing wrong, little refused, and the oracles of use on almost all, with every feature."""
    if tally.failed:
        kind, seeds = max(tally.failed.items(), key=lambda item: not judging.is_refusal(item[0]))
        given = program(seeds[0])
        failure = next(f for f in judge(given).failures if f.kind == kind)
        shown = f"{tally.report()}\n\n{judging.explained(given, failure)}"
        assert not tally.wrong, shown
        # `np.mean([a, b])` and the like never reach adlab: NumPy asks the list itself.
        assert len(tally.refused) <= 0.03 * tally.programs, shown
    assert tally.rejected <= 0.05 * tally.programs, tally.report()
    for feature, count in tally.used.items():
        assert tally.rejected_with[feature] <= 3 + 0.1 * count, (feature, tally.report())


def test_a_sample_of_random_programs() -> None:
    tally = judging.batch(0, SAMPLE)
    assert set(tally.used) >= FEATURES
    expect_all_right(tally)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 100_000, CHUNK))
def test_100_000_random_programs(start: int) -> None:
    expect_all_right(judging.batch(start, CHUNK))


# -- The generator and the judge themselves --------------------------------------------------------


def test_a_seed_gives_the_same_program_each_time() -> None:
    first, second = program(17), program(17)
    assert first.source == second.source
    assert repr(first.args) == repr(second.args)


def test_writing_can_be_switched_off() -> None:
    for seed in range(50):
        assert not any("writ" in feature for feature in program(seed, ["writes"]).features)


def made(source: str, *args: object) -> Program:
    return Program(1, source, args, frozenset())


X = np.array([1.0, -2.0, 3.0])


def failed_checks(given: Program) -> set[str]:
    return {f.check for name in judging.CHECKS for f in judge(given, name).failures}


def test_a_right_program_passes_every_comparison() -> None:
    given = made("def f(x, y):\n    return np.sum(np.tanh(x) * y)\n", X, 0.5)
    assert failed_checks(given) == set()
    assert {name for name in judging.CHECKS if judge(given, name).done} == {*judging.CHECKS} - {
        "stale"
    }  # no global to change


def test_a_wrong_partial_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    @adlab.primitive("np.cos(x) + 1e-5")
    def slightly_wrong(x):  # type: ignore[no-untyped-def]
        return np.sin(x)

    monkeypatch.setattr(adlab, "slightly_wrong", slightly_wrong, raising=False)
    given = made("def f(x):\n    return np.sum(adlab.slightly_wrong(x))\n", X)
    assert failed_checks(given) >= {"forward", "reverse", "gradient", "entries", "compile"}


def test_a_value_that_is_not_numpys_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    f = made("def f(x):\n    return np.sum(np.sin(x) * (1 + (type(x) is np.ndarray)))\n", X)
    assert "forward" in failed_checks(f)


def test_a_changed_argument_is_no_program() -> None:
    with pytest.raises(judging.Wrong, match="arguments after a plain run"):
        judge(made("def f(x):\n    x *= 2\n    return np.sum(x)\n", X))


@pytest.mark.parametrize("kink", ["np.abs(x - 1.0)", "np.maximum(2 * x, 2)", "np.floor(x)"])
def test_the_oracle_declines_at_kinks_and_jumps(kink: str) -> None:
    assert judge(made(f"def f(x):\n    return {kink}\n", 1.0)).rejected


def test_a_failure_is_shrunk_to_the_statements_that_matter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @adlab.primitive("2 * x + 1e-3")
    def wrong_square(x):  # type: ignore[no-untyped-def]
        return x * x

    monkeypatch.setattr(adlab, "wrong_square", wrong_square, raising=False)
    source = """def f(x, y):
    total = 0.0
    for i in range(2):
        if y > 0:
            total = total + np.sin(y) * adlab.wrong_square(x)
    other = np.exp(y)
    return total + other
"""
    given = made(source, 1.5, 0.5)
    failure = judge(given, "forward").failures[0]
    assert isinstance(failure, Failure)
    small = shrunk(given, failure)
    assert small.source == "def f(x):\n    return adlab.wrong_square(x)\n"
    assert small.args == (1.5,)
