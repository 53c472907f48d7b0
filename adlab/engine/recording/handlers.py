"""All that recorded values do with NumPy and Python's operators: importing this registers it."""

from adlab.engine.recording import (
    numpy_calculus,
    numpy_functions,
    numpy_grids,
    numpy_linalg,
    numpy_pieces,
    numpy_products,
    numpy_reductions,
    numpy_shapes,
    numpy_statistics,
    numpy_ufuncs,
    numpy_writing,
    operators,
)

__all__ = [
    "numpy_calculus",
    "numpy_functions",
    "numpy_grids",
    "numpy_linalg",
    "numpy_pieces",
    "numpy_products",
    "numpy_reductions",
    "numpy_shapes",
    "numpy_statistics",
    "numpy_ufuncs",
    "numpy_writing",
    "operators",
]
