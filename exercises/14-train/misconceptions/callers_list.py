"""The list of whoever called is changed."""

# diagnosis: changes-arguments


def descend(value_and_gradient, weights, rate, steps):
    """The weights after so many steps against the gradient, and the value before each of them."""
    values = []
    for _ in range(steps):
        value, gradient = value_and_gradient(weights)
        values.append(value)
        for k, g in enumerate(gradient):
            weights[k] -= rate * g
    return weights, values
