# exercise: bug-hunt


class Suspect:
    def __init__(self, engine, weights):
        self.engine, self.weights = engine, weights
        self.said = engine(weights)[1]

    def repeats(self):
        return self.engine(self.weights)[1] == self.said

    def slope(self, name, k, h=2e-5):
        losses = []
        for step in (h, -h):
            numbers = list(self.weights[name])
            numbers[k] += step
            losses.append(self.engine({**self.weights, name: numbers})[0])
        return (losses[0] - losses[1]) / (2 * h)

    def factor(self, name):
        """By what the engine's slopes of a group are too large; None if it is not one number."""
        found = [said / self.slope(name, k) for k, said in enumerate(self.said[name])]
        return sum(found) / len(found) if max(found) - min(found) < 2e-4 else None


def name_the_bug(engine, weights):
    suspect = Suspect(engine, weights)
    if not suspect.repeats():
        return "never cleared"
    if not any(suspect.said["W1"]):
        return "no first layer"
    if not any(suspect.said["b2"]):
        return "no biases"
    factors = [suspect.factor(name) for name in ("W1", "b1", "w2", "b2")]
    signs = [factor is not None and factor < 0 for factor in factors]
    if any(signs):
        return "wrong sign"
    if abs(factors[3] - 1) > 2e-4:
        return "scaled"
    if None in factors or abs(factors[0] - 1) > 2e-4:
        return "no slope of tanh"
    return "right"
