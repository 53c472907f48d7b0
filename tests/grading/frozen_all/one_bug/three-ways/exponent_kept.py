# exercise: three-ways


def value(coefficients, x):
    y = 0.0
    for c in reversed(coefficients):
        y = y * x + c
    return y


def three_ways(coefficients, x, h):
    terms = [n * a * x**n for n, a in enumerate(coefficients)]
    forward = (value(coefficients, x + h) - value(coefficients, x)) / h
    v, s = 0.0, 0.0
    for a in reversed(coefficients):
        s = v + x * s
        v = v * x + a
    return sum(terms), forward, s
