"""The tag is the depth: how many derivatives are being taken around this one."""

depth = 0


def level(number):
    return number.tag if isinstance(number, Dual) else 0


class Dual:
    def __init__(self, value, tangent, tag):
        self.value = value
        self.tangent = tangent
        self.tag = tag

    def __add__(self, other):
        if level(self) > level(other):
            return Dual(self.value + other, self.tangent, self.tag)
        if level(self) < level(other):
            return Dual(self + other.value, other.tangent, other.tag)
        return Dual(self.value + other.value, self.tangent + other.tangent, self.tag)

    __radd__ = __add__

    def __mul__(self, other):
        if level(self) > level(other):
            return Dual(self.value * other, self.tangent * other, self.tag)
        if level(self) < level(other):
            return Dual(self * other.value, self * other.tangent, other.tag)
        tangent = self.value * other.tangent + self.tangent * other.value
        return Dual(self.value * other.value, tangent, self.tag)

    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return -self + other


def derivative(f):
    def slope(x):
        global depth
        depth += 1
        try:
            result = f(Dual(x, 1.0, depth))
            return result.tangent if level(result) == depth else 0.0
        finally:
            depth -= 1

    return slope
