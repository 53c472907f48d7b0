"""A number as a sum over sets of ε: {set(): value, {1}: tangent, {1, 2}: mixed, …}."""

made = [0]


class Dual:
    def __init__(self, value, tangent, tag):
        self.terms = dict(terms_of(value))
        for epsilons, number in terms_of(tangent).items():
            self.terms[epsilons | {tag}] = number

    @classmethod
    def of(cls, terms):
        new = cls(0.0, 0.0, None)
        new.terms = terms
        return new

    def __add__(self, other):
        total = dict(self.terms)
        for epsilons, number in terms_of(other).items():
            total[epsilons] = total.get(epsilons, 0.0) + number
        return Dual.of(total)

    def __mul__(self, other):
        total = {}
        for some, a in self.terms.items():
            for others, b in terms_of(other).items():
                if not some & others:
                    total[some | others] = total.get(some | others, 0.0) + a * b
        return Dual.of(total)

    def __sub__(self, other):
        return self + other * -1.0

    def __radd__(self, number):
        return self + number

    def __rmul__(self, number):
        return self * number

    def __rsub__(self, number):
        return self * -1.0 + number


def terms_of(number):
    return number.terms if isinstance(number, Dual) else {frozenset(): number}


def derivative(f):
    def slope(x):
        made[0] += 1
        mine = made[0]
        rest = {
            epsilons - {mine}: number
            for epsilons, number in terms_of(f(Dual(x, 1.0, mine))).items()
            if mine in epsilons
        }
        if any(rest.keys() - {frozenset()}):
            return Dual.of(rest)
        return rest.get(frozenset(), 0.0)

    return slope
