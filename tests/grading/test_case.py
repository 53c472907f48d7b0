"""The failing case: as a tree, as a graph, and as code to run it again."""

import dataclasses
import math
from random import Random

import pytest

from adlab.grading.exercises.case import Case
from adlab.grading.exercises.exercise import find
from adlab.grading.exercises.random_graphs import OPERATIONS, Reference, random_graph
from adlab.grading.exercises.report import Diagnosis, Report
from adlab.grading.exercises.runner import grade

REVERSE = find("reverse-sweep")


def source(id: str, name: str) -> str:
    return next(m.source for m in find(id).misconceptions if m.name == name)


def case_of(id: str, name: str) -> tuple[Report, Case]:
    report = grade(find(id), source(id, name), seed=1)
    found = Case.of(report, find(id))
    assert found
    return report, found


@pytest.fixture(scope="module")
def overwrites() -> Case:
    return case_of("reverse-sweep", "overwrites")[1]


def made(nodes: list, node: int = 0) -> Case:
    reference = Reference(nodes)
    full = [
        {**each, "value": value, "partials": partials}
        for each, value, partials in zip(nodes, reference.values, reference.partials, strict=True)
    ]
    labels = [f"n{k}" for k in range(len(nodes))]
    return Case(tuple(full), tuple(labels), "adjoint", node, 1.0, 2.0)


class TestTree:
    def test_it_shows_every_edge_and_marks_one_node(self, overwrites):
        lines = overwrites.tree()
        assert lines[0].startswith("n1 = n0 · n0")
        assert [line[:5] for line in lines[1:]] == ["├─ n0", "└─ n0"]
        assert [line.count("◀") for line in lines] == [0, 1, 0]
        assert lines[1].endswith("◀ adjoint: yours -0.793, expected -1.586")

    def test_columns_are_aligned(self, overwrites):
        lines = overwrites.tree()
        assert lines[1].index("partial") == lines[2].index("partial")

    def test_a_node_that_the_output_does_not_need_is_shown_too(self):
        leaf = {"op": "input", "operands": [], "value": 1.7}
        dead = {"op": "sin", "operands": [0]}
        lines = made([leaf, dead, {"op": "exp", "operands": [0]}]).tree()
        assert [line[:5].strip(" =") for line in lines] == ["n2", "└─ n0", "n1", "└─ n0"]

    def test_what_is_below_a_node_is_drawn_once(self):
        nodes = [{"op": "input", "operands": [], "value": 1.01}]
        nodes += [{"op": "add", "operands": [k, k]} for k in range(12)]
        assert len(made(nodes).tree()) == 1 + 2 * 12

    def test_answers_of_an_exercise_on_partials_are_not_given_away(self):
        _, case = case_of("local-partials", "denominator_sign")
        assert "partial " not in "\n".join(case.tree()).split("◀")[0]


class TestGraph:
    @pytest.mark.parametrize("seed", range(20))
    def test_it_computes_the_same_numbers(self, seed):
        nodes = random_graph(Random(seed), size=6, inputs=2, constants=1)
        case = made(nodes)
        graph = case.graph()
        for label, node in zip(case.labels, case.nodes, strict=True):
            assert math.isclose(graph[label].value, node["value"])

    @pytest.mark.parametrize("op", OPERATIONS)
    def test_every_operation_reads_as_numpy(self, op):
        leaves = [{"op": "input", "operands": [], "value": x} for x in (1.7, 0.6)]
        operands = list(range(OPERATIONS[op]))
        graph = made([*leaves, {"op": op, "operands": operands}]).graph()
        assert [node.primitive for node in graph.nodes if not node.is_input] == [op]

    def test_nodes_are_called_after_their_places(self, overwrites):
        assert overwrites.graph().labels == ("n0", "n1")


class TestOf:
    def test_a_class_has_no_list_so_its_nodes_have_names(self):
        _, case = case_of("scalar-engine", "own_factor")
        assert case.labels[0] == "x1" and case.what == "grad"

    def test_a_diagnosis_with_a_smaller_case_is_preferred(self):
        report = grade(REVERSE, source("reverse-sweep", "overwrites"), seed=1)
        smaller = made([{"op": "input", "operands": [], "value": 0.5}])
        diagnosis = Diagnosis(
            "no-seed",
            case={"nodes": list(smaller.nodes)},
            what="adjoint",
            node=0,
            yours=0.0,
            expected=1.0,
        )
        report = dataclasses.replace(report, diagnosis=diagnosis)
        case = Case.of(report, REVERSE)
        assert len(case.nodes) == 1 and case.difference == "yours 0, expected 1"

    def test_which_partial_and_which_output_are_meant_is_found_out(self):
        leaves = [{"op": "input", "operands": [], "value": x} for x in (3.0, 2.0)]
        nodes = [*leaves, {"op": "divide", "operands": [0, 1]}, {"op": "sin", "operands": [0]}]
        slope = {"what": "slope", "node": 1, "yours": 0.0, "expected": -0.75, "outputs": [3, 2]}
        partial = {"what": "partial", "node": 2, "yours": 3.0, "expected": -0.75}
        said = []
        for facts in (slope, partial):
            report = grade(REVERSE, source("reverse-sweep", "overwrites"), seed=1)
            case = {"nodes": nodes, "outputs": facts.pop("outputs", [3])}
            report = dataclasses.replace(report, diagnosis=Diagnosis(None, **facts, case=case))
            said.append(Case.of(report, REVERSE).quantity)
        assert said == ["slope of n2 with respect to n1", "partial of v1 with respect to x2"]

    def test_an_order_is_no_number_in_a_graph(self):
        id = "topological-order"
        report = grade(find(id), source(id, "as_numbered"), seed=1)
        assert Case.of(report, find(id)) is None

    def test_a_function_that_raises_has_no_case(self):
        report = grade(REVERSE, "def reverse_sweep(nodes): return 1 / 0", seed=1)
        assert Case.of(report, REVERSE) is None


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("reverse-sweep", "overwrites"),
        ("scalar-engine", "breadth_first"),
        ("local-partials", "denominator_sign"),
        ("forward-sweep", "seeds_the_next_input"),
        ("forward-sweep", "last_operand_only"),
    ],
)
def test_the_code_to_run_it_again_gives_the_wrong_number_again(id, name):
    _, case = case_of(id, name)
    *lines, last = case.rerun(find(id)).splitlines()
    names: dict = {}
    exec(source(id, name), names)
    *before, call = last.partition("#")[0].split("; ")
    exec("\n".join([*lines, *before]), names)
    assert math.isclose(eval(call.strip(), names), case.yours)
