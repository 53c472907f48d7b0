"""The evaluation trace as data, as a plain table and as text."""

import numpy as np

import adlab
from adlab.view.player.player import Player
from adlab.view.tables.table import NODE_LIMIT, html_table, rows, text_table
from tests.engine.examples import baydin, griewank


def timelines(graph):
    return Player(graph).timelines


def test_baydins_tables_2_and_3_in_one():
    graph = adlab.trace(baydin, 2.0, 5.0)
    table = rows(graph, timelines(graph))
    assert [(row.node, row.value.text, row.adjoints["v5"].text) for row in table] == [
        ("x1", "2", "5.5"),
        ("x2", "5", "1.716"),
        ("v1", "0.6931", "1"),
        ("v2", "10", "1"),
        ("v3", "−0.9589", "−1"),
        ("v4", "10.69", "1"),
        ("v5", "11.65", "1"),
    ]
    assert [row.tangents["x1"].text for row in table] == ["1", "0", "0.5", "5", "0", "5.5", "5.5"]
    assert table[3].formula == "x1 · x2"


def test_griewanks_table_as_text():
    graph = adlab.trace(griewank, 1.5, 0.5)
    lines = text_table(adlab.timeline(graph, "reverse")).splitlines()
    assert lines[0] == "forward pass"
    assert lines[9] == "backward pass"
    assert " ".join(lines[8].split()) == "v6 = v5 · v4 = 1.492 · 1.351 = 2.017"
    assert lines[-1].split()[-1] == "−13.72"


def test_combining_marks_do_not_shift_the_columns():
    text = text_table(adlab.timeline(adlab.trace(baydin, 2.0, 5.0), "tangent"))
    plain = text.replace("\u0307", "").splitlines()[1:]
    results = {line.rindex("= ") for line in plain}
    assert len(results) == 1


def test_a_node_that_nothing_reaches_has_derivative_0():
    graph = adlab.trace(lambda x, unused: x * 2.0, 1.0, 3.0)
    assert [row.adjoints["v1"].text for row in rows(graph, timelines(graph))] == ["2", "0", "1"]


def test_arrays_are_shown_in_full_where_there_is_room():
    graph = adlab.trace(lambda x: np.sum(x * x), np.array([1.0, -2.0, 3.0]))
    value = rows(graph, timelines(graph))[0].value
    assert value.text == "(3,) 1, −2, 3"
    assert "[ 1., −2.,  3.]" in html_table(graph, timelines(graph))
    big = adlab.trace(lambda x: np.sum(x), np.ones((30, 30)))
    assert rows(big, {})[0].value.full == ""


def test_names_and_formulas_are_escaped():
    @adlab.primitive("1.0", formula="<script>{x}</script>")
    def wicked_for_table(x):
        return x

    graph = adlab.trace(wicked_for_table, 1.0)
    assert "<script>" not in html_table(graph, timelines(graph))
    assert "&lt;script&gt;x" in html_table(graph, timelines(graph))


def test_a_very_long_table_is_cut_and_says_so():
    def long(x):
        for _ in range(NODE_LIMIT + 20):
            x = x + 1.0
        return x

    graph = adlab.trace(long, 1.0)
    text = html_table(graph, timelines(graph))
    assert text.count('<th scope="row">') == NODE_LIMIT
    assert "and 21 more nodes" in text
