"""Running a function on values that note what is done with them.

- `tracing`: run a function, and have its graph; `graph`: the graph itself;
- `var`, `operators`, `binding`: the values, and how each operation becomes a node;
- `handlers`: what NumPy's functions do with them, in `numpy_…`; `beyond_numpy`: functions that
  NumPy lacks;
- `array_writes`: writing into recorded arrays; `guards`: what a run took for granted;
- `following`: which call and loop iteration a node belongs to;
- `refusals`, `advice`: what would lose a derivative, and what to write instead; `unchosen`: the
  trap of `np.where`; `same_as_plain`: whether a function does the same when it is recorded.
"""
