"""Checks of `adjoint`: what it writes is run here, by an interpreter that knows arithmetic only."""

import ast
import math

import numpy as np

import adlab
from adlab.grading.exercises.checks import Wrong, again, asking, is_close, pair

FUNCTIONS = {"sin": math.sin, "cos": math.cos, "exp": math.exp}
SIGNS = {"add": "+", "sub": "-", "mul": "*"}
LONGEST, MOST_LINES = 2_000, 2_000  # characters of a line; lines


def text(line):
    """A line as one would write it."""
    target, op, operands = line
    said = f" {SIGNS[op]} ".join(operands) if op in SIGNS else f"{op}({operands[0]})"
    return f"{target} = {said}"


def run(program, values):
    """Run the learner's lines; only arithmetic is possible in them."""
    known = dict(values)
    for number, line in enumerate(program, start=1):
        try:
            (statement,) = ast.parse(line).body
            if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                target, before = statement.targets[0], 0.0
            elif isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add):
                target, before = statement.target, evaluate(named(statement.target), known)
            else:
                raise ValueError("it is neither `name = …` nor `name += …`")
            known[named(target).id] = before + evaluate(statement.value, known)
        except KeyError as error:
            raise Wrong(
                f"Line {number} of your program, `{line}`: {error.args[0]} has no value yet.",
                sign="undefined-adjoints" if str(error.args[0]).endswith("_bar") else "",
            ) from None
        except (SyntaxError, ValueError, RecursionError, OverflowError) as error:
            raise Wrong(f"Line {number} of your program, `{line}`: {error}") from None
    return known


def named(target):
    if not isinstance(target, ast.Name):
        raise ValueError("it must assign to a name")
    return target


def evaluate(node, known):
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.Name(id=name):
            return known[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -evaluate(operand, known)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() as op, right=right):
            a, b = evaluate(left, known), evaluate(right, known)
            return a + b if isinstance(op, ast.Add) else a - b if isinstance(op, ast.Sub) else a * b
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
            return FUNCTIONS[name](evaluate(argument, known))
    raise ValueError("only names, numbers, + - *, sin, cos and exp may stand there")


def right(inputs, lines, values):
    """The gradient, by adlab."""
    functions = {"sin": np.sin, "exp": np.exp}

    def f(*xs):
        known = dict(zip(inputs, xs, strict=True))
        for target, op, operands in lines:
            a, b = known[operands[0]], known[operands[-1]]
            known[target] = {"add": a + b, "sub": a - b, "mul": a * b}.get(op)
            if op in functions:
                known[target] = functions[op](a)
        return known[lines[-1][0]]

    return adlab.grad(f, range(len(inputs)))(*values)


def check(submission, inputs, lines, rng):
    values = [round(rng.choice((1, -1)) * rng.uniform(0.4, 1.4), 2) for _ in inputs]
    given = ", ".join(f"{name} = {value}" for name, value in zip(inputs, values, strict=True))
    listed = "\n".join(f"    {text(line)}" for line in lines) + f"\n\n    at {given}"
    with asking(listed):
        program = submission(list(inputs), [list(line) for line in lines])
    compare(program, listed, inputs, lines, values)


def compare(program, listed, inputs, lines, values):
    """Run what was returned, and look at the adjoints of the inputs."""
    if type(program) is not list or not all(type(line) is str for line in program):
        raise Wrong(f"{listed}\n\nExpected a list of texts, one for each line of the program.")
    if len(program) > MOST_LINES or any(len(line) > LONGEST for line in program):
        raise Wrong(f"{listed}\n\nThe program is too long: {len(program)} lines.")
    left = run(program, dict(zip(inputs, values, strict=True)))
    for name, expected in zip(inputs, right(inputs, lines, values), strict=True):
        yours = left.get(f"{name}_bar")
        if not is_close(yours, float(expected)):
            shown, wanted = pair(yours, float(expected))
            written = "\n".join(f"    {line}" for line in program[:24])
            raise Wrong(
                f"{listed}\n\n{name}_bar: yours {shown}, expected {wanted}. Your program:\n\n"
                f"{written}",
                what="adjoint",
                yours=yours,
                expected=float(expected),
                call=f"adjoint({inputs!r}, {lines!r})",
            )


def test_one_line(submission, rng):
    """One line, with one or two operands."""
    for op in ("add", "sub", "mul"):
        check(submission, ["x", "y"], [["v", op, ["x", "y"]]], rng)
        check(submission, ["x", "y"], [["v", op, ["y", "x"]]], rng)
    for op in ("sin", "exp"):
        check(submission, ["x"], [["v", op, ["x"]]], rng)
    check(submission, ["x"], [["v", "mul", ["x", "x"]]], rng)


def test_straight_lines(submission, rng):
    """Every target is new; values are used several times."""
    for size in (2, 3, 3, 4, 5, 6):
        check(submission, ["x", "y"], drawn(rng, ["x", "y"], size, again=False), rng)


def test_overwritten_values(submission, rng):
    """x = x * x, and its kin: the old value is gone."""
    square = ["x", "mul", ["x", "x"]]
    check(submission, ["x"], [square], rng)
    check(submission, ["x"], [square, square], rng)
    check(
        submission,
        ["x", "y"],
        [["v", "mul", ["x", "y"]], ["x", "exp", ["y"]], ["v", "mul", ["v", "x"]]],
        rng,
    )
    check(
        submission, ["x"], [["v", "sin", ["x"]], ["x", "mul", ["v", "x"]], ["x", "sin", ["x"]]], rng
    )
    check(submission, ["x", "y"], [["x", "sub", ["y", "x"]], ["y", "mul", ["x", "y"]]], rng)


def test_targets_again(submission, rng):
    """A target that is assigned twice has two adjoints, one after the other."""
    lines = [
        ["v", "sin", ["x"]],
        ["w", "mul", ["v", "x"]],
        ["v", "exp", ["x"]],
        ["v", "mul", ["v", "w"]],
    ]
    check(submission, ["x"], lines, rng)
    check(
        submission,
        ["x", "y"],
        [["v", "mul", ["x", "y"]], ["v", "sin", ["y"]], ["v", "mul", ["v", "y"]]],
        rng,
    )
    check(submission, ["x", "y"], [["x", "sin", ["y"]], ["v", "mul", ["x", "y"]]], rng)


def test_random_programs(submission, rng):
    """Random programs, in which anything may be overwritten."""
    for size in (3, 4, 4, 5, 5, 6, 7, 8):
        check(submission, ["x", "y"], drawn(rng, ["x", "y"], size, again=True), rng)


def test_second_call(submission, rng):
    """The same lines again, and the first of them alone in between."""
    inputs, lines = ["x", "y"], drawn(rng, ["x", "y"], 4, again=True)
    values = [0.7, -1.2]
    listed = "\n".join(f"    {text(line)}" for line in lines) + "\n\n    called three times"
    calls = [[inputs, lines], [inputs, lines[:1]], [inputs, lines]]
    answers = again(submission, calls, listed, ["inputs", "lines"])
    for (_, some), answer in zip(calls, answers, strict=True):
        compare(answer, listed, inputs, some, values)


def drawn(rng, inputs, size, again):
    """Lines whose values stay small: exp is taken of what sin gave, or of an input."""
    known, lines, tame = list(inputs), [], set(inputs)
    for k in range(size):
        op = rng.choice(("add", "sub", "mul", "mul", "sin", "sin", "exp"))
        pool = [name for name in known if name in tame] or inputs
        if op == "exp" and not any(name in tame for name in known):
            op = "sin"
        operands = [rng.choice(pool if op == "exp" else known)]
        if op in SIGNS:
            operands.append(rng.choice(known))
        target = rng.choice(known) if again and rng.random() < 0.55 else f"v{k}"
        lines.append([target, op, operands])
        known = [*dict.fromkeys([*known, target])]
        tame = tame | {target} if op == "sin" else tame - {target}
        if op == "mul" and sum(line[1] == "mul" for line in lines) > 3:
            lines[-1] = [target, "sin", operands[:1]]
            tame.add(target)
    return lines
