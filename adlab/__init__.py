"""adlab: learn automatic differentiation by stepping through your own function.

>>> import adlab, numpy as np
>>> def f(x1, x2):
...     return np.log(x1) + x1 * x2 - np.sin(x2)
>>> adlab.grad(f, argnums=(0, 1))(2.0, 5.0)
(5.5, 1.7163378145367738)
>>> adlab.trace(f, 2.0, 5.0)
<Graph of f(x1, x2), 7 nodes>
"""

import os as _os
import sys as _sys

# `python -m adlab` puts the current folder first on the path of modules. It may be a folder of
# submissions, and a student's secrets.py would run in the grader: so, before any other import, it
# is taken off again, unless adlab itself is there. (While a module is found, argv is just "-m".)
while (
    _sys.argv[:1] == ["-m"]
    and ("-m adlab" in " ".join(_sys.orig_argv) or "-madlab" in _sys.orig_argv)
    and not _sys.flags.safe_path
    and _os.path.realpath(_sys.path[0]) == _os.path.realpath(_os.curdir)
    and _os.path.realpath(_sys.path[0]) != _os.path.realpath(_os.path.join(__path__[0], ".."))
):
    del _sys.path[0]

from importlib import import_module
from typing import TYPE_CHECKING, Any

from adlab.bridges.choosing import trace
from adlab.engine.derivatives.checking import check_grads
from adlab.engine.derivatives.dual import Dual
from adlab.engine.derivatives.sparse import Sparsity as _Sparsity
from adlab.engine.derivatives.sparse import jacobian, sparsity
from adlab.engine.derivatives.symbolic import closed_form
from adlab.engine.derivatives.taylor import taylor
from adlab.engine.derivatives.taylor_test import TaylorTest
from adlab.engine.derivatives.transforms import (
    grad,
    hessian,
    hvp,
    jacfwd,
    jacrev,
    jvp,
    linearize,
    stop_gradient,
    value_and_grad,
    vjp,
)
from adlab.engine.errors import (
    AdlabError,
    BranchChanged,
    DifferentRunWarning,
    EngineError,
    GradientCheckError,
    IndependentOutputWarning,
    InputError,
    KinkWarning,
    MatrixError,
    MissingPackageError,
    NonFiniteWarning,
    OutputError,
    RetracingWarning,
    ShapeError,
    TracingError,
    UnsupportedFunctionError,
)
from adlab.engine.extending.checkpointing import checkpoint
from adlab.engine.extending.decorator import primitive
from adlab.engine.extending.implicit import implicit
from adlab.engine.programs.compiling import Compiled, compile
from adlab.engine.programs.program import Program
from adlab.engine.programs.writing import program as _program
from adlab.engine.recording.beyond_numpy import (
    erf,
    gelu,
    log_softmax,
    logsumexp,
    relu,
    sigmoid,
    softmax,
    softplus,
)
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.breaking import first_nonfinite
from adlab.engine.sweeps.cost import gradient_cost, paths, walk
from adlab.engine.sweeps.steps import Slot, Step, Sweep, observe
from adlab.engine.sweeps.timeline import Timeline, timeline
from adlab.engine.sweeps.wrong_sweeps import violations
from adlab.moved import Finder as _Finder

__version__ = "0.2.0.dev0"

_sys.meta_path.append(_Finder())  # modules that have moved are found under their old names


# Imported when first used: derivatives alone need no pictures, and not everybody does exercises.
if TYPE_CHECKING:  # which editors read
    from adlab.course.asking.inventory import inventory
    from adlab.course.asking.practising import practice
    from adlab.course.asking.predicting import answer, predict, predicted
    from adlab.course.asking.reviewing import review
    from adlab.course.certificate import certificate
    from adlab.course.own_engine import my_engine
    from adlab.course.room.joining import join, leave
    from adlab.course.room.questions import ask
    from adlab.course.tutor import check, exercise, hint, progress
    from adlab.own.stepping import step_with
    from adlab.view.files.stored import load
    from adlab.view.player.exploring import explore
    from adlab.view.player.kinks import kinks
    from adlab.view.player.pair import compare_steps
    from adlab.view.player.player import Player, Segment, step
    from adlab.view.player.series import taylor_steps
    from adlab.view.tables.accuracy import accuracy
    from adlab.view.tables.comparison import compare
    from adlab.view.tables.costs import sweeps_against_inputs
    from adlab.view.tables.elimination import elimination
    from adlab.view.tables.gradients import gradients
    from adlab.view.tables.losses import digits_lost
    from adlab.view.tables.schedules import schedule
    from adlab.view.tables.swell import swell
    from adlab.view.tables.traces import Table, table
    from adlab.view.tables.ucurve import u_curve

_LATER = {
    "Player": "adlab.view.player.player",
    "Segment": "adlab.view.player.player",
    "Table": "adlab.view.tables.traces",
    "accuracy": "adlab.view.tables.accuracy",
    "answer": "adlab.course.asking.predicting",
    "ask": "adlab.course.room.questions",
    "certificate": "adlab.course.certificate",
    "check": "adlab.course.tutor",
    "compare": "adlab.view.tables.comparison",
    "compare_steps": "adlab.view.player.pair",
    "digits_lost": "adlab.view.tables.losses",
    "elimination": "adlab.view.tables.elimination",
    "exercise": "adlab.course.tutor",
    "explore": "adlab.view.player.exploring",
    "gradients": "adlab.view.tables.gradients",
    "hint": "adlab.course.tutor",
    "inventory": "adlab.course.asking.inventory",
    "join": "adlab.course.room.joining",
    "kinks": "adlab.view.player.kinks",
    "leave": "adlab.course.room.joining",
    "load": "adlab.view.files.stored",
    "my_engine": "adlab.course.own_engine",
    "practice": "adlab.course.asking.practising",
    "predict": "adlab.course.asking.predicting",
    "predicted": "adlab.course.asking.predicting",
    "progress": "adlab.course.tutor",
    "review": "adlab.course.asking.reviewing",
    "schedule": "adlab.view.tables.schedules",
    "step": "adlab.view.player.player",
    "step_with": "adlab.own.stepping",
    "sweeps_against_inputs": "adlab.view.tables.costs",
    "swell": "adlab.view.tables.swell",
    "table": "adlab.view.tables.traces",
    "taylor_steps": "adlab.view.player.series",
    "u_curve": "adlab.view.tables.ucurve",
}


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'adlab' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


# What a graph can do by those who stand above it: the engine's programs, and the views. At the end
# of a notebook cell a graph shows the player, a program itself in colours, a Taylor test its
# plot, and a pattern its colours. Set here, since the engine knows no views.
Graph.program = _program  # type: ignore[attr-defined]
Graph._repr_html_ = lambda graph: __getattr__("Player")(graph)._repr_html_()  # type: ignore[attr-defined]
_STORED = "adlab.view.files.stored"
Graph.to_json = lambda graph, path=None: import_module(_STORED).to_json(graph, path)  # type: ignore[attr-defined]
Program._repr_html_ = lambda program: import_module("adlab.view.player.program").html(program)  # type: ignore[attr-defined]
_TAYLOR = "adlab.view.tables.taylor"
TaylorTest._repr_html_ = lambda test: import_module(_TAYLOR).html(test)  # type: ignore[attr-defined]
TaylorTest.picture = lambda test: import_module(_TAYLOR).picture(test)  # type: ignore[attr-defined]
_SPARSITY = "adlab.view.tables.sparsity"
_Sparsity._repr_html_ = lambda found: import_module(_SPARSITY).picture(found)  # type: ignore[attr-defined]

__all__ = [
    "AdlabError",
    "BranchChanged",
    "Compiled",
    "DifferentRunWarning",
    "Dual",
    "EngineError",
    "GradientCheckError",
    "Graph",
    "IndependentOutputWarning",
    "InputError",
    "KinkWarning",
    "MatrixError",
    "MissingPackageError",
    "NonFiniteWarning",
    "OutputError",
    "Player",
    "Program",
    "RetracingWarning",
    "Segment",
    "ShapeError",
    "Slot",
    "Step",
    "Sweep",
    "Table",
    "Timeline",
    "TracingError",
    "UnsupportedFunctionError",
    "accuracy",
    "answer",
    "ask",
    "certificate",
    "check",
    "check_grads",
    "checkpoint",
    "closed_form",
    "compare",
    "compare_steps",
    "compile",
    "digits_lost",
    "elimination",
    "erf",
    "exercise",
    "explore",
    "first_nonfinite",
    "gelu",
    "grad",
    "gradient_cost",
    "gradients",
    "hessian",
    "hint",
    "hvp",
    "implicit",
    "inventory",
    "jacfwd",
    "jacobian",
    "jacrev",
    "join",
    "jvp",
    "kinks",
    "leave",
    "linearize",
    "load",
    "log_softmax",
    "logsumexp",
    "my_engine",
    "observe",
    "paths",
    "practice",
    "predict",
    "predicted",
    "primitive",
    "progress",
    "relu",
    "review",
    "schedule",
    "sigmoid",
    "softmax",
    "softplus",
    "sparsity",
    "step",
    "step_with",
    "stop_gradient",
    "sweeps_against_inputs",
    "swell",
    "table",
    "taylor",
    "taylor_steps",
    "timeline",
    "trace",
    "u_curve",
    "value_and_grad",
    "violations",
    "vjp",
    "walk",
]
