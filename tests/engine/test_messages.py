"""Messages: what happened, on which line of the user's, and advice that works if one follows it."""

import cmath
import copy
import decimal
import fractions
import importlib
import inspect
import json
import math
import os
import pickle
import re
import statistics
import sys
import warnings

import numpy as np
import pytest

import adlab
from adlab import Dual
from adlab.engine.recording import advice

VECTOR = np.array([1.0, 2.0, 3.0])
MATRIX = np.array([[2.0, 1.0, 0.5], [0.3, 3.0, 1.0], [0.1, 0.2, 1.5]])


def refused(f, *args):
    with pytest.raises(adlab.AdlabError) as caught:
        adlab.grad(f)(*args)
    return str(caught.value)


# -- Advice that works --------------------------------------------------------------------------

MATH_CALLS = {  # of functions that take more than x
    "atan2": "math.atan2(y, x)",
    "copysign": "math.copysign(x, y)",
    "dist": "math.dist(p, q)",
    "fma": "x * y + z",
    "fmod": "math.fmod(x, y)",
    "fsum": "math.fsum(values)",
    "hypot": "math.hypot(x, y)",
    "isclose": "math.isclose(x, y)",
    "ldexp": "math.ldexp(x, n)",
    "pow": "math.pow(x, y)",
    "prod": "math.prod(values)",
    "remainder": "math.remainder(x, y)",
    "sumprod": "sum(a * b for a, b in zip(p, q))",
}
TWINS = [n for n, e in advice.MATH.items() if e not in (advice.ARGUMENT, advice.COUNTS)]


def numbers(x):
    others = {"y": -0.4, "z": 1.2, "n": 3, "values": [x, 1.5, 2.0]}
    return others | {"x": x, "p": [x, 2.0, 0.5], "q": [0.3, 0.2, 0.1]}


@pytest.mark.parametrize("name", TWINS)
def test_the_twin_of_a_function_of_math_has_its_value_and_is_recorded(name):
    at = 1.7 if name == "acosh" else 0.7
    code = re.findall("`([^`]+)`", advice.INSTEAD[f"math.{name}"])[0]
    if code.replace(".", "").isidentifier():
        code += "(y, x)" if name == "atan2" else "(x)"
    tools = {"math": math, "np": np, "adlab": adlab}
    call = MATH_CALLS.get(name, f"math.{name}(x)")
    wanted = np.ravel(np.asarray(eval(call, tools | numbers(at)), dtype=float))
    asked = []

    def f(x):
        result = eval(code, tools | numbers(x))
        if name.startswith("is"):
            asked[:] = [bool(result)]
            return x
        return result

    graph = adlab.trace(f, at)
    got = asked or [graph.values[o] for o in graph.outputs]
    assert got == pytest.approx(wanted, rel=1e-12, abs=1e-12)


def test_there_is_advice_for_every_function_of_math():
    functions = {n for n in dir(math) if callable(getattr(math, n)) and not n.startswith("_")}
    assert functions - set(advice.MATH) <= {"gamma", "lgamma"}  # which are declared as primitives


REWRITES = [  # NumPy's own call, what is put in besides, for which x
    ("ldexp", "np.ldexp(x, n)", {"n": 3}),
    ("full_like", "np.full_like(a, 2.0)", {"a": MATRIX, "x": 2.0}),
    ("full", "np.full(shape, 2.0)", {"shape": (2, 3), "x": 2.0}),
    ("c_", "np.c_[a, b]", {"a": VECTOR, "b": VECTOR + 1}),
    ("r_", "np.r_[a, b]", {"a": VECTOR, "b": VECTOR + 1}),
    ("apply_along_axis", "np.apply_along_axis(g, 1, a)", {"a": MATRIX, "g": np.sum}),
    ("vectorize", "np.vectorize(g)(x)", {"g": np.tanh}),
    ("fft.fft", "np.fft.fft(x).real", {"n": 3}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "call", "given"), REWRITES)
def test_a_rewrite_has_the_value_of_what_it_replaces(name, call, given):
    assert f"np.{name}" in advice.INSTEAD, f"nothing is advised for np.{name}: drop its line above"
    codes = re.findall("`([^`]+)`", advice.INSTEAD[f"np.{name}"])
    result, *before = codes if "after" in advice.INSTEAD[f"np.{name}"] else codes[:1]
    if name == "fft.fft":
        before = codes[2:]
    scope = {"np": np, "adlab": adlab, "x": VECTOR, **given}
    wanted = eval(call, dict(scope))
    recorded = [k for k, v in given.items() if k in "xyavpfp" and not callable(v)] or ["x"]
    shown = []

    def f(*values):
        names = scope | dict(zip(recorded, values, strict=True))
        exec("\n".join(before), names)
        shown.append(eval(result, names))
        return shown[-1]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph = adlab.trace(f, *[scope[k] for k in recorded])
    got = graph.values[graph.outputs[0]] if isinstance(graph.outputs[0], int) else graph.outputs[0]
    np.testing.assert_allclose(got, wanted, rtol=1e-9)


def test_every_entry_that_is_code_is_python():
    for sentence in [*advice.INSTEAD.values(), *map(advice._sentence, advice.METHODS.values())]:
        for code in re.findall("`([^`]+)`", sentence):
            if not code.startswith("@") and "def " not in code:
                compile(code.replace("...", "0"), "<advice>", "exec")


# -- What is called, found by what Python does --------------------------------------------------

log2 = math.log


def through_an_alias(x):
    import math as m

    return m.erf(x)


def from_import(x):
    from math import erf as error_function

    return error_function(x)


def over_several_lines(x):
    return np.full(
        (2, 3),
        fill_value=x,
    )


def stores(x):
    z = np.zeros(3)
    z[0] = x
    return z[0]


@pytest.mark.parametrize(
    ("f", "what", "fix"),
    [
        (lambda x: math.erf(x), "math.erf was called", "use `adlab.erf`"),
        (through_an_alias, "math.erf was called", "use `adlab.erf`"),
        (lambda x: importlib.import_module("math").erf(x), "math.erf was", "`adlab.erf`"),
        (from_import, "math.erf was called", "use `adlab.erf`"),
        (lambda x: log2(x, 2), "math.log was called", "np.log(x) / np.log(base)"),
        (lambda x: math.gamma(x), "math.gamma was called", "numerical=True"),
        (lambda x: cmath.exp(x), "cmath.exp was called", "real and imaginary part"),
        (lambda x: statistics.fmean([x, x]), "statistics.fmean", "np.mean(np.stack(values))"),
        (lambda x: statistics.stdev([x, x * 2]), "statistics.stdev", "ddof=1"),
        (lambda x: float(x), "float() was called", "as it is"),
        (lambda x: int(x), "int() was called", "np.trunc"),
        (lambda x: decimal.Decimal(x), "decimal.Decimal does not take", "floats"),
        (lambda x: fractions.Fraction(x), "fractions.Fraction was called", "floats"),
        (lambda x: json.dumps({"x": x}), "json.dumps does not take", "after the run"),
        (lambda x: json.dumps([x], indent=1), "json.dumps does not take", "after the run"),
        (lambda x: np.full(3, x), "by np.full", "`x * np.ones(shape)`"),
        (over_several_lines, "by np.full", "`x * np.ones(shape)`"),
        (lambda x: np.full_like(VECTOR, x), "np.full_like", "`x * np.ones_like(a)`"),
        (lambda x: np.ones(3).dot(x), "the method .dot of a plain array", "`a @ x`"),
        (lambda x: VECTOR.dot(x), "the method .dot of a plain array", "`np.dot(a, x)`"),
        (lambda x: VECTOR.take(x), "the method .take of a plain array", "`np.take(a, x)`"),
        (lambda x: np.r_[x, x], "by np.r_", "np.stack([x, y])"),
        (lambda x: np.c_[x, x], "by np.c_", "axis=1"),
        (lambda x: np.arange(0, 1, x), "by np.arange", "start + step * np.arange(n)"),
        (lambda x: np.mgrid[0:x], "by np.mgrid", "np.mgrid[0:1:5j]"),
        (lambda x: np.stack([[x, x], [x, x]]), "by np.stack", "like=x"),
        (lambda x: np.array([[x, x], [x, x]]), "by np.array", "like=x"),
        (lambda x: np.float64(x), "by np.float64", "as it is"),
        (lambda x: np.vectorize(np.tanh)(x), "by np.vectorize", "np.stack([g(v) for v in x])"),
        (lambda x: np.sum([x, x]), "plain NumPy array", "give that to np.sum"),
        (lambda x: np.sqrt([x, x]), "plain NumPy array", "give that to np.sqrt"),
        (lambda x: np.random.default_rng(0).normal(x, 1.0), "np.random.normal", "mean + scale"),
        (lambda x: np.random.uniform(0, x, size=3), "np.random.uniform", "low + (high - low)"),
        (lambda x: VECTOR[x], "used as an index", "whole numbers"),
        (stores, "assigned to an entry", "np.zeros(3, like=x)"),
        (lambda x: np.put(np.zeros(3), [0], x), "np.put", "like=x"),
        (lambda x: np.interp(0.5, [0.0, 1.0], [x, x]), "plain NumPy array", "that to np.interp"),
        (lambda x: np.fft.fft(x), "np.fft.fft", "its result is complex"),
        (lambda x: pickle.dumps(x), "was pickled", "after the run"),
        (lambda x: {x: 1.0}[x], "a key of a dict", "__wrapped__"),
        (lambda x: x.hex(), "The method .hex of floats", "as it is"),
    ],
)  # fmt: skip
def test_advice_is_by_what_was_called(f, what, fix):
    message = refused(lambda x: f(x), 2.0)
    assert what in message
    assert fix in message.partition("fix:")[2]


@pytest.mark.parametrize(
    ("f", "name"),
    [
        (lambda x: np.unwrap(x), "np.unwrap"),
        (lambda x: np.i0(x), "np.i0"),
        (lambda x: np.fft.rfft(x), "np.fft.rfft"),
        (lambda x: np.linalg.tensorinv(np.outer(x, x)), "np.linalg.tensorinv"),
        (lambda x: np.histogram(x), "np.histogram"),
        (lambda x: np.apply_along_axis(np.sum, 0, x), "np.apply_along_axis"),
    ],
)
def test_no_function_is_called_near_because_of_its_spelling(f, name):
    message = refused(f, VECTOR)
    assert f"adlab has no derivative for {name}" in message
    assert "nearest" not in message


def test_a_function_without_a_rewrite_is_declared_as_a_primitive():
    fix = refused(lambda x: np.sum(np.linalg.tensorinv(x)), MATRIX).partition("fix:")[2]
    assert (
        '`@adlab.primitive("...")` above `def tensorinv(x): return np.linalg.tensorinv(x)`' in fix
    )
    assert "numerical=True" in fix


def test_an_option_that_is_not_recorded_is_named():
    message = refused(lambda x: np.pad(x, 1, mode="mean").sum(), VECTOR)
    assert "np.pad is recorded without that" in message


# -- Copies -------------------------------------------------------------------------------------


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda x: copy.deepcopy([x])[0]])
def test_a_copy_of_a_recorded_value_is_recorded(copied):
    assert adlab.grad(lambda x: copied(x) * x)(3.0) == 6.0
    assert adlab.grad(lambda x: np.sum(copied(x) * x))(VECTOR) == pytest.approx(2 * VECTOR)


# -- Whose line ---------------------------------------------------------------------------------

LIBRARY = """
import numpy as np

def convert(x):
    return np.asarray(x) * 2

def outer_most(x):
    return inner_most(x)

def inner_most(x):
    return float(x)

def call(f, x):
    return f(x)

def root(x):
    y = x - 1.0
    return np.sqrt(y)
"""


@pytest.fixture(params=["site-packages", "dist-packages"])
def library(tmp_path, monkeypatch, request):
    """An installed package, as far as anybody can tell."""
    folder = tmp_path / request.param
    folder.mkdir()
    name = f"fake_{request.param[:4]}"
    (folder / f"{name}.py").write_text(LIBRARY)
    monkeypatch.syspath_prepend(str(folder))
    yield importlib.import_module(name)
    sys.modules.pop(name)


def line_of(f, text):
    lines, first = inspect.getsourcelines(f)
    return next(f"line {first + k}" for k, line in enumerate(lines) if text in line)


def test_a_package_in_between_is_named_with_the_users_line(library):
    def f(x):
        y = x * 2
        return library.outer_most(y)

    message = refused(f, 2.0)
    where = f"in outer_most of {library.__name__}, called from {line_of(f, 'outer_most')}, in f"
    assert where in message
    assert "primitive" in message.partition("fix:")[2]


def test_numpy_called_by_a_package_is_the_users_line_too(library):
    def f(x):
        return library.convert(x).sum()

    assert f"called from {line_of(f, 'convert')}, in f" in refused(f, VECTOR)


def test_a_users_function_called_by_a_package_is_the_users(library):
    def f(x):
        return library.call(lambda v: float(v), x)

    message = refused(f, 2.0)
    assert f"where: {line_of(f, 'float(v)')}: return library.call" in message


def test_a_function_that_is_itself_of_a_package_is_named(library):
    message = refused(library.inner_most, 2.0)
    assert f"line 11 of {library.__name__}.py, in inner_most: return float(x)" in message


def test_a_warning_points_at_the_users_line_and_not_into_a_package(library):
    def f(x):
        return library.root(x)

    with pytest.warns(adlab.NonFiniteWarning) as caught:
        library.call(adlab.grad(f), 0.0)
    assert caught[0].filename == __file__
    assert line_of(f, "library.root") in str(caught[0].message)


# -- Tracebacks in a notebook -------------------------------------------------------------------

CELL = """
import adlab, numpy as np
def f(x):
    y = x * 2
    return np.linalg.eig(y)[0][0]
adlab.grad(f)(np.eye(2))
"""


def shown_in_a_notebook(capsys):
    shell = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell
    running = shell.instance(colors="nocolor")
    try:
        running.run_cell(CELL)
    finally:
        shell.clear_instance()
    return capsys.readouterr().out


def test_a_notebook_shows_the_users_frames_and_the_message(capsys, monkeypatch):
    monkeypatch.delenv("ADLAB_TRACEBACK", raising=False)
    shown = shown_in_a_notebook(capsys)
    assert "np.linalg.eig(y)[0][0]" in shown
    assert "adlab.grad(f)(np.eye(2))" in shown
    assert "adlab has no derivative for np.linalg.eig" in shown
    assert f"{os.sep}adlab{os.sep}engine" not in shown
    assert len(shown.splitlines()) < 25


def test_all_frames_are_shown_on_request(capsys, monkeypatch):
    monkeypatch.setenv("ADLAB_TRACEBACK", "full")
    assert f"{os.sep}derivatives{os.sep}transforms.py" in shown_in_a_notebook(capsys)


def test_a_traceback_without_a_shell_is_pythons():
    with pytest.raises(adlab.TracingError) as caught:
        adlab.grad(lambda x: float(x))(2.0)
    lines = "".join(caught.value._render_traceback_())
    assert "Traceback (most recent call last)" in lines
    assert "transforms.py" not in lines


# -- The branch that np.where did not choose ----------------------------------------------------


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: np.where(x > 0, np.sqrt(x), 0.0), -1.0),
        (lambda x: np.where(x > 0, np.sqrt(x), 0.0), 0.0),
        (lambda x: np.where(x <= 0, 0.0, 1 / x), 0.0),
        (lambda x: np.sum(np.where(x > 0, x * np.log(x), 0.0)), np.array([-1.0, 2.0])),
        (lambda x: np.sum(np.where(x > 0, np.sqrt(x), 0.0)), np.array([0.0, 1.0])),
        (lambda x: np.where(np.sum(x) > 9, np.mean(np.log(x)), np.sum(x)), np.array([-1.0, 2.0])),
        (lambda x: 2 * np.where(x > 0, np.sqrt(x * x * x), 0.0), 0.0),
    ],
)
def test_a_warning_says_that_np_where_computes_both_branches(f, x):
    with pytest.warns(adlab.NonFiniteWarning) as caught:
        adlab.grad(f)(x)
    message = str(caught[0].message)
    assert "np.where computes both branches" in message
    assert "`safe = np.where(mask, x, 1.0)`" in message


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: np.where(x >= 0, np.sqrt(x), 0.0), 0.0),
        (lambda x: np.sum(np.where(x >= 0, np.sqrt(x), 0.0)), np.array([0.0, 1.0, -0.0])),
        (np.sqrt, 0.0),
        (lambda x: np.where(x > 5, 1.0, np.log(x)), 0.0),
    ],
)
def test_a_branch_that_is_chosen_is_not_blamed(f, x):
    with pytest.warns(adlab.NonFiniteWarning) as caught:
        adlab.grad(f)(x)
    assert "np.where computes" not in str(caught[0].message)


def test_the_double_where_of_the_advice_works(recwarn):
    f = lambda x: np.where(x > 0, np.sqrt(np.where(x > 0, x, 1.0)), 0.0)  # noqa: E731
    assert adlab.grad(f)(-1.0) == 0.0
    assert adlab.grad(f)(4.0) == 0.25
    assert not list(recwarn)


# -- Dual numbers -------------------------------------------------------------------------------


def derivative(f, x):
    return f(Dual(x, 1.0)).tangent


@pytest.mark.parametrize(
    "nested",
    [
        lambda: derivative(lambda x: x * derivative(lambda y: x + y, 1.0), 1.0),
        lambda: derivative(lambda x: derivative(lambda y: y * y * x, 2.0), 1.0),
        lambda: derivative(lambda x: x * derivative(lambda y: np.sin(y) * np.exp(x), 1.0), 1.0),
        lambda: (lambda x: derivative(lambda y: x + y, 1.0))(Dual(1.0, 1.0)),
    ],
)
def test_a_derivative_of_dual_numbers_inside_another_is_refused(nested):
    with pytest.raises(adlab.TracingError, match=r"(?s)an enclosing derivative.*nest adlab\.jvp"):
        nested()


def test_dual_numbers_that_go_together_are_computed_together():
    def seeded(value, tangent):
        return Dual(value, tangent)

    def own_sine(x):  # a rule of one's own
        return Dual(np.sin(x.value), np.cos(x.value) * x.tangent)

    assert (seeded(2.0, 1.0) * seeded(3.0, 1.0)).tangent == 5.0
    got = derivative(lambda x: x * own_sine(x) + own_sine(x * x), 0.7)
    assert got == pytest.approx(math.sin(0.7) + 0.7 * math.cos(0.7) + 1.4 * math.cos(0.49))
    independent = derivative(lambda x: x * derivative(lambda y: y * y, 3.0), 2.0)
    assert independent == 6.0


@pytest.mark.parametrize(
    ("f", "value", "tangent"),
    [
        (lambda e: np.log(e), -np.inf, np.inf),
        (lambda e: np.sqrt(e), 0.0, np.inf),
        (lambda e: 1 / e, np.inf, -np.inf),
        (lambda e: e / e, np.nan, np.nan),
        (lambda e: e**-1, np.inf, -np.inf),
        (lambda e: (e - 8.0) ** 0.5, np.nan, np.nan),
        (lambda e: np.arctanh(e + 1.0), np.inf, np.inf),
        (lambda e: np.arcsin(e + 1.0), np.pi / 2, np.inf),
        (lambda e: np.exp(e + 1000.0), np.inf, np.inf),
        (lambda e: np.cbrt(e), 0.0, np.inf),
    ],
)
def test_dual_numbers_answer_as_numpy_at_the_edges_and_warn(f, value, tangent):
    with pytest.warns(adlab.NonFiniteWarning, match=r"The (value|tangent) of np\."):
        result = f(Dual(0.0, 1.0))
    np.testing.assert_equal(result.value, value)
    np.testing.assert_equal(result.tangent, tangent)


# -- Derivatives by differences -----------------------------------------------------------------


@adlab.primitive(numerical=True)
def gamma(x):
    return math.gamma(x)


@adlab.primitive(numerical=True)
def corner(a, scale):
    return np.linalg.qr(a)[1][0] * scale


def test_a_derivative_by_differences_is_near_the_exact_one():
    slope = 2 * (1.5 - 0.5772156649015329)  # Γ′(3) = Γ(3)·ψ(3)
    assert adlab.grad(gamma)(3.0) == pytest.approx(slope, rel=1e-8)
    assert adlab.jvp(gamma, (3.0,), (2.0,))[1] == pytest.approx(2 * slope, rel=1e-8)


def test_a_function_of_arrays_of_any_shapes_has_derivatives_by_differences():
    # The first row of R is qᵀA with q the first column of A, made a unit vector.
    def by_hand(a, scale):
        q = a[:, 0] / np.sqrt(np.sum(a[:, 0] ** 2))
        return -scale * (q @ a)

    weights = np.array([1.0, -2.0, 0.5])
    got = adlab.grad(lambda a, s: np.sum(corner(a, s) * weights), (0, 1))(MATRIX, 1.3)
    wanted = adlab.grad(lambda a, s: np.sum(by_hand(a, s) * weights), (0, 1))(MATRIX, 1.3)
    assert got[0] == pytest.approx(wanted[0], rel=1e-7, abs=1e-8)
    assert got[1] == pytest.approx(wanted[1], rel=1e-7)


def test_a_derivative_by_differences_is_marked_on_its_edge():
    graph = adlab.trace(lambda x: gamma(x) * x, 3.0)
    assert graph.edges[0].label.startswith("≈ 1.84")
    assert "≈" in adlab.step(lambda x: gamma(x) * x, 3.0).to_html()


def test_a_second_derivative_by_differences_is_refused():
    with pytest.raises(adlab.TracingError, match="second derivative of gamma"):
        adlab.grad(adlab.grad(gamma))(3.0)
