"""A class with a method for each operation."""

from math import cos, log


class Rules:
    def __init__(self, operands, value):
        self.x, self.y, self.z = operands[0], operands[-1], value

    def add(self):
        return [1.0] * 2

    def subtract(self):
        return [1.0, -1.0]

    def multiply(self):
        return [self.y, self.x]

    def divide(self):
        by_numerator = 1.0 / self.y
        return [by_numerator, -self.z * by_numerator]

    def power(self):
        return [self.y * pow(self.x, self.y - 1), pow(self.x, self.y) * log(self.x)]

    def exp(self):
        return [self.z]

    def log(self):
        return [1.0 / self.x]

    def sin(self):
        return [cos(self.x)]

    def tanh(self):
        return [1 - self.z * self.z]

    def relu(self):
        return [float(self.z > 0) if self.z else float(self.x > 0)]


def local_partials(op, operands, value):
    return getattr(Rules(operands, value), op)()
