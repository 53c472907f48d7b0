"""Checks of `schedule`: the actions are followed here, one by one, and counted."""

from itertools import pairwise
from math import comb

from adlab.grading.exercises.checks import Wrong, asking, shown

WORDS = {"store": 1, "advance": 2, "back": 1, "restore": 2, "free": 2}


def least(steps, states):
    """Griewank's formula: steps that must be run again."""
    repeats = 0
    while comb(states + repeats, states) < steps:
        repeats += 1
    return repeats * steps - comb(states + repeats, states + 1)


def follow(actions, steps, listed):
    """How many steps were advanced, and how many states were stored at a time."""
    stored, at, advanced, most, left = set(), 0, 0, 0, steps

    def wrong(number, action, why, sign=""):
        return Wrong(f"{listed}\n\nAction {number}, {shown(action)}: {why}.", sign=sign)

    if type(actions) is not list:
        raise Wrong(f"{listed}\n\nExpected a list of actions, got {shown(actions)}.")
    for number, action in enumerate(actions, start=1):
        known = type(action) is list and action and type(action[0]) is str
        if not known or WORDS.get(action[0]) != len(action):
            raise wrong(number, action, "this is no action")
        op, place = action[0], action[-1]
        if len(action) == 2 and type(place) is not int:
            raise wrong(number, action, "a state is a whole number")
        if op == "store":
            stored.add(at)
            most = max(most, len(stored))
        elif op == "advance":
            if not at < place < steps:
                raise wrong(
                    number, action, f"from state {at} one cannot advance there", "off-by-one"
                )
            advanced, at = advanced + place - at, place
        elif op == "back":
            if at != left - 1:
                sign = "goes-forward" if left == steps and at == 0 < steps - 1 else "skips-a-step"
                sign = (
                    "off-by-one" if abs(at - (left - 1)) == 1 and sign != "goes-forward" else sign
                )
                why = f"step {left - 1} is the next to go back through, and state {at} is reached"
                raise wrong(number, action, why, sign)
            left -= 1
        elif place not in stored:
            raise wrong(number, action, f"state {place} is not stored", "restores-what-is-gone")
        elif op == "restore":
            at = place
        else:
            stored.discard(place)
    if left:
        raise Wrong(
            f"{listed}\n\nStep {left - 1} has not been gone back through.", sign="skips-a-step"
        )
    return advanced, most


def check(submission, steps, states, room=True, cost=True):
    listed = f"    schedule({steps}, {states})"
    with asking(listed, sign=of_a_problem):
        actions = submission(steps, states)
    advanced, most = follow(actions, steps, listed)
    facts = {"call": f"schedule({steps}, {states})"}
    if room and most > states:
        raise Wrong(
            f"{listed}\n\nStates that are stored at a time: yours {most}, allowed {states}.",
            what="states",
            yours=most,
            expected=states,
            sign="too-many-states",
            **facts,
        )
    right = least(steps, states)
    if cost and advanced > right:
        raise Wrong(
            f"{listed}\n\nSteps that are advanced: yours {advanced}; {right} will do.",
            what="cost",
            yours=advanced,
            expected=right,
            sign=of_a_cost(advanced, steps, states),
            **facts,
        )


def of_a_problem(message):
    return "too-slow" if "did not finish" in message else ""


def of_a_cost(advanced, steps, states):
    """Which known way costs so much."""
    if advanced == steps * (steps - 1) // 2:
        return "starts-from-the-first"
    return {halved(steps, states): "halves", in_blocks(steps, states): "places-not-used-again"}.get(
        advanced, ""
    )


def halved(length, states):
    if length == 1 or states == 1:
        return length * (length - 1) // 2
    half = length // 2
    return half + halved(length - half, states - 1) + halved(half, states)


def in_blocks(steps, states):
    ends = [k * steps // states for k in range(states + 1)]
    blocks = [after - before for before, after in pairwise(ends)]
    return ends[-2] + sum(n * (n - 1) // 2 for n in blocks)


def test_short_chains(submission, rng):
    """One to three steps."""
    for steps in (1, 2, 3):
        for states in (1, 2, 3):
            check(submission, steps, states)


def test_order_and_room(submission, rng):
    """Every step once, from the last to the first, with no more states than there is room for."""
    for steps, states in ((4, 1), (5, 2), (8, 2), (10, 3), (16, 3), (21, 5)):
        check(submission, steps, states, cost=False)
    check(submission, rng.randrange(25, 40), rng.randrange(3, 6), cost=False)


def test_cost(submission, rng):
    """As few steps are run again as possible."""
    for steps, states in ((6, 1), (5, 2), (10, 2), (10, 3), (16, 3), (20, 4), (56, 3)):
        check(submission, steps, states)
    for _ in range(4):
        check(submission, rng.randrange(11, 50), rng.randrange(2, 7))


def test_long_chain(submission, rng):
    """300 steps with 6 states: the cost of each part is computed once."""
    check(submission, 300, 6)
