"""Checks of `Tape.backward`: adjoints after each of several calls."""

from adlab.grading.exercises.checks import Wrong, asking, compare, numbers, shortened
from adlab.grading.exercises.random_graphs import Reference, random_graph

BINARY = ("add", "subtract", "multiply", "divide")


def linearised(nodes):
    """The nodes with their partials."""
    found = zip(nodes, Reference(nodes).partials, strict=True)
    return [{**node, "partials": partials} for node, partials in found]


def lines(action, first):
    """An action as lines of code; `first` is the index of the next node."""
    if "clear" in action:
        return ["    tape.clear()"]
    if "record" in action:
        found = []
        for k, node in enumerate(action["record"], first):
            partials = ", ".join(f"{partial:.4g}" for partial in node["partials"])
            found.append(f"    tape.record({node['operands']}, [{partials}])      # node {k}")
        return shortened(found)
    seeds = ", ".join(f"{index}: {seed:.4g}" for index, seed in action["backward"])
    return [f"    tape.backward({{{seeds}}})"]


def check(submission, actions):
    """Play the actions, and compare the adjoints after each call of backward.

    A picture of the last graph alone would not show what went wrong: the actions are told.
    """
    with asking(transcript(actions)):
        returned, seeds = submission.call("play", actions)
    nodes, calls = [], 0
    for position, action in enumerate(actions):
        if "clear" in action:
            nodes = []
        elif "record" in action:
            nodes = [*nodes, *action["record"]]
        else:
            calls += 1
            listed = transcript(actions[: position + 1])
            expected = Reference(nodes).adjoints(dict(action["backward"]))
            yours = numbers(returned[calls - 1], len(nodes), "adjoints, one for each node")
            compare("adjoint", yours, expected, [], listed, backward=True)
            given = [[str(index), seed] for index, seed in action["backward"]]
            if sorted(seeds[calls - 1]) != sorted(given):
                left = ", ".join(f"{index}: {seed:.4g}" for index, seed in seeds[calls - 1])
                raise Wrong(
                    f"{listed}\n\nYour code changed what it was given: after the call, the "
                    f"dictionary of seeds is {{{left}}}. Whoever called it still needs it.",
                    what="arguments",
                    sign="changes-arguments",
                )


def transcript(actions):
    found, first = [], 0
    for action in actions:
        found += lines(action, first)
        first = 0 if "clear" in action else first + len(action.get("record", ()))
    return "\n".join(found)


def seeded(*pairs):
    return {"backward": [list(pair) for pair in pairs]}


def chain(rng, length):
    nodes = random_graph(rng, 0, inputs=1)
    nodes += [{"op": rng.choice(("sin", "tanh")), "operands": [k]} for k in range(length)]
    return linearised(nodes)


def diamond(rng):
    """z = (x·y)·x + x·y: results between input and output are used twice."""
    nodes = random_graph(rng, 0, inputs=2)
    for op, *operands in (("multiply", 0, 1), ("multiply", 2, 0), ("add", 3, 2)):
        nodes.append({"op": op, "operands": operands})
    return linearised(nodes)


def test_one_call(submission, rng):
    """One call: the adjoints of a chain, of x·x, and where paths meet."""
    for length in (0, 1, 2, 4):
        check(submission, [{"record": chain(rng, length)}, seeded((length, 1.0))])
    leaf = random_graph(rng, 0, inputs=1)
    square = linearised([*leaf, {"op": "multiply", "operands": [0, 0]}])
    check(submission, [{"record": square}, seeded((1, 1.0))])
    check(submission, [{"record": diamond(rng)}, seeded((4, 1.0))])


def test_again(submission, rng):
    """The same call again gives the same adjoints."""
    for nodes in (chain(rng, 0), chain(rng, 1), chain(rng, 3), diamond(rng)):
        call = seeded((len(nodes) - 1, 1.0))
        check(submission, [{"record": nodes}, call, call, call])


def test_other_seeds(submission, rng):
    """Seeds of an earlier call have no say; several nodes may be seeded."""
    nodes = diamond(rng)
    check(submission, [{"record": nodes}, seeded((4, 1.0)), seeded((3, 1.0)), seeded((2, 1.0))])
    check(submission, [{"record": nodes}, seeded((3, 1.0)), seeded((4, 1.0))])
    weights = [round(rng.uniform(0.3, 2.0), 2) for _ in range(3)]
    both = seeded((4, weights[0]), (2, weights[1]))
    check(submission, [{"record": nodes}, both, seeded((3, weights[2])), both])


def test_longer(submission, rng):
    """The tape has become longer between two calls."""
    nodes = diamond(rng)
    for cut in (3, 4):
        first, rest = {"record": nodes[:cut]}, {"record": nodes[cut:]}
        check(submission, [first, seeded((cut - 1, 1.0)), rest, seeded((4, 1.0))])


def test_new_pass(submission, rng):
    """A new forward pass, of the same length, shorter or longer."""
    for lengths in ((3, 3), (4, 1), (1, 3)):
        actions = []
        for length in lengths:
            actions += [{"record": chain(rng, length)}, seeded((length, 1.0)), {"clear": 1}]
        check(submission, actions[:-1])


def test_many_calls(submission, rng):
    """Random graphs and seeds, one call after the other."""
    for size in (2, 3, 4, 5, 6, 8):
        nodes = linearised(random_graph(rng, size, inputs=2, operations=(*BINARY, "sin")))
        actions = [{"record": nodes}]
        for _ in range(3):
            chosen = rng.sample(range(len(nodes)), rng.choice((1, 2)))
            actions.append(seeded(*[(k, round(rng.uniform(0.3, 2.0), 2)) for k in chosen]))
        check(submission, [*actions, seeded((len(nodes) - 1, 1.0))])
