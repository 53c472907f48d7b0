"""The table of what flows back: of NumPy functions here, of modules where PyTorch is."""

import numpy as np
import pytest

import adlab


def layer(x):
    return 1 / (1 + np.exp(-x))


def deep(x, w):
    for _ in range(12):
        x = layer(x)
    return np.sum(x * w)


def test_adjoints_that_vanish_are_seen_layer_by_layer():
    table = adlab.gradients(deep, np.ones(3), np.ones(3))
    sizes = [row.adjoint for row in table.rows]
    assert [row.name for row in table.rows][:2] == ["layer call 1", "layer call 2"]
    assert sizes[:-1] == sorted(sizes[:-1]) and sizes[0] < 1e-6 and sizes[-1] == 1.0
    assert not table.without
    bars = [line.count("▇") for line in repr(table).splitlines()[1:]]
    assert bars[:-1] == sorted(bars[:-1]) and bars[0] < bars[-2] == 8


def test_a_dead_unit_an_unused_input_and_a_broadcast_that_grew_are_named():
    def loss(p, y, unused):
        error = np.maximum(p - 10.0, 0.0)
        return np.mean((error - y) ** 2)

    table = adlab.gradients(loss, np.ones((4, 1)), np.ones(4), 2.0)
    said = repr(table)
    assert "no gradient at all: unused" in said and "(4, 1) and (4,) grew to (4, 4)" in said
    dead = next(row for row in table.rows if row.name == "error")
    assert dead.zeros == 1.0 and "all of it is 0" in dead.notes
    first = table.rows[0]
    assert first.adjoint == 0.0 and "nothing comes back" in first.notes


@pytest.mark.filterwarnings("ignore::adlab.NonFiniteWarning")
def test_the_first_value_that_is_not_finite_has_its_line():
    def f(x):
        hidden = np.log(x)
        return np.sum(hidden * 0.0)

    said = repr(adlab.gradients(f, np.zeros(3)))
    assert "first inf: hidden = ln x, line" in said and said.count("first") == 1


def test_a_notebook_gets_bars_and_no_script():
    html = adlab.gradients(deep, np.ones(3), np.ones(3))._repr_html_()
    assert html.count("<tr>") == 14 and "width: 60px" in html and "<script" not in html


def test_modules_are_layers():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    net = torch.nn.Sequential(*[torch.nn.Linear(3, 3), torch.nn.Sigmoid()] * 6)
    extra = torch.nn.Linear(2, 2)

    def loss(x):
        _ = extra
        return net(x).sum()

    table = adlab.gradients(loss, torch.ones(2, 3))
    assert table.rows[0].name == "net.0 · Linear call 1" or "Linear" in table.rows[0].name
    assert table.rows[0].gradient is not None and table.rows[1].gradient is None
    assert table.without == ["extra.weight", "extra.bias"]
