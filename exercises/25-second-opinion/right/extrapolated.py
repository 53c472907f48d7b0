"""Each side is extrapolated to h = 0."""


def trust(f, ad, x):
    middle = f(x)

    def side(h):
        rough, fine = (f(x + h) - middle) / h, (f(x + h / 2) - middle) / (h / 2)
        return 2 * fine - rough

    right, left = side(2e-3), side(-2e-3)
    size = max(abs(right), abs(left), abs(ad), abs(f(x + 2e-3) - middle) / 2e-3)
    if abs(right - left) > 0.02 * size:
        return "kink"
    if abs((right + left) / 2 - ad) <= 0.01 * size:
        return "agree"
    return "constant branch" if ad == 0 else "cancelled"
