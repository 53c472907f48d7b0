# exercise: dual-numbers

import math


class Dual:
    def __init__(self, value, tangent=0.0):
        self.value, self.tangent = value, tangent

    def through(self, value, slope):
        return Dual(value, slope * self.tangent)

    def __add__(self, other):
        other = lift(other)
        return Dual(self.value + other.value, self.tangent + other.tangent)

    def __mul__(self, other):
        other = lift(other)
        rise = self.value * other.tangent + other.value * self.tangent
        return Dual(self.value * other.value, rise)

    def __pow__(self, number):
        return self.through(self.value**number, number * self.value ** (number - 1))

    def __sub__(self, other):
        return self + lift(other) * -1

    def __truediv__(self, other):
        return self * lift(other) ** -1

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, number):
        return lift(number) - self

    def __rtruediv__(self, number):
        return lift(number) / self

    def exp(self):
        return self.through(math.exp(self.value), math.exp(self.value))

    def log(self):
        return self.through(math.log(self.value), 1 / self.value)

    def sin(self):
        return self.through(math.sin(self.value), math.cos(self.value))


def lift(number):
    return number if isinstance(number, Dual) else Dual(number)
