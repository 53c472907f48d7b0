"""Lets a gradient be off by five percent."""

# diagnosis: tolerance-too-loose


def name_the_bug(engine, weights):
    """Which bug an engine has, found by tests."""
    first, second = engine(weights)[1], engine(weights)[1]
    if not all(near(a, b) for name in first for a, b in zip(first[name], second[name])):
        return "never cleared"
    ratios = {name: [] for name in weights}
    for name, numbers in weights.items():
        for k in range(len(numbers)):
            slope = (
                loss_at(engine, weights, name, k, 1e-5) - loss_at(engine, weights, name, k, -1e-5)
            ) / 2e-5
            ratios[name].append(first[name][k] / slope)
    layers = [ratios["W1"] + ratios["b1"], ratios["w2"] + ratios["b2"]]
    every = layers[0] + layers[1]
    if all(abs(ratio - 1) < 0.05 for ratio in every):
        return "right"
    if all(near(ratio, 0.0) for ratio in ratios["b1"] + ratios["b2"]):
        return "no biases"
    if all(near(ratio, 0.0) for ratio in layers[0]):
        return "no first layer"
    if all(near(ratio, every[0]) for ratio in every):
        return "scaled"
    if any(all(near(ratio, -1.0) for ratio in layer) for layer in layers):
        return "wrong sign"
    return "no slope of tanh"


def loss_at(engine, weights, name, k, h):
    moved = {each: list(numbers) for each, numbers in weights.items()}
    moved[name][k] += h
    return engine(moved)[0]


def near(a, b):
    return abs(a - b) < 1e-4
