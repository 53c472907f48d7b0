"""Moves the inputs in the learner's list and does not put them back."""

# diagnosis: input-left-moved


def numerical_gradient(f, xs):
    gradient = []
    for k in range(len(xs)):
        h = 6e-6 * max(1.0, abs(xs[k]))
        xs[k] += h
        up = f(*xs)
        xs[k] -= 2 * h
        down = f(*xs)
        gradient.append((up - down) / (2 * h))
    return gradient
