# exercise: choose-h


def choose_h(value, second, third):
    epsilon = 1.1e-16
    forward = (2 * epsilon * value / second) ** 0.5
    central = (6 * epsilon * value / third) ** (1 / 3)
    return forward, central
