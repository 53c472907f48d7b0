# exercise: numerical-gradient


def numerical_gradient(f, xs):
    h = 1e-5
    result = []
    for i in range(len(xs)):
        plus = xs[:i] + [xs[i] + h] + xs[i + 1 :]
        minus = xs[:i] + [xs[i] - h] + xs[i + 1 :]
        result.append((f(*plus) - f(*minus)) / (2 * h))
    return result
