"""Calls of NumPy's functions in all the forms that `docs/numpy.md` lists: `CALLS`.

Each is (function, arguments, keywords), where `X` stands for the array, or the number, that the
derivative is taken of. Those of `np.linalg` are called at a matrix.
"""

import numpy as np

import adlab

X = object()  # where the array stands
Y = np.array([[0.4, -1.1, 0.9], [1.3, 0.2, -0.6]])
ROWS = np.array([[True, False, True], [True, True, False]])
LINE = np.array([0.7, 1.4, -0.3, 2.2, 0.5, -1.1])
HOLES = np.array([[1.0, np.nan, 2.0], [np.nan, 3.0, -1.0]])
PLACES = np.array([0.0, 0.5, 1.75, 2.0, 3.1, 4.0])
COUNTS = np.array([0, 3, 1, 1, 0, 5])


def halved(x, by=2.0):
    return x / by


GRIDS = [
    (np.linspace, (X, 4.0), {"num": 5, "axis": 1}),
    (np.linspace, (0.5, X), {"num": 4, "endpoint": False, "retstep": True, "axis": -1}),
    (np.linspace, (X, 2.0, 1), {"retstep": False}),
    (np.linspace, (X, 2.0, 0), {}),
    (np.logspace, (X, 1.5), {"num": 4, "endpoint": False, "base": 2.0, "axis": 1}),
    (np.logspace, (0.5, 1.5, 3), {"base": np.array([2.0, 3.0]), "axis": -1}),
    (np.meshgrid, (X, X), {"copy": False, "sparse": True, "indexing": "ij"}),
    (np.meshgrid, (X, PLACES, [2.0]), {}),
    (np.vander, (X,), {"N": 4, "increasing": True}),
    (np.vander, (X, 3), {}),
]
PIECES = [
    (np.select, ([ROWS, ~ROWS], [X, Y], 5.0), {}),
    (np.select, ([~ROWS, ROWS[:1]], [3.0, X]), {"default": 5.0}),
    (np.piecewise, (X, [ROWS, Y > 1.0], [halved, -1.0, np.sin]), {}),
    (np.piecewise, (X, [ROWS], [halved, np.cos]), {}),
    (np.piecewise, (X, [ROWS], [halved]), {"by": 4.0}),
    (np.piecewise, (X, [ROWS], [halved], 4.0), {}),
    (np.choose, ([[0, 1, 1], [1, 0, 4]], [X, Y]), {"mode": "wrap"}),
    (np.insert, (X, 1, 7.0), {"axis": 1}),
    (np.insert, (X, [1, 1, 4], [7.0, 8.0, 9.0]), {}),
    (np.insert, (Y, slice(0, 2), X), {"axis": 0}),
    (np.delete, (X, [0, 2]), {"axis": 1}),
    (np.delete, (X, slice(1, 4)), {}),
    (np.resize, (X, (3, 5)), {}),
    (np.block, ([[X, Y], [Y, X]],), {}),
    (np.block, ([X, Y[:, :1]],), {}),
    (np.partition, (X, 1), {"axis": 0, "kind": "introselect"}),
    (np.partition, (X, [1, 3]), {"axis": None}),
    (np.ediff1d, (X,), {"to_end": [8.0, 9.0], "to_begin": 5.0}),
    (np.ediff1d, (LINE,), {"to_end": X}),
]
ORDERS = [
    *[(f, (X,), {"order": order}) for f in (np.ravel,) for order in "CFAK"],
    *[(np.reshape, (X, (3, 2)), {"order": order}) for order in "CFA"],
    (np.reshape, (X, (3, 2)), {"copy": True}),
]
CALCULUS = [
    (np.interp, (X, PLACES, LINE), {}),
    (np.interp, (X, PLACES, LINE), {"left": -7.0, "right": 8.0}),
    (np.interp, (PLACES + 0.3, PLACES, X), {"period": None}),
    (np.interp, (X, PLACES[:5], LINE[:5]), {"period": 3.5}),
    (np.trapezoid, (X,), {"dx": 0.3, "axis": 0}),
    (np.trapezoid, (X,), {"x": Y * Y, "axis": 1}),
    (np.trapezoid, (X, [0.5, 2.0, 2.5]), {}),
    (np.gradient, (X,), {}),
    (np.gradient, (X,), {"axis": 1, "edge_order": 2}),
    (np.gradient, (X, 0.5, [0.0, 0.5, 2.0]), {"axis": (0, 1)}),
    (np.gradient, (X, [0.0, 0.5, 2.0]), {"axis": -1, "edge_order": 2}),
    *[(np.convolve, (X, v), {"mode": m}) for m in ("full", "same", "valid")
      for v in ([1.0, -2.0], LINE)],
    (np.convolve, (LINE, X), {}),
    *[(np.correlate, (X, v), {"mode": m}) for m in ("full", "same", "valid")
      for v in ([1.0, -2.0], LINE, PLACES[:4])],
    (np.correlate, (LINE, X), {"mode": "full"}),
    (np.polyval, (X, 1.3), {}),
    (np.polyval, ([2.0, 0.0, -1.0], X), {}),
    (np.polyfit, (PLACES, X, 2), {"rcond": 1e-12, "w": [1.0, 2.0, 1.0, 0.5, 1.0, 2.0]}),
    (np.polyfit, (X, LINE, 2), {"full": True}),
    (np.polyfit, (PLACES, X, 2), {"cov": True}),
    (np.polyfit, (X, LINE, 2), {"cov": "unscaled"}),
]  # fmt: skip
STATISTICS = [
    *[(np.quantile, (X, q), {"axis": axis, "keepdims": keep, "method": method})
      for q, axis, keep, method in (
          (0.3, None, True, "linear"), ([0.1, 0.8], 1, False, "hazen"), (0.77, 0, True, "lower"),
          ([[0.2, 0.4], [0.5, 1.0]], (0, 1), True, "median_unbiased"), (0.0, 1, False, "weibull"),
          (0.3, 1, False, "midpoint"), (0.31, None, False, "inverted_cdf"))],
    (np.percentile, (X, 30.0), {"axis": 1, "keepdims": True, "method": "nearest"}),
    (np.percentile, (X, [10, 55]), {}),
    (np.cov, (X,), {}),
    (np.cov, (X,), {"y": Y, "rowvar": False, "bias": True}),
    (np.cov, (X,), {"ddof": 0, "fweights": [1, 2, 3]}),
    (np.cov, (X,), {"aweights": [0.5, 2.0, 1.0]}),
    (np.corrcoef, (X,), {"y": Y * Y, "rowvar": False}),
    (np.corrcoef, (X, LINE[:3]), {}),
    (np.bincount, (COUNTS,), {"weights": X, "minlength": 9}),
    (np.nansum, (X,), {"axis": 1, "keepdims": True, "initial": 2.0, "where": ROWS}),
    (np.nanprod, (X,), {"axis": 1, "keepdims": True, "initial": 2.0, "where": ROWS}),
    (np.nanmax, (X,), {"axis": 1, "keepdims": True, "initial": -9.0, "where": ROWS}),
    (np.nanmin, (X,), {"axis": 0, "keepdims": True}),
    (np.nanmin, (X,), {"initial": 9.0, "where": ROWS}),
    (np.nanmean, (X,), {"axis": 1, "keepdims": True, "where": ~np.eye(2, 3, dtype=bool)}),
    *[(f, (X,), {"axis": 1, "keepdims": True, **more}) for f in (np.nanvar, np.nanstd) for more in
      ({"ddof": 1}, {"correction": 0.5}, {"mean": Y[:, :1]}, {"where": Y < 1.1})],
    (np.nanmedian, (X,), {"axis": 1, "keepdims": True}),
    (np.nanmedian, (X,), {}),
    (np.nancumsum, (X,), {"axis": 1}),
    (np.nancumprod, (X,), {"axis": 0}),
]  # fmt: skip
PRODUCTS = [
    (np.einsum, (X, [0, 1], Y, [0, 1], [0]), {}),
    (np.einsum, (X, [3, 1], Y.T, [1, 0]), {}),
    (np.einsum, (X, [..., 2], np.eye(3), [2, 5], [..., 5]), {"optimize": True}),
    (np.vecdot, (X, Y), {"axis": 0}),
    (np.vecdot, (Y, X), {}),
    (np.matvec, (X, LINE[:3]), {}) if hasattr(np, "matvec") else (np.vecdot, (X, Y), {}),
    (np.vecmat, (LINE[:2], X), {}) if hasattr(np, "vecmat") else (np.vecdot, (X, Y), {}),
]
LINALG = [
    (np.linalg.trace, (X,), {"offset": 1}),
    (np.linalg.diagonal, (X,), {"offset": -1}),
    (np.linalg.matrix_transpose, (X,), {}),
    (np.linalg.matmul, (X, Y.T), {}),
    (np.linalg.vecdot, (X, Y[:1]), {"axis": -1}),
    (np.linalg.cross, (X, np.eye(3)), {"axis": 0}),
    (np.linalg.tensordot, (X, Y), {"axes": ([1], [1])}),
    (np.linalg.svdvals, (X,), {}),
    *[(np.linalg.vector_norm, (X,), {"axis": axis, "keepdims": keep, "ord": p})
      for axis, keep, p in ((None, True, 2), (0, False, 1), ((0, 1), False, 3),
                            (-1, True, np.inf))],
    *[(np.linalg.matrix_norm, (X,), {"keepdims": keep, "ord": p})
      for keep, p in ((True, "fro"), (False, 1), (False, "nuc"), (True, 2))],
    *[(np.linalg.cond, (X,), {"p": p}) for p in (None, 2, -2, 1, -np.inf, "fro")],
    (np.linalg.svd, (X,), {}),
    (np.linalg.svd, (X,), {"hermitian": True}),
    (np.linalg.svd, (X,), {"hermitian": True, "compute_uv": False}),
    *[(np.linalg.qr, (X,), {"mode": mode}) for mode in ("reduced", "r", "complete")],
    (np.linalg.matrix_rank, (X,), {}),
]  # fmt: skip

AT = {  # where they are called, if not at Y or at a matrix
    np.interp: np.array([0.3, 1.2, 2.7, -1.0, 5.0, 3.9]),
    **dict.fromkeys((np.vander, np.meshgrid, np.convolve, np.correlate, np.polyval, np.polyfit,
                     np.bincount), np.array([0.3, 1.2, 2.7, -1.1, 0.6, 1.9])),
}  # fmt: skip
CALLS = [*GRIDS, *PIECES, *ORDERS, *CALCULUS, *STATISTICS, *PRODUCTS, *LINALG]
# More calls, each with the place where it is made.
PLACED = [
    ((np.quantile, (LINE, X), {}), np.array([0.15, 0.5, 0.93])),
    ((np.percentile, (LINE, X), {}), 33.0),
    ((np.cov, (Y,), {"aweights": X, "fweights": [1, 2, 3]}), LINE[:3] ** 2),
    ((np.interp, ([-1.0, 0.3, 9.0], [1.0], X), {}), np.array([2.5])),
    ((np.interp, (X, PLACES, LINE), {}), 1.1),
    ((np.interp, ([0.1, 2.5], X, LINE), {"left": -1.0}), PLACES),
    ((np.linspace, (X, 4.0, 5), {}), 1.5),
    ((np.geomspace, (X, 9.0), {"num": 4, "endpoint": False}), 1.5),
    ((np.geomspace, (-2.0, X), {"num": 4, "axis": 1}), np.array([-3.0, -0.5])),
    ((np.logspace, (0.0, 1.0), {"num": 3, "base": X}), np.array(2.5)),
    ((np.piecewise, (X, LINE > 0.6, [halved, np.cos]), {}), LINE),
    ((np.piecewise, (X, [True], [np.cos]), {}), 0.7),
    ((np.gradient, (LINE, X), {"edge_order": 2}), PLACES),
    ((np.gradient, (LINE, X), {}), 0.4),
    ((np.trapezoid, (LINE,), {"x": X}), PLACES),
    ((np.trapezoid, (Y, X), {"axis": 0}), PLACES[:2]),
    ((np.linalg.outer, (X, LINE), {}), LINE[:2]),
    ((np.linalg.qr, (X,), {}), LINE.reshape(3, 2)),
    ((np.linalg.qr, (X,), {"mode": "complete"}), LINE.reshape(2, 3)),
    ((np.linalg.svd, (X,), {"full_matrices": False}), LINE.reshape(2, 3)),
    ((np.linalg.svd, (X, False), {}), LINE.reshape(3, 2)),
    ((np.linalg.multi_dot, ([X, Y, Y.T, X],), {}), LINE[:2]),
    ((adlab.log_softmax, (X,), {}), Y),
    ((adlab.log_softmax, (X,), {"axis": 0}), Y),
    ((np.heaviside, (np.array([0.0, 2.0, -1.0]), X), {}), Y),
]
