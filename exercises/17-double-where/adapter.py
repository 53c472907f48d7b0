"""Arrays that carry tangents, with the rules of AD at every entry, also where these give nan."""

import math
import operator


class Array:
    """Values and tangents, entry by entry."""

    def __init__(self, values, tangents):
        self.values, self.tangents = list(values), list(tangents)

    def __add__(self, other):
        return each(lambda a, da, b, db: (a + b, da + db), self, other)

    def __sub__(self, other):
        return each(lambda a, da, b, db: (a - b, da - db), self, other)

    def __rsub__(self, other):
        return lifted(other, self) - self

    def __mul__(self, other):
        return each(lambda a, da, b, db: (a * b, da * b + a * db), self, other)

    def __truediv__(self, other):
        return each(quotient, self, other)

    def __rtruediv__(self, other):
        return lifted(other, self) / self

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self):
        return self * -1.0

    def __abs__(self):
        return one(abs, lambda x, z: (x > 0) - (x < 0), self)

    def __gt__(self, other):
        return Mask(map(operator.gt, self.values, lifted(other, self).values))

    def __lt__(self, other):
        return Mask(map(operator.lt, self.values, lifted(other, self).values))

    def __ge__(self, other):
        return Mask(map(operator.ge, self.values, lifted(other, self).values))

    def __le__(self, other):
        return Mask(map(operator.le, self.values, lifted(other, self).values))

    def __eq__(self, other):
        return Mask(map(operator.eq, self.values, lifted(other, self).values))

    def __ne__(self, other):
        return Mask(map(operator.ne, self.values, lifted(other, self).values))

    __hash__ = None


class Mask(list):
    """Truth values; as numbers they are 0 and 1."""

    def __bool__(self):
        raise ValueError("an array of truth values has no truth value of its own: use np.where")

    def __invert__(self):
        return Mask(not entry for entry in self)

    def __mul__(self, other):
        return lifted(self, other) * other

    __rmul__ = __mul__


def lifted(number, like):
    """A number, or a mask, as an array that does not move."""
    if isinstance(number, Array):
        return number
    values = list(map(float, number)) if isinstance(number, Mask) else [number] * len(like.values)
    return Array(values, [0.0] * len(values))


def each(rule, some, others):
    others = lifted(others, some)
    made = map(rule, some.values, some.tangents, others.values, others.tangents)
    return Array(*zip(*made, strict=True))


def quotient(a, da, b, db):
    if b == 0:
        return (math.nan if a == 0 else math.copysign(math.inf, a)), math.nan
    return a / b, da / b - a / b * db / b


def one(function, slope, x):
    values = list(map(function, x.values))
    slopes = map(slope, x.values, values)
    return Array(values, [s * t for s, t in zip(slopes, x.tangents, strict=True)])


class Functions:
    """What is passed as `np`."""

    @staticmethod
    def where(mask, some, others):
        """A choice; a derivative flows through both, times 1 and times 0, as in AD."""
        sized = next(each for each in (some, others, lifted_mask(mask)) if isinstance(each, Array))
        some, others = lifted(some, sized), lifted(others, sized)
        values = [a if m else b for m, a, b in zip(mask, some.values, others.values, strict=True)]
        pairs = zip(mask, some.tangents, others.tangents, strict=True)
        return Array(values, [float(m) * a + float(not m) * b for m, a, b in pairs])

    @staticmethod
    def sqrt(x):
        """NaN below 0; an infinite slope at 0."""
        return one(
            lambda x: math.sqrt(x) if x >= 0 else math.nan,
            lambda x, z: math.nan if x < 0 else math.inf if x == 0 else 0.5 / z,
            x,
        )

    @staticmethod
    def log(x):
        """NaN below 0, -inf at 0."""
        return one(
            lambda x: math.log(x) if x > 0 else -math.inf if x == 0 else math.nan,
            lambda x, z: math.nan if x < 0 else math.inf if x == 0 else 1.0 / x,
            x,
        )

    @staticmethod
    def sin(x):
        """Everywhere."""
        return one(math.sin, lambda x, z: math.cos(x), x)

    @staticmethod
    def maximum(x, y):
        """At a tie, one half each."""
        return each(larger, x, y) if isinstance(x, Array) else each(larger, y, x)

    @staticmethod
    def abs(x):
        """Slope 0 at 0."""
        return abs(x)


def larger(a, da, b, db):
    return max(a, b), 0.5 * (da + db) if a == b else da if a > b else db


def lifted_mask(mask):
    return Array(map(float, mask), [0.0] * len(mask))


def run(name, values):
    """The values and the slopes, in each entry."""
    made = submission.safe(name, Array(values, [1.0] * len(values)), Functions)
    made = lifted(made, Array(values, values))
    return [made.values, made.tangents]
