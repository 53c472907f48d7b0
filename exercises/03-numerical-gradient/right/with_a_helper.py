# exercise: numerical-gradient


def numerical_gradient(f, xs):
    return [slope(f, xs, k) for k in range(len(xs))]


def slope(f, xs, k):
    h = 1e-5 * max(1.0, abs(xs[k]))
    up, down = xs[k] + h, xs[k] - h
    left, right = xs[:k], xs[k + 1 :]
    return (f(*left, up, *right) - f(*left, down, *right)) / (up - down)
