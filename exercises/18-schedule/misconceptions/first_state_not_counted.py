"""The first state is held beside the others."""

# diagnosis: too-many-states

import functools


def schedule(steps, states):
    actions = [["store"]]

    def reverse(start, end, places):
        if end - start == 1:
            actions.append(["back"])
        elif places == 0:
            for k in range(end - 1, start, -1):
                actions.extend([["advance", k], ["back"], ["restore", start]])
            actions.append(["back"])
        else:
            middle = start + best(end - start, places)[1]
            actions.extend([["advance", middle], ["store"]])
            reverse(middle, end, places - 1)
            actions.extend([["free", middle], ["restore", start]])
            reverse(start, middle, places)

    reverse(0, steps, states)
    return actions


@functools.cache
def best(length, places):
    if length == 1 or places == 0:
        return length * (length - 1) // 2, 1
    return min(
        (k + best(length - k, places - 1)[0] + best(k, places)[0], k) for k in range(1, length)
    )
