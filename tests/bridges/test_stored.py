"""A graph as a file, and what is read from it: stepped alike, without what computed it."""

import json

import numpy as np
import pytest

import adlab


def helper(v):
    return np.tanh(v) * 2.0


def small(x, W, b):
    h = helper(W @ x + b)
    for _ in range(2):
        h = h * h
    return np.sum(h[:1]) / 3.0


ARGUMENTS = (np.array([1.0, -2.0]), np.array([[0.5, 1.0], [2.0, 0.1]]), np.array([0.1, 0.2]))


def adjoints(graph, kind="reverse"):
    timeline = adlab.timeline(graph, kind)
    return timeline.adjoints(len(timeline))


@pytest.fixture
def graph():
    return adlab.trace(small, *ARGUMENTS)


def test_the_graph_that_is_read_is_the_one_that_was_written(graph, tmp_path):
    path = tmp_path / "graph.json"
    assert graph.to_json(path) == path.read_text("utf-8")
    again = adlab.load(path)
    assert again.labels == graph.labels and "h₍₂₎" in again.labels
    assert [node.formula for node in again.nodes] == [node.formula for node in graph.nodes]
    assert [node.span and node.span.text for node in again.nodes] == [
        node.span and node.span.text for node in graph.nodes
    ]
    assert [call.name for call in again.calls] == ["small", "helper"]
    for kind in ("reverse", "tangent"):
        one, other = adlab.timeline(graph, kind), adlab.timeline(again, kind)
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            assert (a.op, a.slot.at) == (b.op, b.slot.at)
            if a.slot.kind != "partial":
                assert np.allclose(a.after, b.after, rtol=1e-14)


def test_it_is_shown_and_kept_once_more(graph):
    again = adlab.load(graph.to_json())
    player = adlab.Player(again, sweep="reverse")
    assert "np.tanh(v)" in player.to_html()
    assert json.loads(again.to_json())["nodes"] == json.loads(graph.to_json())["nodes"]
    with pytest.raises(adlab.TracingError, match="has no program"):
        again.program()


def test_the_format_is_what_its_description_says(graph):
    data = json.loads(graph.to_json())
    assert data["adlab graph"] == 1 and data["inputs"] == 3
    assert data["nodes"][3]["operation"] == "matmul" and data["nodes"][3]["operands"] == [
        {"node": 1}, {"node": 0}
    ]  # fmt: skip
    matrix = data["nodes"][3]["partials"][1]["matrix"]
    assert matrix == ARGUMENTS[1].tolist()


@pytest.mark.parametrize(
    ("text", "why"),
    [("{}", "has no 'adlab graph'"), ("{", "no JSON"), ('{"adlab graph": 2}', "version 2")],
)
def test_what_is_no_such_file_is_refused(text, why):
    with pytest.raises(adlab.InputError, match=why):
        adlab.load(text)


def test_a_matrix_that_is_too_large_is_refused():
    graph = adlab.trace(lambda W: np.sum(W @ np.ones(400)), np.ones((400, 400)))
    with pytest.raises(ValueError, match="is a matrix of 64,000,000 entries"):
        graph.to_json()


def test_pytorchs_own_backward_pass_is_kept():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    layer = torch.nn.Linear(2, 3)
    graph = adlab.trace(lambda x: torch.tanh(layer(x)).sum(), torch.ones(2, 2))
    again = adlab.load(graph.to_json())
    assert again.about.endswith("PyTorch’s own, as they were stored")
    for kind in ("reverse", "backward"):
        for node, right in adjoints(graph, kind).items():
            assert np.allclose(adjoints(again, kind)[node], right, rtol=1e-6)
    assert again.sweeps["backward"].words == graph.sweeps["backward"].words
