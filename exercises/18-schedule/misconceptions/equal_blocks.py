"""Equal blocks, one stored state for each; inside a block all from its start."""

# diagnosis: places-not-used-again


def schedule(steps, states):
    ends = sorted({k * steps // states for k in range(states + 1)})
    actions = [["store"]]
    for end in ends[1:-1]:
        actions += [["advance", end], ["store"]]
    for start, end in reversed(list(zip(ends, ends[1:]))):
        for k in range(end - 1, start - 1, -1):
            actions.append(["restore", start])
            if k > start:
                actions.append(["advance", k])
            actions.append(["back"])
        if start:
            actions.append(["free", start])
    return actions
