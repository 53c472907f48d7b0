"""Records a graph with the learner's function, and reads what each object holds."""


class Plain:
    """What a Value holds; for a submission that has no class of its own yet."""

    def __init__(self, data, operands=(), partials=()):
        self.data = data
        self.operands = operands
        self.partials = partials
        self.grad = 0.0


def recorded(nodes):
    """For each node: its value, the places of its operands, its partials and its grad."""
    Value = getattr(submission, "Value", Plain)
    made = []
    for node in nodes:
        operands = [made[k] for k in node["operands"]]
        leaf = node["op"] == "input"
        made.append(Value(node["value"]) if leaf else submission.record(node["op"], *operands))
    place = {}
    for k, one in enumerate(made):
        place.setdefault(id(one), k)
    return [
        [
            one.data,
            [found(operand, place, made) for operand in one.operands],
            list(one.partials),
            one.grad,
        ]
        for one in made
    ]


def found(operand, place, made):
    """The place of an operand; -1 for what is none of the objects, -2 for a copy of one."""
    copied = type(operand) is type(made[0]) and id(operand) not in place
    return -2 if copied else place.get(id(operand), -1)
