"""Every NumPy function in every keyword form: values, both modes, second order, differences.

A form is a function of one or two arrays on a domain; the facts are checked for each shape.
"""

import types
import warnings

import autograd
import autograd.numpy as autograd_numpy
import numpy as np
import pytest

import adlab
from adlab.engine.derivatives.checking import directional
from adlab.engine.primitives.primitive import FUNCTIONS, PRIMITIVES
from adlab.engine.recording.tracing import run
from adlab.engine.recording.var import UFUNC_NAMES, Var

RNG_SEED = 20
MASK = np.array([[True, False, True], [True, True, False]])
SHAPES = [(), (1,), (3,), (2, 3), (1, 3), (2, 1), (0,)]
FULL = [(3,), (2, 3), (1, 3), (2, 1)]
MATRICES = [(2, 3), (3, 2)]
SQUARE = [(3, 3), (2, 2), (2, 3, 3)]


def real(rng, shape):
    return np.sign(rng.normal(size=shape)) * rng.uniform(0.3, 1.5, size=shape)


def positive(rng, shape):
    return rng.uniform(0.3, 1.7, size=shape)


def unit(rng, shape):
    return np.sign(rng.normal(size=shape)) * rng.uniform(0.1, 0.9, size=shape)


def above_one(rng, shape):
    return rng.uniform(1.2, 2.5, size=shape)


def regular(rng, shape):
    """Well-conditioned matrices."""
    return rng.normal(size=shape) + 3.0 * np.eye(shape[-1])


def definite(rng, shape):
    """Symmetric positive definite matrices with clear gaps between their eigenvalues."""
    a = rng.normal(size=shape) * 0.3
    return a @ np.swapaxes(a, -1, -2) + np.diag(np.arange(1.0, shape[-1] + 1.0))


def form(name, f, shapes=FULL, domain=real, second=True):
    return [pytest.param(f, shape, domain, second, id=f"{name}-{shape}") for shape in shapes]


ONE_ARGUMENT = [
    *form("cbrt", np.cbrt, SHAPES, positive),
    *form("exp2", np.exp2, SHAPES),
    *form("arcsinh", np.arcsinh, SHAPES),
    *form("arccosh", np.arccosh, SHAPES, above_one),
    *form("arctanh", np.arctanh, SHAPES, unit),
    *form("ceil", lambda x: np.ceil(x) * x, SHAPES),
    *form("trunc", lambda x: np.trunc(x) * x, SHAPES),
    *form("rint", lambda x: np.rint(x) * x, SHAPES),
    *form("round", lambda x: np.round(x) * x, SHAPES),
    *form("round decimals", lambda x: np.round(x, 1) * x, SHAPES),
    *form("sinc", np.sinc, SHAPES),
    *form("sinc near 0", lambda x: np.sinc(x * 0.01), SHAPES),
    *form("deg2rad", np.deg2rad, SHAPES),
    *form("rad2deg", np.rad2deg, SHAPES),
    *form("radians", np.radians, SHAPES),
    *form("degrees", np.degrees, SHAPES),
    *form("erf", adlab.erf, SHAPES),
    *form("gelu", adlab.gelu, SHAPES),
    *form("softplus", adlab.softplus, SHAPES),
    *form("nan_to_num", np.nan_to_num, SHAPES),
    *[
        part
        for f in (np.sum, np.mean, np.prod, np.max, np.min, np.var, np.std)
        for part in [
            *form(f"{f.__name__}", f, FULL),
            *form(f"{f.__name__} axis 0", lambda x, f=f: f(x, axis=0), [(2, 3), (3, 1)]),
            *form(f"{f.__name__} axis -1", lambda x, f=f: f(x, axis=-1), [(2, 3)]),
            *form(f"{f.__name__} axes", lambda x, f=f: f(x, axis=(0, 2)), [(2, 3, 2)]),
            *form(f"{f.__name__} keepdims", lambda x, f=f: f(x, axis=1, keepdims=True),
                  [(2, 3), (2, 3, 2)]),
            *form(f"{f.__name__} keepdims all", lambda x, f=f: f(x, keepdims=True), [(2, 3)]),
        ]
    ],
    *form("sum of nothing", np.sum, [(0,), (0, 3)]),
    *form("sum where", lambda x: np.sum(x * x, where=MASK), [(2, 3)]),
    *form("sum where axis", lambda x: np.sum(x * x, axis=1, where=MASK), [(2, 3)]),
    *form("sum initial", lambda x: np.sum(x * x, initial=2.0), [(2, 3)]),
    *form("mean where", lambda x: np.mean(x * x, axis=1, where=MASK), [(2, 3)]),
    *form("prod where", lambda x: np.prod(x, where=MASK), [(2, 3)]),
    *form("max where", lambda x: np.max(x, where=MASK, initial=-9.0), [(2, 3)]),
    *form("min where", lambda x: np.min(x, axis=0, where=MASK, initial=9.0), [(2, 3)]),
    *form("var where", lambda x: np.var(x, where=MASK), [(2, 3)]),
    *form("std where", lambda x: np.std(x, axis=1, where=MASK, ddof=0.5), [(2, 3)]),
    *form("var ddof", lambda x: np.var(x, ddof=1), [(3,), (2, 3)]),
    *form("std ddof", lambda x: np.std(x, axis=0, ddof=1), [(3, 2)]),
    *form("ptp", np.ptp, [(3,), (2, 3)]),
    *form("ptp axis", lambda x: np.ptp(x, axis=0, keepdims=True), [(2, 3)]),
    *form("median odd", np.median, [(3,), (3, 3)]),
    *form("median even", np.median, [(4,), (2, 3)]),
    *form("median axis", lambda x: np.median(x, axis=0, keepdims=True), [(3, 2), (2, 3)]),
    *form("median axes", lambda x: np.median(x, axis=(0, 1)), [(3, 2, 2)]),
    *form("average", np.average, [(3,), (2, 3)]),
    *form("average weights", lambda x: np.average(x, axis=0, weights=[1.0, 2.0]),
          [(2, 3)]),
    *form("average own weights", lambda x: np.average(x, weights=x * x), [(3,), (2, 3)]),
    *form("average returned", lambda x: np.average(x, axis=1, weights=x * x, returned=True),
          [(2, 3)]),
    *form("cumsum", np.cumsum, FULL),
    *form("cumsum axis", lambda x: np.cumsum(x, axis=1), [(2, 3), (2, 3, 2)]),
    *form("cumprod", np.cumprod, FULL),
    *form("cumprod axis", lambda x: np.cumprod(x, axis=0), [(3,), (2, 3), (2, 3, 2)]),
    *form("cumprod axis 1", lambda x: np.cumprod(x, axis=1), [(2, 3), (2, 3, 2)]),
    *form("sort", np.sort, FULL),
    *form("sort axis", lambda x: np.sort(x, axis=0) * x, [(3, 2)]),
    *form("sort flat", lambda x: np.sort(x, axis=None), [(3, 2)]),
    *form("diff", np.diff, [(3,), (2, 3)]),
    *form("diff with ends", lambda x: np.diff(x * x, prepend=0.0, append=x[..., :1]),
          [(3,), (2, 3)]),
    *form("diff twice", lambda x: np.diff(x, n=2, axis=0), [(4, 2)]),
    *form("logsumexp", adlab.logsumexp, FULL),
    *form("logsumexp axis", lambda x: adlab.logsumexp(x, axis=0, keepdims=True), [(2, 3)]),
    *form("softmax", adlab.softmax, FULL),
    *form("softmax axis", lambda x: adlab.softmax(x, axis=0), [(2, 3)]),
    *form("ravel", lambda x: np.ravel(x) ** 2, SHAPES),
    *form("reshape", lambda x: np.reshape(x, (3, -1)) ** 2, [(3,), (2, 3)]),
    *form("swapaxes", lambda x: np.swapaxes(x, 0, 1) ** 2, [(2, 3), (2, 3, 2)]),
    *form("moveaxis", lambda x: np.moveaxis(x, 0, -1) ** 2, [(2, 3), (2, 3, 4)]),
    *form("rollaxis", lambda x: np.rollaxis(x, 2) ** 2, [(2, 3, 4)]),
    *form("transpose axes", lambda x: np.transpose(x, (1, 2, 0)) ** 2, [(2, 3, 4)]),
    *form("matrix_transpose", lambda x: np.matrix_transpose(x) ** 2, [(2, 3), (2, 3, 4)]),
    *form("squeeze", lambda x: np.squeeze(x) ** 2, [(1, 3), (2, 1), (1, 1)]),
    *form("squeeze axis", lambda x: np.squeeze(x, axis=0) ** 2, [(1, 3)]),
    *form("expand_dims", lambda x: np.expand_dims(x, (0, 2)) ** 2, [(3,), (2, 3)]),
    *form("atleast_1d", lambda x: np.atleast_1d(x) ** 2, SHAPES),
    *form("atleast_2d", lambda x: np.atleast_2d(x) ** 2, SHAPES),
    *form("atleast_3d", lambda x: np.atleast_3d(x) ** 2, SHAPES),
    *form("broadcast_to", lambda x: np.broadcast_to(x, (2, 2, 3)) ** 2, [(3,), (2, 3), (2, 1)]),
    *form("broadcast_arrays", lambda x: np.broadcast_arrays(x, np.ones((2, 3)))[0] ** 2, FULL),
    *form("flip", np.flip, FULL),
    *form("flip axis", lambda x: np.flip(x, 1) * x, [(2, 3)]),
    *form("fliplr", lambda x: np.fliplr(x) * x, [(2, 3)]),
    *form("flipud", lambda x: np.flipud(x) * x, [(2, 3)]),
    *form("roll", lambda x: np.roll(x, 1) * x, FULL),
    *form("roll axis", lambda x: np.roll(x, (1, 2), axis=(0, 1)) * x, [(2, 3)]),
    *form("rot90", lambda x: np.rot90(x) ** 2, [(2, 3)]),
    *form("rot90 k", lambda x: np.rot90(x, k=2) * x, [(2, 3)]),
    *form("tile", lambda x: np.tile(x, 2) ** 2, [(), (3,), (2, 3), (0,)]),
    *form("tile reps", lambda x: np.tile(x, (2, 1, 2)) ** 2, [(3,), (2, 3)]),
    *form("repeat", lambda x: np.repeat(x, 2) ** 2, FULL),
    *form("repeat axis", lambda x: np.repeat(x, [1, 2, 0], axis=1) ** 2, [(2, 3)]),
    *form("tril", lambda x: np.tril(x) ** 2, [(2, 3), (3, 3)]),
    *form("triu k", lambda x: np.triu(x, 1) ** 2, [(2, 3), (3, 3)]),
    *form("diag of vector", lambda x: np.diag(x) ** 2, [(3,)]),
    *form("diag of matrix", lambda x: np.diag(x, 1) ** 2, [(2, 3)]),
    *form("diagflat", lambda x: np.diagflat(x) ** 2, [(3,), (2, 2)]),
    *form("diagonal", lambda x: np.diagonal(x) ** 2, [(2, 3), (2, 3, 3)]),
    *form("diagonal offset", lambda x: np.diagonal(x, 1, 1, 2) ** 2, [(2, 3, 3)]),
    *form("trace", np.trace, [(2, 3), (3, 3)]),
    *form("trace offset", lambda x: np.trace(x, 1), [(2, 3)]),
    *form("take", lambda x: np.take(x, [0, 2, 0]) ** 2, [(3,), (2, 3)]),
    *form("take axis", lambda x: np.take(x, [[0, 1], [1, 1]], axis=1) ** 2, [(2, 3)]),
    *form("take_along_axis",
          lambda x: np.take_along_axis(x, np.array([[0, 2], [1, 1]]), axis=1) ** 2, [(2, 3)]),
    *form("compress", lambda x: np.compress([True, False, True], x, axis=1) ** 2, [(2, 3)]),
    *form("extract", lambda x: np.extract(MASK, x) ** 2, [(2, 3)]),
    *form("pad", lambda x: np.pad(x, 1) ** 2, [(3,), (2, 3)]),
    *form("pad value", lambda x: np.pad(x, ((0, 1), (2, 0)), constant_values=3.0) ** 2, [(2, 3)]),
    *form("pad edge", lambda x: np.pad(x, 2, mode="edge") ** 2, [(3,)]),
    *form("pad reflect", lambda x: np.pad(x, 1, mode="reflect") ** 2, [(3,), (2, 3)]),
    *form("split", lambda x: np.split(x, 3, axis=-1)[1] ** 2, [(3,), (2, 3)]),
    *form("split at", lambda x: np.split(x, [1, 2], axis=1)[2] ** 2, [(2, 3)]),
    *form("array_split", lambda x: np.array_split(x, 2)[0] ** 2, [(3,), (3, 2)]),
    *form("hsplit", lambda x: np.hsplit(x, 3)[2] ** 2, [(3,), (2, 3)]),
    *form("vsplit", lambda x: np.vsplit(x, 2)[1] ** 2, [(2, 3)]),
    *form("hstack", lambda x: np.hstack([x, x * x]), [(3,), (2, 3)]),
    *form("vstack", lambda x: np.vstack([x, x * x]), [(3,), (2, 3)]),
    *form("dstack", lambda x: np.dstack([x, x * x]), [(3,), (2, 3)]),
    *form("column_stack", lambda x: np.column_stack([x, x * x]), [(3,), (2, 3)]),
    *form("stack axis", lambda x: np.stack([x, x * x], axis=-1), [(), (3,), (2, 3)]),
    *form("concatenate flat", lambda x: np.concatenate([x, x * x], axis=None), [(3,), (2, 3)]),
    *form("append", lambda x: np.append(x, x * x), [(3,), (2, 3)]),
    *form("boolean mask", lambda x: x[x > 0] ** 2, FULL),
    *form("plain mask", lambda x: x[MASK] ** 2, [(2, 3)]),
    *form("integer index", lambda x: x[[0, 1, 0], [2, 2, 1]] ** 2, [(2, 3)]),
    *form("newaxis", lambda x: x[:, None] * x, [(3,)]),
    *form("ellipsis", lambda x: x[..., ::2] ** 2, [(3,), (2, 3)]),
    *form("fmax", lambda x: np.fmax(x, 0.1) * x, SHAPES),
    *form("fmin", lambda x: np.fmin(x, 0.1) * x, SHAPES),
    *form("inv", np.linalg.inv, SQUARE, regular),
    *form("det", np.linalg.det, SQUARE, regular),
    *form("slogdet", lambda x: np.linalg.slogdet(x)[1], SQUARE, regular),
    *form("cholesky", lambda x: np.linalg.cholesky((x + np.swapaxes(x, -1, -2)) / 2),
          SQUARE, definite),
    *form("eigvalsh", lambda x: np.linalg.eigvalsh((x + np.swapaxes(x, -1, -2)) / 2),
          SQUARE, definite),
    *form("eigh", lambda x: np.linalg.eigh((x + np.swapaxes(x, -1, -2)) / 2)[1] ** 2,
          SQUARE, definite),
    *form("svd values", lambda x: np.linalg.svd(x, compute_uv=False), [(2, 2), (3, 2), (2, 3)],
          lambda rng, shape: rng.normal(size=shape) + 2.0 * np.eye(*shape)),
    *form("pinv", np.linalg.pinv, [(3, 2), (2, 3), (2, 2)],
          lambda rng, shape: rng.normal(size=shape) * 0.5 + 2.0 * np.eye(*shape)),
    *form("matrix_power 3", lambda x: np.linalg.matrix_power(x, 3), SQUARE, unit),
    *form("matrix_power 0", lambda x: np.linalg.matrix_power(x, 0), SQUARE, unit),
    *form("matrix_power -2", lambda x: np.linalg.matrix_power(x, -2), SQUARE, regular),
    *form("norm", np.linalg.norm, FULL),
    *form("norm keepdims", lambda x: np.linalg.norm(x, keepdims=True), [(2, 3)]),
    *form("norm axis", lambda x: np.linalg.norm(x, axis=1), [(2, 3)]),
    *form("norm 1", lambda x: np.linalg.norm(x, 1), [(3,), (2, 3)]),
    *form("norm inf", lambda x: np.linalg.norm(x, np.inf), [(3,), (2, 3)]),
    *form("norm -inf", lambda x: np.linalg.norm(x, -np.inf), [(3,), (2, 3)]),
    *form("norm 3", lambda x: np.linalg.norm(x, 3), [(3,)]),
    *form("norm fro", lambda x: np.linalg.norm(x, "fro"), [(2, 3)]),
    *form("norm 2 of a matrix", lambda x: np.linalg.norm(x, 2), [(2, 3), (3, 2)]),
    *form("norm nuc", lambda x: np.linalg.norm(x, "nuc"), [(2, 3)]),
    *form("norm keepdims axis", lambda x: np.linalg.norm(x, 1, axis=0, keepdims=True), [(2, 3)]),
    *form("multi_dot", lambda x: np.linalg.multi_dot([x, x.T, x]), [(2, 3)]),
    *form("einsum trace", lambda x: np.einsum("ii", x), [(3, 3)]),
    *form("einsum diagonal", lambda x: np.einsum("ii->i", x) ** 2, [(3, 3)]),
    *form("einsum sum", lambda x: np.einsum("ij->j", x) ** 2, [(2, 3)]),
    *form("einsum transpose", lambda x: np.einsum("ij->ji", x) ** 2, [(2, 3)]),
    *form("einsum implicit", lambda x: np.einsum("ba", x) ** 2, [(2, 3)]),
    *form("einsum dots", lambda x: np.einsum("...i,i->...", x, np.arange(3.0)) ** 2,
          [(2, 3), (2, 2, 3)]),
    *form("einsum three", lambda x: np.einsum("ij,jk,k->i", x, x.T, x[:, 0]), [(2, 3)]),
    *form("einsum lonely letter", lambda x: np.einsum("ij,k->k", x, x[0]), [(2, 3)]),
]  # fmt: skip

TWO_ARGUMENTS = [
    ("outer", np.outer, (3,), (2,), real),
    ("outer of matrices", np.outer, (2, 2), (3,), real),
    ("inner", np.inner, (3,), (3,), real),
    ("inner of matrices", np.inner, (2, 3), (4, 3), real),
    ("vdot", np.vdot, (2, 3), (2, 3), real),
    ("dot 1", np.dot, (3,), (3,), real),
    ("dot 2", np.dot, (2, 3), (3, 4), real),
    ("dot n", np.dot, (2, 3), (2, 3, 4), real),
    ("dot scalar", np.dot, (), (2, 3), real),
    ("tensordot", np.tensordot, (2, 3, 4), (3, 4, 2), real),
    ("tensordot axes", lambda a, b: np.tensordot(a, b, axes=([0], [1])), (2, 3), (4, 2), real),
    ("kron", np.kron, (2, 3), (2, 2), real),
    ("kron of vectors", np.kron, (2,), (3,), real),
    ("kron mixed", np.kron, (2, 3), (2,), real),
    ("cross", np.cross, (3,), (3,), real),
    ("cross stacked", np.cross, (2, 3), (2, 3), real),
    ("einsum matmul", lambda a, b: np.einsum("ij,jk->ik", a, b), (2, 3), (3, 2), real),
    ("einsum batch", lambda a, b: np.einsum("bij,bjk->bik", a, b), (2, 2, 3), (2, 3, 2), real),
    ("einsum broadcast", lambda a, b: np.einsum("ij,ij->i", a, b), (2, 3), (1, 3), real),
    ("fmax", np.fmax, (2, 3), (3,), real),
    ("fmin", np.fmin, (2, 1), (1, 3), real),
    ("solve", np.linalg.solve, (3, 3), (3,), regular),
    ("solve matrix", np.linalg.solve, (3, 3), (3, 2), regular),
    ("solve stacked", np.linalg.solve, (2, 3, 3), (3, 2), regular),
    ("lstsq", lambda a, b: np.linalg.lstsq(a, b)[0], (4, 2), (4,), real),
    ("lstsq residuals", lambda a, b: np.linalg.lstsq(a, b)[1], (4, 2), (4,), real),
    ("where", lambda a, b: np.where(a > b, a * b, b), (2, 3), (3,), real),
    ("matmul 1 2", np.matmul, (3,), (3, 2), real),
    ("matmul 3 1", np.matmul, (2, 2, 3), (3,), real),
    ("matmul broadcast", np.matmul, (2, 1, 2, 3), (4, 3, 2), real),
]


def check(f, args, second=True):
    """Values bit for bit; both modes; both against differences; the same for the derivative."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", adlab.NonFiniteWarning)
        rng = np.random.default_rng(RNG_SEED + 1)
        flattened = lambda *a: np.ravel(stacked(f(*a)))  # noqa: E731
        traced = [adlab.trace(f, *args)]
        outputs = [traced[0].values[o] if type(o) is int else o for o in traced[0].outputs]
        expected = f(*args)
        wanted = expected if isinstance(expected, (tuple, list)) else (expected,)
        for got, want in zip(outputs, wanted, strict=True):
            np.testing.assert_allclose(got, want, rtol=1e-13, atol=1e-15)
            assert np.shape(got) == np.shape(want)

        direction = [rng.normal(size=np.shape(a)) for a in args]
        direction = [float(d) if np.ndim(d) == 0 else d for d in direction]
        out, tangent = adlab.jvp(flattened, args, direction)
        out, pullback = adlab.vjp(flattened, *args)
        weights = rng.normal(size=np.shape(out))
        adjoints = pullback(weights)
        forward = float(np.sum(weights * tangent))
        backward = float(sum(np.sum(a * d) for a, d in zip(adjoints, direction, strict=True)))
        assert backward == pytest.approx(forward, rel=1e-10, abs=1e-11)
        if np.size(out):
            slope, _ = directional(flattened, args, direction, step=5e-3)
            np.testing.assert_allclose(tangent, slope, rtol=1e-7, atol=1e-7)
        if second:
            gradient = lambda *a: np.concatenate(  # noqa: E731
                [np.ravel(part) for part in adlab.vjp(flattened, *a)[1](weights)]
            )
            check(gradient, args, second=False)


def stacked(output):
    if isinstance(output, (tuple, list)):
        return np.concatenate([np.ravel(part) for part in output])
    return output


def in_autograd(f):
    """The same form with HIPS/autograd's NumPy, or None where its source is not ours."""
    if getattr(f, "__module__", "").startswith("numpy") or isinstance(f, np.ufunc):
        modules = (autograd_numpy, autograd_numpy.linalg)
        return next((getattr(m, f.__name__) for m in modules if hasattr(m, f.__name__)), None)
    if f.__name__ != "<lambda>":
        return None
    theirs = {**f.__globals__, "np": autograd_numpy}
    defaults = tuple(in_autograd(d) if callable(d) else d for d in f.__defaults__ or ())
    return types.FunctionType(f.__code__, theirs, f.__name__, defaults)


def autograd_adjoints(f, args, weights):
    """Adjoints of all arguments by HIPS/autograd, or None where it lacks the function or form."""
    theirs = in_autograd(f)
    if theirs is None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            shares = [
                autograd.make_vjp(theirs, argnum)(*args)[0](weights) for argnum in range(len(args))
            ]
    except Exception:  # it lacks a function in many different ways
        return None
    fit = all(np.shape(s) == np.shape(a) for s, a in zip(shares, args, strict=True))
    return shares if fit else None


# Forms that autograd 1.9 gets wrong without a word (it ignores `where=`, and loses what it does not
# know); differences side with us.
AUTOGRAD_ERRS = {"sum where", "sum where axis", "mean where", "prod where", "var where",
                 "std where", "tile", "dstack", "norm inf", "multi_dot"}  # fmt: skip


def agrees_with_autograd(f, args, name):
    """Compare adjoints; return whether there was something to compare."""
    if name.partition("-(")[0] in AUTOGRAD_ERRS:
        return False
    output = f(*args)
    if isinstance(output, (tuple, list)):
        return False
    weights = np.random.default_rng(RNG_SEED + 2).normal(size=np.shape(output))
    weights = float(weights) if np.ndim(weights) == 0 else weights
    theirs = autograd_adjoints(f, args, weights)
    if theirs is None:
        return False
    for ours, wanted in zip(adlab.vjp(f, *args)[1](weights), theirs, strict=True):
        np.testing.assert_allclose(ours, wanted, rtol=1e-9, atol=1e-10)
    return True


def one_argument(shape, domain):
    x = domain(np.random.default_rng(RNG_SEED), shape)
    return [float(x) if shape == () else x]


def two_arguments(a, b, domain):
    rng = np.random.default_rng(RNG_SEED)
    first = domain(rng, a)
    return [float(first) if a == () else first, real(rng, b)]


@pytest.mark.parametrize(("f", "shape", "domain", "second"), ONE_ARGUMENT)
def test_one_argument(f, shape, domain, second):
    check(f, one_argument(shape, domain), second)


@pytest.mark.parametrize(
    ("f", "a", "b", "domain"),
    [case[1:] for case in TWO_ARGUMENTS],
    ids=[case[0] for case in TWO_ARGUMENTS],
)
def test_two_arguments(f, a, b, domain):
    check(f, two_arguments(a, b, domain))


FORMS = {}  # name of a form → the form, its domain and the shapes it was tested for above
for _case in ONE_ARGUMENT:
    _f, _shape, _domain, _ = _case.values
    FORMS.setdefault(_case.id.partition("-(")[0], (_f, _domain, set()))[2].add(_shape)
MATRIX_DOMAINS = (regular, definite)  # they make square matrices only


@pytest.mark.parametrize("name", FORMS)
def test_a_form_works_on_every_shape_that_numpy_takes(name):
    f, domain, tested = FORMS[name]
    if domain in MATRIX_DOMAINS or domain.__name__ == "<lambda>":
        return
    for shape in SHAPES:
        args = one_argument(shape, domain)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                output = f(*args)
        except Exception:  # NumPy itself does not take it
            continue
        parts = output if isinstance(output, (tuple, list)) else [output]
        if shape not in tested and all(np.all(np.isfinite(part)) for part in parts):
            check(f, args)


def test_every_form_that_autograd_has_agrees_with_it():
    compared = [
        agrees_with_autograd(f, one_argument(shape, domain), case.id)
        for case in ONE_ARGUMENT
        for f, shape, domain, _ in [case.values]
    ] + [
        agrees_with_autograd(f, two_arguments(a, b, domain), name)
        for name, f, a, b, domain in TWO_ARGUMENTS
    ]
    assert sum(compared) > 300  # the rest autograd does not have


def test_a_product_with_zeros_has_exact_derivatives():
    x = np.array([0.0, 2.0, 3.0])
    assert adlab.grad(np.prod)(x).tolist() == [6.0, 0.0, 0.0]
    assert adlab.grad(np.prod)(np.array([0.0, 0.0, 3.0])).tolist() == [0.0, 0.0, 0.0]
    assert adlab.hessian(np.prod)(x).tolist() == [[0.0, 3.0, 2.0], [3.0, 0.0, 0.0], [2.0, 0.0, 0.0]]
    assert adlab.jacfwd(np.cumprod)(x).tolist() == [
        [1.0, 0.0, 0.0],
        [2.0, 0.0, 0.0],
        [6.0, 0.0, 0.0],
    ]


def test_ties_share_alike():
    assert adlab.grad(np.max)(np.array([1.0, 3.0, 3.0])).tolist() == [0.0, 0.5, 0.5]
    assert adlab.grad(np.min)(np.array([1.0, 1.0, 1.0])).tolist() == [1 / 3, 1 / 3, 1 / 3]


def test_the_norm_of_the_zero_vector_has_derivative_zero():
    assert adlab.grad(np.linalg.norm)(np.zeros(3)).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("name", [
    "all", "any", "argmax", "argmin", "argsort", "clip", "compress", "conj", "copy", "cumprod",
    "cumsum", "diagonal", "dot", "flatten", "max", "mean", "min", "nonzero", "prod", "ravel",
    "repeat", "round", "squeeze",
    "std", "sum", "swapaxes", "take", "trace", "transpose", "var",
])  # fmt: skip
def test_every_array_method_does_what_numpys_does(name):
    x = real(np.random.default_rng(RNG_SEED), (2, 3))
    arguments = {
        "clip": (-0.5, 0.5),
        "compress": ([True, False],),
        "dot": (x.T,),
        "repeat": (2,),
        "swapaxes": (0, 1),
        "take": ([0, 1],),
    }
    found = []

    def f(v):
        found.append(getattr(v, name)(*arguments.get(name, ())))
        return v.sum()

    graph = adlab.trace(f, x)
    got = found[0]
    got = graph.values[got._index] if hasattr(got, "_graph") else got
    np.testing.assert_array_equal(got, getattr(x, name)(*arguments.get(name, ())))


def test_every_method_with_a_function_of_that_name_is_there():
    names = {function.__name__ for function in FUNCTIONS} | set(PRIMITIVES)
    missing = {name for name in names if hasattr(np.ndarray, name)} - set(dir(Var))
    missing.discard("ptp")  # NumPy 2 removed the method, and 2.0 still lists it
    missing.discard("resize")  # which changes the shape of the array
    assert not missing


def test_a_method_that_would_change_the_shape_of_an_array_is_refused():
    with pytest.raises(adlab.TracingError, match="shape of a recorded array in place"):
        adlab.trace(lambda x: x.resize(5), np.ones(3))


def test_a_choice_by_recorded_numbers_follows_whole_numbers_alone():
    def f(x):
        return (x > 0).astype(int).choose([x * x, 3.0 * x])

    assert np.allclose(adlab.jacrev(f)(np.array([2.0, -1.0])), [[3.0, 0.0], [0.0, -2.0]])
    with pytest.raises(adlab.TracingError, match="float was used as an index"):
        adlab.grad(lambda x: np.sum(x.choose([x, x])))(np.array([0.0, 1.0]))


def test_attributes_of_arrays():
    def f(x):
        assert (x.shape, x.ndim, x.size, len(x), x.T.shape) == ((2, 3), 2, 6, 2, (3, 2))
        assert x.dtype == np.float64
        return sum(row.sum() for row in x) + x[0, 0].item()

    assert adlab.grad(f)(np.ones((2, 3))).tolist() == [[2.0, 1.0, 1.0], [1.0, 1.0, 1.0]]


def public_functions():
    """NumPy's public functions that take arrays, and the ufuncs."""
    for module, prefix in ((np, ""), (np.linalg, "linalg."), (np.fft, "fft.")):
        for name in sorted(dir(module)):
            function = getattr(module, name)
            if name.startswith("_") or isinstance(function, type):
                continue
            if isinstance(function, np.ufunc) or hasattr(function, "_implementation"):
                yield prefix + name, function


@pytest.mark.parametrize(
    ("name", "function"), list(public_functions()), ids=[name for name, _ in public_functions()]
)
def test_every_public_function_works_or_teaches(name, function):
    """Called on a recording value it returns, complains of arguments, or raises the teaching error.

    It never quietly makes plain numbers of a value that the derivative flows through.
    """
    if function in FUNCTIONS or UFUNC_NAMES.get(function.__name__, function.__name__) in PRIMITIVES:
        return
    count = function.nin if isinstance(function, np.ufunc) else 1

    def f(x):
        try:
            function(*[x] * count)
        except adlab.UnsupportedFunctionError:
            raise
        except TypeError as error:
            if isinstance(error, adlab.AdlabError):
                raise
            function(*[x] * 2)  # it wanted more arguments
        return x.sum()

    with pytest.raises(TypeError) as caught:
        run(f, (np.array([[1.5, 0.5], [0.2, 2.0]]),))
    if not isinstance(caught.value, adlab.AdlabError):  # it wanted other arguments still
        assert "missing" in str(caught.value) or "argument" in str(caught.value)
