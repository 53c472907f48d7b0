"""Each weight moves by a gradient at weights that have moved in part."""

# diagnosis: moves-one-by-one


def descend(value_and_gradient, weights, rate, steps):
    """The weights after so many steps against the gradient, and the value before each of them."""
    values = []
    for _ in range(steps):
        value, gradient = value_and_gradient(weights)
        values.append(value)
        weights = list(weights)
        for k in range(len(weights)):
            weights[k] -= rate * value_and_gradient(weights)[1][k]
    return weights, values
