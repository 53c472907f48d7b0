"""What is differentiated: ordinary functions; some take the NumPy of a peer."""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np

import adlab

# -- Numbers ---------------------------------------------------------------------------------------


def chain(x: Any, length: int = 10_000) -> Any:
    """A chain of operations, each with two operands."""
    y = x
    for _ in range(length // 2):
        y = y * x
        y = y + x
    return y


def moons(count: int = 100) -> tuple[list[list[float]], list[float]]:
    """Two interleaved half circles with a little noise, and labels 1 and −1."""
    draw = np.random.default_rng(0)
    angle = np.linspace(0.0, np.pi, count // 2)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1.0 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    points = np.concatenate([upper, lower]) + 0.1 * draw.normal(size=(count, 2))
    return points.tolist(), [1.0] * (count // 2) + [-1.0] * (count // 2)


POINTS, LABELS = moons()
DECAY = 1e-4


def network_parameters(sizes: tuple[int, ...] = (2, 16, 16, 1)) -> Any:
    """Weights and biases of micrograd's demonstration, as nested lists of numbers."""
    draw = random.Random(0)
    layers: list[Any] = []
    for fan_in, fan_out in itertools.pairwise(sizes):
        weights = [[draw.uniform(-1.0, 1.0) for _ in range(fan_in)] for _ in range(fan_out)]
        layers.append((weights, [0.0] * fan_out))
    (last,), (bias,) = layers[-1]
    return (*layers[:-1], (last, bias))


def network_loss(parameters: Any, relu: Any = adlab.relu) -> Any:
    """micrograd's demonstration: hinge loss of 2→16→16→1 on 100 points, with weight decay."""
    *layers, (last, bias) = parameters
    total = 0.0
    for point, label in zip(POINTS, LABELS, strict=True):
        values = point
        for weights, biases in layers:
            values = [
                relu(sum([w * v for w, v in zip(row, values, strict=True)], b))
                for row, b in zip(weights, biases, strict=True)
            ]
        score = sum([w * v for w, v in zip(last, values, strict=True)], bias)
        total = total + relu(1.0 + -label * score)
    squares = bias * bias
    for rows, biases in [*layers, ([last], [])]:
        for row in [*rows, biases]:
            for p in row:
                squares = squares + p * p
    return total * (1.0 / len(POINTS)) + DECAY * squares


# -- Arrays ----------------------------------------------------------------------------------------


def perceptron_case(count: int, *sizes: int) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Parameters, inputs and targets of a network of arrays."""
    draw = np.random.default_rng(0)
    parameters: list[np.ndarray] = []
    for fan_in, fan_out in itertools.pairwise(sizes):
        parameters += [draw.normal(size=(fan_in, fan_out)) / np.sqrt(fan_in), np.zeros(fan_out)]
    return parameters, draw.normal(size=(count, sizes[0])), draw.normal(size=(count, sizes[-1]))


def perceptron(parameters: Any, x: Any, y: Any, library: Any = np) -> Any:
    """Mean squared error of a network with tanh."""
    layers = len(parameters) // 2
    for k in range(layers):
        x = library.matmul(x, parameters[2 * k]) + parameters[2 * k + 1]
        if k < layers - 1:
            x = library.tanh(x)
    error = x - y
    return library.mean(error * error)


def rosenbrock(x: Any) -> Any:
    """Rosenbrock's function of n numbers."""
    miss = x[1:] - x[:-1] * x[:-1]
    rest = 1.0 - x[:-1]
    return 100.0 * (miss @ miss) + rest @ rest


def wave(x: Any, library: Any = np) -> Any:
    """One number from n, in a few operations."""
    return library.sum(library.sin(x) * library.exp(-x * x) + x * x)
