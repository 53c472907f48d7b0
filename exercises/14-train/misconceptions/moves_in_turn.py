"""The weights move in turn, each by a new gradient."""

# diagnosis: moves-one-by-one


def descend(value_and_gradient, weights, rate, steps):
    """The weights after so many steps against the gradient, and the value before each of them."""
    values = []
    for _ in range(steps):
        value, gradient = value_and_gradient(weights)
        values.append(value)
        for k in range(len(weights)):
            _, now = value_and_gradient(weights)
            weights = [w - rate * now[k] * (j == k) for j, w in enumerate(weights)]
    return weights, values
