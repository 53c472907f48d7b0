"""Sorts by depth, and computes the depth by nested calls."""

# diagnosis: recursion-too-deep

from functools import cache


def topological_order(operands):
    @cache
    def depth(node):
        return 1 + max((depth(operand) for operand in operands[node]), default=0)

    return sorted(range(len(operands)), key=depth)
