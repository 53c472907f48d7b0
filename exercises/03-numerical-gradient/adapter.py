"""Makes a function of a graph, and calls the learner's code with it."""

import math
import operator

RULES = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "sin": math.sin,
    "exp": math.exp,
}


def function(nodes, rules):
    count = sum(node["op"] == "input" for node in nodes)

    def f(*xs):
        if len(xs) != count:
            numbers = "one number" if count == 1 else f"{count} numbers"
            raise TypeError(f"f takes {numbers}: f(*xs). It was given {len(xs)}.")
        values = [float(x) for x in xs]
        for node in nodes[count:]:
            values.append(rules[node["op"]](*[values[k] for k in node["operands"]]))
        return values[-1]

    return f


def gradient(nodes, xs):
    """What was returned, and the list of inputs as it is afterwards."""
    given = list(xs)
    return [submission.numerical_gradient(function(nodes, RULES), given), given]


def counted_gradient(nodes, xs):
    """The same; each addition and multiplication is asked of the grader, who counts."""
    given = list(xs)
    f = function(nodes, {"add": oracle.add, "multiply": oracle.mul})
    return [submission.numerical_gradient(f, given), given]
