"""Primitives of a user's own.

- `decorator`: `@adlab.primitive`, and slopes entry by entry;
- `whole_functions`: the rules of a function of whole arrays, `jvp` and `vjp`;
- `by_differences`: derivatives of functions that adlab cannot look into;
- `checkpointing`: functions whose inside is computed again in the reverse sweep;
- `implicit`: solvers, by the equation that they solve.
"""
