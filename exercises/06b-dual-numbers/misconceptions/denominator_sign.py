"""Raising the denominator lowers the quotient: the sign is missing."""

# diagnosis: denominator

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
        return Dual(quotient, (self.tangent + quotient * other.tangent) / other.value)

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

    def exp(self):
        value = math.exp(self.value)
        return Dual(value, value * self.tangent)

    def log(self):
        return Dual(math.log(self.value), self.tangent / self.value)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)


def lift(number):
    """A number as a Dual, which does not move; a Dual as it is."""
    return number if isinstance(number, Dual) else Dual(number)
