"""What comes back through one round is taken for all."""

# diagnosis: one-round-only


def adjoint_of_solution(vjp, z_bar, tolerance):
    return z_bar + vjp(z_bar)
