"""The user's code, as adlab sees it: where in it something happens.

- `source`: spans of the source, and the names that values are assigned to;
- `whose`: whether a file is the user's; `frames`: which of the user's lines is running;
- `calls`: the call and the loop iteration of a node; `called`: what a line calls;
- `tracebacks`: errors shown with the user's lines only.
"""
