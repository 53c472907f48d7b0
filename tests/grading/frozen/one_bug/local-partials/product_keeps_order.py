# exercise: local-partials
import math


class Rules:
    def add(self, z, x, y): return [1.0, 1.0]
    def subtract(self, z, x, y): return [1.0, -1.0]
    def multiply(self, z, x, y): return [x, y]
    def divide(self, z, x, y): return [1.0 / y, -x / y / y]
    def power(self, z, x, y): return [y * x ** (y - 1), z * math.log(x)]
    def exp(self, z, x): return [z]
    def log(self, z, x): return [1.0 / x]
    def sin(self, z, x): return [math.cos(x)]
    def tanh(self, z, x): return [1.0 - z * z]
    def relu(self, z, x): return [1.0 if x > 0 else 0.0]


def local_partials(op, operands, value):
    return getattr(Rules(), op)(value, *operands)
