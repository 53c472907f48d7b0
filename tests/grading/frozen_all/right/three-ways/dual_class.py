# exercise: three-ways


class Moving:
    def __init__(self, now, speed):
        self.now, self.speed = now, speed

    def __mul__(self, other):
        return Moving(self.now * other.now, self.speed * other.now + self.now * other.speed)

    def __add__(self, number):
        return Moving(self.now + number, self.speed)


def value(coefficients, x):
    y = 0.0
    for c in reversed(coefficients):
        y = y * x + c
    return y


def three_ways(coefficients, x, h):
    formula = 0.0
    for k in range(1, len(coefficients)):
        formula = formula + k * coefficients[k] * x ** (k - 1)
    y = Moving(0.0, 0.0)
    for c in reversed(coefficients):
        y = y * Moving(x, 1.0) + c
    return formula, (value(coefficients, x + h) - value(coefficients, x)) / h, y.speed
