"""Marks, as the gradebooks of learning platforms take them.

- `marks`: a student's points of all exercises, with what was given and taken by hand;
- `adjusting`: the file in which that is written;
- `rows`: which row of a worksheet is whose;
- `worksheet`: the file that Moodle or Canvas gave, filled.
"""
