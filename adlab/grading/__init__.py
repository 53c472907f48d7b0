"""Exercises, and a grader whose verdict cannot be forged.

The checks, the random inputs and the expected values stay in this process. A submission runs in
another one, which is given inputs and returns data from behind what the operating system offers in
the way of walls. No verdict crosses the boundary.

- `walls`: the other process, and what of the machine it may touch;
- `exercises`: what is asked, the checks, and what is said to the learner;
- `diagnosis`: the smallest failing case, the first wrong node, the mistake by name;
- `authoring`: what proves that an exercise is sound;
- `collecting`: files and notebooks of a class, and grading all of them.

Imports go authoring and collecting → diagnosis → exercises → walls.
"""
