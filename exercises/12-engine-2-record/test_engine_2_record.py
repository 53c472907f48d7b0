"""Checks of `record`: what the objects hold that it makes."""

from adlab.grading.exercises.checks import Wrong, asking, compare, is_close, numbers, pair
from adlab.grading.exercises.random_graphs import Reference, names, random_graph

OPERATIONS = ("add", "multiply", "exp")


def program(nodes):
    called = names(nodes)
    lines = []
    for name, node in zip(called, nodes, strict=True):
        if node["op"] == "input":
            lines.append(f"    {name} = Value({node['value']:.6g})")
        else:
            operands = ", ".join(called[k] for k in node["operands"])
            lines.append(f'    {name} = record("{node["op"]}", {operands})')
    return "\n".join(lines)


def recorded(submission, nodes):
    """What the objects hold, after their values were found right."""
    listed = program(nodes)
    with asking(listed):
        held = submission.call("recorded", nodes)
    values = [each[0] for each in held]
    compare("data", values, Reference(nodes).values, nodes, listed, name=names(nodes).__getitem__)
    return listed, held


def check_operands(submission, nodes):
    listed, held = recorded(submission, nodes)
    called = names(nodes)
    for name, node, (_, places, _, _) in zip(called, nodes, held, strict=True):
        if sorted(places) != sorted(node["operands"]):
            if -2 in places:
                problem = "holds a new object, a copy of one that it was computed from"
            elif -1 in places:
                problem = "holds something that is none of the objects that it was computed from"
            else:
                kept = ", ".join(called[k] for k in places) or "nothing"
                problem = f"holds {kept}"
            wanted = ", ".join(called[k] for k in node["operands"]) or "nothing"
            raise Wrong(
                f"{listed}\n\n{name}.operands {problem}; {name} was computed from {wanted}.",
                what="operands",
                yours=places,
                expected=node["operands"],
                sign="operands-copied" if -2 in places else "",
            )
    return listed, held


def check_partials(submission, nodes):
    """The partial of each operand, in whatever order the operands stand."""
    listed, held = check_operands(submission, nodes)
    called = names(nodes)
    for k, right in enumerate(Reference(nodes).partials):
        _, places, partials, grad = held[k]
        yours = numbers(partials, len(right), f"partials in {called[k]}.partials")
        expected = list(zip(nodes[k]["operands"], right, strict=True))
        for place, partial in zip(places, yours, strict=True):
            wanted = next(one for one in expected if one[0] == place)
            expected.remove(wanted)
            if not is_close(partial, wanted[1]):
                left, text = pair(partial, wanted[1])
                raise Wrong(
                    f"{listed}\n\nIn {called[k]}, the partial that stands beside {called[place]}: "
                    f"yours {left}, expected {text}.",
                    what="partial",
                    yours=partial,
                    expected=wanted[1],
                )
        if grad != 0:
            raise Wrong(
                f"{listed}\n\n{called[k]}.grad is {grad}; nobody has asked for adjoints yet."
            )


def one_operation(rng, op):
    return random_graph(rng, size=1, operations=[op])


def test_values(submission, rng):
    """`data` is the result of the operation."""
    for op in OPERATIONS:
        recorded(submission, one_operation(rng, op))


def test_operands(submission, rng):
    """`operands` are the objects themselves; x · x has x twice."""
    for op in OPERATIONS:
        check_operands(submission, one_operation(rng, op))
    leaf = random_graph(rng, size=0, inputs=1)
    check_operands(submission, [*leaf, {"op": "multiply", "operands": [0, 0]}])


def test_partials(submission, rng):
    """`partials` stand in the order of the operands."""
    for op in OPERATIONS:
        check_partials(submission, one_operation(rng, op))
    leaves = random_graph(rng, size=0, inputs=2)
    for operands in ([0, 1], [1, 0]):
        check_partials(submission, [*leaves, {"op": "multiply", "operands": operands}])


def test_random_graphs(submission, rng):
    """Objects made of objects."""
    for size in (2, 3, 4, 6):
        for _ in range(3):
            check_partials(submission, random_graph(rng, size, operations=OPERATIONS))
