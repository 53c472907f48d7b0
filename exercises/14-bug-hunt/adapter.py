"""Makes an engine of the functions that the grader keeps: the loss, and each slope."""

NAMES = ("W1", "b1", "w2", "b2")


def name_the_bug(loss, slopes, weights):
    sizes = [len(weights[name]) for name in NAMES]

    def engine(at):
        numbers = [float(number) for name in NAMES for number in at[name]]
        value, found = loss(*numbers), [slope(*numbers) for slope in slopes]
        gradient, first = {}, 0
        for name, size in zip(NAMES, sizes, strict=True):
            gradient[name] = found[first : first + size]
            first += size
        return value, gradient

    return submission.name_the_bug(engine, weights)
