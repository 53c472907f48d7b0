"""The Jacobian is the sum over all paths of the products of the matrices on their edges."""

import numpy as np
import pytest

import adlab
from tests.engine.examples import baydin, griewank_expression


def paths(graph, start, end):
    """Every path of edges from one node to another."""
    if start == end:
        return [[]]
    return [
        [edge, *rest]
        for edge in graph.edges
        if edge.operand == start
        for rest in paths(graph, edge.consumer, end)
    ]


def sum_over_paths(graph, start, end):
    rows, columns = (int(np.prod(graph.shape(node))) for node in (end, start))
    total = np.zeros((rows, columns))
    for path in paths(graph, start, end):
        product = np.eye(columns)
        for edge in path:
            product = edge.matrix @ product
        total += product
    return total


def network(w, b):
    hidden = np.tanh(np.array([[0.3, -0.7], [1.1, 0.4], [0.2, 0.9]]) @ w + b)
    return hidden.sum(axis=0) * hidden[0]


CASES = [
    (baydin, (2.0, 5.0)),
    (griewank_expression, (1.5, 0.5)),
    (lambda x: x * x * x, (1.7,)),
    (lambda x: np.stack([x[0] * x[1], x[0] + x[1]]), (np.array([2.0, 5.0]),)),
    (lambda x: np.cumsum(x) / np.sum(x), (np.array([0.5, 1.5, 2.5]),)),
    (lambda a: a @ a.T, (np.array([[1.0, 2.0, 0.5], [0.3, -1.0, 2.0]]),)),
    (np.linalg.solve, (np.array([[2.0, 0.5], [0.3, 1.0]]), np.array([1.0, 3.0]))),
    (network, (np.array([[0.5, -0.2], [0.1, 0.8]]), np.array([0.05, -0.3]))),
]  # fmt: skip


@pytest.mark.parametrize(("f", "args"), CASES)
def test_the_jacobian_is_the_sum_over_paths(f, args):
    graph = adlab.trace(f, *args)
    (end,) = graph.output_nodes
    for start in graph.inputs:
        expected = np.reshape(adlab.jacfwd(f, argnums=start)(*args), (-1, np.size(args[start])))
        np.testing.assert_allclose(sum_over_paths(graph, start, end), expected, rtol=1e-12)


def test_a_square_has_two_paths_and_twenty_doublings_a_million():
    graph = adlab.trace(lambda x: x * x, 3.0)
    assert len(paths(graph, 0, 1)) == 2
    assert graph.edge("x", "v1", 1).matrix.tolist() == [[3.0]]

    def doubled(x):
        for _ in range(20):
            x = x + x
        return x

    graph = adlab.trace(doubled, 1.0)
    count = [1] + [0] * 20  # paths that end at each node, counted without walking them
    for edge in graph.edges:
        count[edge.consumer] += count[edge.operand]
    assert count[-1] == 2**20
    assert len(graph.edges) == 40


def test_an_edge_says_what_its_map_does():
    graph = adlab.trace(network, *CASES[-1][1])
    assert graph.edge("b", "v2").label == "copy to 3 rows"
    assert graph.edge("w", "v1").label.endswith("·")
    assert graph.edge("b", "v2").matrix.tolist() == [[1, 0], [0, 1]] * 3
