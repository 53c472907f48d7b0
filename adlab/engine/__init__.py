"""The engine: trace a NumPy function into a graph, sweep over it, differentiate it.

It imports NumPy and the standard library only, but for `derivatives.symbolic`, which calls SymPy
when asked. Its folders stand on each other in this order, in which they are best read:

- `arrays` and `user`: values and linear maps; where in the user's code something happens;
- `primitives`: the elementary functions and their local derivatives;
- `recording`: running a function on recording values, and the graph of what is recorded;
- `sweeps`: the sweeps, one plain loop each, and the Steps they tell of;
- `derivatives`: `grad` and its kin, and the other ways to differentiate;
- `extending`: primitives of a user's own; `programs`: a derivative as straight-line source.
"""
