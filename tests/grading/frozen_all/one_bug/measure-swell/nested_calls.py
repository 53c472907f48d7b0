# exercise: measure-swell

from functools import lru_cache


def measure_swell(steps):
    @lru_cache(maxsize=None)
    def written(k):
        if not steps[k]["operands"]:
            return 0
        return 1 + sum(written(j) for j in steps[k]["operands"])

    return written(len(steps) - 1), sum(1 for step in steps if step["operands"])
