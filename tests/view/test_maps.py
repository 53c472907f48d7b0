"""Arrays in little, and what a map does to their entries: held against NumPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import adlab
from adlab.view.said import arrays
from adlab.view.said.maps import stretched

X = np.arange(1.0, 13.0).reshape(4, 3)


def numbers(text: str) -> list[float]:
    return [float(entry.replace("−", "-")) for entry in text.split()]


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=4).filter(lambda s: np.prod(s) <= 20_000),
    st.integers(0, 2**32 - 1),
)
def test_each_cell_has_the_entry_of_its_block_with_the_largest_magnitude(shape, seed):
    value = np.random.default_rng(seed).normal(size=shape)
    drawn = arrays.raster(tuple(shape))
    stack = value.reshape(-1, *drawn.whole)
    assert (drawn.facets + drawn.more, drawn.whole) == (len(stack), stack.shape[1:])
    wanted = []
    for matrix in stack[: drawn.facets]:
        for r in range(drawn.rows):
            for c in range(drawn.columns):
                down, across = drawn.block
                block = matrix[r * down : (r + 1) * down, c * across : (c + 1) * across]
                wanted.append(block.flat[np.abs(block).argmax()])
    most = np.abs(value).max()
    assert arrays.preview(value, most) == "".join(arrays.level(each, most) for each in wanted)
    if arrays.has_corners_only(tuple(shape)):
        assert numbers(arrays.blocks(value)) == pytest.approx(wanted, rel=6e-3)
    assert len(set(drawn.cells)) == len(wanted)
    assert drawn.size == tuple(1 + max(cells) for cells in zip(*drawn.cells, strict=True))


@pytest.mark.parametrize(
    ("shape", "facets", "more"), [((3, 4, 5), 3, 0), ((16, 4, 5), 4, 12), ((2, 8, 4, 5), 4, 12)]
)
def test_of_a_stack_up_to_four_matrices_are_drawn(shape, facets, more):
    drawn = arrays.raster(shape)
    assert (drawn.facets, drawn.more) == (facets, more)
    graph = adlab.trace(lambda x: np.sum(x), np.ones(shape))
    assert (f">+{more}<" in adlab.view.drawn.diagram.picture(graph)) == bool(more)


MAPS = {
    "copy to rows": (lambda b: b + X, np.ones(3)),
    "copy to columns": (lambda b: b + X, np.ones((4, 1))),
    "copy of a number": (lambda b: b * np.ones(3), 2.0),
    "less": (lambda b: X - b, np.ones(3)),
    "weights": (lambda b: b * X, np.ones(3)),
    "each its own": (np.tanh, X),
    "sum": (np.sum, X),
    "sum of columns": (lambda x: np.sum(x, axis=0), X),
    "mean of rows": (lambda x: np.mean(x, axis=1), X),
    "pick": (lambda x: x[[2, 0, 2], 1], X),
    "slice": (lambda x: x[1:, ::2], X),
    "reshape": (lambda x: x.reshape(2, 6), X),
    "transpose": (lambda x: x.T, X),
    "flip": (np.flip, X),
    "roll": (lambda x: np.roll(x, 1), X),
    "beside": (lambda x: np.concatenate([np.zeros((1, 3)), x]), X),
    "repeat": (lambda x: np.repeat(x, 2), np.ones(3)),
}


@pytest.mark.parametrize("name", MAPS)
def test_wires_say_what_the_matrix_of_a_map_says(name):
    f, point = MAPS[name]
    spec = adlab.step(f, point).spec
    graph = adlab.trace(f, point)
    for edge, told in zip(graph.edges, spec["maps"].values(), strict=True):
        sources, targets, times, weights, product = told["wires"]
        assert not product
        matrix = edge.matrix
        factors = np.full(len(matrix), numbers(times or "1")[0])
        if weights:
            factors = np.array(numbers(weights.replace(";", " ")))
        made = np.zeros_like(matrix)
        if targets:
            made[targets, range(len(targets))] = numbers(times or "1")[0]
        else:
            for r, o in enumerate(sources or range(len(matrix))):
                made[r, o] = factors[r] if o >= 0 else 0.0
        assert made == pytest.approx(matrix, rel=1e-3, abs=1e-9)


def test_what_adds_with_weights_or_is_too_big_has_no_wires():
    maps = adlab.step(lambda x: np.cumsum(x) @ np.ones((3, 2)), np.ones(3)).spec["maps"]
    assert all(told.get("wires") is None for told in maps.values())
    assert all(
        "wires" not in m for m in adlab.step(np.tanh, np.ones((30, 30))).spec["maps"].values()
    )


def test_both_factors_of_a_product_are_named_by_their_side():
    maps = adlab.step(lambda x, w: x @ w, X, np.ones((3, 2))).spec["maps"]
    assert [told["wires"][4] for told in maps.values()] == ["left", "right"]


@pytest.mark.parametrize(
    ("a", "b", "sizes"),
    [
        ((8, 1), (8,), [8, 8]),
        ((4, 1), (1, 3), [4, 3]),
        ((8, 3), (3,), []),
        ((8, 1), (), []),
        ((8, 1), (1, 1), []),
        ((4,), (4,), []),
    ],
)
def test_arrays_that_were_both_enlarged_are_found(a, b, sizes):
    graph = adlab.trace(lambda x, y: x - y, np.ones(a), np.ones(b))
    assert stretched(graph, 2) == sizes


def test_that_both_grew_is_said_and_marked():
    player = adlab.step(lambda y, t: np.mean((y - t) ** 2), np.ones((8, 1)), np.ones(8))
    svg = adlab.view.drawn.diagram.picture(player.graph)
    assert "adlab-grew" in svg
    assert "(8, 1) → (8, 8)" in svg
    assert "(8,) → (8, 8)" in svg
    said = adlab.view.said.narration.narrate(player.timelines["forward"], 3)
    assert "stretched both operands: 8 and 8 numbers gave 64" in "".join(text for text, _ in said)


def test_a_constant_may_be_the_other_one():
    graph = adlab.trace(lambda y: y - np.ones(8), np.ones((8, 1)))
    assert stretched(graph, 1) == [8, 8]
