"""Where modules have gone: an old name is still imported, with a warning that says the new one.

- `MOVED`: old name → new name, for each module of 0.1 that lies elsewhere now.
- `Finder`: what Python asks for a module that it does not find (PEP 451).

>>> import warnings
>>> with warnings.catch_warnings(record=True) as told:
...     warnings.simplefilter("always")
...     from adlab.grading import checks
>>> checks.__name__, str(told[0].message)
('adlab.grading.exercises.checks', 'adlab.grading.checks is now adlab.grading.exercises.checks')
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

MOVED: dict[str, str] = {}
for _folder, _modules in {
    "engine.arrays": "containers copies linear_maps",
    "engine.derivatives": "auxiliary differences dual symbolic transforms",
    "engine.primitives": "edges needs",
    "engine.recording": "advice graph numpy_functions numpy_linalg numpy_writing refusals "
    "same_as_plain tracing unchosen",
    "engine.sweeps": "cost kinks searches seeds steps wrong_sweeps",
    "engine.user": "called calls source tracebacks",
    "view.said": "arrays expressions facts formula letters mathml narration numbers",
    "view.replay": "asked frames listing spec",
    "view.drawn": "diagram drawing geometry group_diagram groups layered layout",
    "view.tables": "comparison costs counts swell table traces ucurve",
    "view.files": "caption dot exports pixels",
    "view.player": "pair program widget",
    "grading.walls": "channel confine launcher local oracle remote sandbox server syscalls wire "
    "worker",
    "grading.exercises": "case checks exercise feedback report runner",
    "grading.diagnosis": "fingerprint probes questions reducer signals",
    "grading.authoring": "author mutants",
    "grading.collecting": "batch live submissions",
}.items():
    for _name in _modules.split():
        MOVED[f"adlab.{_folder.split('.')[0]}.{_name}"] = f"adlab.{_folder}.{_name}"
MOVED |= {
    "adlab.engine.foreign": "adlab.own.foreign",
    "adlab.engine.numbers": "adlab.engine.arrays.digits",
    "adlab.engine.numeric": "adlab.engine.derivatives.checking",
    "adlab.engine.numerical": "adlab.engine.extending.by_differences",
    "adlab.engine.own_run": "adlab.own.run",
    "adlab.engine.own_sweep": "adlab.own.sweep",
    "adlab.engine.programs.rules": "adlab.engine.programs.patterns",
    "adlab.engine.programs.sweeps": "adlab.engine.programs.writer",
    "adlab.engine.random_graphs": "adlab.grading.exercises.random_graphs",
    "adlab.engine.rules": "adlab.engine.primitives.declared",
    "adlab.engine.watching": "adlab.own.watching",
    "adlab.engine.whole": "adlab.engine.extending.whole_functions",
    "adlab.grading.cells": "adlab.grading.collecting.needed_cells",
    "adlab.view.big": "adlab.view.replay.jumps",
    "adlab.view.picture": "adlab.view.drawn.plot",
    "adlab.view.places": "adlab.view.drawn.fit",
    "adlab.view.own_engine": "adlab.own.stepping",
    "adlab.view.wording": "adlab.view.said.templates",
}


class Finder(MetaPathFinder, Loader):
    """Finds a module under its old name."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name in MOVED else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        warnings.warn(f"{spec.name} is now {MOVED[spec.name]}", DeprecationWarning, stacklevel=2)
        module = import_module(MOVED[spec.name])
        self.own = module.__spec__  # which the import of the old name is about to replace
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self.own
