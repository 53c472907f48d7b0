"""Checks of `transpose`: the program that comes back is run, and its matrix compared."""

from adlab.grading.exercises.checks import Wrong, again, asking, is_close, is_number, pair, plain
from adlab.grading.exercises.checks import shown as said

OPERATIONS = {"mul": 2, "add": 2, "neg": 1}


def run(equations, values):
    """What the names hold at the end."""
    held = dict(values)
    for name, operation, *operands in equations:
        first = held[operands[0]]
        if operation == "mul":
            held[name] = first * operands[1]
        elif operation == "add":
            held[name] = first + held[operands[1]]
        else:
            held[name] = -first
    return held


def matrix(equations, inputs, outputs):
    """A row for each output, a column for each input."""
    columns = [
        run(equations, {name: float(name == one) for name in inputs}) for one in inputs
    ]  # fmt: skip
    return [[column[name] for column in columns] for name in outputs]


def pulled(equations, inputs, outputs, mistake=""):
    """The transposed matrix, row by row; with a mistake, what that makes of it."""
    columns = []
    for chosen in range(len(outputs)):
        held = {}

        def receive(name, share, held=held):
            if name in held and mistake == "first-stays":
                return
            once = mistake == "overwrites" and name in held
            held[name] = share if once else held.get(name, 0.0) + share

        for k, name in enumerate(outputs):
            if mistake == "output-once" and name in outputs[:k]:
                continue
            receive(name, float(k == chosen))
        order = equations if mistake == "not-reversed" else equations[::-1]
        for target, operation, *operands in order:
            demand = held.get(target, 0.0)
            if operation == "add":
                takers = operands
                if mistake == "forgets-multiplicity":
                    takers = dict.fromkeys(operands)
                if mistake == "first-operand-only":
                    takers = operands[:1]
                for operand in takers:
                    receive(operand, demand)
            elif operation == "neg":
                receive(operands[0], demand if mistake == "sign-of-neg" else -demand)
            else:
                factor = operands[1]
                if mistake == "inverse-for-transpose":
                    factor = 1 / factor
                receive(operands[0], demand * factor)
        columns.append([held.get(name, 0.0) for name in inputs])
    return [list(row) for row in zip(*columns, strict=True)]


MISTAKES = (
    "output-once",
    "forgets-multiplicity",
    "overwrites",
    "first-stays",
    "first-operand-only",
    "inverse-for-transpose",
    "sign-of-neg",
    "not-reversed",
)


def alike(one, other):
    return all(
        is_close(a, b) for left, right in zip(one, other, strict=True)
        for a, b in zip(left, right, strict=True)
    )  # fmt: skip


def sign_of(yours, program):
    """The mistake that gives this matrix, if one does; "" else."""
    given = matrix(*program)
    if len(given) == len(yours) and len(given[0]) == len(yours[0]) and alike(yours, given):
        return "not-transposed"
    found = [name for name in MISTAKES if alike(yours, pulled(*program, name))]
    return {"first-stays": "overwrites"}.get(found[0], found[0]) if found else ""


def listed(equations, inputs, outputs):
    lines = [f"    {name} = {' '.join(map(str, rest))}" for name, *rest in equations]
    return "\n".join([*lines, f"    inputs: {inputs}", f"    outputs: {outputs}"])


def program_of(returned, given, inputs, outputs):
    """What was returned, once it is a program that can be run."""
    returned = plain(returned)
    if type(returned) is not list or len(returned) != 3:
        what = "nothing" if returned is None else said(returned)
        raise Wrong(
            f"{given}\n\nIt should return equations, inputs and outputs; it returned {what}."
        )
    equations, starts, ends = returned
    for names, count, what in ((starts, len(outputs), "input"), (ends, len(inputs), "output")):
        is_list = type(names) is list and all(type(name) is str for name in names)
        if not is_list or len(names) != count:
            short = what == "output" and is_list and len(names) < count
            raise Wrong(
                f"{given}\n\nThe transposed program needs {count} name(s) of {what}s; "
                f"it has {said(names)}.",
                what=what,
                sign="unused-dropped" if short else "",
            )
    known = set(starts)
    if type(equations) is not list:
        raise Wrong(f"{given}\n\nThe equations should be a list; they are {said(equations)}.")
    for equation in equations:
        known.add(checked(equation, known, given))
    missing = [name for name in ends if name not in known]
    if missing:
        raise Wrong(
            f"{given}\n\nNo equation gives {missing[0]!r} a value, and it is an output.",
            what="output",
            sign="unused-dropped",
        )
    return equations, starts, ends


def checked(equation, known, given):
    """The name that an equation gives a value to."""
    wrong = f"{given}\n\nThis is no equation: {said(equation)}."
    if type(equation) is not list or len(equation) < 3 or type(equation[0]) is not str:
        raise Wrong(f"{wrong} It should be a list of a name, an operation and its operands.")
    name, operation, *operands = equation
    if operation not in OPERATIONS or len(operands) != OPERATIONS[operation]:
        raise Wrong(f"{wrong} There are `mul` and `add` of two operands, and `neg` of one.")
    if operation == "mul" and not is_number(operands.pop()):
        raise Wrong(f"{wrong} The second operand of `mul` is a number.")
    for operand in operands:
        if operand not in known:
            raise Wrong(f"{wrong} {said(operand)} has no value there yet.", sign="not-reversed")
    return name


def check(submission, program):
    given = listed(*program)
    with asking(given):
        returned = submission(*[list(part) for part in program])
    compare(returned, program, given)


def compare(returned, program, given):
    equations, starts, ends = program_of(returned, given, *program[1:])
    yours, right = matrix(equations, starts, ends), pulled(*program)
    if alike(yours, right):
        return
    sign = sign_of(yours, program)
    for row, name in enumerate(program[1]):
        for column, output in enumerate(program[2]):
            number, expected = yours[row][column], right[row][column]
            if not is_close(number, expected):
                left, other = pair(number, expected)
                raise Wrong(
                    f"{given}\n\nA demand of 1 at {output} brings back to {name}: yours {left}, "
                    f"expected {other}.",
                    what="entry",
                    yours=number,
                    expected=expected,
                    sign=sign,
                )


def drawn(rng, count, inputs=2, outputs=2):
    """A program of so many equations, with all in it that can go wrong."""
    names = [f"x{k}" for k in range(inputs)]
    known, equations = list(names), []
    for k in range(count):
        operation = rng.choice(["mul", "add", "add", "neg"])
        operands = [rng.choice(known)]
        if operation == "mul":
            operands.append(float(rng.choice([2, 3, -2, 5, 0.5])))
        elif operation == "add":
            operands.append(rng.choice(known))
        equations.append([f"v{k}", operation, *operands])
        known.append(f"v{k}")
    equations.append(["last", "add", known[-1], known[-1]])
    some = [rng.choice(known) for _ in range(outputs - 1)]
    return equations, [*names, "unused"], ["last", *some, *["last"] * bool(some)]


def test_one_equation(submission, rng):
    """A product, a negative and a sum, alone."""
    factor = float(rng.choice([2, 3, 5]))
    check(submission, ([["y", "mul", "x", factor]], ["x"], ["y"]))
    check(submission, ([["y", "neg", "x"]], ["x"], ["y"]))
    check(submission, ([["z", "add", "x", "y"]], ["x", "y"], ["z"]))


def test_chains(submission, rng):
    """One equation after the other: the last one comes first."""
    for first, last in (("mul", "neg"), ("neg", "mul")):
        links = {"mul": [float(rng.choice([2, 3, 5]))], "neg": []}
        equations = [["v", first, "x", *links[first]], ["w", last, "v", *links[last]]]
        equations.append(["z", "mul", "w", -4.0])
        check(submission, (equations, ["x"], ["z"]))
    equations = [["v", "mul", "x", 2.0], ["w", "mul", "y", 3.0], ["z", "add", "v", "w"]]
    check(submission, (equations, ["x", "y"], ["z"]))


def test_used_twice(submission, rng):
    """What is used twice gets the sum."""
    factor = float(rng.choice([3, 5, 7]))
    equations = [["v", "mul", "x", factor], ["z", "add", "v", "x"]]
    check(submission, (equations, ["x"], ["z"]))
    equations = [
        ["v", "mul", "x", 2.0],
        ["a", "mul", "v", factor],
        ["b", "neg", "v"],
        ["z", "add", "a", "b"],
    ]
    check(submission, (equations, ["x"], ["z"]))
    check(submission, ([["y", "add", "x", "x"]], ["x"], ["y"]))


def test_outputs(submission, rng):
    """Several outputs; one that is used further on, is an input, or stands there twice."""
    equations = [["v", "mul", "x", 2.0], ["w", "mul", "v", 3.0]]
    check(submission, (equations, ["x"], ["v", "w"]))
    check(submission, (equations, ["x"], ["x", "w"]))
    check(submission, (equations, ["x"], ["w", "w"]))
    check(submission, ([], ["x", "y"], ["y", "x"]))


def test_nothing_comes_back(submission, rng):
    """An input that no output depends on gets 0; equations that lead nowhere do no harm."""
    equations = [["v", "mul", "x", 2.0], ["w", "mul", "y", 3.0]]
    check(submission, (equations, ["x", "y"], ["v"]))
    check(submission, (equations, ["y", "x"], ["v"]))


def test_random_programs(submission, rng):
    """Programs of all sorts, small ones first."""
    for count in (2, 3, 4, 5, 6, 8, 10, 14, 20):
        check(submission, drawn(rng, count, 1, 1))
        check(submission, drawn(rng, count, 3, 2))


def test_again(submission, rng):
    """The program that came is what it was, and the next one is another."""
    program, other = drawn(rng, 4), drawn(rng, 3)
    given = listed(*program)
    calls = [[list(part) for part in each] for each in (program, other, program)]
    calls[2] = calls[0]
    answers = again(submission, calls, given, ["equations", "inputs", "outputs"])
    for answer, each in zip(answers, (program, other, program), strict=True):
        compare(answer, each, listed(*each))
