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
            [place.get(id(operand), -1) for operand in one.operands],
            list(one.partials),
            one.grad,
        ]
        for one in made
    ]
