"""Programs equal the interpreter: bit for bit on numbers, to rounding on arrays."""

import pickle
import subprocess
import sys

import numpy as np
import pytest

import adlab
from adlab.engine import code_lines
from tests.engine import examples
from tests.engine.programs import flatten, for_random

BOTH = "scalar array"


def everything(program):
    return tuple(range(len(program.point)))


def assert_same(got, wanted, program):
    """Bit for bit if all is numbers (0.0 and −0.0 are equal), to 1e-12 otherwise."""
    got, wanted = flatten(got), flatten(wanted)
    assert got.shape == wanted.shape
    if all(np.ndim(value) == 0 for value in program.values):
        assert np.array_equal(got, wanted)
    else:
        scale = 1.0 + np.max(np.abs(wanted), initial=0.0)
        assert np.max(np.abs(got - wanted), initial=0.0) <= 1e-12 * scale


def like(values, random):
    parts = [random.normal(size=np.shape(value)) for value in values]
    return tuple(float(part) if part.ndim == 0 else part for part in parts)


def leaves(tree):
    return [leaf for part in tree for leaf in (part if isinstance(part, tuple) else (part,))]


def forms(program, *args):
    """What the program gives in each of its forms: compiled, as it is read, and with care."""
    given = program.leaves(args)
    namespace = {"np": np}
    functions = [program.function, program.careful]
    if "_1" not in program.source:
        text = program.source
        exec(text, {**globals_of(program), **namespace}, namespace)
        functions.append(namespace[program.name])
    with np.errstate(all="ignore"):
        return [f(*given) for f in functions]


def globals_of(program):
    return program.function.__globals__


# -- Random programs -------------------------------------------------------------------------------


@for_random(BOTH)
def test_the_value_program_gives_the_traced_values(program, random):
    graph = adlab.trace(program.outputs, *program.point)
    outputs = [graph.values[o] if type(o) is int else o for o in graph.outputs]
    for result in forms(graph.program("value"), *program.point):
        assert_same(result, outputs, program)


@for_random(BOTH)
def test_the_reverse_program_gives_the_gradient_of_the_sweep(program, random):
    graph = adlab.trace(program.scalar, *program.point)
    wanted = adlab.grad(program.scalar, everything(program))(*program.point)
    for _, gradient in forms(graph.program("reverse"), *program.point):
        assert [np.shape(g) for g in gradient] == [np.shape(x) for x in program.point]
        assert_same(gradient, wanted, program)


@for_random(BOTH)
def test_the_reverse_program_takes_a_weighting_of_several_outputs(program, random):
    graph = adlab.trace(program.outputs, *program.point)
    output, pullback = adlab.vjp(program.outputs, *program.point)
    weights = like(output, random)
    single = len(graph.outputs) == 1 and np.shape(output[0]) == ()
    given = program.point if single else [*program.point, weights]
    wanted = pullback((1.0,) if single else weights)
    for _, adjoints in forms(graph.program("reverse"), *given):
        assert_same(adjoints, wanted, program)


@for_random(BOTH)
def test_the_tangent_program_gives_the_tangents_of_the_sweep(program, random):
    direction = like(program.point, random)
    graph = adlab.trace(program.outputs, *program.point)
    _, wanted = adlab.jvp(program.outputs, tuple(program.point), direction)
    for _, tangents in forms(graph.program("tangent"), *program.point, *direction):
        assert_same(tangents, wanted, program)


@for_random(BOTH)
def test_the_jacobian_program_gives_all_partials(program, random):
    graph = adlab.trace(program.outputs, *program.point)
    by_rows = sum(map(np.size, program.outputs(*program.point))) <= sum(map(np.size, program.point))
    transform = adlab.jacrev if by_rows else adlab.jacfwd
    wanted = transform(program.outputs, everything(program))(*program.point)
    for blocks in forms(graph.program("jacobian"), *program.point):
        for row, wanted_row in zip(blocks, wanted, strict=True):
            assert [np.shape(b) for b in row] == [np.shape(b) for b in wanted_row]
            assert_same(row, wanted_row, program)


@for_random(BOTH)
def test_a_pickled_program_gives_the_same(program, random):
    original = adlab.trace(program.scalar, *program.point).program("reverse")
    restored = pickle.loads(pickle.dumps(original))
    assert restored.source == original.source
    assert_same(restored(*program.point)[1], original(*program.point)[1], program)
