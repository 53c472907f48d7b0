"""Does things to the learner's tape one after the other, and reads `adjoints` after each call."""


def play(actions):
    """The adjoints after each call of backward, and what was in the caller's seeds by then.

    An action is {"record": nodes}, {"clear": 1} or {"backward": [[index, seed], …]}; the same seeds
    are the same dictionary.
    """
    tape = submission.Tape()
    dictionaries = {}
    found, after = [], []
    for action in actions:
        if "record" in action:
            for node in action["record"]:
                tape.record(list(node["operands"]), list(node["partials"]))
        elif "clear" in action:
            tape.clear()
        else:
            seeds = dictionaries.setdefault(str(action["backward"]), dict(action["backward"]))
            tape.backward(seeds)
            found.append(list(tape.adjoints))
            after.append([[str(index), seed] for index, seed in seeds.items()])
    return found, after
