"""A fixed number of rounds, whatever the tolerance."""

# diagnosis: stops-too-early


def adjoint_of_solution(vjp, z_bar, tolerance):
    w = z_bar
    for _ in range(5):
        w = z_bar + vjp(w)
    return w
