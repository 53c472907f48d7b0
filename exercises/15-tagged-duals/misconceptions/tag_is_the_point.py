"""The number at which the slope is taken serves as the tag."""

# diagnosis: tag-is-the-point

import itertools

counter = itertools.count()


class Dual:
    def __init__(self, value, tangent, tag):
        self.value, self.tangent, self.tag = value, tangent, tag

    def __add__(self, other):
        tag = newest(self, other)
        (a, da), (b, db) = parts(self, tag), parts(other, tag)
        return Dual(a + b, da + db, tag)

    def __mul__(self, other):
        tag = newest(self, other)
        (a, da), (b, db) = parts(self, tag), parts(other, tag)
        return Dual(a * b, a * db + da * b, tag)

    def __sub__(self, other):
        return self + other * -1.0

    def __radd__(self, number):
        return self + number

    def __rmul__(self, number):
        return self * number

    def __rsub__(self, number):
        return self * -1.0 + number


def newest(*numbers):
    return max(number.tag for number in numbers if isinstance(number, Dual))


def parts(number, tag):
    if isinstance(number, Dual) and number.tag == tag:
        return number.value, number.tangent
    return number, 0.0


def derivative(f):
    def slope(x):
        tag = x
        while isinstance(tag, Dual):
            tag = tag.value
        y = f(Dual(x, 1.0, tag))
        return y.tangent if isinstance(y, Dual) and y.tag == tag else 0.0

    return slope
