# exercise: numerical-gradient


def numerical_gradient(f, xs):
    base = f(*xs)
    out = []
    for i, x in enumerate(xs):
        step = 1.5e-8 * max(abs(x), 1.0)
        moved = list(xs)
        moved[i] += step
        out.append((f(*moved) - base) / step)
    return out
