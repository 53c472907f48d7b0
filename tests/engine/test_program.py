"""Programs equal the interpreter: bit for bit on numbers, to rounding on arrays."""

import pickle
import subprocess
import sys

import numpy as np
import pytest

import adlab
from adlab.engine.programs import lines as code_lines
from tests.engine import examples
from tests.engine.programs import flatten, for_random, quietly

BOTH = "scalar array"


def everything(program):
    return tuple(range(len(program.point)))


def assert_same(got, wanted, program):
    """Bit for bit if all is numbers (0.0 and −0.0 are equal), to 1e-12 otherwise."""
    got, wanted = flatten(got), flatten(wanted)
    assert got.shape == wanted.shape
    if all(np.ndim(value) == 0 for value in program.values):
        assert np.array_equal(got, wanted)
    else:
        scale = 1.0 + np.max(np.abs(wanted), initial=0.0)
        assert np.max(np.abs(got - wanted), initial=0.0) <= 1e-12 * scale


def like(values, random):
    parts = [random.normal(size=np.shape(value)) for value in values]
    return tuple(float(part) if part.ndim == 0 else part for part in parts)


def forms(program, *args):
    """What the program gives in each of its forms: compiled, as it is read, and with care."""
    given = program.leaves(args)
    namespace = dict(program.function.__globals__)
    exec(program.source, namespace)
    with np.errstate(all="ignore"):
        return [f(*given) for f in (program.function, program.careful, namespace[program.name])]


# -- Random programs -------------------------------------------------------------------------------


@for_random(BOTH)
def test_the_value_program_gives_the_traced_values(program, random):
    graph = adlab.trace(program.outputs, *program.point)
    outputs = [graph.values[o] if type(o) is int else o for o in graph.outputs]
    for result in forms(graph.program("value"), *program.point):
        assert_same(result, outputs, program)


@for_random(BOTH)
def test_the_reverse_program_gives_the_gradient_of_the_sweep(program, random):
    graph = adlab.trace(program.scalar, *program.point)
    wanted = quietly(adlab.grad(program.scalar, everything(program)))(*program.point)
    for _, gradient in forms(graph.program("reverse"), *program.point):
        assert [np.shape(g) for g in gradient] == [np.shape(x) for x in program.point]
        assert_same(gradient, wanted, program)


@for_random(BOTH)
def test_the_reverse_program_takes_a_weighting_of_several_outputs(program, random):
    graph = adlab.trace(program.outputs, *program.point)
    output, pullback = adlab.vjp(program.outputs, *program.point)
    weights = like(output, random)
    single = len(graph.outputs) == 1 and np.shape(output[0]) == ()
    given = program.point if single else [*program.point, weights]
    wanted = pullback((1.0,) if single else weights)
    for _, adjoints in forms(graph.program("reverse"), *given):
        assert_same(adjoints, wanted, program)


@for_random(BOTH)
def test_the_tangent_program_gives_the_tangents_of_the_sweep(program, random):
    direction = like(program.point, random)
    graph = adlab.trace(program.outputs, *program.point)
    _, wanted = adlab.jvp(program.outputs, tuple(program.point), direction)
    for _, tangents in forms(graph.program("tangent"), *program.point, *direction):
        assert_same(tangents, wanted, program)


@for_random(BOTH)
def test_the_jacobian_program_gives_all_partials(program, random):
    graph = adlab.trace(program.outputs, *program.point)
    rows = sum(np.prod(graph.shape(node), dtype=int) for node in graph.output_nodes)
    by_rows = rows <= sum(map(np.size, program.point))
    transform = adlab.jacrev if by_rows else adlab.jacfwd
    wanted = transform(program.outputs, everything(program))(*program.point)
    for blocks in forms(graph.program("jacobian"), *program.point):
        for row, wanted_row in zip(blocks, wanted, strict=True):
            assert [np.shape(b) for b in row] == [np.shape(b) for b in wanted_row]
            assert_same(row, wanted_row, program)


def test_an_output_that_is_a_constant_is_not_taken_for_the_node_of_that_number():
    def f(x):
        return np.sin(x), 1.0, np.array([1.0, 2.0])  # node 1 is the sine

    program = adlab.trace(f, 0.5).program("jacobian")
    (sine,), (one,), (array,) = program(0.5)
    assert (sine, one) == (np.cos(0.5), 0.0)
    assert np.array_equal(array, [0.0, 0.0])


@for_random(BOTH)
def test_a_pickled_program_gives_the_same(program, random):
    original = adlab.trace(program.scalar, *program.point).program("reverse")
    restored = pickle.loads(pickle.dumps(original))
    assert restored.source == original.source
    assert_same(restored(*program.point)[1], original(*program.point)[1], program)


def test_a_view_of_a_number_is_not_added_to():
    def f(x):
        v = np.broadcast_to(x, ())
        return v * x, v + x

    graph = adlab.trace(f, 0.5)
    for blocks in forms(graph.program("jacobian"), 0.5):
        assert blocks == ((1.0,), (2.0,))
    for _, tangents in forms(graph.program("tangent"), 0.5, 1.0):
        assert tangents == (1.0, 2.0)


def test_a_partial_that_is_an_array_of_no_dimension_is_not_added_to():
    def f(x, y):
        z = x + y
        return y, x * y, np.fmin(z, x)

    graph = adlab.trace(f, 0.5, 1.5)
    for blocks in forms(graph.program("jacobian"), 0.5, 1.5):
        assert blocks == ((0.0, 1.0), (1.5, 0.5), (1.0, 0.0))
    for which in ((1.0, 0.0), (0.0, 1.0)):
        for _, tangents in forms(graph.program("tangent"), 0.5, 1.5, *which):
            assert tangents[2] == which[0]


# -- What a program looks like ---------------------------------------------------------------------


def test_baydins_adjoint_program_has_the_users_names():
    program = adlab.trace(examples.baydin, 2.0, 5.0).program("reverse")
    assert program.source == BAYDIN


BAYDIN = """\
def baydin_reverse(x1, x2):
    v1 = np.log(x1)
    v2 = x1 * x2
    v3 = np.sin(x2)
    v4 = v1 + v2
    v5 = v4 - v3
    x2_bar = -np.cos(x2)  # ∂v3/∂x2 = np.cos(x2), v3_bar = -1.0
    x2_bar += x1          # ∂v2/∂x2 = x1, v2_bar = 1.0
    x1_bar = x2           # ∂v2/∂x1 = x2, v2_bar = 1.0
    x1_bar += 1.0 / x1    # ∂v1/∂x1 = 1.0 / x1, v1_bar = 1.0
    return v5, (x1_bar, x2_bar)"""


def reverse(f, *args):
    return adlab.trace(f, *args).program("reverse")


def code(program):
    """The readable lines without comments."""
    return [row.code.strip() for row in program.rows]


def test_a_program_is_written_once_and_kept():
    graph = adlab.trace(examples.baydin, 2.0, 5.0)
    assert graph.program("reverse") is graph.program("reverse")


def test_code_that_the_result_does_not_need_is_left_out():
    def f(x):
        _ = np.exp(x) * 3.0
        return x * x

    assert not any("exp" in line for line in code(reverse(f, 2.0)))


def test_an_expression_that_stands_twice_is_computed_once():
    program = reverse(examples.griewank_expression, 1.5, 0.5)
    assert sum("x1 / x2" in line for line in code(program)) == 1
    assert sum("np.exp" in line for line in code(program)) == 1


def test_partials_are_shared_between_the_rows_of_a_jacobian():
    program = adlab.trace(lambda x: (np.sin(x) * 2.0, np.sin(x) * 3.0), 0.5).program("jacobian")
    assert sum("np.cos" in line for line in code(program)) <= 1


def test_constant_partials_are_folded():
    program = reverse(lambda x: x * 2.0 * 3.0 * 4.0, 1.0)
    assert program(1.0) == (24.0, (24.0,))
    assert code(program)[-1].endswith("(24.0,)")


def test_the_first_contribution_is_assigned_and_the_next_added():
    lines = code(reverse(lambda x, y: x * y + x, 2.0, 3.0))
    assert [line for line in lines if line.startswith("x_bar")] == ["x_bar = 1.0", "x_bar += y"]


def test_every_contribution_says_which_partial_it_uses():
    program = reverse(lambda x: np.sin(x) * x, 2.0)
    lines = [row for row in program.rows if "_bar" in row.code and "return" not in row.code]
    assert lines
    assert all(row.comment.startswith("∂") for row in lines)


def test_every_line_knows_its_node():
    program = reverse(examples.baydin, 2.0, 5.0)
    assert all(row.node is not None for row in program.rows[1:-1])


def test_a_name_that_python_does_not_take_is_changed():
    program = reverse(examples.loop, 2.0)
    assert "x_2 = x * 2.0" in code(program)


def test_an_adjoint_under_a_sum_stays_a_number():
    program = reverse(lambda x: np.sum(x * x), np.ones(5))
    assert not any("broadcast" in line for line in code(program))


def test_entries_picked_one_by_one_are_added_in_place():
    program = reverse(lambda x: x[0] * x[1] * x[2], np.array([2.0, 3.0, 4.0]))
    assert sum("np.zeros" in line for line in code(program)) == 1
    assert np.array_equal(program(np.array([2.0, 3.0, 4.0]))[1][0], [12.0, 8.0, 6.0])


def test_a_sum_of_many_terms_compiles():
    program = reverse(lambda x: sum(x * float(k) for k in range(3000)), 1.0)
    assert program(1.0)[1] == (sum(map(float, range(3000))),)


def test_a_long_chain_compiles_at_the_usual_recursion_limit():
    def chain(x):
        y = x
        for _ in range(5000):
            y = np.sin(y) * x
        return y

    wanted = adlab.value_and_grad(chain, argnums=(0,))(0.9)
    assert reverse(chain, 0.9)(0.9) == wanted


def test_the_derivative_of_a_derivative_has_a_program():
    graph = adlab.trace(adlab.grad(lambda x: np.sin(x) * x * x), 0.7)
    _, (second,) = graph.program("reverse")(0.3)
    assert second == pytest.approx(adlab.grad(adlab.grad(lambda x: np.sin(x) * x * x))(0.3))


# -- Guards ----------------------------------------------------------------------------------------


def test_a_program_refuses_the_other_branch_and_names_the_line():
    program = adlab.trace(examples.branch, 2.0).program("reverse")
    assert program(3.0) == (9.0, (6.0,))
    with pytest.raises(adlab.BranchChanged, match="if x > 0"):
        program(-3.0)


def test_other_shapes_are_refused():
    program = reverse(lambda x: np.sum(x * x), np.ones(3))
    with pytest.raises(adlab.ShapeError, match=r"\(3,\)"):
        program(np.ones(4))


def test_other_nesting_is_refused():
    program = reverse(lambda p: p["a"] * p["b"], {"a": 2.0, "b": 3.0})
    assert program({"b": 5.0, "a": 2.0}) == (10.0, ({"a": 5.0, "b": 2.0},))
    with pytest.raises(adlab.AdlabError, match="nested"):
        program({"a": 2.0})


def test_a_kind_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="no 'backward' program"):
        adlab.trace(examples.branch, 2.0).program("backward")


# -- Pickling --------------------------------------------------------------------------------------


def test_a_program_runs_in_another_process(tmp_path):
    program = adlab.trace(examples.baydin, 2.0, 5.0).program("reverse")
    path = tmp_path / "program.pickle"
    path.write_bytes(pickle.dumps(program))
    script = (
        f"import pickle, pathlib; p = pickle.loads(pathlib.Path({str(path)!r}).read_bytes()); "
        "print(p(2.0, 5.0)); print(p.source)"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"{program(2.0, 5.0)}\n{program.source}\n"


def test_a_program_of_an_own_primitive_can_be_pickled():
    @adlab.primitive("3 * x**2", symbol="cube")
    def cube(x):
        return x * x * x

    program = pickle.loads(pickle.dumps(reverse(lambda x: np.sin(cube(x)), 0.5)))
    assert program(0.5)[1][0] == adlab.grad(lambda x: np.sin(cube(x)))(0.5)


# -- The forms -------------------------------------------------------------------------------------


def test_parentheses_stand_only_where_they_are_needed():
    assert code_lines.form("{0} * {1}").wanted == (code_lines.PRODUCT, code_lines.ATOM)
    program = adlab.trace(lambda a, b, c: (a + b) * c + a * b, 1.0, 2.0, 3.0).program("value")
    assert "v6 = (v0 + v1) * v2 + v0 * v1" in program.fast_source
