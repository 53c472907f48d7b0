"""The adjoint of the solution is handed to the last round as it is."""

# diagnosis: one-round-only


def adjoint_of_solution(vjp, z_bar, tolerance):
    return 1.0 * z_bar
