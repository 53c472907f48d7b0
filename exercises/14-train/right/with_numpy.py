# exercise: train
import numpy as np


def descend(value_and_gradient, weights, rate, steps):
    weights, values = np.array(weights, float), np.zeros(steps)
    for step in range(steps):
        values[step], gradient = value_and_gradient(weights)
        weights -= rate * np.array(gradient)
    return weights, values
