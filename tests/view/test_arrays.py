"""Arrays in the player: previews, colours, tables, matrices, and what is said of them."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

import adlab
from adlab.view.drawn import diagram as drawing
from adlab.view.drawn.diagram import heat_css
from adlab.view.drawn.svg import as_text
from adlab.view.player.player import step
from adlab.view.said import arrays
from adlab.view.said.formula import formula
from adlab.view.said.graph_texts import edge_text
from adlab.view.said.narration import narrate

X = np.array([[1.0, 2.0, -1.0], [0.3, -1.0, 0.5], [0.5, 0.5, 2.0], [2.0, 1.0, -0.3]])
B = np.array([0.5, -1.0, 0.2])


def diagram(graph) -> str:
    return as_text(drawing.diagram(graph))


def bias(x, b):
    shifted = x + b
    return np.sum(shifted**2)


def scaled(x, b):
    return np.sum(x * b)


def layer(x, w, b):
    hidden = np.tanh(x @ w + b)
    return np.mean(hidden)


def reverse(spec):
    return next(sweep for sweep in spec["sweeps"] if sweep["kind"] == "reverse")


def last_share(f, *arguments):
    timeline = adlab.timeline(adlab.trace(f, *arguments), "reverse")
    return timeline, len(timeline)


class TestFrame:
    @pytest.mark.parametrize("shape", [(), (0,), (2, 0)])
    def test_a_number_and_an_empty_array_have_none(self, shape):
        assert arrays.raster(shape) is None

    @pytest.mark.parametrize(
        ("shape", "rows", "columns"),
        [((3,), 1, 3), ((3, 3), 3, 3), ((4, 3), 4, 3), ((1, 2, 3), 2, 3), ((8, 12), 8, 12)],
    )
    def test_up_to_8_by_12_each_entry_has_a_cell(self, shape, rows, columns):
        found = arrays.raster(shape)
        assert (found.rows, found.columns, found.block) == (rows, columns, (1, 1))

    @pytest.mark.parametrize("shape", [(13,), (128, 10), (1000, 1000), (10, 784), (9, 9), (70, 1)])
    def test_a_bigger_array_is_cut_into_blocks(self, shape):
        found = arrays.raster(shape)
        assert (found.rows <= 8) and (found.columns <= 12)
        for cells, block, whole in zip(
            (found.rows, found.columns), found.block, found.whole, strict=True
        ):
            assert (cells - 1) * block < whole <= cells * block


class TestPreview:
    def test_a_block_has_the_colour_of_its_largest_entry(self):
        value = np.random.default_rng(0).normal(size=(100, 100))
        reach = float(np.abs(value).max())
        found = arrays.preview(value, reach)
        assert len(found) == 8 * 12
        for k, digit in enumerate(found):
            row, column = divmod(k, 12)
            block = value[13 * row : 13 * row + 13, 9 * column : 9 * column + 9]
            assert digit == arrays.level(block.flat[np.abs(block).argmax()], reach)

    def test_what_is_not_finite_is_seen_in_its_block(self):
        value = np.zeros((100, 100))
        value[50, 50] = np.nan
        assert arrays.preview(value, 1.0).count("f") == 1

    def test_only_zero_has_the_colour_of_zero(self):
        assert [arrays.level(v, 1e9) for v in (0.0, 1e-300, -1e-300)] == ["7", "8", "6"]

    def test_what_is_not_finite_has_a_mark_of_its_own(self):
        value = np.array([1.0, np.nan, -np.inf, 0.0])
        assert arrays.preview(value, arrays.reach([value])) == "eff7"

    def test_all_zeros_have_no_reach(self):
        assert arrays.preview(np.zeros(5), arrays.reach([np.zeros(5)])) == "77777"

    def test_a_number_beside_the_colours_has_at_most_7_characters(self):
        rng = np.random.default_rng(0)
        values = rng.normal(size=500) * 10.0 ** rng.integers(-300, 300, 500)
        assert max(len(arrays.cell(value)) for value in values) <= 7


class TestTables:
    def test_up_to_200_entries_are_all_there(self):
        table = arrays.entries(np.arange(200.0).reshape(10, 20))
        assert [len(row.split(" ")) for row in table.split(";")] == [20] * 10

    def test_beyond_the_corners_are_there(self):
        table = arrays.entries(np.arange(400.0).reshape(20, 20))
        assert table.split(";")[0] == "0 1 2 … 17 18 19"
        assert table.split(";")[3] == "… … … … … … …"
        assert table.split(";")[-1].endswith("397 398 399")

    def test_headings_are_indices(self):
        rows, columns = arrays.headings((20, 20))
        assert rows == columns == ["0", "1", "2", "…", "17", "18", "19"]

    def test_a_matrix_is_shown_up_to_12_by_12(self):
        small = adlab.trace(lambda x: x.sum(axis=0), np.ones((2, 2)))
        assert arrays.matrix(small.edges[0]) == "1 0 1 0;0 1 0 1"
        big = adlab.trace(lambda x: x.sum(axis=0), np.ones((13, 1)))
        assert arrays.matrix(big.edges[0]) == ""


class TestSpec:
    def test_an_array_node_says_how_it_is_drawn(self):
        (node,) = [n for n in step(bias, X, B).spec["nodes"] if n["label"] == "shifted"]
        assert node["array"]["shape"] == "(4, 3)"
        assert node["array"]["preview"] == [4, 3, 1, 1, 1, 0]

    def test_the_colours_of_a_slot_are_locked_over_the_sweep(self):
        """x gets 1 and then 3 in all: the first share is drawn on the scale of the sum."""
        spec = step(lambda x: np.sum(x) + 2.0 * np.sum(x), np.ones(5)).spec
        sweep = reverse(spec)
        drawn = [
            spec["pool"][n][0] for k, n in sweep["arrays"].items() if sweep["steps"][k][1] == "d0"
        ]
        assert sweep["scales"] == {0: "±3"}
        assert len(set(drawn)) == 2
        assert drawn[-1] == "eeeee"

    def test_an_array_is_kept_once(self):
        spec = step(bias, X, B).spec
        assert len({tuple(item) for item in spec["pool"]}) == len(spec["pool"])

    def test_an_edge_says_what_it_does_and_what_its_transpose_does(self):
        maps = step(layer, X, np.ones((3, 2)), np.zeros(2)).spec["maps"]
        assert [m.get("back", "") for m in maps.values()] == [
            "· wᵀ",
            "xᵀ ·",
            "",
            "add up 4 rows",
            "",
            "copy, divide by 8",
        ]
        assert maps[5]["matrix"] == " ".join(["0.125"] * 8)

    def test_a_function_of_numbers_carries_nothing_of_it(self):
        spec = step(lambda x, y: np.sin(x) * y, 1.0, 2.0).spec
        assert not {"pool", "maps"} & set(spec)
        assert not any("array" in node for node in spec["nodes"])
        assert not any({"arrays", "scales"} & set(sweep) for sweep in spec["sweeps"])


class TestPicture:
    def test_there_is_a_preview_for_value_and_derivative_of_each_array(self):
        svg = diagram(adlab.trace(bias, X, B))
        found = re.findall(r'<g class="adlab-preview" data-preview="(\w+)">', svg)
        assert found == ["v0", "d0", "v1", "d1", "v2", "d2", "v3", "d3"]

    def test_a_heat_map_has_a_rectangle_for_each_cell(self):
        svg = diagram(adlab.trace(bias, X, B))
        (heat,) = re.findall(r'data-preview="v0">(.*?)</g>', svg)
        assert heat.count('class="adlab-cell"') == 12

    def test_a_thumbnail_is_at_most_60_by_40(self):
        svg = diagram(adlab.trace(np.sum, np.ones((100, 100))))
        ((wide, high),) = {
            (frame.get("width"), frame.get("height"))
            for frame in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect")
            if frame.get("class") == "adlab-frame"
        }
        assert (wide, high) == ("60", "40")

    def test_other_values_fit_the_same_picture(self):
        assert diagram(adlab.trace(bias, X, B)) == diagram(adlab.trace(bias, 1e-9 * X, 1e99 * B))

    def test_zero_is_the_middle_of_the_colours(self):
        assert (
            ".adlab-h7{fill: color-mix(in srgb, var(--adlab-hot) 0%, var(--adlab-zero));}"
            in heat_css()
        )


class TestWords:
    def test_the_reverse_of_a_broadcast_is_a_sum_over_rows(self):
        timeline, end = last_share(bias, X, B)
        said = "".join(text for text, _ in narrate(timeline, end))
        assert said.startswith(
            "shifted hands b its share: b was copied to 4 rows; the 4 rows of s̄hifted are added "
            "up. First entry: 3 + 1.6 + 2 + 5 = 11.6."
        )

    def test_its_formula_has_the_numbers(self):
        parts = formula(*last_share(bias, X, B))
        assert parts.rule.text() == "b̄ += sum of the 4 rows of s̄hifted"
        assert parts.numbers.text() == "3 + 1.6 + 2 + 5 = 11.6"

    def test_a_copy_of_a_number_has_one_sum(self):
        timeline, end = last_share(lambda x, c: np.sum(x - c), np.ones(3), 0.5)
        said = "".join(text for text, _ in narrate(timeline, end))
        assert "c was copied to 3 entries; the 3 entries of v̄1 · ∂v1/∂c are added up: " in said
        assert "−1 + (−1) + (−1) = −3." in said

    def test_columns_are_added_up_too(self):
        timeline, end = last_share(scaled, X, np.ones((4, 1)))
        assert "First entry: 1 + 2 + (−1) = 2." in "".join(t for t, _ in narrate(timeline, end))

    def test_a_long_sum_is_cut(self):
        timeline, end = last_share(lambda x, c: np.sum(x + c), np.ones(9), 0.5)
        assert formula(timeline, end).numbers.text() == "1 + 1 + 1 + 1 + 1 + 1 + …"

    def test_the_transpose_is_named(self):
        matrix = np.array([[2.0, 1.0], [1.0, 3.0]])
        graph = adlab.trace(lambda a, b: np.linalg.solve(a, b), matrix, np.ones(2))
        assert [edge.back for edge in graph.edges] == ["−a⁻ᵀ · v1ᵀ", "a⁻ᵀ ·"]
        assert [edge_text(edge) for edge in graph.edges] == ["−a⁻¹ ·", "a⁻¹ ·"]


def test_a_kink_of_a_reduction_is_looked_for_in_its_own_shape():
    adlab.step(lambda x: np.max(x, axis=0), np.array([[1.0, 1.0], [1.0, 2.0]])).to_html()


def test_a_page_without_arrays_leaves_out_what_draws_them():
    numbers, arrays_too = (step(lambda x: np.sum(x * x), x)._repr_html_() for x in (2.0, B))
    for part in ("function detailsPanel", ".adlab-details", "too big to be shown"):
        assert part in arrays_too
        assert part not in numbers
