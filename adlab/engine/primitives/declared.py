"""All primitives that adlab knows: importing this declares them. The tables say the
value, formula and local partials of each, side by side.

- `elementary`: arithmetic, exponentials, trigonometry, kinks, comparisons: entry by entry.
- `shapes`: reshaping, picking, placing, stacking: entries move, and none is computed.
- `reductions`: sums, means, extremes, products and norms over axes.
- `products`: matrix and tensor products.
- `linalg`: inverses, determinants, factorisations.

Sources: Griewank & Walther, *Evaluating Derivatives*, 2nd ed. (2008), table 3.3 (elementals);
Giles, *Collected matrix derivative results for forward and reverse mode AD* (2008), section 2.
"""

from adlab.engine.primitives import elementary, linalg, products, reductions, shapes

__all__ = ["elementary", "linalg", "products", "reductions", "shapes"]
