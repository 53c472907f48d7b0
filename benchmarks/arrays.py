"""Functions of arrays, beside NumPy written by hand and the peers that are installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import adlab
from benchmarks import by_hand
from benchmarks.measure import Result, against, installed, interleaved
from benchmarks.workloads import perceptron, perceptron_case, rosenbrock, wave

Run = Callable[[], object]


def peers(parameters: Any, x: Any, y: Any) -> dict[str, Run]:
    """Value and gradient of the perceptron by each peer that is installed."""
    makers = {"autograd": _autograd, "mygrad": _mygrad, "torch": _torch, "jax": _jax}
    return {name: makers[name](parameters, x, y) for name in installed(*makers)}


def _autograd(parameters: Any, x: Any, y: Any) -> Run:
    import autograd
    import autograd.numpy

    both = autograd.value_and_grad(lambda p: perceptron(p, x, y, autograd.numpy))
    return lambda: both(parameters)


def _mygrad(parameters: Any, x: Any, y: Any) -> Run:
    import mygrad

    def run() -> object:
        tensors = [mygrad.tensor(p) for p in parameters]
        perceptron(tensors, x, y, mygrad).backward()
        return [tensor.grad for tensor in tensors]

    return run


def _torch(parameters: Any, x: Any, y: Any) -> Run:
    import torch

    torch.set_num_threads(1)
    tensors = [torch.tensor(p, requires_grad=True) for p in parameters]
    inputs, targets = torch.tensor(x), torch.tensor(y)

    def run() -> object:
        for tensor in tensors:
            tensor.grad = None
        perceptron(tensors, inputs, targets, torch).backward()
        return [tensor.grad for tensor in tensors]

    return run


def _jax(parameters: Any, x: Any, y: Any) -> Run:
    import jax

    jax.config.update("jax_enable_x64", True)
    both = jax.jit(jax.value_and_grad(lambda p: perceptron(p, x, y, jax.numpy)))
    return lambda: jax.block_until_ready(both(parameters))


def _perceptron(
    what: str, case: Any, compiled_goal: float, goals: dict[str, float], calls: int
) -> Iterator[Result]:
    parameters, x, y = case
    interpreted = adlab.value_and_grad(perceptron)
    compiled = adlab.compile(perceptron, parameters, x, y)
    value, gradient = by_hand.perceptron(parameters, x, y)
    for run in (interpreted, compiled):
        other, other_gradient = run(parameters, x, y)
        assert abs(other - value) < 1e-12
        assert all(np.allclose(a, b) for a, b in zip(gradient, other_gradient, strict=True))
    others = peers(parameters, x, y)
    rivals: dict[str, Run] = {
        "NumPy by hand": lambda: by_hand.perceptron(parameters, x, y),
        "adlab.compile": lambda: compiled(parameters, x, y),
        "adlab": lambda: interpreted(parameters, x, y),
        **others,
    }
    times = interleaved(rivals, rounds=15, calls=calls)
    yield against(times, "adlab.compile", "NumPy by hand", compiled_goal, f"{what}, compiled")
    for peer in others:
        yield against(times, "adlab.compile", peer, None, f"{what}, compiled")
        yield against(times, "adlab", peer, goals.get(peer), f"{what}, not compiled")


def perceptron_small() -> Iterator[Result]:
    """100×2 → 16 → 16 → 1."""
    goals = {"mygrad": 0.5, "autograd": 0.4, "torch": 1.0}
    yield from _perceptron("MLP 100×2→16→16→1", perceptron_case(100, 2, 16, 16, 1), 1.0, goals, 100)


def perceptron_large() -> Iterator[Result]:
    """128×784 → 128 → 10."""
    goals = {"mygrad": 1.0, "autograd": 1.0}
    yield from _perceptron("MLP 128×784→128→10", perceptron_case(128, 784, 128, 10), 1.1, goals, 10)


def rosenbrocks() -> Iterator[Result]:
    """Gradient and Hessian of Rosenbrock's function."""
    import autograd

    for n in (2, 20, 200):
        x = np.linspace(-1.0, 1.5, n)
        compiled = adlab.compile(rosenbrock, x)
        interpreted = adlab.value_and_grad(rosenbrock)
        theirs = autograd.value_and_grad(rosenbrock)
        assert np.allclose(compiled(x)[1], by_hand.rosenbrock_gradient(x)[1])
        rivals: dict[str, Run] = {
            "NumPy by hand": lambda x=x: by_hand.rosenbrock_gradient(x),
            "adlab.compile": lambda x=x, f=compiled: f(x),
            "adlab": lambda x=x, f=interpreted: f(x),
            "autograd": lambda x=x, f=theirs: f(x),
        }
        times = interleaved(rivals, rounds=9, calls=50)
        what = f"Rosenbrock n = {n}, gradient"
        yield against(times, "adlab.compile", "NumPy by hand", None, f"{what}, compiled")
        yield against(times, "adlab", "autograd", None, f"{what}, not compiled")

        program = adlab.trace(adlab.grad(rosenbrock), x).program("jacobian")
        ours, others = adlab.hessian(rosenbrock), autograd.hessian(rosenbrock)
        assert np.allclose(ours(x), others(x))
        assert np.allclose(program(x)[0], others(x))
        rivals = {
            "adlab's program": lambda x=x, f=program: f(x),
            "adlab": lambda x=x, f=ours: f(x),
            "autograd": lambda x=x, f=others: f(x),
        }
        times = interleaved(rivals, rounds=5, calls=3)
        what = f"Rosenbrock n = {n}, Hessian"
        yield against(times, "adlab's program", "autograd", None, f"{what}, compiled")
        yield against(times, "adlab", "autograd", None, f"{what}, not compiled")


def forward_and_reverse() -> Iterator[Result]:
    """All partials of one number: n tangent sweeps beside one reverse sweep."""
    for n in (2, 8, 32, 128):
        x = np.linspace(0.1, 1.0, n)
        forward, reverse = adlab.jacfwd(wave), adlab.jacrev(wave)
        rivals: dict[str, Run] = {
            "reverse": lambda x=x, f=reverse: f(x),
            "forward": lambda x=x, f=forward: f(x),
        }
        times = interleaved(rivals, rounds=7, calls=5)
        yield against(times, "forward", "reverse", None, f"gradient of n = {n}, forward mode")


BENCHMARKS = (perceptron_small, perceptron_large, rosenbrocks, forward_and_reverse)
