"""Returns True, None, texts and nothing of the right shape."""

# from: L0
WORLD  # given by the test; elsewhere this file stops here

answers = iter([True, None, "passed", [], [[0.0]], {"shape": [3], "data": [True] * 3}])


def gradient(x):
    return next(answers)
