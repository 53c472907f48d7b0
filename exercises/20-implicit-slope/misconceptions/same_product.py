"""Each round adds the product of z̄."""

# diagnosis: same-product-each-time


def adjoint_of_solution(vjp, z_bar, tolerance):
    w = z_bar
    for _ in range(20):
        w = w + vjp(z_bar)
    return w
