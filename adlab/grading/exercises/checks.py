"""What checks are written with: compare what a submission returned, and say which fact failed.

- `Wrong(message, **facts)`: the one exception of a failed check.
- `with asking(listed): …`: around a call, so that its failure says what was asked.
- `numbers(returned, count, what)`: a list of so many numbers, or Wrong.
- `plain(returned)`: what came back, with lists in the place of NumPy's arrays.
- `again(submission, calls, listed)`: the answers to several calls on the same objects.
- `compare(...)`: one number for each node against the right ones; names the first wrong node.
- `listing(nodes)`: a graph as text, as the learner's code sees it.
- `fan_outs(rng)`: small graphs on which a node is used at several distances from the output.
- `chain`, `doublings`: graphs that recursion and enumeration of paths do not survive.
- `SIZES`: how large random graphs should be, small ones first, so that the first failure is small.

A check is a function `test_…(submission, rng)`. It draws its inputs from `rng`, calls the
submission, and compares here: what a submission returns is data, never an opinion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random

from adlab.grading.exercises.random_graphs import LEAVES, Nodes, random_graph
from adlab.grading.walls.remote import Submission, SubmissionProblem
from adlab.grading.walls.wire import Data, array, is_array

TOLERANCE = 1e-9
EXACT = 1e-12  # of one operation: a difference quotient is not as near
"""Relative to the right number, or to 1 if that is smaller: rounding passes, differences do not."""

LONGEST = 20
"""Nodes of a graph that is shown whole."""


class Wrong(AssertionError):
    """What a submission returned is not right.

    Attributes
    ----------
    facts : JSON-ready: what was asked, which node, yours, expected; and `sign`, the id of a
        mistake, where the check itself can tell which it is
    """

    def __init__(self, message: str, **facts: Data) -> None:
        super().__init__(message)
        self.facts = facts


@contextmanager
def asking(listed: str, sign: Callable[[str], str] = lambda message: "") -> Iterator[None]:
    """Say what was asked, if the submission has a problem in this block.

    Parameters
    ----------
    sign : which mistake the message of a problem gives away, or ""
    """
    try:
        yield
    except SubmissionProblem as problem:
        told = SubmissionProblem(
            problem.kind, f"{listed}\n\n{problem.message}", problem.trace, problem.output
        )
        told.sign = sign(problem.message)
        raise told from None


def plain(returned: Data) -> Data:
    """What came back, with nested lists in the place of NumPy's arrays.

    >>> plain([{"shape": [2, 1], "data": [1.0, 2.0]}, 3.0])
    [[[1.0], [2.0]], 3.0]
    """
    if is_array(returned):
        return array(returned).tolist()
    if type(returned) is list:
        return [plain(item) for item in returned]
    return returned


def again(
    submission: Submission,
    calls: Sequence[Sequence[Data]],
    listed: str,
    names: Sequence[str],
    name: str = "",
) -> list[Data]:
    """The answers to several calls on the same lists and dictionaries; they must stay as they were.

    Parameters
    ----------
    calls : the arguments of each call; what is one object in several of them is one object there
    listed : what was asked, as text
    names : what the arguments of the last call are called
    name : of the function; by default the entry point

    Raises
    ------
    Wrong : an argument was changed
    """
    with asking(listed):
        answers, place = submission.again(calls, name)
    if place:
        raise Wrong(
            f"{listed}\n\nYour code changed what it was given: {' or '.join(names)}{place} is not "
            "what it was before the call. Whoever called it still needs it: make a copy, or a "
            "list of your own.",
            what="arguments",
            changed=place,
        )
    return answers


def is_number(value: Data) -> bool:
    return type(value) in (int, float)


def is_close(yours: Data, expected: float, tolerance: float = TOLERANCE) -> bool:
    """Whether a number is right; nan never is."""
    return is_number(yours) and abs(yours - expected) <= tolerance * max(1.0, abs(expected))


def numbers(returned: Data, count: int, what: str) -> list[float]:
    """Return what came back if it is a list of `count` numbers; else raise Wrong.

    Parameters
    ----------
    what : such as "adjoints, one for each node"
    """
    wanted = f"It should return a list of {count} {what}"
    if returned is None:
        raise Wrong(f"{wanted}; it returned nothing. Is a `return` missing?")
    returned = plain(returned)
    if type(returned) is not list:
        raise Wrong(f"{wanted}; it returned {shown(returned)}.")
    for position, value in enumerate(returned):
        if not is_number(value):
            raise Wrong(f"{wanted}; number {position} of it is {shown(value)}.")
    if len(returned) != count:
        raise Wrong(f"{wanted}; the list that it returned has {len(returned)}.")
    return returned


def compare(
    what: str,
    yours: Sequence[Data],
    expected: Sequence[float],
    nodes: Nodes,
    listed: str,
    *,
    backward: bool = False,
    name: Callable[[int], str] = "node {}".format,
    tolerance: float = TOLERANCE,
    **facts: Data,
) -> None:
    """Compare one number for each node; raise Wrong for the first wrong one.

    The first is meant in the order of the sweep: there, all that it was computed from is right.

    Parameters
    ----------
    what : "value", "tangent" or "adjoint"
    nodes, listed : the graph, as data and as text
    backward : whether the sweep goes from the last node to the first
    name : what a node is called
    tolerance : as `is_close` has it
    facts : what else was asked, such as the seed
    """
    order = range(len(expected))
    for at in reversed(order) if backward else order:
        if not is_close(yours[at], expected[at], tolerance):
            left, right = pair(yours[at], expected[at])
            raise Wrong(
                f"{listed}\n\nThe {what} of {name(at)}: yours {left}, expected {right}."
                + _what_agrees(what, at, len(order), backward),
                what=what,
                node=at,
                yours=yours[at],
                expected=expected[at],
                nodes=nodes if len(nodes) <= LONGEST else [],
                **facts,
            )


def _what_agrees(what: str, at: int, count: int, backward: bool) -> str:
    before = count - 1 - at if backward else at
    if not before:
        return ""
    return f" The {what}s {'after' if backward else 'before'} it are right."


def listing(nodes: Nodes, *, partials: bool = False) -> str:
    """A graph as text, by the indices that the learner's code sees; of a long one the ends."""
    lines = []
    for index, node in enumerate(nodes):
        if node["op"] in LEAVES:
            line = f"node {index} = {node['op']} {node['value']:.6g}"
        else:
            operands = ", ".join(f"node {operand}" for operand in node["operands"])
            line = f"node {index} = {node['op']}({operands})"
            if "value" in node:
                line += f" = {node['value']:.6g}"
        if partials and node["partials"]:
            line += f"   partials {', '.join(f'{p:.6g}' for p in node['partials'])}"
        lines.append("    " + line)
    return "\n".join(shortened(lines))


def shortened(lines: list[str]) -> list[str]:
    """The first and last of many lines."""
    if len(lines) <= LONGEST:
        return lines
    return [*lines[:3], f"    … {len(lines) - 6} more …", *lines[-3:]]


def shown(value: Data) -> str:
    """Data in a few characters, in words where it is not a number."""
    if value is None:
        return "None"
    if is_number(value):
        return f"{value:.6g}" if type(value) is float else str(value)
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def pair(yours: Data, expected: float) -> tuple[str, str]:
    """Two numbers in as many digits as it takes to tell them apart."""
    if not is_number(yours):
        return shown(yours), shown(expected)
    for digits in (4, 6, 9, 12, 17):
        texts = f"{yours:.{digits}g}", f"{expected:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


SIZES = (*[1] * 3, *[2] * 5, *[3] * 8, *[4] * 8, *[5] * 6, *[6] * 5, 8, 8, 10, 10, 12, 12)


def fan_outs(rng: Random) -> Iterator[Nodes]:
    """Small graphs on which a node is used twice, at several distances from the output.

    A node of these may hand on its adjoint only after a consumer that is further away has had its
    turn; each way to go wrong about the order fails on one of them.
    """
    for steps in (
        [("multiply", 0, 1), ("add", 2, 0)],  # x·y + x
        [("multiply", 0, 1), ("multiply", 1, 0), ("add", 2, 3)],  # two nodes of the same value
        [("add", 0, 1), ("multiply", 2, 1), ("add", 3, 2)],  # z·y + z
        [("add", 0, 1), ("multiply", 2, 1), ("add", 2, 3)],  # z + z·y
        [("multiply", 0, 1), ("sin", 2), ("multiply", 2, 3), ("add", 4, 2)],  # z·sin z + z
        [("multiply", 0, 1), ("sin", 2), ("multiply", 3, 2), ("add", 2, 4)],
        [("add", 0, 1), ("multiply", 2, 2), ("sin", 3), ("multiply", 4, 2)],  # sin(z·z)·z
        [("add", 0, 1), ("multiply", 2, 2), ("sin", 3), ("multiply", 2, 4)],
        [("sin", 0), ("sin", 2), ("sin", 3), ("add", 4, 2), ("multiply", 5, 0), ("add", 6, 3)],
    ):
        leaves = random_graph(rng, size=0, inputs=2)
        yield [*leaves, *[{"op": op, "operands": list(operands)} for op, *operands in steps]]


def chain(length: int, start: float = 1.7) -> Nodes:
    """A long chain, each node the negative of the one before: no recursion gets through it."""
    leaf = {"op": "input", "operands": [], "value": start}
    return [leaf, *[{"op": "negative", "operands": [k]} for k in range(length)]]


def doublings(length: int, start: float = 1.7) -> Nodes:
    """v = v + v, again and again: 2^length paths on 2·length edges."""
    leaf = {"op": "input", "operands": [], "value": start}
    return [leaf, *[{"op": "add", "operands": [k, k]} for k in range(length)]]
