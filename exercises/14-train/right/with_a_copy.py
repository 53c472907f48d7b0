# exercise: train


def descend(value_and_gradient, weights, rate, steps):
    weights = weights.copy()
    values = []
    while len(values) < steps:
        value, gradient = value_and_gradient(weights)
        values += [value]
        for k, slope in enumerate(gradient):
            weights[k] -= rate * slope
    return [weights, values]
