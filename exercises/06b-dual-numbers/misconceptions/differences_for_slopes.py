"""Finds the slopes of exp, log and sin by differences."""

# diagnosis: difference-for-slope

import math


class Dual:
    """value + tangent·ε, with ε² = 0."""

    def __init__(self, value, tangent=0.0):
        self.value = value
        self.tangent = tangent

    def __add__(self, other):
        other = lift(other)
        return Dual(self.value + other.value, self.tangent + other.tangent)

    def __sub__(self, other):
        other = lift(other)
        return Dual(self.value - other.value, self.tangent - other.tangent)

    def __mul__(self, other):
        other = lift(other)
        tangent = self.tangent * other.value + self.value * other.tangent
        return Dual(self.value * other.value, tangent)

    def __truediv__(self, other):
        other = lift(other)
        quotient = self.value / other.value
        return Dual(quotient, (self.tangent - quotient * other.tangent) / other.value)

    def __pow__(self, number):
        slope = number * self.value ** (number - 1)
        return Dual(self.value**number, slope * self.tangent)

    def __radd__(self, number):  # number + self
        return self + number

    def __rsub__(self, number):  # number - self
        return lift(number) - self

    def __rmul__(self, number):  # number * self
        return self * number

    def __rtruediv__(self, number):  # number / self
        return lift(number) / self

    def _moved(self, g, h=1e-6):
        slope = (g(self.value + h) - g(self.value - h)) / (2 * h)
        return Dual(g(self.value), slope * self.tangent)

    def exp(self):
        return self._moved(math.exp)

    def log(self):
        return self._moved(math.log)

    def sin(self):
        return self._moved(math.sin)


def lift(number):
    """A number as a Dual, which does not move; a Dual as it is."""
    return number if isinstance(number, Dual) else Dual(number)
