# exercise: bug-hunt
import numpy as np

GROUPS = ("W1", "b1", "w2", "b2")


def name_the_bug(engine, weights):
    flat = np.concatenate([weights[name] for name in GROUPS])
    ends = np.cumsum([len(weights[name]) for name in GROUPS])[:-1]

    def ask(numbers):
        loss, gradient = engine(dict(zip(GROUPS, np.split(numbers, ends))))
        return loss, np.concatenate([gradient[name] for name in GROUPS])

    once, twice = ask(flat)[1], ask(flat)[1]
    if not np.allclose(once, twice):
        return "never cleared"
    steps = 1e-5 * np.eye(len(flat))
    slopes = np.array([ask(flat + step)[0] - ask(flat - step)[0] for step in steps]) / 2e-5
    W1, b1, w2, b2 = np.split(once / slopes, ends)
    if np.allclose(once, slopes, rtol=1e-3):
        return "right"
    if not b1.any() and not b2.any():
        return "no biases"
    if not W1.any():
        return "no first layer"
    if np.ptp(once / slopes) < 1e-3:
        return "scaled"
    return "wrong sign" if min(W1.max(), w2.max()) < 0 else "no slope of tanh"
