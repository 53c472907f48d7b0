# exercise: train


def descend(value_and_gradient, weights, rate, steps):
    if steps == 0:
        return list(weights), []
    value, gradient = value_and_gradient(weights)
    nearer = [weights[k] - gradient[k] * rate for k in range(len(weights))]
    last, values = descend(value_and_gradient, nearer, rate, steps - 1)
    return last, [value, *values]
