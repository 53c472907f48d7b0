# exercise: taylor-test
import math


def remainder_slopes(f, gradient, x, direction):
    slopes, last, h, here = [], None, 0.1, f(*x)
    for _ in range(4):
        point, tangent = [], here
        for k in range(len(x)):
            point.append(x[k] + h * direction[k])
            tangent += h * gradient[k] * direction[k]
        remainder = math.fabs(f(*point) - tangent)
        if last is not None:
            slopes.append(math.log(last / remainder, 10))
        last, h = remainder, h / 10
    return slopes
