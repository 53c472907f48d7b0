"""Makes one function of those that the grader keeps: the value, and each slope."""


def descend(value, slopes, weights, rate, steps):
    def value_and_gradient(at):
        numbers = [float(number) for number in at]
        return value(*numbers), [slope(*numbers) for slope in slopes]

    return submission.descend(value_and_gradient, weights, rate, steps)
