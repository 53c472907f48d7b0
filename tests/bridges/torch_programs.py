"""Programs of PyTorch's, as people write them, on which the bridge is tried.

Each is a function and its arguments; `PROGRAMS` has them by name. Modules are made anew each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint

Case = tuple[Callable[..., Any], tuple[Any, ...]]
PROGRAMS: dict[str, Callable[[], Case]] = {}


def program(make: Callable[[], Case]) -> Callable[[], Case]:
    PROGRAMS[make.__name__.replace("_", " ").strip()] = make
    return make


def numbers(*shape: int, seed: int = 0) -> torch.Tensor:
    """Numbers that are neither small nor alike."""
    made = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=made)


@program
def baydin() -> Case:
    def f(x1, x2):
        return torch.log(x1) + x1 * x2 - torch.sin(x2)

    return f, (torch.tensor(2.0), torch.tensor(5.0))


class MLP(nn.Module):
    def __init__(self, inputs: int = 2, hidden: int = 8) -> None:
        super().__init__()
        self.inp = nn.Linear(inputs, hidden)
        self.out = nn.Linear(hidden, 1)

    def forward(self, x):
        h = torch.tanh(self.inp(x))
        return self.out(h)


@program
def mlp() -> Case:
    torch.manual_seed(0)
    net = MLP()

    def loss(x, y):
        return ((net(x) - y) ** 2).mean()

    return loss, (numbers(4, 2), numbers(4, 1, seed=1))


@program
def norms_dropout_attention() -> Case:
    torch.manual_seed(1)
    net = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.LayerNorm(8), nn.Dropout(0.3))

    def f(x):
        h = net(x)[None]
        return F.scaled_dot_product_attention(h, h, h * 2).sum()

    return f, (numbers(5, 6),)


@program
def shared_weight() -> Case:
    torch.manual_seed(2)
    layer = nn.Linear(4, 4)
    return (lambda x: layer(torch.tanh(layer(x))).sum()), (numbers(3, 4),)


@program
def square_by_itself() -> Case:
    return (lambda x: (x * x).sum() + (x @ x)), (numbers(3),)


@program
def in_place() -> Case:
    def f(x):
        h = x * 2
        h.neg_()
        h += x
        return (h * x).sum()

    return f, (numbers(4),)


@program
def in_place_on_views() -> Case:
    def f(x):
        z = x * 2
        z[0] = x[1] * 3
        first = z[:2]
        first.mul_(x[2:])
        z[3] += 1
        return (z * first.sum()).sum()

    return f, (numbers(4),)


@program
def masks_and_indices() -> Case:
    def f(x):
        mask = x > 0
        picked = x[torch.tensor([0, 0, 2])]
        return torch.where(mask, x, -0.1 * x).sum() + picked.sum() + x[mask].sum()

    return f, (numbers(5),)


@program
def no_grad_and_detach() -> Case:
    def f(x):
        with torch.no_grad():
            scale = x.abs().max()
        return (x / scale * x.detach()).sum()

    return f, (numbers(4),)


@program
def backward_inside() -> Case:
    torch.manual_seed(3)
    layer = nn.Linear(3, 1)

    def f(x):
        loss = layer(x).pow(2).mean()
        loss.backward()
        return loss * 2

    return f, (numbers(4, 3),)


class Doubled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, factor, y):
        ctx.save_for_backward(x, y)
        return x * y * factor

    @staticmethod
    def backward(ctx, adjoint):
        x, y = ctx.saved_tensors
        return adjoint * y * 2, None, adjoint * x * 2


@program
def own_function() -> Case:
    return (lambda x, y: Doubled.apply(torch.sin(x), 2.0, y).sum()), (numbers(3), numbers(3))


class RNN(nn.Module):
    def __init__(self, steps: int = 20) -> None:
        super().__init__()
        self.cell, self.steps = nn.RNNCell(3, 4), steps

    def forward(self, x):
        h = torch.zeros(1, 4)
        for k in range(self.steps):
            h = self.cell(x[k : k + 1], h)
        return h.sum()


@program
def rnn_of_20_steps() -> Case:
    torch.manual_seed(4)
    return RNN(), (numbers(20, 3),)


@program
def max_chunk_einsum() -> Case:
    def f(x):
        a, b = x.chunk(2)
        best, where = x.max(dim=1)
        return torch.einsum("ij,kj->ik", a, b).sum() + best.sum() + where.sum()

    return f, (numbers(4, 3),)


@program
def multihead_attention() -> Case:
    torch.manual_seed(5)
    layer = nn.MultiheadAttention(8, 2, batch_first=True)
    return (lambda x: layer(x, x, x)[0].pow(2).sum()), (numbers(1, 4, 8),)


@program
def transformer_layer() -> Case:
    torch.manual_seed(6)
    layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.1, batch_first=True)
    return (lambda x: layer(x).pow(2).mean()), (numbers(1, 4, 8),)


@program
def cnn() -> Case:
    torch.manual_seed(7)
    net = nn.Sequential(nn.Conv2d(1, 3, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
    head = nn.Linear(3 * 3 * 3, 4)

    def loss(x):
        return F.cross_entropy(head(net(x)), torch.tensor([1, 3]))

    return loss, (numbers(2, 1, 6, 6),)


@program
def gradient_of_a_gradient() -> Case:
    def f(x):
        y = (x**3).sum()
        [slope] = torch.autograd.grad(y, x, create_graph=True)
        return (slope * slope).sum()

    return f, (numbers(3),)


@program
def checkpointed() -> Case:
    torch.manual_seed(8)
    net = nn.Sequential(nn.Linear(3, 3), nn.Tanh())
    return (lambda x: checkpoint(net, x, use_reentrant=False).sum()), (numbers(2, 3),)


@program
def half_precision() -> Case:
    def f(x, w):
        return torch.tanh(x @ w).sum()

    return f, (numbers(3, 4).bfloat16(), numbers(4, 2, seed=1).bfloat16())


@program
def branch_of_python() -> Case:
    def f(x):
        h = x * 3
        if h.sum() > 0:
            h = torch.exp(h)
        return h.mean() * float(len(x))

    return f, (torch.tensor([0.5, -0.2, 0.3]),)


@program
def lstm() -> Case:
    torch.manual_seed(9)
    layer = nn.LSTM(3, 4, batch_first=True)

    def f(x):
        out, (h, c) = layer(x)
        return out.sum() + h.pow(2).sum() + c.sum()

    return f, (numbers(2, 3, 3),)


@program
def vmapped() -> Case:
    def f(x, w):
        return torch.func.vmap(lambda row: torch.tanh(row @ w))(x).sum()

    return f, (numbers(3, 4), numbers(4, seed=1))


class Attention(nn.Module):
    """One head, written out."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.out = nn.Linear(width, width)

    def forward(self, x):
        q, k, v = self.query(x), self.key(x), self.value(x)
        scores = q @ k.transpose(-2, -1) / x.shape[-1] ** 0.5
        weights = F.softmax(scores, dim=-1)
        return self.out(weights @ v)


class Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width)
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Transformer(nn.Module):
    def __init__(self, words: int = 11, width: int = 8, blocks: int = 4) -> None:
        super().__init__()
        self.embedding = nn.Embedding(words, width)
        self.blocks = nn.ModuleList(Block(width) for _ in range(blocks))
        self.head = nn.Linear(width, words)

    def forward(self, tokens):
        x = self.embedding(tokens)
        for block in self.blocks:
            x = block(x)
        return F.cross_entropy(self.head(x[:-1]), tokens[1:])


@program
def transformer_of_4_blocks() -> Case:
    torch.manual_seed(10)
    return Transformer(), (torch.tensor([3, 1, 4, 1, 5, 9, 2, 6]),)


class Residual(nn.Module):
    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(after)
        self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(after)
        self.down = (
            nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))
            if stride > 1
            else nn.Identity()
        )

    def forward(self, x):
        h = torch.relu(self.bn1(self.conv1(x)))
        h = self.bn2(self.conv2(h))
        return torch.relu(h + self.down(x))


class ResNet18(nn.Module):
    def __init__(self, width: int = 16) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, width, 7, 2, 3, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.MaxPool2d(3, 2, 1),
        )
        sizes = [width, width, 2 * width, 4 * width, 8 * width]
        for k in range(4):
            blocks = Residual(sizes[k], sizes[k + 1], 1 if k == 0 else 2)
            again = Residual(sizes[k + 1], sizes[k + 1], 1)
            setattr(self, f"layer{k + 1}", nn.Sequential(blocks, again))
        self.fc = nn.Linear(8 * width, 10)

    def forward(self, x):
        x = self.stem(x)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean(dim=(2, 3)))


def resnet18(width: int = 16, size: int = 32) -> Case:
    torch.manual_seed(11)
    net = ResNet18(width)

    def loss(x):
        return F.cross_entropy(net(x), torch.tensor([1, 7]))

    return loss, (numbers(2, 3, size, size),)


PROGRAMS["resnet-18"] = lambda: resnet18(width=4)
