"""The engine: trace a NumPy function into a graph, sweep over it, differentiate it.

It imports NumPy and the standard library only, but for `symbolic`, which calls SymPy when asked.
Read it in this order:

- `linear_maps`, `primitives` and `edges`: the elementary functions and their local derivatives;
- `tracing`, `graph` and `copies`: running a function on recording values, and what is recorded;
- `source` and `calls`: where in the user's code a node comes from;
- `steps` and `sweeps`: the sweeps, one plain loop each, and the Steps they tell of;
- `program`: a derivative as straight-line source; `code_rules`, `code_lines`, `code_values`,
  `code_shares`, `code_sweeps`, `code_programs` and `code_reading` write it, from one operation up
  to the text that is read; `compiling`, `fitting` and `surroundings`: when it may be used;
- `transforms`: `grad` and its kin; `numeric`: derivatives by differences, to check them;
- `symbolic`, `differences`: the two other ways to differentiate, to compare with;
- `dual`: forward mode without a graph; `searches`, `wrong_sweeps`: mistakes to watch; `cost`: what
  is spent.
"""
