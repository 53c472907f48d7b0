"""The tag is an object, and knows the tags that are older."""


class Epsilon:
    born = 0

    def __init__(self):
        Epsilon.born += 1
        self.age = Epsilon.born


class Dual:
    def __init__(self, value, tangent, tag):
        self.value, self.tangent, self.tag = value, tangent, tag

    def split(self, epsilon):
        if self.tag is epsilon:
            return self.value, self.tangent
        return self, 0.0

    def combine(self, other, rule):
        if not isinstance(other, Dual):
            return rule(self.value, self.tangent, other, 0.0, self.tag)
        epsilon = self.tag if self.tag.age >= other.tag.age else other.tag
        return rule(*self.split(epsilon), *other.split(epsilon), epsilon)

    def __add__(self, other):
        return self.combine(other, lambda a, da, b, db, tag: Dual(a + b, da + db, tag))

    def __sub__(self, other):
        return self.combine(other, lambda a, da, b, db, tag: Dual(a - b, da - db, tag))

    def __mul__(self, other):
        return self.combine(other, lambda a, da, b, db, tag: Dual(a * b, da * b + a * db, tag))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Dual(other - self.value, 0.0 - self.tangent, self.tag)


def derivative(f):
    def slope(x):
        epsilon = Epsilon()
        result = f(Dual(x, 1.0, epsilon))
        if isinstance(result, Dual) and result.tag is epsilon:
            return result.tangent
        return 0.0

    return slope
