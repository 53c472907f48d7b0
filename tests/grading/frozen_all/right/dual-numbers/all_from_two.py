# exercise: dual-numbers

import math


def lift(number):
    return number if isinstance(number, Dual) else Dual(number)


class Dual:
    def __init__(self, value, tangent=0.0):
        self.value, self.tangent = value, tangent

    def _chain(self, value, slope):
        return Dual(value, slope * self.tangent)

    def __add__(self, other):
        other = lift(other)
        return Dual(self.value + other.value, self.tangent + other.tangent)

    def __mul__(self, other):
        other = lift(other)
        rise = self.tangent * other.value + other.tangent * self.value
        return Dual(self.value * other.value, rise)

    def __pow__(self, n):
        return self._chain(self.value**n, n * self.value ** (n - 1))

    def __sub__(self, other):
        return self + lift(other) * -1.0

    def __truediv__(self, other):
        return self * lift(other) ** -1

    def __radd__(self, number):
        return lift(number) + self

    def __rsub__(self, number):
        return lift(number) - self

    def __rmul__(self, number):
        return lift(number) * self

    def __rtruediv__(self, number):
        return lift(number) / self

    def exp(self):
        return self._chain(math.exp(self.value), math.exp(self.value))

    def log(self):
        return self._chain(math.log(self.value), 1 / self.value)

    def sin(self):
        return self._chain(math.sin(self.value), math.cos(self.value))
