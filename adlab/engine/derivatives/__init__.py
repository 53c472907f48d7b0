"""Derivatives of functions: what a user asks for.

- `transforms`: `grad`, `jvp`, `vjp`, `hessian` and their kin; `auxiliary`: what a function returns
  beside its value;
- `dual`: forward mode without a graph;
- `taylor`: all derivatives up to a degree by one sweep; `sparse`: Jacobians of few entries;
- `symbolic`, `differences`: the two other ways to differentiate, to compare with;
- `checking`: derivatives by differences, to check those of the sweeps; `taylor_test`: the same by
  the slope of what Taylor's series leaves; `suspicion`: why they may disagree.
"""
