# exercise: three-ways


def value(coefficients, x):
    y = 0.0
    for c in reversed(coefficients):
        y = y * x + c
    return y


def three_ways(coefficients, x, h):
    symbolic = 0.0
    for k in range(1, len(coefficients) - 1):
        symbolic += k * coefficients[k] * x ** (k - 1)
    numerical = (value(coefficients, x + h) - value(coefficients, x)) / h
    y, dy = 0.0, 0.0
    for c in coefficients[::-1]:
        dy = dy * x + y
        y = y * x + c
    return symbolic, numerical, dy
