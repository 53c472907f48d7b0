# exercise: tagged-duals

import itertools

counter = itertools.count()


class Dual:
    """value + tangent·ε, where the tag says which ε it is."""

    def __init__(self, value, tangent, tag):
        self.value = value
        self.tangent = tangent
        self.tag = tag

    def __add__(self, other):
        ### BEGIN SOLUTION
        tag = newest(self, other)
        (a, da), (b, db) = parts(self, tag), parts(other, tag)
        return Dual(a + b, da + db, tag)
        ### END SOLUTION

    def __mul__(self, other):
        ### BEGIN SOLUTION
        tag = newest(self, other)
        (a, da), (b, db) = parts(self, tag), parts(other, tag)
        return Dual(a * b, a * db + da * b, tag)
        ### END SOLUTION

    def __sub__(self, other):
        return self + other * -1.0

    def __radd__(self, number):  # number + self
        return self + number

    def __rmul__(self, number):  # number * self
        return self * number

    def __rsub__(self, number):  # number - self
        return self * -1.0 + number


def derivative(f):
    """The function that gives the slope of f."""
    ### BEGIN SOLUTION

    def slope(x):
        tag = next(counter)
        y = f(Dual(x, 1.0, tag))
        return y.tangent if isinstance(y, Dual) and y.tag == tag else 0.0

    return slope


def newest(*numbers):
    return max(number.tag for number in numbers if isinstance(number, Dual))


def parts(number, tag):
    """Value and tangent, as the ε with this tag sees them."""
    if isinstance(number, Dual) and number.tag == tag:
        return number.value, number.tangent
    return number, 0.0
    ### END SOLUTION
