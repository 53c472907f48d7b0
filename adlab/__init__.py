"""adlab: learn automatic differentiation by stepping through your own function.

>>> import adlab, numpy as np
>>> def f(x1, x2):
...     return np.log(x1) + x1 * x2 - np.sin(x2)
>>> adlab.grad(f, argnums=(0, 1))(2.0, 5.0)
(5.5, 1.7163378145367738)
>>> adlab.trace(f, 2.0, 5.0)
<Graph of f(x1, x2), 7 nodes>
"""

from adlab.engine import numpy_functions as _numpy_functions  # noqa: F401  (registers them)
from adlab.engine import numpy_linalg as _numpy_linalg  # noqa: F401
from adlab.engine.compiling import Compiled, compile
from adlab.engine.errors import (
    AdlabError,
    BranchChanged,
    GradientCheckError,
    IndependentOutputWarning,
    InputError,
    NonFiniteWarning,
    OutputError,
    RetracingWarning,
    ShapeError,
    TracingError,
    UnsupportedFunctionError,
)
from adlab.engine.graph import Graph
from adlab.engine.numeric import check_grads
from adlab.engine.primitives import PRIMITIVES as _PRIMITIVES
from adlab.engine.primitives import primitive
from adlab.engine.program import Program
from adlab.engine.recording import as_recording as _as_recording
from adlab.engine.steps import Step, Timeline, observe, timeline
from adlab.engine.tracing import trace
from adlab.engine.transforms import (
    grad,
    hessian,
    hvp,
    jacfwd,
    jacrev,
    jvp,
    stop_gradient,
    value_and_grad,
    vjp,
)
from adlab.view import program as _program_view
from adlab.view.player import Player, step

# A graph at the end of a notebook cell shows the player. Set here, since the engine knows no views.
Graph._repr_html_ = lambda graph: Player(graph)._repr_html_()  # type: ignore[attr-defined]
Program._repr_html_ = _program_view.html  # type: ignore[attr-defined]

# Functions that NumPy lacks and courses need.
erf = _as_recording(_PRIMITIVES["erf"])
gelu = _as_recording(_PRIMITIVES["gelu"])
logsumexp = _as_recording(_PRIMITIVES["logsumexp"])
relu = _as_recording(_PRIMITIVES["relu"])
sigmoid = _as_recording(_PRIMITIVES["sigmoid"])
softmax = _as_recording(_PRIMITIVES["softmax"])
softplus = _as_recording(_PRIMITIVES["softplus"])

__version__ = "0.1.0"

__all__ = [
    "AdlabError",
    "BranchChanged",
    "Compiled",
    "GradientCheckError",
    "Graph",
    "IndependentOutputWarning",
    "InputError",
    "NonFiniteWarning",
    "OutputError",
    "Player",
    "Program",
    "RetracingWarning",
    "ShapeError",
    "Step",
    "Timeline",
    "TracingError",
    "UnsupportedFunctionError",
    "check_grads",
    "compile",
    "erf",
    "gelu",
    "grad",
    "hessian",
    "hvp",
    "jacfwd",
    "jacrev",
    "jvp",
    "logsumexp",
    "observe",
    "primitive",
    "relu",
    "sigmoid",
    "softmax",
    "softplus",
    "step",
    "stop_gradient",
    "timeline",
    "trace",
    "value_and_grad",
    "vjp",
]
