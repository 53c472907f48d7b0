"""A table of functions, one for each operation."""

import math

PARTIALS = {
    "add": lambda z, x, y: (1, 1),
    "subtract": lambda z, x, y: (1, -1),
    "multiply": lambda z, x, y: (y, x),
    "divide": lambda z, x, y: (1 / y, -z / y),
    "power": lambda z, x, y: (y * z / x, math.log(x) * z),
    "exp": lambda z, x: (math.exp(x),),
    "log": lambda z, x: (x**-1,),
    "sin": lambda z, x: (math.cos(x),),
    "tanh": lambda z, x: (1 / math.cosh(x) ** 2,),
    "relu": lambda z, x: (1 if x > 0 else 0,),
}


def local_partials(op, operands, value):
    return list(PARTIALS[op](value, *operands))
