# exercise: three-ways


def value(coefficients, x):
    y = 0.0
    for c in reversed(coefficients):
        y = y * x + c
    return y


def three_ways(coefficients, x, h):
    symbolic = value([k * c for k, c in enumerate(coefficients)][1:], x)
    y, slope = 0.0, 0.0
    for c in coefficients[::-1]:
        y, slope = y * x + c, slope * x + y
    return symbolic, (value(coefficients, x + h) - value(coefficients, x)) / h, slope
