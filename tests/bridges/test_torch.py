"""PyTorch's programs as graphs: adjoints are PyTorch's own, and nothing of the user's changes."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

import torch.nn.functional as F  # noqa: E402
from torch import nn  # noqa: E402
from torch.autograd.graph import GradientEdge  # noqa: E402

import adlab  # noqa: E402
from adlab.bridges.torch_walk import as_numpy  # noqa: E402
from adlab.view.drawn.groups import groups  # noqa: E402
from tests.bridges import torch_lesson as lesson  # noqa: E402
from tests.bridges.torch_programs import MLP, PROGRAMS, numbers  # noqa: E402

pytestmark = pytest.mark.torch


def traced(name: str) -> Any:
    f, args = PROGRAMS[name]()
    return adlab.trace(f, *args)


def by_torch(graph: Any) -> dict[int, Any]:
    """The adjoints of all nodes, as `torch.autograd.grad` has them."""
    edges = graph.sweeps["backward"].edges
    [out, *_] = graph.output_nodes
    nodes = list(edges)
    found = torch.autograd.grad(
        [GradientEdge(*edges[out])],
        [GradientEdge(*edges[node]) for node in nodes],
        grad_outputs=[None],
        retain_graph=True,
        allow_unused=True,
    )
    return {n: as_numpy(g) for n, g in zip(nodes, found, strict=True) if g is not None}


def deviation(a: Any, b: Any, largest: float) -> float:
    size = max(float(np.max(np.abs(b), initial=0.0)), 1e-3 * largest)  # what is 0 is rounding
    return float(np.max(np.abs(np.asarray(a, float) - np.asarray(b, float)), initial=0.0)) / size


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_adjoint_is_pytorchs(name):
    graph = traced(name)
    expected = by_torch(graph)
    close = 1e-2 if name == "half precision" else 1e-5
    timeline = adlab.timeline(graph, "reverse")
    adjoints = timeline.adjoints(len(timeline))
    own = adlab.timeline(graph, "backward")
    theirs = own.adjoints(len(own))
    assert len(expected) >= 3
    largest = max(float(np.max(np.abs(each), initial=0.0)) for each in expected.values())
    for node, right in expected.items():
        assert deviation(adjoints.get(node, 0.0), right, largest) <= close, graph.labels[node]
        assert np.array_equal(theirs.get(node, np.zeros_like(right)), right), graph.labels[node]


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_node_has_a_place_in_the_users_source(name):
    graph = traced(name)
    for node in graph.nodes:
        if not node.is_input:
            assert node.span is not None, node.label
            assert node.span.filename.endswith(("torch_programs.py", "test_torch.py"))


@pytest.mark.parametrize("name", [n for n in PROGRAMS if n not in ("resnet-18", "half precision")])
def test_tangents_along_ones_are_the_sum_of_the_adjoints(name):
    graph = traced(name)
    seeds = {k: np.ones(graph.shape(k)) if graph.shape(k) else 1.0 for k in graph.inputs}
    forward = adlab.timeline(graph, "tangent", seeds=seeds)
    reverse = adlab.timeline(graph, "reverse")
    adjoints = reverse.adjoints(len(reverse))
    total = sum(float(np.sum(adjoints[k])) for k in graph.inputs if k in adjoints)
    [out, *_] = graph.output_nodes
    made = float(np.sum(forward.tangents(len(forward))[out]))
    assert made == pytest.approx(total, rel=2e-3, abs=2e-4)


# Each in float64, against central differences: the one check that does not ask PyTorch.
OPERATIONS = {
    "arithmetic": lambda x: ((x * 2 + 1) / (x * x + 1) - x).sum(),
    "power": lambda x: (x.abs() ** 1.5 + 2**x).sum(),
    "reversed": lambda x: (1 - x).sum() + (2 / (x + 9)).sum(),
    "matmul": lambda x: (x.T @ x @ torch.ones(3, dtype=x.dtype)).sum(),
    "softmax": lambda x: (F.softmax(x, dim=-1) * x).sum(),
    "log_softmax": lambda x: F.log_softmax(x, dim=0)[1].sum(),
    "layer_norm": lambda x: (F.layer_norm(x, (3,)) * x).sum(),
    "gelu": lambda x: F.gelu(x).sum() + F.silu(x).sum() + F.softplus(x).sum(),
    "norms": lambda x: torch.linalg.norm(x) + x.norm(dim=1).sum(),
    "logsumexp": lambda x: torch.logsumexp(x, dim=1).sum() + x.std() + x.var(dim=0).sum(),
    "reductions": lambda x: x.prod() + x.max() + x.min() + x.mean(dim=1).sum(),
    "shapes": lambda x: (x.reshape(3, 2) @ x.permute(1, 0).T[:2]).flatten()[1:].sum(),
    "joined": lambda x: (torch.cat([x, x * 2]) * torch.stack([x, x]).reshape(4, 3)).sum(),
    "indices": lambda x: x[:, [0, 0, 2]].pow(2).sum() + x.gather(1, torch.tensor([[1], [2]])).sum(),
    "cumulative": lambda x: (x.cumsum(1) * x.flip(0).roll(1, 1)).sum(),
    "solve": lambda x: torch.linalg.solve(x @ x.T + torch.eye(2, dtype=x.dtype), x).sum(),
    "einsum": lambda x: torch.einsum("ij,ik->jk", x, x).pow(2).sum(),
    "convolution": lambda x: F.conv1d(x[None, :1], x[None, 1:, :2]).pow(2).sum(),
    "clamp": lambda x: x.clamp(-0.5, 0.5).sum() + torch.where(x > 0, x, x * x).sum(),
    "losses": lambda x: F.mse_loss(x, x * x) + F.huber_loss(x, x.detach() * 0 + 3, delta=0.5),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations_agree_with_differences(name):
    f, x = OPERATIONS[name], numbers(2, 3, seed=3).double()
    graph = adlab.trace(f, x)
    timeline = adlab.timeline(graph, "reverse")
    found = timeline.adjoints(len(timeline))[0]
    h = 1e-6
    for place in np.ndindex(2, 3):
        moved = torch.zeros_like(x)
        moved[place] = h
        held = f(x)  # where a constant is taken of x, it moves too
        slope = float((f(x + moved) - f(x - moved)) / (2 * h))
        if name == "losses":
            slope = _with_constant_held(x, moved, h)
        assert found[place] == pytest.approx(slope, rel=1e-6, abs=1e-7), (name, held)


def _with_constant_held(x, moved, h):
    def f(z):
        return F.mse_loss(z, z * z) + F.huber_loss(z, x * 0 + 3, delta=0.5)

    return float((f(x + moved) - f(x - moved)) / (2 * h))


def test_float64_is_exact():
    def f(x1, x2):
        return torch.log(x1) + x1 * x2 - torch.sin(x2)

    graph = adlab.trace(f, 2.0, 5.0)  # numbers: that it is PyTorch's is seen from its names
    timeline = adlab.timeline(graph, "reverse")
    assert graph.about.startswith("PyTorch ") and "float64" in graph.about
    assert timeline.adjoints(len(timeline))[0] == 5.5
    assert timeline.adjoints(len(timeline))[1] == 1.7163378145367738


def test_names_are_the_users():
    net = MLP()

    def loss(x, y):
        prediction = net(x)
        error = prediction - y
        return (error**2).mean()

    graph = adlab.trace(loss, numbers(4, 2), numbers(4, 1))
    names = ["x", "y", "inp.weight", "inp.bias", "out.weight", "out.bias"]
    assert graph.input_names == names
    assert {"h", "prediction", "error"} <= set(graph.labels)
    assert [call.name for call in graph.calls] == [
        "loss", "MLP", "inp · Linear", "out · Linear"
    ]  # fmt: skip
    assert graph["h"].formula == "tanh v1"
    assert str(graph["v1"].formula) == "linear(x, inp.weight, inp.bias)"


def test_what_becomes_an_input_is_chosen():
    net, x = MLP(), numbers(4, 2)
    assert adlab.trace(net, x, wrt="arguments").input_names == ["x"]
    assert len(adlab.trace(net, x, wrt="parameters").input_names) == 4
    assert adlab.trace(net, x, wrt=["out.bias"]).input_names == ["out.bias"]


def test_what_is_inside_of_a_call_is_not_asked_for():
    with pytest.raises(ValueError, match="detail='primitives' is for JAX"):
        adlab.trace(torch.sin, torch.ones(2), detail="primitives")


def test_a_branch_is_noted():
    graph = traced("branch of python")
    assert [guard.outcome for guard in graph.guards] == [True]
    assert graph.guards[0].span.text == "h.sum() > 0"


# -- Nothing of the user's is changed -------------------------------------------------------------


class Restless(nn.Module):
    """Changes all that a module can change."""

    def __init__(self, fails: bool = False) -> None:
        super().__init__()
        self.norm, self.drop, self.layer = nn.BatchNorm1d(3), nn.Dropout(0.5), nn.Linear(3, 1)
        self.fails = fails

    def forward(self, x):
        loss = self.layer(self.drop(self.norm(x))).sum()
        self.eval()
        loss.backward()
        torch.set_grad_enabled(False)
        np.random.rand()
        if self.fails:
            raise ZeroDivisionError
        return loss


def state(net: Any) -> list[Any]:
    return [
        *[value.clone() for value in net.state_dict().values()],
        *[None if p.grad is None else p.grad.clone() for p in net.parameters()],
        torch.get_rng_state(),
        torch.tensor([part.training for part in net.modules()]),
        torch.tensor(torch.is_grad_enabled()),
        torch.tensor(np.random.get_state()[1].astype(float)),
        torch.tensor([len(part._forward_hooks) for part in net.modules()]),
        torch.tensor(len(nn.modules.module._global_forward_hooks)),
        torch.tensor(len(nn.modules.module._global_forward_pre_hooks)),
    ]


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("has_gradients", [False, True])
def test_nothing_of_the_users_is_changed(fails, has_gradients):
    net, x = Restless(fails), numbers(4, 3)
    if has_gradients:
        nn.functional.linear(x, net.layer.weight).sum().backward()
    before, tracing, buffers = state(net), sys.gettrace(), [id(b) for b in net.buffers()]
    grads = [p.grad for p in net.parameters()]
    if fails:
        with pytest.raises(ZeroDivisionError):
            adlab.trace(net, x)
    else:
        graph = adlab.trace(net, x)
        for kind in ("reverse", "backward", "tangent"):
            adlab.timeline(graph, kind)
    assert sys.gettrace() is tracing and x.grad is None and not x.requires_grad
    assert [id(b) for b in net.buffers()] == buffers
    assert all(a is b for a, b in zip(grads, [p.grad for p in net.parameters()], strict=True))
    for old, new in zip(before, state(net), strict=True):
        assert (old is None and new is None) or torch.equal(old, new)


def test_dropout_draws_as_in_the_users_own_call():
    f, x = nn.Dropout(0.5), torch.ones(50)
    torch.manual_seed(0)
    graph = adlab.trace(f, x)
    assert np.array_equal(graph.values[-1], f(x).numpy())


def test_a_hook_of_the_users_on_a_module_runs():
    net, seen = MLP(), []
    net.inp.register_forward_hook(lambda module, given, made: seen.append(made.shape))
    adlab.trace(net, numbers(4, 2))
    assert seen == [(4, 8)]


# -- What cannot be stepped is refused by name ----------------------------------------------------


def training(x):
    net = nn.Linear(2, 1)
    optimizer = torch.optim.SGD(net.parameters())
    loss = net(x).sum()
    loss.backward()
    optimizer.step()
    return loss


WEIGHT = torch.ones(2, requires_grad=True)


def updated(x):
    loss = (x * WEIGHT).sum()
    loss.backward()
    with torch.no_grad():
        WEIGHT.sub_(WEIGHT.grad)
    return loss


def through_data(x):
    loss = (x * WEIGHT).sum()
    WEIGHT.data.mul_(2)
    return loss


def written_elsewhere(x):
    return torch.sin(x, out=torch.empty(2))


def complex_inside(x):
    return torch.fft.fft(x).abs().sum()


def reentrant(x):
    return torch.utils.checkpoint.checkpoint(torch.sin, x, use_reentrant=True).sum()


def sparse(x):
    return (x * 2).to_sparse().sum()


REFUSED = {
    training: ("step of SGD", "optimizer.step()", "leave the update outside"),
    updated: ("writes into the parameter", "WEIGHT.sub_", "return the loss"),
    through_data: ("writes into the parameter", "WEIGHT.data.mul_(2)", "must not change it"),
    written_elsewhere: ("writes into a tensor of yours", "out=torch.empty(2)", "take the result"),
    complex_inside: ("is complex", "torch.fft.fft(x)", "real and the imaginary part"),
    reentrant: ("reentrant checkpoint", "checkpoint(torch.sin", "use_reentrant=False"),
    sparse: ("is sparse", "to_sparse()", "to_dense()"),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("f", REFUSED, ids=lambda f: f.__name__)
def test_what_cannot_be_stepped_is_refused_by_name(f):
    with pytest.raises(adlab.TracingError) as caught:
        adlab.trace(f, torch.ones(2))
    for part in REFUSED[f]:
        assert part in str(caught.value)
    assert torch.equal(WEIGHT, torch.ones(2)) and WEIGHT.grad is None


def test_complex_arguments_are_refused():
    with pytest.raises(adlab.InputError, match="the argument x is complex"):
        adlab.trace(lambda x: x.abs().sum(), torch.ones(2, dtype=torch.complex64))


def test_copies_on_many_machines_are_refused():
    net = nn.DataParallel(nn.Linear(2, 1))
    with pytest.raises(adlab.TracingError, match=r"step through model\.module"):
        adlab.trace(net, torch.ones(3, 2))


def test_a_saved_value_that_was_written_into_is_named_with_both_lines():
    def f(x):
        h = torch.exp(x)
        h += 1
        return h.sum()

    with pytest.raises(adlab.TracingError, match=r"saved a value(?s:.)*h \+= 1(?s:.)*torch\.exp"):
        adlab.timeline(adlab.trace(f, torch.ones(2)), "reverse")


def test_what_returns_nothing_is_told():
    with pytest.raises(adlab.OutputError, match="returned nothing"):
        adlab.trace(lambda x: print(end=""), torch.ones(2))


def test_a_function_that_only_calls_backward_has_an_output():
    def f(x):
        (x * x).sum().backward()

    graph = adlab.trace(f, numbers(3))
    assert graph[graph.output_nodes[0]].formula == "torch.sum(v1)" or graph.output_nodes


def test_transforms_stay_numpys():
    graph = adlab.trace(lambda x: torch.sin(x), 1.0)
    with pytest.raises(adlab.TracingError, match=r"torch\.func\.grad"):
        graph.program("reverse")
    with pytest.raises(TypeError, match="to_json"):
        __import__("pickle").dumps(graph)


def test_the_graph_of_the_lesson_is_what_pytorch_makes():
    stored, made = adlab.load("24-pytorch"), adlab.trace(lesson.f, 2.0, 5.0)
    assert stored.labels == made.labels and stored.values == made.values
    one, other = (adlab.timeline(graph, "backward") for graph in (stored, made))
    assert stored.sweeps["backward"].words == made.sweeps["backward"].words
    assert one.adjoints(len(one)) == other.adjoints(len(other))


# -- The page -------------------------------------------------------------------------------------


def test_the_page_says_whose_numbers_they_are():
    f, args = PROGRAMS["mlp"]()
    player = adlab.step(f, *args, sweep="backward")
    html = player.to_html()
    assert f"PyTorch {torch.__version__.partition('+')[0]} · float32" in html
    assert "the partials are PyTorch’s own" in html
    assert player.opened.sweep.mark == "(PyTorch’s own)"
    assert any("TanhBackward0 keeps result" in said for said in player.spec["sweeps"][-1]["told"])


def test_the_first_picture_of_a_resnet_shows_its_layers():
    f, args = PROGRAMS["resnet-18"]()
    graph = adlab.trace(f, *args)
    root, *others = groups(graph)
    shown = [item.title for item in root.items if not isinstance(item, int)]
    assert shown == ["stem", "layer1", "layer2", "layer3", "layer4", "fc"]
    assert len(root.items) <= 12 and not root.owned
    owned = {node for group in others for node in group.owned}
    assert owned >= set(graph.roles)  # each parameter is inside of the layer that uses it
    assert len(adlab.Player(graph).to_html()) < 3e6


def test_a_block_of_a_transformer_reads_as_attention_and_mlp():
    f, args = PROGRAMS["transformer of 4 blocks"]()
    tree = groups(adlab.trace(f, *args))
    turn = next(group for group in tree if group.kind == "turn")
    titles = [item.title.rpartition(".")[2] for item in turn.items if not isinstance(item, int)]
    assert titles == ["norm1", "attention", "norm2", "mlp"]


def test_files_widgets_and_sliders_work_too():
    f, args = PROGRAMS["mlp"]()
    player = adlab.step(f, *args)
    assert player.widget() is not None
    assert "linear" in player.to_svg(5) and "digraph" in player.to_dot()
    numbers_only = PROGRAMS["baydin"]()[0]
    assert "x1 = 2" in repr(adlab.explore(numbers_only, x1=2.0, x2=5.0))
    with pytest.raises(adlab.TracingError, match="other numbers"):
        adlab.step(numbers_only, 2.0, 5.0).to_slopes_svg("v2")


def test_two_runs_side_by_side():
    f, args = PROGRAMS["mlp"]()
    one, other = adlab.step(f, *args), adlab.step(f, *args, sweep="backward")
    assert adlab.compare_steps(one, one).first_difference is None
    assert adlab.compare_steps(one, other) is not None
    assert "tanh v1" in repr(adlab.table(f, *args))
