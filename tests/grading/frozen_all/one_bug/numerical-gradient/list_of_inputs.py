# exercise: numerical-gradient


def numerical_gradient(f, xs):
    grad = []
    for k in range(len(xs)):
        h = 6e-6 * max(1.0, abs(xs[k]))
        up = xs.copy()
        down = xs.copy()
        up[k] += h
        down[k] -= h
        grad.append((f(up) - f(down)) / (2 * h))
    return grad
