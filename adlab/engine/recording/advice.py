"""Advice by meaning: what to write instead of a function that cannot be recorded.

- `instead(name)`: the same in functions that adlab records; or for a function that has no entry
  here how to declare it as a primitive.
- `INSTEAD`: the entries, by the name that `called` gives; `METHODS`: of methods of arrays.

An entry is an expression, or a sentence with expressions in backquotes. The tests run the
expressions against the functions that they replace.
"""

from __future__ import annotations

ARGUMENT = "whole numbers have no derivative: pass it as an argument that is not differentiated"
COUNTS = "counts have no derivative: call it outside of the function, on plain numbers"
COMPLEX = "adlab computes with real numbers: write real and imaginary part as two values"
COMPLEX_RESULT = "its result is complex, and adlab computes with real numbers; "
FLOATS = "use the value as it is: derivatives are computed with floats"
AS_IT_IS = "use the value as it is: NumPy's functions accept it"
LIKE = (
    "make the array like a recorded one, `z = np.zeros(n, like=x)`, and write `z[i] = v`; or "
    "build it in one go with `np.where(mask, new, old)`"
)
PLAIN = "take the plain array out before, with `series.to_numpy()`, and use NumPy's functions"

MATH = {
    "acos": "np.arccos",
    "acosh": "np.arccosh",
    "asin": "np.arcsin",
    "asinh": "np.arcsinh",
    "atan": "np.arctan",
    "atan2": "np.arctan2",
    "atanh": "np.arctanh",
    "cbrt": "np.cbrt",
    "ceil": "np.ceil",
    "comb": ARGUMENT,
    "copysign": "np.copysign(x, y)",
    "cos": "np.cos",
    "cosh": "np.cosh",
    "degrees": "np.degrees",
    "dist": "np.sqrt(sum((a - b)**2 for a, b in zip(p, q)))",
    "erf": "adlab.erf",
    "erfc": "1 - adlab.erf(x)",
    "exp": "np.exp",
    "exp2": "np.exp2",
    "expm1": "np.expm1",
    "fabs": "np.abs",
    "factorial": ARGUMENT,
    "floor": "np.floor",
    "fma": "x * y + z",
    "fmod": "np.fmod(x, y)",
    "frexp": COUNTS,
    "fsum": "sum(values)",
    "gcd": ARGUMENT,
    "hypot": "`np.hypot(x, y)`, or of more numbers `np.sqrt(sum(v * v for v in values))`",
    "isclose": "`np.isclose(x, y)`, or `abs(x - y) < 1e-9`",
    "isfinite": "np.isfinite",
    "isinf": "np.isinf",
    "isnan": "np.isnan",
    "isqrt": ARGUMENT,
    "lcm": ARGUMENT,
    "ldexp": "x * 2.0**n",
    "log": "`np.log(x)`, and with a base `np.log(x) / np.log(base)`",
    "log10": "np.log10",
    "log1p": "np.log1p",
    "log2": "np.log2",
    "modf": "(x - np.trunc(x), np.trunc(x))",
    "nextafter": ARGUMENT,
    "perm": ARGUMENT,
    "pow": "x**y",
    "prod": "np.prod(np.stack(values))",
    "radians": "np.radians",
    "remainder": "x - y * np.round(x / y)",
    "sin": "np.sin",
    "sinh": "np.sinh",
    "sqrt": "np.sqrt",
    "sumprod": "sum(a * b for a, b in zip(p, q))",
    "tan": "np.tan",
    "tanh": "np.tanh",
    "trunc": "np.trunc",
    "ulp": ARGUMENT,
}
STATISTICS = {
    "fmean": "np.mean(np.stack(values))",
    "geometric_mean": "np.exp(np.mean(np.log(np.stack(values))))",
    "harmonic_mean": "1 / np.mean(1 / np.stack(values))",
    "mean": "np.mean(np.stack(values))",
    "median": "np.median(np.stack(values))",
    "pstdev": "np.std(np.stack(values))",
    "pvariance": "np.var(np.stack(values))",
    "stdev": "np.std(np.stack(values), ddof=1)",
    "variance": "np.var(np.stack(values), ddof=1)",
}
SCIPY = {
    "erf": "adlab.erf",
    "erfc": "1 - adlab.erf(x)",
    "expit": "adlab.sigmoid",
    "log_expit": "-adlab.softplus(-x)",
    "log_softmax": "adlab.log_softmax",
    "logit": "np.log(x / (1 - x))",
    "logsumexp": "adlab.logsumexp",
    "ndtr": "(1 + adlab.erf(x / np.sqrt(2))) / 2",
    "softmax": "adlab.softmax",
    "xlogy": "x * np.log(y)",
}
NUMPY = {
    # Functions of numbers
    "ldexp": "x * 2.0**n",
    "modf": "(x - np.trunc(x), np.trunc(x))",
    # Making arrays
    "arange": "give it plain numbers, and move the result: `start + step * np.arange(n)`",
    "array": "`np.array([...], like=x)` with a recorded x, which keeps the derivative, or make an "
    "array of the list with `np.stack([...])`; a single value is used as it is",
    "c_": "np.stack([a, b], axis=1)",
    "fromiter": "np.stack(list(values))",
    "frompyfunc": "np.stack([g(v) for v in x])",
    "full": "`x * np.ones(shape)`, or `np.full(shape, x, like=x)`",
    "full_like": "x * np.ones_like(a)",
    "mgrid": "make the grid of plain numbers, and move it: `low + (high - low) * np.mgrid[0:1:5j]`",
    "ogrid": "make the grid of plain numbers, and move it: `low + (high - low) * np.ogrid[0:1:5j]`",
    "r_": "`np.concatenate([a, b])`, or of numbers `np.stack([x, y])`",
    "stack": "stack the rows first, `np.stack([np.stack([a, b]), np.stack([c, d])])`, or write "
    "`np.array([[a, b], [c, d]], like=x)` with a recorded x",
    # Functions of functions
    "apply_along_axis": "np.stack([g(row) for row in a])",
    "vectorize": "`np.stack([g(v) for v in x])`, or `g(x)` if g is made of NumPy's functions",
    # Changing arrays
    **dict.fromkeys(("put", "put_along_axis", "place", "putmask", "copyto", "fill_diagonal"), LIKE),
    # Integrals, polynomials
    "poly1d": "sum(c * x**k for k, c in enumerate(p[::-1]))",
    "trapz": "np.trapezoid(y, x)",
    # Statistics
    **dict.fromkeys(("histogram", "histogram2d", "histogramdd"), COUNTS),
    "random.exponential": "draw plain numbers, and move them: `scale * rng.exponential(size=n)`",
    "random.normal": "draw plain numbers, and move them: `mean + scale * rng.normal(size=n)`",
    "random.uniform": "draw plain numbers, and move them: `low + (high - low) * rng.random(n)`",
    # Methods of NumPy's functions of numbers
    "add.at": "(i[:, None] == np.arange(n)).T @ v",
    # Matrices
    "angle": COMPLEX,
    "roots": COMPLEX_RESULT + "a real root is found by Newton's method",
    "fft.fft": COMPLEX_RESULT
    + "write `np.cos(angle) @ x` (real part) and `-np.sin(angle) @ x` (imaginary part), after "
    "`angle = 2 * np.pi * np.outer(np.arange(n), np.arange(n)) / n`",
    "linalg.eig": COMPLEX_RESULT + "of a symmetric matrix use `np.linalg.eigh(a)`",
    "linalg.eigvals": COMPLEX_RESULT + "of a symmetric matrix use `np.linalg.eigvalsh(a)`",
    # Conversions
    **dict.fromkeys(("asarray", "asanyarray", "ascontiguousarray", "asfortranarray"), AS_IT_IS),
    **dict.fromkeys(("asarray_chkfinite", "require", "float64", "float32", "float16"), AS_IT_IS),
}
PYTHON = {
    "complex": COMPLEX,
    "decimal.Decimal": FLOATS,
    "float": "use the value as it is",
    "fractions.Fraction": FLOATS,
    "int": "use the value as it is, or round it with `np.trunc(x)`; a count is passed as a plain "
    "int that is not differentiated",
    "json.dump": "return the value, and write it down after the run, when it is a plain number",
    "json.dumps": "return the value, and write it down after the run, when it is a plain number",
}
METHODS = {
    "flat": "x.ravel()",
    "view": "x",
}


def _sentence(entry: str) -> str:
    """An entry as advice: a name or an expression in backquotes, a sentence as it is."""
    if entry.replace(".", "").isidentifier():
        return f"use `{entry}`"
    try:
        compile(entry, "<entry>", "eval")
    except SyntaxError:
        return f"write {entry}" if entry.startswith("`") else entry
    return f"write `{entry}`"


INSTEAD = {
    prefix + name: _sentence(entry)
    for prefix, entries in (
        ("math.", MATH),
        ("statistics.", STATISTICS),
        ("scipy.special.", SCIPY),
        ("np.", NUMPY),
    )
    for name, entry in entries.items()
} | PYTHON


def instead(name: str) -> str:
    """What to write instead of a function.

    >>> instead("math.erf")
    'use `adlab.erf`'
    """
    if name in INSTEAD:
        return INSTEAD[name]
    module, _, function = name.rpartition(".")
    package = module.partition(".")[0]
    if package == "cmath":
        return COMPLEX
    if package == "ndarray":
        return f"call NumPy's function of that name: `np.{function}(a, x)`" + (
            ", or `a @ x`" if function == "dot" else ""
        )
    if package == "pandas":
        return PLAIN
    if module.startswith("np.fft"):
        return INSTEAD["np.fft.fft"]
    if module.startswith("np.random") or package == "random":
        return INSTEAD["np.random.normal"]
    return declare(name)


def declare(name: str) -> str:
    """How to make a primitive of a function that adlab does not know."""
    function = name.rpartition(".")[2]
    return (
        "write it with functions that adlab knows; or declare it as a primitive with its "
        'derivative, an expression in x: `@adlab.primitive("...")` above '
        f"`def {function}(x): return {name}(x)`; with `@adlab.primitive(numerical=True)` its "
        "derivative is taken by differences, which are inexact"
    )
