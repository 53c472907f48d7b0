# exercise: numerical-gradient


def numerical_gradient(f, xs):
    point = list(xs)
    gradient = []
    for k in range(len(point)):
        h = 6e-6 * max(1.0, abs(point[k]))
        point[k] += h
        high = f(*point)
        point[k] -= 2 * h
        low = f(*point)
        gradient.append((high - low) / (2 * h))
    return gradient
