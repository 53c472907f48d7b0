"""Exercises, in the form that other tools of a course take.

- `files`: what is released: paths and contents, written to a folder or a zip;
- `own_wheel`: this very adlab, to be installed where it grades;
- `nbgrader`: source notebooks; `nbgrader_marks`: the marks of `adlab grade` in its gradebook;
- `submitted`: one submission graded elsewhere, whatever it is;
- `gradescope`, `prairielearn`, `classroom`: what they start, and the results they read;
- `otter`: test files that ask adlab;
- `run`: what is started over there.
"""
