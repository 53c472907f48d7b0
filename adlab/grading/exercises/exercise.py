"""An exercise: a folder with a task, a solution, checks, and wrong implementations.

- `exercises()`: all that are known, by id: those of adlab, and those of `folders_of_your_own()`.
- `find(id)`: one of them. `Exercise.load(folder)`: one from anywhere.
- `use_folder(path)`: know the exercises of a folder of one's own, too.
- `starter(solution)`: what the learner begins with, made of the solution.

    exercises/10-reverse-sweep/
      exercise.toml             what the fields of Exercise say
      prompt.md                 the task, in Markdown
      solution.py               the learner's part between ### BEGIN SOLUTION and ### END SOLUTION
      test_reverse_sweep.py     the checks: functions that take `submission` and `rng`
      adapter.py                if a class is asked for: turns data into its objects, and back
      misconceptions/*.py       wrong implementations, each with its diagnosis
      right/*.py                right solutions in other styles, which must pass as well
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib import util
from pathlib import Path
from random import Random
from types import MappingProxyType, ModuleType

from adlab.grading.exercises.lending import with_given
from adlab.grading.walls.remote import Limits, Submission, Task

Check = Callable[[Submission, Random], None]

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
_MARKED = re.compile(rf"^([ \t]*){BEGIN}[^\n]*\n.*?^[ \t]*{END}[^\n]*\n", re.DOTALL | re.MULTILINE)
_DIAGNOSIS = re.compile(r"^# diagnosis: *(\S+) *$", re.MULTILINE)


class ExerciseError(Exception):
    """An exercise is missing, or its folder is not as it should be. The message says what to do."""


@dataclass(frozen=True)
class Misconception:
    """A wrong implementation.

    Attributes
    ----------
    name : of its file
    diagnosis : the id of the idea behind it; several files may share one
    idea : what is wrong, in a sentence: the first line of the file's docstring
    source : the code
    """

    name: str
    diagnosis: str
    idea: str
    source: str


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise.

    Attributes
    ----------
    id : such as "reverse-sweep"
    title : a few words
    lesson : number of the lesson it belongs to, such as "10"
    entry : name of the function or class that the learner writes
    points : check → what it is worth, in the order in which the checks run
    imports : modules that the learner may import, beside Python's harmless ones
    limits : what a submission may use
    oracle : whether arithmetic on hidden numbers is counted
    hints : a ladder: each says a little more than the one before
    equivalent : mutants of the solution that are right too → why (see `author`)
    questions : class of mistakes → what is asked of a learner who makes it, if this exercise alone
        has it (see `adlab.grading.diagnosis.questions`)
    rerun : quantity, such as "adjoint" → the call that gives it, to run a failing case again
    folder : where the exercise is
    """

    id: str
    title: str
    lesson: str
    entry: str
    points: MappingProxyType[str, int]
    imports: tuple[str, ...]
    limits: Limits
    oracle: bool
    hints: tuple[str, ...]
    equivalent: MappingProxyType[str, str]
    questions: MappingProxyType[str, str]
    rerun: MappingProxyType[str, str]
    folder: Path = field(repr=False)

    @classmethod
    def load(cls, folder: Path) -> Exercise:
        """Read an exercise; raise ExerciseError if its exercise.toml does not describe one."""
        path = folder / "exercise.toml"
        try:
            said = tomllib.loads(path.read_text("utf-8"))
            exercise = cls(
                id=said.pop("id"),
                title=said.pop("title"),
                lesson=said.pop("lesson"),
                entry=said.pop("entry"),
                points=MappingProxyType(said.pop("points")),
                imports=tuple(said.pop("imports", ())),
                limits=Limits(**said.pop("limits", {})),
                oracle=said.pop("oracle", False),
                hints=tuple(said.pop("hints")),
                equivalent=MappingProxyType(said.pop("equivalent", {})),
                questions=MappingProxyType(said.pop("questions", {})),
                rerun=MappingProxyType(said.pop("rerun", {})),
                folder=folder,
            )
        except OSError as error:
            raise ExerciseError(
                f"{folder} is no exercise: {error.strerror}: {path.name}"
            ) from error
        except KeyError as error:
            raise ExerciseError(f"{path} does not say {error}.") from error
        except (tomllib.TOMLDecodeError, TypeError) as error:
            raise ExerciseError(f"{path}: {error}") from error
        if said:
            raise ExerciseError(f"{path} says {', '.join(said)}, which nothing reads.")
        return exercise

    @property
    def out_of(self) -> int:
        """The points of a right solution."""
        return sum(self.points.values())

    @property
    def has_adapter(self) -> bool:
        """Whether data are turned into the learner's own objects."""
        return (self.folder / "adapter.py").exists()

    @property
    def asks_for_class(self) -> bool:
        """Whether the learner writes a class."""
        return re.search(rf"^class {self.entry}\b", self.solution, re.MULTILINE) is not None

    @property
    def file(self) -> str:
        """The name of the file in which the learner works: reverse_sweep.py."""
        return self.id.replace("-", "_") + ".py"

    @property
    def prompt(self) -> str:
        """The task, in Markdown."""
        return self._read("prompt.md")

    @property
    def solution(self) -> str:
        """The solution, with the markers of the learner's part."""
        return self._read("solution.py")

    @property
    def starter(self) -> str:
        """What the learner begins with."""
        return starter(self.solution)

    @property
    def misconceptions(self) -> tuple[Misconception, ...]:
        """The wrong implementations, by name."""
        files = sorted((self.folder / "misconceptions").glob("*.py"))
        return tuple(_misconception(path) for path in files)

    @property
    def right(self) -> tuple[tuple[str, str], ...]:
        """Right solutions in other styles: name and source."""
        files = sorted((self.folder / "right").glob("*.py"))
        return tuple((path.stem, path.read_text("utf-8")) for path in files)

    @property
    def checks_file(self) -> Path:
        """Where the checks are."""
        return self.folder / f"test_{self.file}"

    def checks_module(self) -> ModuleType:
        """The file of the checks, loaded anew."""
        spec = util.spec_from_file_location(
            f"adlab_checks_{self.checks_file.stem}", self.checks_file
        )
        assert spec and spec.loader
        module = util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except OSError as error:
            raise ExerciseError(f"{self.id} has no checks: {error}") from error
        return module

    def checks(self) -> dict[str, Check]:
        """The checks in the order of `points`: name → function.

        Raises ExerciseError if the file and exercise.toml do not name the same ones.
        """
        module = self.checks_module()
        found = {name: value for name, value in vars(module).items() if name.startswith("test_")}
        if found.keys() != self.points.keys():
            odd = ", ".join(sorted(found.keys() ^ self.points.keys()))
            raise ExerciseError(
                f"{self.checks_file.name} and the points in exercise.toml differ: {odd}"
            )
        return {name: found[name] for name in self.points}

    def task(self, source: str) -> Task:
        """What the other process is told, to run a submission to this exercise."""
        adapter = self.folder / "adapter.py"
        return Task(
            source=with_given(source, self.starter) if source else source,
            entry=self.entry,
            adapter=adapter.read_text("utf-8") if adapter.exists() else None,
            imports=self.imports,
            oracle=self.oracle,
            arrays="numpy" in self.starter,
        )

    def _read(self, name: str) -> str:
        try:
            return (self.folder / name).read_text("utf-8")
        except OSError as error:
            raise ExerciseError(f"{self.id} has no {name}: {error.strerror}") from error


def starter(solution: str) -> str:
    """Replace each marked part of a solution, so that the learner can write it.

    >>> print(
    ...     starter('''
    ... def double(x):
    ...     ### BEGIN SOLUTION
    ...     return 2 * x
    ...     ### END SOLUTION
    ... ''')
    ... )
    <BLANKLINE>
    def double(x):
        # Your code here.
        raise NotImplementedError
    <BLANKLINE>

    Raises ExerciseError if nothing is marked, or a marker has no partner.
    """
    made, count = _MARKED.subn(r"\1# Your code here.\n\1raise NotImplementedError\n", solution)
    if not count or BEGIN in made or END in made:
        raise ExerciseError(f"the solution needs pairs of {BEGIN} and {END}, on lines of their own")
    return made


def shipped_folder() -> Path:
    """Where this version of adlab has its exercises: in the wheel as data, or in the checkout."""
    package = Path(__file__).parents[2]
    data = package / "_data"
    return (data if data.is_dir() else package.parent) / "exercises"


OWN_FOLDERS = "ADLAB_EXERCISES"
"""The variable of the environment that names folders with exercises of one's own."""


def folders_of_your_own() -> tuple[Path, ...]:
    """The folders that `ADLAB_EXERCISES` names, with what the system puts between paths."""
    said = os.environ.get(OWN_FOLDERS, "").split(os.pathsep)
    return tuple(dict.fromkeys(Path(path).expanduser().absolute() for path in said if path))


def use_folder(path: Path) -> None:
    """Know the exercises of a folder, here and in all processes that are started from here.

    Parameters
    ----------
    path : the folder of one exercise, or of several

    Raises ExerciseError if there is none in it, or if an id is taken already.
    """
    folder = path.expanduser().absolute()
    before = os.environ.get(OWN_FOLDERS)
    if folder in folders_of_your_own():
        return
    os.environ[OWN_FOLDERS] = os.pathsep.join([*filter(None, [before]), str(folder)])
    try:
        exercises()
    except ExerciseError:
        if before is None:
            del os.environ[OWN_FOLDERS]
        else:
            os.environ[OWN_FOLDERS] = before
        raise


def exercises(folder: Path | None = None) -> MappingProxyType[str, Exercise]:
    """All exercises below a folder, by default all that are known: id → exercise, in their order.

    Raises ExerciseError if two have the same id, or a folder of one's own holds none.
    """
    return _known((folder,) if folder else (shipped_folder(), *folders_of_your_own()))


@cache
def _known(folders: tuple[Path, ...]) -> MappingProxyType[str, Exercise]:
    found: dict[str, Exercise] = {}
    for number, folder in enumerate(folders):
        own = folder / "exercise.toml"
        files = [own] if own.is_file() else sorted(folder.glob("*/exercise.toml"))
        if number and not files:
            raise ExerciseError(
                f"There is no exercise in {folder}: no exercise.toml in it, nor one folder below."
            )
        for exercise in (Exercise.load(path.parent) for path in files):
            other = found.setdefault(exercise.id, exercise)
            if other is not exercise and other.folder.resolve() != exercise.folder.resolve():
                raise ExerciseError(
                    f"Two exercises have the id {exercise.id!r}: {other.folder} and "
                    f"{exercise.folder}. Give yours another id in its exercise.toml."
                )
    return MappingProxyType(found)


def find(id: str) -> Exercise:
    """The exercise with this id; raise ExerciseError with the known ones if there is none."""
    known = exercises()
    if id not in known:
        raise ExerciseError(f"{unknown(id)} There are: {', '.join(known)}.")
    return known[id]


def unknown(id: str) -> str:
    """What is said of an id that no exercise has.

    >>> unknown("revers-sweep")
    "There is no exercise 'revers-sweep'. Did you mean 'reverse-sweep'?"
    """
    meant = get_close_matches(id.lower(), exercises(), 1)
    return f"There is no exercise {id!r}." + (f" Did you mean {meant[0]!r}?" if meant else "")


@cache
def fingerprint(exercise: Exercise) -> str:
    """What changes when the checks of an exercise do: a hash of its code and its settings."""
    digest = hashlib.sha256()
    for path in sorted(exercise.folder.rglob("*")):
        if path.suffix in (".py", ".toml") and "right" not in path.parts:
            digest.update(f"{path.relative_to(exercise.folder)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _misconception(path: Path) -> Misconception:
    source = path.read_text("utf-8")
    said = _DIAGNOSIS.search(source)
    idea = re.match(r'"""(.+?)(?:"""|\n)', source)
    if not said or not idea:
        raise ExerciseError(
            f'{path} must begin with """what is wrong""" and have a line "# diagnosis: …".'
        )
    return Misconception(path.stem, said[1], idea[1].strip(), source)
