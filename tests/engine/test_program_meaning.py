"""A program means what the sweeps mean: in each kind, in each form, whatever partials are made of.

- **The grammar**: an expression put into another keeps its meaning, by Python's own parser.
- **Random functions**, written as source by a generator of this file: masks, counts of masks,
  whole numbers, comparisons as factors, primitives of the user's with odd partials, names that
  collide with a program's own. In every kind and form they equal the sweeps, bit for bit on
  numbers and to 1e-12 on arrays, and all derivatives are float64.
- **Single facts**: each a fault that was there once, or one that could be.
"""

import ast
import collections
import enum
import itertools
import linecache
import pickle
import warnings

import numpy as np
import pytest

import adlab
from adlab.engine import primitives
from adlab.engine.containers import flatten, rebuild
from adlab.engine.linear_maps import LinearMap
from adlab.engine.primitives import PRIMITIVES, MapRule, Primitive
from adlab.engine.programs import lines as code_lines
from adlab.engine.programs import rules as code_rules

MASK = np.array([True, False, True])
WHOLE = np.array([2, -1, 0])
POINT = np.array([1.0, -2.0, 3.0])


# -- Primitives of a user's, with partials of all sorts --------------------------------------------


@adlab.primitive("x if x > 0 else -x")
def kinked(x):
    return x * abs(x) / 2


@adlab.primitive("x > 0")
def ramp(x):
    return np.maximum(x, 0.0)


@adlab.primitive("x > 0 or x < -1")
def either(x):
    return x if x > 0 or x < -1 else 0.0


@adlab.primitive("not x > y", "not y >= x")
def smaller(x, y):
    return min(x, y)


@adlab.primitive("x ** 2 if not (x < 0 or x > 5) else -x ** 2")
def signed_cube(x):
    return x**3 / 3 if 0 <= x <= 5 else -(x**3) / 3


@adlab.primitive("(lambda v1: v1 * y)(x)", "(lambda x: x)(x) ** 2 / 2")
def with_lambdas(x, y):
    return x * x * y / 2


@adlab.primitive("sum(x for x in [y])", "(t1 := x) + 0")
def with_bindings(x, y):
    return x * y


@adlab.primitive("-1")
def opposite(x):
    return -x


@adlab.primitive(lambda z, x: 2)
def double(x):
    return 2 * x


@adlab.primitive(lambda z, x: x > 0)
def ramp_by_function(x):
    return np.maximum(x, 0.0)


@adlab.primitive("2 * x")
def twice_as_steep(x):
    return x * x


# -- Every kind in every form ----------------------------------------------------------------------


def forms(program, *args):
    """What a program gives as it is compiled, with care, and as it is read."""
    given = program.leaves(args)
    plain = [np.float64(leaf) if type(leaf) is float else leaf for leaf in given]
    namespace = program.namespace
    exec(program.source, namespace)
    yield program.unguarded(*given)
    with np.errstate(all="ignore"):
        yield program.careful(*plain)
        try:
            yield namespace[program.name](*given)
        except ArithmeticError:  # Python's floats raise where NumPy's do not
            yield namespace[program.name](*plain)


def leaves(tree):
    return [leaf for _, leaf in flatten(tree)]


def assert_derivatives(got, wanted, exact):
    """Float64 in the right shape, and equal: bit for bit, or to rounding."""
    for mine, right in zip(leaves(got), leaves(wanted), strict=True):
        assert np.asarray(mine).dtype == np.float64
        assert np.shape(mine) == np.shape(right)
        if exact:
            assert np.array_equal(mine, right, equal_nan=True)
        else:
            np.testing.assert_allclose(mine, right, rtol=1e-12, atol=1e-12)


def agrees(f, *args):
    """All kinds of programs for `f`, in all forms, against the sweeps."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _agrees(f, args)


def _agrees(f, args):
    every = tuple(range(len(args)))
    graph = adlab.trace(f, *args)
    exact = not graph.arrays
    output, pullback = adlab.vjp(f, *args)
    for result in forms(graph.program("value"), *args):
        assert_derivatives(rebuild(output, [v + 0.0 for v in leaves(result)]), output, exact)
    for weights in weightings(output):
        single = len(graph.outputs) == 1 and np.shape(leaves(output)[0]) == ()
        wanted = pullback(rebuild(output, [1.0]) if single else weights)
        for _, adjoints in forms(graph.program("reverse"), *args, *([] if single else [weights])):
            assert_derivatives(adjoints, wanted, exact)
    for directions in weightings(args):
        _, wanted = adlab.jvp(f, args, directions)
        for _, tangents in forms(graph.program("tangent"), *args, *directions):
            assert_derivatives(tangents, wanted, exact)
    rows = sum(np.prod(graph.shape(node), dtype=int) for node in graph.output_nodes)
    transform = adlab.jacrev if rows <= sum(map(np.size, leaves(args))) else adlab.jacfwd
    for blocks in forms(graph.program("jacobian"), *args):
        assert_derivatives(blocks, transform(f, every)(*args), exact)


def weightings(tree):
    """Ones, as numbers and as a mask, and something generic."""
    values = leaves(tree)
    count = itertools.count(1)
    generic = [np.cos(next(count) + np.arange(np.size(v)).reshape(np.shape(v))) for v in values]
    ones = [np.ones(np.shape(v)) for v in values]
    masks = [np.ones(np.shape(v), bool) for v in values]
    return [
        rebuild(tree, [v if np.ndim(v) else v.item() for v in chosen])
        for chosen in (generic, ones, masks)
    ]


# -- The grammar -----------------------------------------------------------------------------------

EXPRESSIONS = ["a", "a + b", "a - b", "-a", "+a", "~a", "a * b", "a / b", "a @ b", "a % b",
               "a // b", "a ** b", "-a ** b", "a < b", "a == b", "a | b", "a & b", "a ^ b",
               "a << b", "not a", "a or b", "a and b", "a if b else c", "lambda: a", "(a := b)",
               "f(a)", "a[b]", "a.b", "2.0", "-2.0", "(a, b)", "[a, b]", "{a: b}", "{a}",
               "[a for a in b]", "(a for a in b)", "f(*a)", "a < b < c", "a in b"]  # fmt: skip
CONTEXTS = ["{0}", "{0} + {1}", "{0} - {1}", "-{0}", "+{0}", "~{0}", "{0} * {1}", "{0} / {1}",
            "{0} @ {1}", "{0} % {1}", "{0} // {1}", "{0} ** {1}", "{0} << {1}", "{0} & {1}",
            "{0} | {1}", "not {0}", "{0} or {1}", "{0} and {1}", "{0} if {1} else {2}",
            "{0} < {1}", "{0} < {1} < {2}", "f({0}, k={1})", "{0}({1})", "{0}[{1}]", "{0}.T",
            "{0}[{1}:{2}]", "lambda: {0}", "[{0}, {1}]", "({0}, {1})", "{{{0}: {1}}}", "f(*{0})",
            "f(**{0})", "{0} * {0} + {1}", "-{0} ** {1}", "float({0} + {1})",
            "{0} - ({1} - {2})", "[v for v in {0} if {1}]"]  # fmt: skip


def engine_templates():
    """The expressions of all primitives that work entry by entry."""
    for name, primitive in PRIMITIVES.items():
        if primitive.elementwise and name not in ("input", "where"):
            for written in (code_rules.array_code(name), code_rules.number_code(name)):
                for pattern in (written.value, *written.partials):
                    if pattern is not None:
                        yield pattern.template


def level(expression):
    return code_lines.form(expression.replace("{", "{{").replace("}", "}}")).level


def as_read(text):
    return ast.dump(ast.parse(text, mode="eval"))


@pytest.mark.parametrize("template", sorted({*CONTEXTS, *engine_templates()}))
def test_an_expression_put_into_another_keeps_its_meaning(template):
    form = code_lines.form(template)
    gaps = len(form.wanted)
    for gap, expression in itertools.product(range(gaps), EXPRESSIONS):
        texts = [f"g{k}" for k in range(gaps)]
        texts[gap] = f"({expression})"
        wanted = as_read(template.format(*texts))
        texts[gap] = code_lines.bracketed(expression, level(expression), form.wanted[gap])
        assert as_read(template.format(*texts)) == wanted


@pytest.mark.parametrize("first", EXPRESSIONS)
def test_a_sum_of_expressions_adds_them(first):
    for second in EXPRESSIONS:
        terms = [(text, level(text)) for text in (first, second, first)]
        wanted = as_read(f"({first}) + ({second}) + ({first})")
        assert as_read(code_lines.total(terms)) == wanted


def test_every_partial_of_the_engine_is_certain_to_be_a_float():
    for name, primitive in PRIMITIVES.items():
        if primitive.elementwise and primitive.function.__module__ != __name__:
            for pattern in code_rules.array_code(name).partials:
                if pattern is not None and pattern.number is None:
                    assert pattern.floats is not None, f"{name}: {pattern.template}"


# -- Random functions ------------------------------------------------------------------------------

NAMES = ["v1", "v2", "p1", "p2", "t3", "c0", "np_", "same", "units", "float64", "x_bar", "v1_bar",
         "partial1", "term1", "inf", "nan", "block1_0", "add_reduce", "larger_share", "inside",
         "x_dot", "v2_seed", "y_bar_", "ask_bool", "w", "z"]  # fmt: skip
NUMBERS = ["{a} + {b}", "{a} - {b}", "{a} * {b}", "-{a}", "{a} / (1.5 + {b} * {b})", "({a}) ** 2",
           "({a}) ** 3.0", "-({a}) ** 2", "({a} > 0) * {b}", "({a} <= {b}) * {a}", "abs({a})",
           "adlab.relu({a})", "np.sign({a}) * {b}", "np.where({a} > {b}, {a}, 1)",
           "np.clip({a}, -0.5, 0.5)", "np.maximum({a}, {b})", "np.minimum({a}, 0.25)",
           "np.sin({a})", "np.exp(-abs({a}))", "kinked({a})", "ramp({a})", "either({a})",
           "smaller({a}, {b})", "signed_cube({a})", "with_lambdas({a}, {b})",
           "with_bindings({a}, {b})", "opposite({a})", "double({a})", "ramp_by_function({a})",
           "twice_as_steep({a})", "{a} * -2.0", "-3 * {a}", "(-0.5) ** 2 * {a}", "np.floor({a})",
           "({a} if {a} > {b} else {b})", "adlab.sigmoid({a})", "{a} * 0.0", "{a} * True",
           "adlab.softplus({a}) - ({b} - ({a} - {b}))", "np.sqrt(1.0 + {a} ** 2)"]  # fmt: skip
ARRAYS = ["{a} + {b}", "{a} - {b}", "{a} * {b}", "-{a}", "{a} / (1.5 + {b} * {b})", "({a}) ** 2",
          "{a} * ({a} > 0)", "({a} < {b}) * {b}", "-({a} * ({a} > 0.5))", "{a} * MASK",
          "WHOLE * {a}", "{a} * WHOLE * MASK", "{a} * np.sum({b} > 0)", "{a} * ~({b} > 0)",
          "{a} * np.sum({b} > 0, keepdims=True)", "{a} / (1 + (np.cumsum({b} > 0)))",
          "np.where({a} > 0, {b}, WHOLE)", "np.where(MASK, {a}, 1)", "abs({a})",
          "np.sign({a}) * {b}", "adlab.relu({a})", "np.clip({a}, -0.5, 0.5)", "np.maximum({a}, {b})", "ramp({a})",
          "double({a})", "opposite({a})", "with_lambdas({a}, {b})", "ramp_by_function({a})",
          "twice_as_steep({a})", "np.sum({a}) * {b}", "np.mean({a} * ({b} > 0)) + {b}", "{a}[::-1]",
          "{a}[0] * {b}", "{a}[[0, 0, 2]]", "np.cumsum({a})", "({a}[:, None] * ({b} > 0)) @ {b}",
          "np.dot({a}, MASK) * {b}", "np.einsum('i,i->', {a}, {b} > 0) + {b}", "{a} * ({a} != 0)",
          "np.stack([{a}, {b}, MASK * {a}])[1:].sum(axis=0)", "({a} > 0) - {b}", "{a} @ {b} + {a}",
          "np.concatenate([{a}[:1], {b}[1:]])", "np.max({a}) * {b}", "np.sort({a}) * WHOLE",
          "np.reshape({a} * ({a} > 0), (3, 1))[:, 0]", "(({a} > 0) & ({b} > 0)) * {a}",
          "(({a} > 0) | MASK) * {a} + np.isfinite({b}) * {b}"]  # fmt: skip
COUNTER = itertools.count()


def random_function(random, patterns):
    """A function of `x` and `y` whose source adlab can read."""
    known, text = ["x", "y"], ["def f(x, y):"]
    for _ in range(random.integers(1, 9)):
        a, b = random.choice(known, 2)
        name = str(random.choice(NAMES))
        text.append(f"    {name} = {random.choice(patterns).format(a=a, b=b)}")
        known = [*known, name, name]
    a, b, c = random.choice(known, 3)
    sums = "np.sum({0})" if patterns is ARRAYS else "{0}"
    results = [f"{sums} + {sums} + {sums}", f"-{sums} - {sums}", "({0}, {1})",
               "{{'a': {0}, 'b': [{1}, x]}}", "({0}, {0})", "{0}", f"({sums}, 1.0, x)", f"{sums} * {sums}"]  # fmt: skip
    pattern = str(random.choice(results))
    for gap in (a, b, c):
        pattern = pattern.replace("{0}", gap, 1)
    text.append(f"    return {pattern.format(c, b)}")
    source = "\n".join(text) + "\n"
    file = f"<random {next(COUNTER)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    namespace = dict(globals())
    exec(compile(source, file, "exec"), namespace)
    return namespace["f"], source


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("patterns", [NUMBERS, ARRAYS], ids=["numbers", "arrays"])
def test_random_functions_have_programs_like_their_sweeps(patterns, seed):
    for_seeds(patterns, range(10 * seed, 10 * seed + 10))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100))
@pytest.mark.parametrize("patterns", [NUMBERS, ARRAYS], ids=["numbers", "arrays"])
def test_many_random_functions_have_programs_like_their_sweeps(patterns, seed):
    for_seeds(patterns, range(1000 + 100 * seed, 1100 + 100 * seed))


def for_seeds(patterns, seeds):
    for seed in seeds:
        random = np.random.default_rng(seed)
        f, source = random_function(random, patterns)
        args = random.normal(size=(2, 3)) if patterns is ARRAYS else random.normal(size=2).tolist()
        try:
            agrees(f, *args)
        except Exception as error:
            error.add_note(f"seed {seed}, at {args}:\n{source}")
            raise
