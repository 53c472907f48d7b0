"""Tables: columns in text and HTML, traces, comparisons, and what derivatives cost.

- `columns`: the cells of all of them, one below the other;
- `table`: every node with its value, tangents and adjoints; `traces`: both traces of a sweep, after
  Baydin et al.;
- `comparison`, `ucurve`, `swell`, `costs`: symbols, differences and AD against each other, as
  tables and plots; `taylor`: the plot of a Taylor test; `counts`: the table above such a plot;
- `accuracy`: how many digits of a run are right; `losses`: how many its sums lose;
- `schedules`: what to store, and what to compute again; `sparsity`, `elimination`: Jacobians.
"""
