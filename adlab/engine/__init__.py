"""The engine: trace a NumPy function into a graph, sweep over it, differentiate it.

It imports NumPy and the standard library only, but for `symbolic`, which calls SymPy when asked.
Read it in this order:

- `linear_maps`, `primitives` and `edges`: the elementary functions and their local derivatives;
- `tracing`, `graph` and `copies`: running a function on recording values, and what is recorded;
- `source` and `calls`: where in the user's code a node comes from;
- `steps` and `sweeps`: the sweeps, one plain loop each, and the Steps they tell of;
- `programs`: a derivative as straight-line source;
- `transforms`: `grad` and its kin; `numeric`: derivatives by differences, to check them;
- `symbolic`, `differences`: the two other ways to differentiate, to compare with;
- `dual`: forward mode without a graph; `searches`, `wrong_sweeps`: mistakes to watch; `cost`: what
  is spent; `foreign`, `watching`, `own_run` and `own_sweep`: an engine of one's own, watched.
"""
