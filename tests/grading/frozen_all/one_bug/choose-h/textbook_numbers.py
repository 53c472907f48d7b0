# exercise: choose-h


def choose_h(value, second, third):
    return 1e-8, 1e-5
