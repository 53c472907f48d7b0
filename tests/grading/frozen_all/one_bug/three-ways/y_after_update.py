# exercise: three-ways


def value(coefficients, x):
    y = 0.0
    for c in reversed(coefficients):
        y = y * x + c
    return y


def three_ways(coefficients, x, h):
    derivative = [i * coefficients[i] for i in range(1, len(coefficients))]
    dy = y = 0
    i = len(coefficients) - 1
    while i >= 0:
        y = y * x + coefficients[i]
        dy = dy * x + y
        i -= 1
    return (
        value(derivative, x),
        (value(coefficients, x + h) - value(coefficients, x)) / h,
        dy,
    )
