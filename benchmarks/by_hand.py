"""Derivatives written by hand, as one would who needs them to be fast: what programs have to equal.

- `network`: value and gradient of the scalar network of `workloads`, in plain Python.
- `perceptron`: value and gradient of the array network, in NumPy.
- `rosenbrock_gradient`: of Rosenbrock's function, in NumPy.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def network(parameters: Any, points: Any, labels: Any, decay: float) -> tuple[float, Any]:
    """Hinge loss of a network of numbers, two hidden layers of relu, and its gradient."""
    (weights1, biases1), (weights2, biases2), (weights3, bias3) = parameters
    g_weights1 = [[0.0, 0.0] for _ in weights1]
    g_biases1 = [0.0] * len(biases1)
    g_weights2 = [[0.0] * len(row) for row in weights2]
    g_biases2 = [0.0] * len(biases2)
    g_weights3 = [0.0] * len(weights3)
    g_bias3 = 0.0
    total = 0.0
    scale = 1.0 / len(points)
    for (x1, x2), label in zip(points, labels, strict=True):
        hidden1 = []
        for (w1, w2), bias in zip(weights1, biases1, strict=True):
            s = bias + w1 * x1 + w2 * x2
            hidden1.append(s if s > 0.0 else 0.0)
        hidden2 = []
        for row, bias in zip(weights2, biases2, strict=True):
            s = bias
            for w, h in zip(row, hidden1, strict=True):
                s += w * h
            hidden2.append(s if s > 0.0 else 0.0)
        score = bias3
        for w, h in zip(weights3, hidden2, strict=True):
            score += w * h
        margin = 1.0 - label * score
        if margin <= 0.0:
            continue
        total += margin
        g_score = -label * scale
        g_bias3 += g_score
        g_hidden1 = [0.0] * len(hidden1)
        for i, h in enumerate(hidden2):
            if h > 0.0:
                g_weights3[i] += g_score * h
                g = g_score * weights3[i]
                g_biases2[i] += g
                row, g_row = weights2[i], g_weights2[i]
                for j, below in enumerate(hidden1):
                    if below > 0.0:
                        g_row[j] += g * below
                        g_hidden1[j] += g * row[j]
        for j, g in enumerate(g_hidden1):
            if g != 0.0:
                g_biases1[j] += g
                g_row = g_weights1[j]
                g_row[0] += g * x1
                g_row[1] += g * x2
    squares = 0.0
    twice = 2.0 * decay
    for rows, g_rows in (
        (weights1, g_weights1),
        (weights2, g_weights2),
        ([weights3], [g_weights3]),
    ):
        for row, g_row in zip(rows, g_rows, strict=True):
            for j, w in enumerate(row):
                squares += w * w
                g_row[j] += twice * w
    for biases, g_biases in ((biases1, g_biases1), (biases2, g_biases2)):
        for j, b in enumerate(biases):
            squares += b * b
            g_biases[j] += twice * b
    squares += bias3 * bias3
    g_bias3 += twice * bias3
    gradient = (g_weights1, g_biases1), (g_weights2, g_biases2), (g_weights3, g_bias3)
    return total * scale + decay * squares, gradient


def network_straight(parameters: Any, points: Any, labels: Any, decay: float) -> Any:
    """The same with no entry of a sum left out where a relu is off: as a program computes it."""
    (weights1, biases1), (weights2, biases2), (weights3, bias3) = parameters
    g_weights1 = [[0.0, 0.0] for _ in weights1]
    g_biases1 = [0.0] * len(biases1)
    g_weights2 = [[0.0] * len(row) for row in weights2]
    g_biases2 = [0.0] * len(biases2)
    g_weights3 = [0.0] * len(weights3)
    g_bias3 = 0.0
    total = 0.0
    scale = 1.0 / len(points)
    for (x1, x2), label in zip(points, labels, strict=True):
        hidden1 = []
        for (w1, w2), bias in zip(weights1, biases1, strict=True):
            s = bias + w1 * x1 + w2 * x2
            hidden1.append(s if s > 0.0 else 0.0)
        hidden2 = []
        for row, bias in zip(weights2, biases2, strict=True):
            s = bias
            for w, h in zip(row, hidden1, strict=True):
                s += w * h
            hidden2.append(s if s > 0.0 else 0.0)
        score = bias3
        for w, h in zip(weights3, hidden2, strict=True):
            score += w * h
        margin = 1.0 - label * score
        total += margin if margin > 0.0 else 0.0
        g_score = -label * (scale if margin > 0.0 else 0.0)
        g_bias3 += g_score
        g_hidden1 = [0.0] * len(hidden1)
        for i, h in enumerate(hidden2):
            g_weights3[i] += g_score * h
            g = g_score * weights3[i] * (1.0 if h > 0.0 else 0.0)
            g_biases2[i] += g
            row, g_row = weights2[i], g_weights2[i]
            for j, below in enumerate(hidden1):
                g_row[j] += g * below
                g_hidden1[j] += g * row[j]
        for j, below in enumerate(hidden1):
            g = g_hidden1[j] * (1.0 if below > 0.0 else 0.0)
            g_biases1[j] += g
            g_row = g_weights1[j]
            g_row[0] += g * x1
            g_row[1] += g * x2
    squares = 0.0
    twice = 2.0 * decay
    for rows, g_rows in (
        (weights1, g_weights1),
        (weights2, g_weights2),
        ([weights3], [g_weights3]),
    ):
        for row, g_row in zip(rows, g_rows, strict=True):
            for j, w in enumerate(row):
                squares += w * w
                g_row[j] += twice * w
    for biases, g_biases in ((biases1, g_biases1), (biases2, g_biases2)):
        for j, b in enumerate(biases):
            squares += b * b
            g_biases[j] += twice * b
    squares += bias3 * bias3
    gradient = (
        (g_weights1, g_biases1),
        (g_weights2, g_biases2),
        (g_weights3, g_bias3 + twice * bias3),
    )
    return total * scale + decay * squares, gradient


def perceptron(parameters: Any, x: Any, y: Any) -> tuple[Any, list[Any]]:
    """Mean squared error of a network of arrays with tanh, and its gradient."""
    layers = len(parameters) // 2
    outputs = [x]
    for k in range(layers):
        z = outputs[-1] @ parameters[2 * k] + parameters[2 * k + 1]
        outputs.append(np.tanh(z) if k < layers - 1 else z)
    error = outputs[-1] - y
    value = np.mean(error * error)
    g = error * (2.0 / error.size)
    gradient: list[Any] = [None] * len(parameters)
    for k in reversed(range(layers)):
        gradient[2 * k] = outputs[k].T @ g
        gradient[2 * k + 1] = g.sum(axis=0)
        if k:
            g = (g @ parameters[2 * k].T) * (1.0 - outputs[k] * outputs[k])
    return value, gradient


def rosenbrock_gradient(x: Any) -> tuple[Any, Any]:
    """Rosenbrock's function and its gradient."""
    head, tail = x[:-1], x[1:]
    miss = tail - head * head
    rest = 1.0 - head
    gradient = np.zeros_like(x)
    gradient[:-1] = -400.0 * head * miss - 2.0 * rest
    gradient[1:] += 200.0 * miss
    return 100.0 * (miss @ miss) + rest @ rest, gradient
