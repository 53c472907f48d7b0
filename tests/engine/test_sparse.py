"""Sparse Jacobians against dense ones; patterns that are never too sparse; valid colours."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adlab
from adlab.engine.derivatives.sparse import colours
from adlab.engine.sweeps.elimination import between, eliminate, least


def dense(matrix):
    return np.asarray(matrix.todense() if hasattr(matrix, "todense") else matrix)


def valid(pattern, found):
    for row in pattern:
        used = found[np.nonzero(row)[0]]
        if len(set(used.tolist())) < len(used):
            return False
    return True


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000), st.integers(1, 9), st.integers(1, 9))
def test_colours_are_valid_and_within_the_greedy_bound(seed, rows, columns):
    pattern = np.random.default_rng(seed).uniform(size=(rows, columns)) < 0.3
    found = colours(pattern)
    assert valid(pattern, found)
    by_row, by_column = pattern.sum(axis=1).max(), pattern.sum(axis=0).max()
    assert found.max(initial=0) + 1 <= 1 + by_column * max(by_row - 1, 0)


def test_a_tridiagonal_matrix_takes_three_colours_of_any_size():
    for n in (3, 10, 100):
        pattern = np.abs(np.subtract.outer(np.arange(n), np.arange(n))) <= 1
        assert colours(pattern).max() + 1 == 3


def stencil(u):
    p = np.pad(u, 1)
    return 4 * u - p[2:, 1:-1] - p[:-2, 1:-1] - p[1:-1, 2:] - p[1:-1, :-2] + u**3


A = np.triu(np.ones((5, 5)), 3)
FUNCTIONS = [
    lambda x: x[1:] * x[:-1],
    lambda x: np.concatenate([np.reshape(np.sum(x**2), (1,)), x[1:] ** 2]),
    lambda x: np.stack([x[0] * x[4], np.sum(x[1:3]), x[2] - x[2]]),
    lambda x: A @ np.sin(x),
    lambda x: np.cumsum(x)[::2] + np.floor(x)[::2],
    lambda x: np.diff(np.stack([x[0], 2.0 * x[0], x[1] + x[0], x[3], x[4]])),
    lambda x: np.where(x > 0.2, x * x, np.roll(x, 1)),
    lambda x: np.linalg.solve(np.eye(5) + np.outer(x, x), x),
    lambda x: np.maximum(x, x[::-1]).reshape(5, 1) * np.array([[1.0, 2.0]]),
    lambda x: np.max(x) * x,
    lambda x: np.sum(x),
    lambda x: np.outer(x[:2], x[3:]).T,
    lambda x: np.sort(x),
    lambda x: np.full(3, 7.0),
    lambda x: np.fft.rfft(x).real if False else np.convolve(x, np.array([1.0, -1.0])),
]


@pytest.mark.parametrize("f", FUNCTIONS)
@settings(deadline=None, max_examples=8)
@given(seed=st.integers(0, 10_000))
def test_the_sparse_jacobian_is_the_dense_one(f, seed):
    x = np.random.default_rng(seed).normal(size=5)
    full = adlab.jacrev(f)(x).reshape(-1, 5)
    found = adlab.sparsity(f, x)
    assert not np.any(full[~found.pattern]), "the pattern is too sparse"
    assert np.allclose(dense(adlab.jacobian(f, sparse=True)(x)), full, rtol=1e-12, atol=1e-14)
    assert found.sweeps <= min(full.shape)


def test_a_zero_by_chance_is_in_the_pattern():
    f = lambda x: np.stack([x[0] * x[1], x[1] * x[2]])  # noqa: E731
    at_zero, elsewhere = (adlab.sparsity(f, x).pattern for x in (np.zeros(3), np.ones(3)))
    assert np.array_equal(at_zero, elsewhere)
    assert at_zero.sum() == 4


def test_one_dense_row_goes_by_rows_and_one_dense_column_by_columns():
    row, column = FUNCTIONS[1], lambda x: x[1:] * x[0]
    x = np.linspace(0.1, 1.0, 50)
    assert adlab.sparsity(row, x).by == "rows"
    assert adlab.sparsity(row, x).sweeps == 2
    assert adlab.sparsity(column, x).by == "columns"
    assert adlab.sparsity(column, x).sweeps == 2


def test_a_stencil_in_two_dimensions():
    u = np.random.default_rng(1).normal(size=(6, 6))
    assert adlab.sparsity(stencil, u).sweeps == 7
    full = adlab.jacfwd(stencil)(u).reshape(36, 36)
    assert np.allclose(dense(adlab.jacobian(stencil, sparse=True)(u)), full)


def test_numbers_constants_and_further_arguments():
    assert dense(adlab.jacobian(lambda x, a: a * x * x, sparse=True)(2.0, 3.0)).tolist() == [[12.0]]
    assert adlab.jacobian(lambda x, a: a * x * x)(2.0, 3.0) == 12.0
    wide = adlab.jacobian(lambda x: x[:2] * x[1:])(np.array([1.0, 2.0, 3.0]))
    assert wide.tolist() == [[2.0, 1.0, 0.0], [0.0, 3.0, 2.0]]


def test_what_is_no_matrix_is_refused():
    with pytest.raises(adlab.OutputError, match="2 values"):
        adlab.sparsity(lambda x: (x, x), np.ones(2))
    with pytest.raises(adlab.InputError, match="not one"):
        adlab.sparsity(lambda x: x[0], [1.0, 2.0])


def test_a_notebook_shows_the_colours():
    shown = adlab.sparsity(FUNCTIONS[0], np.ones(5))._repr_html_()
    assert "2 sweeps by columns" in shown
    assert shown.count("<svg") == 2


# -- Elimination ---------------------------------------------------------------------------------

SEARCHED = [(0, 2), (1, 2), (1, 3), (1, 5), (2, 4), (2, 6), (3, 5), (4, 6), (5, 7), (5, 8)]


def test_an_order_that_is_neither_mode():
    made = adlab.elimination(SEARCHED)
    assert [made.cost(order) for order in ([2, 3, 4, 5], [5, 4, 3, 2], [3, 4, 2, 5])] == [9, 9, 6]
    assert made.least == 6


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000))
def test_every_order_gives_the_jacobian(seed):
    random = np.random.default_rng(seed)
    graph = adlab.trace(
        lambda x, y: (np.sin(x * y) * x + y, np.exp(x * y) - x), *random.uniform(0.3, 1.2, 2)
    )
    edges = {}
    for edge in graph.edges:
        ends = edge.operand, edge.consumer
        edges[ends] = edges.get(ends, 0.0) + edge.partial
    inner = [node for node in between(edges) if node not in graph.output_nodes]
    left, _ = eliminate(edges, random.permutation(inner).tolist())
    for k, output in enumerate(graph.output_nodes):
        backward = adlab.timeline(graph, "reverse", output=graph.labels[output])
        for node in graph.inputs:
            wanted = backward.adjoints(len(backward)).get(node, 0.0)
            assert left.get((node, output), 0.0) == pytest.approx(wanted, rel=1e-12), k


def test_what_cannot_be_eliminated_is_refused():
    with pytest.raises(adlab.InputError, match="Node 2"):
        eliminate({(0, 1): 1.0, (1, 2): 1.0}, [2])
    with pytest.raises(adlab.InputError, match="too many orders"):
        least([(k, k + 1) for k in range(12)])
    with pytest.raises(adlab.InputError, match="edges of a graph"):
        adlab.elimination([(2, 1)])
    assert adlab.elimination([(k, k + 1) for k in range(12)]).least is None
