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
from adlab.engine.arrays.containers import flatten, rebuild
from adlab.engine.arrays.linear_maps import LinearMap
from adlab.engine.primitives.declaring import register
from adlab.engine.primitives.primitive import PRIMITIVES, MapRule, Primitive, call
from adlab.engine.programs import lines as code_lines
from adlab.engine.programs import patterns

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
            for written in (patterns.array_code(primitive), patterns.number_code(primitive)):
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
        if primitive.elementwise and not primitive.own:
            for pattern in patterns.array_code(PRIMITIVES[name]).partials:
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
          "np.sign({a}) * {b}", "adlab.relu({a})", "np.clip({a}, -0.5, 0.5)",
          "np.maximum({a}, {b})", "ramp({a})", "double({a})", "opposite({a})",
          "with_lambdas({a}, {b})", "ramp_by_function({a})",
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
               "{{'a': {0}, 'b': [{1}, x]}}", "({0}, {0})", "{0}",
               f"({sums}, 1.0, x)", f"{sums} * {sums}"]  # fmt: skip
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


# -- Single facts: values and derivatives ----------------------------------------------------------


def gradient(f, x):
    """By `adlab.compile`, as floats."""
    return adlab.compile(f, x)(x)[1]


def test_a_partial_with_a_condition_is_added_to_the_rest():
    assert gradient(lambda x: x * x + adlab.relu(x), 0.5) == 2.0
    assert gradient(lambda x: x * x + kinked(x), 0.5) == 1.5
    assert gradient(lambda x: kinked(x) + x * x, 0.5) == 1.5
    assert gradient(lambda w: sum(q * q for q in w) + adlab.relu(w[0]), [0.5, 0.25]) == [2.0, 0.5]


def test_a_condition_in_a_jacobian_is_added_to_the_rest():
    program = adlab.trace(lambda x: x * x + adlab.relu(x), 0.5).program("jacobian")
    assert program(0.5) == (2.0,)


def test_masks_are_added_as_numbers():
    def f(x):
        return np.sum(x * (x > 0)) + np.sum(x * (x > 2))

    assert np.array_equal(gradient(f, POINT), [1.0, 0.0, 2.0])
    assert gradient(f, POINT).dtype == np.float64


def test_a_mask_is_negated_as_a_number():
    assert np.array_equal(gradient(lambda x: np.sum(-(x * (x > 0))), POINT), [-1.0, 0.0, -1.0])


def test_to_the_adjoint_of_a_mask_other_adjoints_are_added():
    def f(x):
        return np.sum(x[1:] * x[:-1]) + np.sum(x * (x > 0))

    assert np.array_equal(gradient(f, POINT), [-1.0, 4.0, -1.0])


def test_the_gradient_through_a_count_is_of_floats():
    found = gradient(lambda x: np.sum(x > 0) * np.sum(x), POINT)
    assert found.dtype == np.float64
    assert np.array_equal(found, [2.0, 2.0, 2.0])


def test_a_sum_inside_of_a_partial_is_over_all_axes():
    @adlab.primitive("np.sum(y) + 0 * x", "np.sum(x) + 0 * y")
    def product_of_sums(x, y):
        return np.sum(x) * np.sum(y) + 0.0 * x

    agrees(lambda x: np.sum(product_of_sums(x, MASK * 2.0)), np.arange(6.0).reshape(2, 3))


def test_a_partial_that_is_one_number_for_all_entries_is_one_for_each():
    agrees(lambda x: np.sum(double(x)), np.ones((2, 3)))
    agrees(double, np.ones((2, 3)))


def test_zero_times_an_infinite_slope_is_nan_as_in_the_sweep():
    def f(x):
        return np.sqrt(np.floor(x)) + 0.0 * np.sqrt(x - x)

    _, (slope,) = adlab.trace(f, 0.5).program("reverse")(0.5)
    assert np.isnan(slope)


@pytest.mark.parametrize("x", [0.0, -1.0, np.inf, np.nan, 1e200])
def test_what_is_not_finite_is_what_the_sweeps_give(x):
    agrees(lambda x: (1.0 / x) * x + np.log(x), x)
    agrees(lambda x: x**3.0 - np.sqrt(x) * (x > 0), x)
    agrees(lambda x: np.sum(np.log(x) * (x > 0) / x), np.array([x, 1.0, -x]))


@pytest.mark.parametrize("shape", [(1,), (0,), (2, 0), (1, 1), (2, 1)])
def test_arrays_of_hardly_any_entries(shape):
    x = np.arange(1.0, 1.0 + np.prod(shape)).reshape(shape)
    agrees(
        lambda x: np.sum(x * (x > 1)) + np.sum(x > 0) * np.mean(x * 2.0), x + 0.5
    ) if x.size else 0
    agrees(lambda x: np.sum(x * (x > 1)), x)
    agrees(lambda x: x * (x > 1) - x, x)


def test_a_number_beside_arrays():
    agrees(lambda x: np.sum(np.where(MASK, x, WHOLE) * MASK) + np.sum(MASK) * x, 1.5)
    agrees(lambda x: np.sum(x * POINT * (x * POINT > 0)), 1.5)


def test_an_output_may_be_an_input_a_constant_or_stand_twice():
    agrees(lambda x: x, 1.5)
    agrees(lambda x: (x, x), 1.5)
    agrees(lambda x, y: (x, 2.0, x * y, y, x), 1.5, 2.5)
    agrees(lambda x: (x, x, x * MASK, POINT), POINT)


def test_the_jacobian_of_nested_containers():
    Pair = collections.namedtuple("Pair", "left right")

    class Key(enum.Enum):
        ONE = 1

    agrees(lambda p: {"a": [p["x"], (p["x"] * p["y"], 2.0)], "{}": p["y"]}, {"x": 1.5, "y": 2.5})
    program = adlab.trace(lambda x: Pair(x, {Key.ONE: x * x}), 1.5).program("value")
    assert program(2.0) == Pair(2.0, {Key.ONE: 4.0})


def test_what_a_long_sum_adds():
    agrees(lambda x: sum(adlab.relu(x * k) - k for k in range(120)), 0.5)
    agrees(lambda x: sum(np.sum(x * (x > k)) for k in range(120)), POINT)


# -- Names -----------------------------------------------------------------------------------------


def named(name):
    """A primitive with this name, its slope not a float."""
    namespace = {}
    exec(f"def {name}(x): return x * 1.0", namespace)
    return adlab.primitive("x < 100")(namespace[name])


@pytest.mark.parametrize("name", ["v1", "p2", "t3", "c0", "same", "units", "np", "float", "sum",
                                  "float64", "add_reduce", "larger_share", "sigmoid", "mean",
                                  "ask_bool", "f_value", "f_reverse", "inf", "block1_0",
                                  "sum_apply", "v1_bar", "BranchChanged"])  # fmt: skip
def test_a_primitive_may_be_named_like_something_in_a_program(name):
    primitive = named(name)

    def f(x):
        v = primitive(x)
        if x[0] > 0:
            v = np.maximum(v, 0.5) + adlab.sigmoid(v) + np.mean(v) + adlab.softplus(v)
        return np.sum(v * primitive(v)) + np.sum(POINT * v)

    agrees(f, POINT)
    agrees(lambda x: primitive(x) * np.maximum(x, 0.5) + adlab.sigmoid(primitive(x)), 1.5)


def test_two_primitives_of_one_name_are_told_apart():
    @adlab.primitive("2.0 * x")
    def twin(x):
        return x * x

    first = twin

    @adlab.primitive("3.0 * x * x")
    def twin(x):
        return x * x * x

    second = twin

    @adlab.primitive("4.0 * x * x * x")
    def twin_2(x):
        return x * x * x * x

    agrees(lambda x: first(x) + second(x) * twin_2(x), 1.5)
    assert gradient(lambda x: first(x) + second(x) + twin_2(x), 1.0) == 9.0


def test_users_names_that_collide_with_derived_ones_are_told_apart():
    def f(x):
        x_bar = np.sin(x) * x
        x_bar_bar = x_bar * x
        partial1 = np.tanh(x_bar_bar) * np.tanh(x_bar)
        term1 = kinked(partial1) * x_bar
        x_dot = np.exp(term1) * x
        return x_dot * x_bar_bar

    agrees(f, 0.5)


def test_the_names_a_reader_sees_are_each_one_thing():
    def f(x, c0, inf):
        np_sum = np.sum(x * POINT) * c0 + inf
        return np_sum * np.sum(np.where(x > 0, x, np.array([1.0, np.inf, 2.0]))[:1])

    agrees(f, POINT, 2.0, 3.0)


# -- Questions -------------------------------------------------------------------------------------

SQUARE = np.array([[2.0, 1.0, 0.0], [0.5, 3.0, 1.0], [0.0, 0.25, 1.5]])
QUESTIONS = {
    "mask": lambda x: np.sum(x[x > 0]),
    "bool": lambda x: np.sum(x) if x[0] > 0 else np.sum(-x),
    "greater": lambda x: np.sum(x) if np.greater(x[0], 0.0) else x[1],
    "argmax": lambda x: x[np.argmax(x)],
    "argmin": lambda x: x[x.argmin()],
    "argsort": lambda x: np.sum(x[np.argsort(x)] * WHOLE),
    "sort": lambda x: np.sum(np.sort(x, axis=-1) * WHOLE),
    "median": lambda x: np.median(x * 2.0),
    "any": lambda x: np.sum(x) if np.any(x > 2.5) else x[1],
    "all": lambda x: np.sum(x) if (x > -3).all() else x[1],
    "allclose": lambda x: np.sum(x) * (1 + np.allclose(x, POINT)),
    "isclose": lambda x: np.sum(x * np.isclose(x, 1.0, atol=0.5)),
    "array_equal": lambda x: np.sum(x) * np.array_equal(x, x),
    "array_equiv": lambda x: np.sum(x) * np.array_equiv(x, x),
    "count_nonzero": lambda x: np.sum(x) * np.count_nonzero(x),
    "nonzero": lambda x: np.sum(x[np.nonzero(x)]),
    "where": lambda x: np.sum(x[np.where(x > 0)]),
    "flatnonzero": lambda x: np.sum(x[np.flatnonzero(x > 0)]),
    "argwhere": lambda x: np.sum(x[np.argwhere(x > 0)]),
    "searchsorted": lambda x: np.sum(x * np.searchsorted(np.array([0.0, 1.0]), x, side="right")),
    "digitize": lambda x: np.sum(x * np.digitize(x, [0.0, 1.0])),
    "isin": lambda x: np.sum(x * np.isin(x, [1.0, 3.0])),
    "nanargmax": lambda x: x[np.nanargmax(x)] + x[np.nanargmin(x)],
    "sign of det": lambda x: np.linalg.slogdet(SQUARE + np.diag(x))[0] * np.sum(x),
    "logabsdet": lambda x: np.linalg.slogdet(SQUARE * x)[1],
    "matrix_rank": lambda x: np.sum(np.linalg.lstsq(SQUARE * x, POINT, rcond=None)[0]),
    "residuals": lambda x: np.sum(np.linalg.lstsq((SQUARE * x)[:, :2], POINT, rcond=None)[1]),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_of_any_function_is_asked_again(name):
    f = QUESTIONS[name]
    agrees(f, POINT)
    compiled = adlab.compile(f, POINT)
    for x in (POINT, POINT + 0.125, -POINT):
        value, slopes = adlab.value_and_grad(f)(x)
        given, found = compiled(x)
        assert given == pytest.approx(value, rel=1e-12)
        np.testing.assert_allclose(found, slopes, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_program_with_a_question_can_be_pickled(name):
    program = adlab.trace(QUESTIONS[name], POINT).program("reverse")
    restored = pickle.loads(pickle.dumps(program))
    assert np.array_equal(restored(POINT)[1][0], program(POINT)[1][0])


def test_an_answer_of_nan_is_the_same_answer_again():
    assert patterns.same_answer(np.nan, np.float64(np.nan))
    assert patterns.same_answer(np.array([1.0, np.nan]), np.array([1.0, np.nan]))
    assert not patterns.same_answer(np.nan, 1.0)


# -- Primitives that programs know nothing of ------------------------------------------------------


def declared(name, function, *rules, **more):
    """A primitive made of linear maps, gone again after the test."""
    return register(Primitive(name, function, rules, name, name, **more))


@pytest.fixture
def write_entry():
    """`z` with entry 0 replaced: linear in both arguments, and not the primitive itself."""

    def function(z, v, index):
        changed = np.array(z)
        changed[index] = v
        return changed

    def without(t, result, z, v, index):
        changed = np.array(t, dtype=float)
        changed[index] = 0.0
        return changed

    def alone(t, result, z, v, index):
        changed = np.zeros(np.shape(z), dtype=int)  # whole numbers, which a rule may give
        changed[index] = 1
        return changed * t

    name = "write entry"
    made = declared(
        name,
        function,
        MapRule(without, without, "kept"),
        MapRule(alone, lambda g, result, z, v, index: g[index], "written"),
    )
    yield lambda z, v: call(made.name, z, v, index=0)
    del PRIMITIVES[made.name]


def test_a_primitive_of_linear_maps_is_written_by_calling_them(write_entry):
    agrees(lambda x: np.sum(write_entry(x * x, x[1] * x[2]) * x * MASK), POINT)
    agrees(lambda x, y: write_entry(x * (x > 0), y), POINT, 2.0)
    assert np.array_equal(gradient(lambda x: np.sum(write_entry(x, x[1] * 3.0)), POINT), [0, 4, 1])


def test_a_rule_may_give_masks_and_whole_numbers():
    made = declared(
        "mask map",
        lambda x: np.maximum(x, 0.0),
        MapRule(lambda t, z, x: (x > 0) & (t > 0), lambda g, z, x: (x > 0) & (g > 0), "mask"),
    )
    try:

        def f(x):
            return np.sum(call(made.name, x)) + np.sum(call(made.name, x))

        for _, (slopes,) in forms(adlab.trace(f, POINT).program("reverse"), POINT):
            assert slopes.dtype == np.float64
            assert np.array_equal(slopes, [2.0, 0.0, 2.0])
    finally:
        del PRIMITIVES[made.name]


def test_maps_made_of_values_are_made_anew():
    """A rule for all arguments at once, whose maps hold more than its node does."""

    def maps(z, arguments, params):
        x, y = arguments
        scale = np.cosh(x)  # not among the values of the graph
        return [
            LinearMap(
                lambda t, s: t * s * y, lambda g, s: g * s * y, x.shape, z.shape, data=(scale,)
            ),
            LinearMap(lambda t: t * np.sinh(x), lambda g: g * np.sinh(x), y.shape, z.shape),
        ]

    made = declared("pair map", lambda x, y: np.sinh(x) * y, maps, variadic=True)
    try:

        def f(x, y):
            return np.sum(call(made.name, x, y) * MASK)

        agrees(f, POINT, POINT * 0.5)
        program = adlab.trace(f, POINT, POINT).program("reverse")
        _, (left, right) = program(POINT * 0.5, POINT * 0.25)
        np.testing.assert_allclose(left, np.cosh(POINT * 0.5) * POINT * 0.25 * MASK)
        np.testing.assert_allclose(right, np.sinh(POINT * 0.5) * MASK)
    finally:
        del PRIMITIVES[made.name]
