"""Does things to the learner's tape one after the other, and reads `adjoints` after each call."""


def play(actions):
    """The adjoints after each call of backward.

    An action is {"record": nodes}, {"clear": 1} or {"backward": [[index, seed], …]}.
    """
    tape = submission.Tape()
    found = []
    for action in actions:
        if "record" in action:
            for node in action["record"]:
                tape.record(list(node["operands"]), list(node["partials"]))
        elif "clear" in action:
            tape.clear()
        else:
            tape.backward(dict(action["backward"]))
            found.append(list(tape.adjoints))
    return found
