"""Everything is divided by the size first."""


def trust(f, ad, x):
    values = {k: f(x + k * 1e-4) for k in (-10, -1, 0, 1, 10)}
    slope = {k: (values[k] - values[0]) / (k * 1e-4) for k in (-10, -1, 1, 10)}
    unit = max(abs(ad), abs(slope[1]), abs(slope[-1])) or 1.0
    near, far = (slope[1] - slope[-1]) / unit, (slope[10] - slope[-10]) / unit
    if abs(near) > max(0.01, abs(far) / 3):
        return "kink"
    off = ((slope[1] + slope[-1]) / 2 - ad) / unit
    return "agree" if abs(off) <= 0.01 else "cancelled" if ad != 0 else "constant branch"
