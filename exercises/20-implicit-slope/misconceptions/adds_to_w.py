"""The product is added to the w that is there."""

# diagnosis: doubles-w


def adjoint_of_solution(vjp, z_bar, tolerance):
    w = z_bar
    for _ in range(60):
        w = w + vjp(w)
    return w
