"""Exercises, the checks on a submission, and what comes out of them.

Read it in this order:

- `exercise`: a folder as an exercise; `random_graphs`, `checks`, `arrays`: what checks are written
  with;
- `runner`: run the checks on one submission; `report`: what came out;
- `case` and `feedback`: the failing case as a graph, and what a learner is told;
- `reasons` and `gradebook`: why a mark is what it is, and a class as a table.
"""
