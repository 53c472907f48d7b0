# exercise: three-ways


def value(coefficients, x):
    y = 0.0
    for c in reversed(coefficients):
        y = y * x + c
    return y


def three_ways(coefficients, x, h):
    exact = 0.0
    for power, c in enumerate(coefficients):
        if power:
            exact += c * power * x ** (power - 1)
    return exact, (value(coefficients, x + h) - value(coefficients, x)) / h, exact
