"""The evaluation trace beside that of the derivatives, as text and as a table."""

import html.parser

import numpy as np
import pytest

import adlab
from adlab.view.tables.columns import width
from adlab.view.tables.traces import traces
from tests.engine.examples import baydin, griewank
from tests.view.functions import chain


def squeezed(line):
    return " ".join(line.split())


def results(f, *args, **options):
    """For each line of the right side, what is written and the result."""
    found = []
    for line in str(adlab.table(f, *args, **options)).splitlines():
        right = squeezed(line.partition("│")[2])
        if "=" in right:
            found.append((right.split()[0], right.rpartition("= ")[2]))
    return found


def test_baydins_table_2():
    rows = results(baydin, 2.0, 5.0, sweep="tangent")
    assert rows == [
        ("ẋ1", "1"),
        ("ẋ2", "0"),
        ("v̇1", "0.5"),
        ("v̇2", "5"),
        ("v̇3", "0"),
        ("v̇4", "5.5"),
        ("v̇5", "5.5"),
        ("v̇5", "5.5"),
    ]


def test_baydins_table_3_is_read_upwards():
    rows = results(baydin, 2.0, 5.0)
    assert rows[::-1] == [
        ("v̄5", "1"),
        ("v̄4", "1"),
        ("v̄3", "−1"),
        ("v̄1", "1"),
        ("v̄2", "1"),
        ("x̄2", "−0.2837"),
        ("x̄1", "5"),
        ("x̄2", "1.716"),
        ("x̄1", "5.5"),
        ("x̄2", "1.716"),
        ("x̄1", "5.5"),
    ]


def test_beside_each_node_is_what_it_hands_back():
    for group in traces(adlab.table(griewank, 1.5, 0.5).timeline).groups[1:2]:
        node = ""
        for (rule, _, _), (share, _, _) in group:
            node = rule.partition(" ")[0] or node
            assert f"· ∂{node}/∂" in share


def test_the_left_side_has_the_values():
    text = str(adlab.table(baydin, 2.0, 5.0))
    assert "v2 = x1 · x2 = 2 · 5 = 10" in squeezed(text)
    assert "v5 = v4 − v3 = 10.69 − (−0.9589) = 11.65" in squeezed(text)


def test_the_columns_stand_one_below_the_other():
    for sweep in ("reverse", "tangent"):
        lines = str(adlab.table(griewank, 1.5, 0.5, sweep=sweep)).splitlines()
        edges = {width(line[: line.index("│" if "│" in line else "┼")]) for line in lines}
        assert len(edges) == 1
        assert all(line == line.rstrip() for line in lines)


def test_a_chosen_output_is_the_one_that_is_seeded():
    rows = results(lambda x: (x * 2.0, x * 3.0), 1.0, sweep=("reverse", "v2"))
    assert rows[0] == ("x̄", "3")
    assert rows[-1] == ("v̄2", "1")


def test_an_input_that_nothing_reaches_has_derivative_0():
    assert results(lambda x, unused: x * 2.0, 1.0, 3.0)[1] == ("ūnused", "0")


def test_a_sweep_without_derivatives_is_shown_as_its_steps():
    assert str(adlab.table(baydin, 2.0, 5.0, sweep="forward")).startswith("forward")
    assert "waits(v2)" in str(adlab.table(baydin, 2.0, 5.0, sweep="order"))


def test_an_unknown_sweep_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="'order', 'forward', 'tangent', 'reverse'"):
        adlab.table(baydin, 2.0, 5.0, sweep="adjoint")
    with pytest.raises(ValueError, match="there are: x1, x2"):
        adlab.table(baydin, 2.0, 5.0, sweep="tangent x9")


def test_arrays_are_shown_by_shape_and_first_entries():
    text = str(adlab.table(lambda x: np.sum(x * x), np.array([1.0, -2.0, 3.0])))
    assert "(3,) 2, −4, 6" in text


def test_a_graph_of_any_size_has_its_traces():
    text = str(adlab.Table(adlab.timeline(chain(1500), "reverse")))
    assert text.count("∂") >= 2 * 1500


class Cells(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.rows, self.tags = [], set()
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data):
        self.rows[-1][-1] += data


def test_a_notebook_shows_the_same_as_a_plain_table():
    table = adlab.table(baydin, 2.0, 5.0)
    cells = Cells(table._repr_html_())
    assert cells.tags == {"table", "thead", "tbody", "tr", "th", "td"}
    assert cells.rows[0] == ["forward primal trace ↓", "reverse adjoint trace ↑"]
    assert all(len(row) == 6 for row in cells.rows[1:])
    said = [" ".join(filter(None, row)) for row in cells.rows[1:]]
    lines = [line for line in str(table).splitlines()[1:] if "│" in line]
    assert said == [squeezed(line.replace("│", " ")) for line in lines]


def test_names_and_formulas_are_escaped():
    @adlab.primitive("1.0", formula="<script>{x}</script>")
    def wicked_for_traces(x):
        return x

    for sweep in ("reverse", "forward"):
        page = adlab.table(wicked_for_traces, 1.0, sweep=sweep)._repr_html_()
        assert "script" in page
        assert "<script" not in page
