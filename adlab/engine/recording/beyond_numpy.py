"""Functions that NumPy lacks and courses need, on numbers, arrays and recorded values."""

from adlab.engine.primitives import declared as _declared  # noqa: F401  (declares the primitives)
from adlab.engine.primitives.primitive import PRIMITIVES
from adlab.engine.recording.binding import as_recording

erf = as_recording(PRIMITIVES["erf"])
gelu = as_recording(PRIMITIVES["gelu"])
log_softmax = as_recording(PRIMITIVES["log_softmax"])
logsumexp = as_recording(PRIMITIVES["logsumexp"])
relu = as_recording(PRIMITIVES["relu"])
sigmoid = as_recording(PRIMITIVES["sigmoid"])
softmax = as_recording(PRIMITIVES["softmax"])
softplus = as_recording(PRIMITIVES["softplus"])
