"""Speeds, each as a ratio to something else that is measured in the same run.

`python -m benchmarks` runs them all and prints a table.
"""
