"""Begins at the first state each time."""

# diagnosis: starts-from-the-first


def schedule(steps, states):
    actions = [["store"]]
    for k in range(steps - 1, -1, -1):
        actions.append(["restore", 0])
        if k:
            actions.append(["advance", k])
        actions.append(["back"])
    return actions
