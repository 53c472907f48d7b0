# exercise: topological-order
from functools import lru_cache


def topological_order(operands):
    @lru_cache(maxsize=None)
    def level(k):
        return 1 + max((level(o) for o in operands[k]), default=-1)

    return sorted(range(len(operands)), key=level)
