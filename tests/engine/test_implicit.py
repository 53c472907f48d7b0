"""Through a solver: the implicit node against differences, and against its own rounds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adlab


def kepler(M, e):
    E = M
    for _ in range(200):
        E = M + e * np.sin(E)
    return E


solved = adlab.implicit(kepler, lambda E, M, e: E - e * np.sin(E) - M)


@settings(deadline=None, max_examples=30)
@given(st.floats(0.1, 3.0), st.floats(0.05, 0.85))
def test_it_is_the_formula_of_kepler(M, e):
    E, (by_M, by_e) = adlab.value_and_grad(solved, (0, 1))(M, e)
    assert kepler(M, e) == E
    slope = 1.0 - e * np.cos(E)
    assert by_M == pytest.approx(1.0 / slope, rel=1e-12)
    assert by_e == pytest.approx(np.sin(E) / slope, rel=1e-12)


def test_both_modes_and_differences_agree():
    adlab.check_grads(solved, (0.5, 0.8))
    adlab.check_grads(solved, (1.5, 0.3), order=2)


def test_it_nests():
    unrolled = adlab.hessian(lambda M: kepler(M, 0.8))(0.5)
    assert adlab.hessian(lambda M: solved(M, 0.8))(0.5) == pytest.approx(unrolled, rel=1e-9)
    third = adlab.grad(adlab.grad(adlab.grad(lambda M: solved(M, 0.8))))(0.5)
    assert third == pytest.approx(
        adlab.grad(adlab.hessian(lambda M: kepler(M, 0.8)))(0.5), rel=1e-7
    )


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_systems_that_are_not_symmetric(seed):
    random = np.random.default_rng(seed)
    matrix = random.normal(size=(3, 3)) + 4.0 * np.eye(3)

    def solve(b, scale):  # by rounds that adlab never sees
        z = np.zeros(3)
        for _ in range(400):
            z = z - 0.1 * (matrix @ z + 0.1 * scale * np.tanh(z) - b)
        return z

    def equation(z, b, scale):
        return matrix @ z + 0.1 * scale * np.tanh(z) - b

    def loss(b, scale):
        return np.sum(adlab.implicit(solve, equation)(b, scale) ** 2)

    adlab.check_grads(loss, (random.normal(size=3), 1.3), tolerance=1e-5)


def test_one_node_whose_edges_say_what_happens():
    graph = adlab.trace(solved, 0.5, 0.8)
    assert len(graph) == 3
    assert "solve" in graph.edge("e", graph.nodes[-1].label).back


def test_constants_and_options_are_handed_on():
    def solve(b, n, kind="x", *, scale=1.0):
        return b * n / scale

    made = adlab.implicit(solve, lambda z, b, n, kind="x", *, scale=1.0: z * scale - b * n)
    assert adlab.grad(lambda b: made(b, 3, "y", scale=2.0))(1.7) == 1.5


@pytest.mark.parametrize(
    ("equation", "kind", "said"),
    [
        (lambda z, b: (z - b) ** 2, adlab.MatrixError, "no inverse"),
        (lambda z, b: np.stack([z, b]), adlab.ShapeError, "shape"),
        (3.0, adlab.InputError, "two functions"),
    ],
)
def test_equations_that_do_not_fit_are_refused(equation, kind, said):
    with pytest.raises(kind, match=said):
        adlab.grad(adlab.implicit(lambda b: b * 1.0, equation))(1.7)


def test_a_singular_system_is_named():
    ones = np.ones((2, 2))
    made = adlab.implicit(lambda b: np.array([b, b]), lambda z, b: ones @ z - 2.0 * b)
    with pytest.raises(adlab.MatrixError, match="no inverse"):
        adlab.grad(lambda b: np.sum(made(b)))(1.0)
