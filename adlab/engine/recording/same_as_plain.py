"""Whether a function does the same when it is recorded as when it is simply called.

A recorded value answers as the number or array inside it does, but not in everything: `type(x)` is
another type, and what would lose the derivative raises an error, which a function may catch. Such a
function goes another way, and the derivative is of that way. So where a trace is shown, compiled
or checked, f is also run plainly, and a different result is a warning.

- `Rehearsal(f, args, options)`: made before f is recorded. `check(graph, record)` runs f plainly
  and warns. What f prints in that run is not shown, and random numbers are drawn again.
- `parting(one, other)`: the last instruction that two runs have in common.
"""

from __future__ import annotations

import contextlib
import dis
import functools
import io
import random
import sys
import types
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from adlab.engine.arrays.containers import flatten, rebuild
from adlab.engine.arrays.values import detach
from adlab.engine.errors import DifferentRunWarning, explain
from adlab.engine.recording.graph import Graph, short
from adlab.engine.user import source
from adlab.engine.user.frames import user_stack_level
from adlab.engine.user.whose import is_internal

Instruction = tuple[types.CodeType, int]

TOLERANCE = 1e-6  # plain numbers round a little differently; another way gives another number
LIMIT = 1_000_000  # instructions of a run that are followed
TYPE_QUESTIONS = {"type", "__class__", "isinstance", "issubclass", "isscalar", "hasattr", "dtype"}
GENERATORS = (np.random.Generator, np.random.RandomState, random.Random)


class Rehearsal:
    """What is needed to run f again as it was: copies of its arguments, and random states.

    With `whole`, whole numbers stay what they are, as in a compiled function; else they become
    floats, as in a trace.
    """

    def __init__(
        self,
        f: Callable[..., Any],
        args: Sequence[Any],
        options: Mapping[str, Any],
        whole: bool = False,
    ) -> None:
        self.f = f
        self.kinds = "f" if whole else "fiu"
        self.args = _copies(args, self.kinds)
        self.options = options
        self.generators = list(_generators(f, [*args, *options.values()]))
        self.before = self._states()

    def check(self, graph: Graph, record: Callable[[], Graph]) -> None:
        """Run f plainly, and warn if that gives something else than was recorded.

        `record()` records f once more: if that too gives something else now, it is not recording
        that makes the difference.
        """
        if any(hasattr(leaf, "__next__") for _, leaf in flatten((self.args, dict(self.options)))):
            return  # the recorded run has used it up
        recorded = _results(graph)
        if not all(map(_is_comparable, recorded)):
            return
        after = self._states()
        try:
            plain = self._outputs()
            if plain is None or _alike(recorded, plain):
                return
            again = self._outputs()
            if again is None or not _alike(plain, again):
                _warn_random(graph.name)
            elif not _alike(_results(self._as_before(record)), plain):
                self._warn(graph, record, recorded, plain)
        finally:
            self._restore(after)

    def _as_before(self, run: Callable[[], Any]) -> Any:
        """A run that draws the same random numbers, and says nothing."""
        self._restore(self.before)
        quiet = contextlib.redirect_stdout(io.StringIO())
        with quiet, np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return run()

    def _plainly(self) -> Any:
        return self.f(*_copies(self.args, self.kinds), **self.options)

    def _outputs(self) -> list[Any] | None:
        """The outputs of a plain run; None if it fails, or leaves the real numbers."""
        try:
            values = [value for _, value in flatten(self._as_before(self._plainly))]
        except Exception:  # Python's floats raise errors where NumPy's give inf
            return None
        return values if all(map(_is_comparable, values)) else None

    def _warn(
        self, graph: Graph, record: Callable[[], Graph], recorded: list[Any], plain: list[Any]
    ) -> None:
        runs = [path(functools.partial(self._as_before, run)) for run in (record, self._plainly)]
        at = parting(*runs)
        got, wanted = (", ".join(map(short, values)) for values in (recorded, plain))
        warnings.warn(
            explain(
                f"{graph.name} does something else when it is recorded: it returns {got}, and "
                f"{wanted} when it is simply called.",
                where=source.where(*at) if at else "",
                why=_reason(at) + "; the derivative is that of the recorded run",
                fix="ask what a number would answer too: isinstance(x, float), np.ndim(x) == 0; "
                "and let errors of adlab through",
            ),
            DifferentRunWarning,
            stacklevel=user_stack_level(),
        )

    def _states(self) -> list[Any]:
        return [random.getstate(), np.random.get_state(legacy=False), *map(_state, self.generators)]

    def _restore(self, states: list[Any]) -> None:
        random.setstate(states[0])
        np.random.set_state(states[1])
        for generator, state in zip(self.generators, states[2:], strict=True):
            _set_state(generator, state)


def _copies(args: Sequence[Any], kinds: str) -> Any:
    """The arguments in float64, as they are recorded, and for f to change as it likes."""

    def copy(leaf: Any) -> Any:
        if not isinstance(leaf, (int, float, np.number, np.ndarray)) or isinstance(leaf, bool):
            return leaf
        array = np.array(leaf)
        if array.dtype.kind not in kinds:
            return array if array.ndim else leaf
        return array.astype(float) if array.ndim else float(array)

    return rebuild(tuple(args), [copy(leaf) for _, leaf in flatten(tuple(args))])


def _results(graph: Graph) -> list[Any]:
    return [detach(graph.values[o] if type(o) is int else o) for o in graph.outputs]


def _is_comparable(value: Any) -> bool:
    """Whether it is real and finite: what is not has a warning of its own."""
    kind = np.asarray(value).dtype.kind
    return kind not in "fc" or (kind == "f" and bool(np.all(np.isfinite(value))))


def _alike(some: list[Any], others: list[Any]) -> bool:
    return len(some) == len(others) and all(map(_same, some, others))


def _same(one: Any, other: Any) -> bool:
    one, other = np.asarray(one), np.asarray(other)
    if one.shape != other.shape:
        return False
    if "f" not in (one.dtype.kind, other.dtype.kind):
        return one.dtype.kind not in "iub" or bool(np.all(one == other))
    scale = np.max(np.abs(other), initial=0.0)
    return bool(np.all(np.abs(one - other) <= TOLERANCE * scale))


# -- Random numbers -----------------------------------------------------------------------------


def _generators(f: Any, values: list[Any]) -> Iterator[Any]:
    """The generators of random numbers among the arguments, and that f and its helpers name."""
    waiting, seen = [f, *[leaf for value in values for _, leaf in flatten(value)]], set()
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, GENERATORS):
            if not isinstance(value, random.SystemRandom):  # which has no state
                yield value
        elif isinstance(value, types.FunctionType) and not is_internal(value.__code__):
            waiting += [c.cell_contents for c in value.__closure__ or () if _is_filled(c)]
            names = value.__code__.co_names
            waiting += [value.__globals__[n] for n in names if n in value.__globals__]
        elif hasattr(value, "__wrapped__"):
            waiting.append(value.__wrapped__)


def _is_filled(cell: types.CellType) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def _state(generator: Any) -> Any:
    if isinstance(generator, random.Random):
        return generator.getstate()
    if isinstance(generator, np.random.RandomState):
        return generator.get_state(legacy=False)
    return generator.bit_generator.state


def _set_state(generator: Any, state: Any) -> None:
    if isinstance(generator, random.Random):
        generator.setstate(state)
    elif isinstance(generator, np.random.RandomState):
        generator.set_state(state)
    else:
        generator.bit_generator.state = state


def _warn_random(name: str) -> None:
    warnings.warn(
        explain(
            f"Two runs of {name} with the same arguments differ.",
            why="it draws random numbers, or keeps something from one run to the next; what you "
            "see is one of the runs",
            fix="draw the numbers before, and pass them as an argument",
        ),
        DifferentRunWarning,
        stacklevel=user_stack_level(),
    )


# -- Where two runs part ------------------------------------------------------------------------


def path(call: Callable[[], object]) -> list[Instruction]:
    """The instructions of the user's functions, in the order in which a call runs them."""
    steps: list[Instruction] = []

    def inside(frame: types.FrameType, event: str, _: Any) -> Any:
        if event == "opcode" and len(steps) < LIMIT:
            steps.append((frame.f_code, frame.f_lasti))
        return inside

    def enter(frame: types.FrameType, event: str, _: Any) -> Any:
        if is_internal(frame.f_code):
            return None
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        return inside

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        call()
    except Exception:  # how far it came is all that matters
        pass
    finally:
        sys.settrace(before)
    return steps


def parting(one: list[Instruction], other: list[Instruction]) -> Instruction | None:
    """The last instruction that two runs have in common, or None if they do not part."""
    last = None
    for a, b in zip(one, other, strict=False):
        if a != b:
            return last
        last = a
    return None


def _reason(at: Instruction | None) -> str:
    """What kind of question is behind the difference."""
    if at is None:
        return "it looks at what kind of object it was given"
    code, offset = at
    line, asked = 0, set()
    for each in dis.get_instructions(code):
        if each.offset <= offset:
            line = (each.positions.lineno if each.positions else 0) or line
    for each in dis.get_instructions(code):
        if each.positions and each.positions.lineno == line and each.offset <= offset:
            asked |= {each.argval} if isinstance(each.argval, str) else set()
            running = each
    questions = sorted(asked & TYPE_QUESTIONS)
    if questions:
        return f"it asks for the type of a value ({', '.join(questions)})"
    if "JUMP" not in running.opname:
        return "it catches an error that says why a value cannot be recorded"
    return "it asks something that recorded values answer in another way"
