# exercise: numerical-gradient


def numerical_gradient(f, xs):
    slopes = []
    for k, x in enumerate(xs):
        h = abs(x) * 1e-5
        here = list(xs)
        here[k] = x + h
        there = list(xs)
        there[k] = x - h
        slopes.append((f(*here) - f(*there)) / (here[k] - there[k]))
    return slopes
