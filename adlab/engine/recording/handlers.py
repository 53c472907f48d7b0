"""All that recorded values do with NumPy and Python's operators: importing this registers it."""

from adlab.engine.recording import (
    numpy_functions,
    numpy_linalg,
    numpy_products,
    numpy_reductions,
    numpy_shapes,
    numpy_writing,
    operators,
)

__all__ = [
    "numpy_functions",
    "numpy_linalg",
    "numpy_products",
    "numpy_reductions",
    "numpy_shapes",
    "numpy_writing",
    "operators",
]
