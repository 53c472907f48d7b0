"""Goes through the steps from the first to the last."""

# diagnosis: goes-forward


def schedule(steps, states):
    actions = [["store"]]
    for k in range(steps):
        if k:
            actions.append(["advance", k])
        actions.append(["back"])
    return actions
