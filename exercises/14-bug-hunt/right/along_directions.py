# exercise: bug-hunt
NAMES = {"W1": "first", "b1": "first", "w2": "second", "b2": "second"}


def name_the_bug(engine, weights):
    _, gradient = engine(weights)
    _, later = engine(weights)
    if any(abs(a - b) > 1e-9 for name in NAMES for a, b in zip(gradient[name], later[name])):
        return "never cleared"

    def along(name, k):
        def loss(t):
            point = dict(weights)
            point[name] = [w + t * (j == k) for j, w in enumerate(weights[name])]
            return engine(point)[0]

        h = 1e-3
        return (8 * (loss(h) - loss(-h)) - (loss(2 * h) - loss(-2 * h))) / (12 * h)

    table = []
    for name in NAMES:
        for k, said in enumerate(gradient[name]):
            table.append((name, said, along(name, k)))
    wrong = {name for name, said, slope in table if abs(said - slope) > 1e-4 * abs(slope)}
    zero = {name for name, said, _ in table if said == 0}
    turned = {name for name, said, slope in table if abs(said + slope) < 1e-4 * abs(slope)}
    if not wrong:
        return "right"
    if zero:
        return "no biases" if "b2" in zero else "no first layer"
    if (
        turned >= {"W1", "b1"}
        and wrong == {"W1", "b1"}
        and all(
            abs(said + slope) < 1e-4 * abs(slope) for name, said, slope in table if name in wrong
        )
    ):
        return "wrong sign"
    if turned == {"w2", "b2"}:
        return "wrong sign"
    return "scaled" if "b2" in wrong else "no slope of tanh"
