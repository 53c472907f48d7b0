"""Stores every state on the way."""

# diagnosis: too-many-states


def schedule(steps, states):
    actions = [["store"]]
    for k in range(1, steps):
        actions += [["advance", k], ["store"]]
    for k in range(steps - 1, -1, -1):
        actions += [["restore", k], ["back"], ["free", k]]
    return actions
