"""Expression swell, as a table and a plot."""

import adlab


def test_swell_shows_formula_and_graph():
    def logistic(x, n):
        for _ in range(n - 1):
            x = 4.0 * x * (1.0 - x)
        return x

    swell = adlab.swell(logistic, 0.3, range(1, 7))
    assert [size.derivative for size in swell.sizes] == [0, 2, 21, 82, 264, 768]
    assert "f′ as a formula 768" in swell.picture().alt
    assert "768" in swell._repr_html_()
