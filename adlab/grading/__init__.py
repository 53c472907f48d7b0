"""Exercises, and a grader whose verdict cannot be forged.

The checks, the random inputs and the expected values stay in this process. A submission runs in
another one (``remote``, ``worker``), which is given inputs and returns data (``wire``) from behind
what the operating system offers in the way of walls (``sandbox``). No verdict crosses the boundary.
"""
