# exercise: dual-numbers

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
        ### BEGIN SOLUTION
        other = lift(other)
        return Dual(self.value - other.value, self.tangent - other.tangent)
        ### END SOLUTION

    def __mul__(self, other):
        ### BEGIN SOLUTION
        other = lift(other)
        tangent = self.tangent * other.value + self.value * other.tangent
        return Dual(self.value * other.value, tangent)
        ### END SOLUTION

    def __truediv__(self, other):
        ### BEGIN SOLUTION
        other = lift(other)
        quotient = self.value / other.value
        return Dual(quotient, (self.tangent - quotient * other.tangent) / other.value)
        ### END SOLUTION

    def __pow__(self, number):
        ### BEGIN SOLUTION
        slope = number * self.value ** (number - 1)
        return Dual(self.value**number, slope * self.tangent)
        ### END SOLUTION

    def __radd__(self, number):  # number + self
        ### BEGIN SOLUTION
        return self + number
        ### END SOLUTION

    def __rsub__(self, number):  # number - self
        ### BEGIN SOLUTION
        return lift(number) - self
        ### END SOLUTION

    def __rmul__(self, number):  # number * self
        ### BEGIN SOLUTION
        return self * number
        ### END SOLUTION

    def __rtruediv__(self, number):  # number / self
        ### BEGIN SOLUTION
        return lift(number) / self
        ### END SOLUTION

    def exp(self):
        ### BEGIN SOLUTION
        value = math.exp(self.value)
        return Dual(value, value * self.tangent)
        ### END SOLUTION

    def log(self):
        ### BEGIN SOLUTION
        return Dual(math.log(self.value), self.tangent / self.value)
        ### END SOLUTION

    def sin(self):
        ### BEGIN SOLUTION
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)
        ### END SOLUTION


def lift(number):
    """A number as a Dual, which does not move; a Dual as it is."""
    return number if isinstance(number, Dual) else Dual(number)
