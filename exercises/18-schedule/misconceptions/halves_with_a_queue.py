"""Stores the middles from the outside in."""

# diagnosis: halves


def schedule(steps, states):
    actions = [["store"]]
    go(0, steps, states, actions)
    return actions


def go(first, last, room, actions):
    while last - first > 1:
        middle = (first + last) // 2 if room > 1 else last - 1
        actions.append(["advance", middle])
        if room > 1:
            actions.append(["store"])
            go(middle, last, room - 1, actions)
            actions.append(["free", middle])
            last = middle
        else:
            actions.append(["back"])
            last -= 1
        actions.append(["restore", first])
    actions.append(["back"])
