"""Two hundred rounds, to be sure."""

# diagnosis: never-looks-at-the-tolerance


def adjoint_of_solution(vjp, z_bar, tolerance):
    w = z_bar
    for _ in range(200):
        w = z_bar + vjp(w)
    return w
