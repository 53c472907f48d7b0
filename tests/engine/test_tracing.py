"""What a trace records: names, spans, calls, iterations, guards, constants."""

import numpy as np
import pytest

import adlab
from tests.engine.examples import (
    baydin,
    baydin_expression,
    branch,
    comprehension,
    griewank_expression,
    helpers,
    loop,
    nested_loops,
    while_loop,
)


def test_inputs_carry_the_parameter_names_and_nodes_the_users():
    assert adlab.trace(baydin, 2.0, 5.0).labels == ("x1", "x2", "v1", "v2", "v3", "v4", "v5")
    assert adlab.trace(helpers, 2.0, 5.0).labels == (
        "x", "y", "p", "first", "p₍₂₎", "second", "v5",
    )  # fmt: skip


def test_a_name_assigned_again_gets_subscripts_so_that_the_input_is_not_confused():
    assert adlab.trace(loop, 1.0).labels == ("x", "x₍₂₎", "x₍₃₎", "x₍₄₎")


def test_canonical_ids_count_the_nodes_that_are_not_inputs():
    graph = adlab.trace(helpers, 2.0, 5.0)
    assert graph.ids == ("x", "y", "v1", "v2", "v3", "v4", "v5")
    assert graph["second"].id == "v4"
    assert graph["v4"].label == "second"


def test_canonical_ids_take_another_letter_when_the_user_named_a_different_node_so():
    def confusing(x):
        v2 = x * x
        return np.sin(v2) + 1.0

    assert adlab.trace(confusing, 1.0).labels == ("x", "v2", "w2", "w3")


def test_tuple_assignment_and_walrus_and_augmented_assignment_give_names():
    def many(x, y):
        a, b = x * y, x + y
        a += b
        return (c := a * b) + c

    assert adlab.trace(many, 2.0, 5.0).labels == ("x", "y", "a", "b", "a₍₂₎", "c", "v5")


def test_nested_inputs_are_named_by_the_python_that_reaches_them():
    def f(params, *xs):
        return params["w"] * xs[0] + params["b"][1] * xs[1]

    graph = adlab.trace(f, {"w": 2.0, "b": [0.0, 1.0]}, 3.0, 4.0)
    assert graph.input_names == [
        "params['w']",
        "params['b'][0]",
        "params['b'][1]",
        "xs[0]",
        "xs[1]",
    ]


def test_the_span_is_the_exact_sub_expression():
    graph = adlab.trace(griewank_expression, 1.5, 0.5)
    assert [node.span.text for node in graph.nodes[2:5]] == [
        "x1 / x2",
        "np.sin(x1 / x2)",
        "x1 / x2",
    ]
    columns = [node.span.column for node in graph.nodes[2:5]]
    assert columns[0] < columns[2]  # the two x1 / x2 are told apart


def test_columns_count_characters_and_not_bytes():
    def f(größe):
        é = "é"; return größe * größe, é  # noqa: E702  # fmt: skip

    assert adlab.trace(f, 2.0)["v1"].span.text == "größe * größe"


def test_an_expression_over_several_lines_has_its_whole_text():
    def f(x):
        return np.sin(
            x * 2.0
        )  # fmt: skip

    graph = adlab.trace(f, 1.0)
    assert graph["v1"].span.text == "x * 2.0"
    assert graph["v2"].span.text.startswith("np.sin(\n")


def test_a_function_without_source_still_traces():
    scope = {"np": np}
    exec("def f(x):\n    y = np.sin(x)\n    return y * x", scope)
    graph = adlab.trace(scope["f"], 1.0)
    assert graph.labels == ("x", "v1", "v2")
    assert graph["v1"].span is None


def test_what_one_function_records_in_several_nodes_belongs_to_the_users_call():
    """`np.ptp` is a maximum, a minimum and a difference: the last is what the user named."""

    def f(x):
        span = np.ptp(x)
        return np.linalg.norm(x, 3) * span

    nodes = adlab.trace(f, np.array([1.0, 2.0, 4.0])).nodes[1:]
    texts = [node.span.text for node in nodes]
    assert texts[:3] == ["np.ptp(x)"] * 3
    assert set(texts[3:-1]) == {"np.linalg.norm(x, 3)"}
    assert texts[-1] == "np.linalg.norm(x, 3) * span"
    assert [node.label for node in nodes[:3]] == ["v1", "v2", "span"]
    assert {node.span.filename for node in nodes} == {__file__}


def test_the_graph_of_a_gradient_inherits_the_spans_it_is_the_adjoint_of():
    graph = adlab.trace(adlab.grad(baydin_expression, argnums=(0, 1)), 2.0, 5.0)
    texts = {node.span.text for node in graph.nodes if node.span}
    assert texts <= {
        "np.log(x1)",
        "x1 * x2",
        "np.log(x1) + x1 * x2",
        "np.sin(x2)",
        "np.log(x1) + x1 * x2 - np.sin(x2)",
    }
    cosine = next(node for node in graph.nodes if node.primitive == "cos")
    assert cosine.span.text == "np.sin(x2)"


def test_four_calls_of_one_helper_are_four_calls():
    graph = adlab.trace(helpers, 2.0, 5.0)
    assert [(call.name, call.caller) for call in graph.calls] == [
        ("helpers", None),
        ("product_rule", 0),
        ("product_rule", 0),
    ]
    assert [graph[k].place.call for k in range(2, 7)] == [1, 1, 2, 2, 0]
    assert graph.calls[2].span.text == "product_rule(first, y)"


def test_loop_iterations_are_counted_from_one():
    graph = adlab.trace(loop, 1.0)
    assert [node.place.loops[0][1] for node in graph.nodes[1:]] == [1, 2, 3]


def test_nested_loops_count_each_their_own():
    graph = adlab.trace(nested_loops, 1.0)
    iterations = [tuple(count for _, count in node.place.loops) for node in graph.nodes[1:]]
    assert iterations == [
        (1, 1), (1, 2), (1, 3), (1,),
        (2, 1), (2, 2), (2, 3), (2,),
    ]  # fmt: skip


def test_while_loops_count_too():
    graph = adlab.trace(while_loop, 2.0)
    assert [node.place.loops[0][1] for node in graph.nodes[1:]] == [1, 2, 3]


def test_comprehensions_count_their_rounds():
    graph = adlab.trace(comprehension, 2.0)
    products = [node for node in graph.nodes if node.primitive == "multiply"]
    assert [node.place.loops[-1][1] for node in products] == [1, 2, 3]
    assert {node.place.call for node in products} == {0}


def test_tracing_for_display_puts_back_the_trace_function():
    import sys

    before = sys.gettrace()
    adlab.trace(loop, 1.0)
    with pytest.raises(ZeroDivisionError):
        adlab.trace(lambda x: 1 / 0, 1.0)
    assert sys.gettrace() is before


def test_a_comparison_answers_plainly_and_is_kept_as_a_guard():
    graph = adlab.trace(branch, 3.0)
    (guard,) = graph.guards
    assert (guard.primitive, guard.operands, guard.outcome) == ("greater", (0, 0.0), True)
    assert [type(operand) for operand in guard.operands] == [int, float]  # a node, a constant
    assert guard.span.text == "x > 0"
    assert adlab.grad(branch)(3.0) == 6.0
    assert adlab.grad(branch)(-3.0) == -1.0


def test_a_comparison_of_arrays_is_a_node_through_which_nothing_flows():
    graph = adlab.trace(lambda x: np.where(x > 0, x, 0.1 * x).sum(), np.array([1.0, -2.0]))
    mask = graph["v1"]
    assert mask.primitive == "greater"
    assert mask.value.tolist() == [True, False]
    assert not [edge for edge in graph.edges if mask.index in edge.edge[:2]]


def test_argmax_and_sort_and_masks_are_followed_and_guarded():
    def f(x):
        return x[np.argmax(x)] * 2.0 + np.sort(x)[0] + x[x > 0].sum()

    x = np.array([1.0, -2.0, 3.0])
    assert adlab.grad(f)(x).tolist() == [1.0, 1.0, 3.0]
    assert [g.primitive for g in adlab.trace(f, x).guards] == ["argmax", "argsort", "mask"]


def test_constants_are_not_nodes():
    graph = adlab.trace(lambda x: 3.0 * x + 1, 2.0)
    assert len(graph) == 3
    assert graph["v1"].operands == (3.0, 0)
    assert [node.formula for node in graph.nodes[1:]] == ["3 · x", "v1 + 1"]


def test_what_the_user_does_to_an_array_afterwards_changes_nothing():
    data = np.array([1.0, 2.0])
    x = np.array([3.0, 4.0])

    def f(x):
        y = (x * data).sum()
        data[:] = 0.0
        return y

    graph = adlab.trace(f, x)
    x[:] = 0.0
    adjoints = adlab.timeline(graph, "reverse")
    assert adjoints.adjoints(len(adjoints))[0].tolist() == [1.0, 2.0]
    assert graph["x"].value.tolist() == [3.0, 4.0]


def test_integers_and_float32_are_promoted_to_float64():
    assert adlab.grad(lambda x: x * x)(3) == 6.0
    assert adlab.grad(lambda x: x.sum())(np.array([1, 2])).dtype == np.float64
    assert adlab.trace(lambda x: x * np.float32(0.1), np.float32(2)).values[0] == 2.0


def test_things_that_are_not_numbers_are_handed_over():
    def f(x, mode, times=None):
        return np.sin(x) if mode == "sin" and times is None else x

    graph = adlab.trace(f, 1.0, "sin", None)
    assert graph.input_names == ["x"]
    assert graph.nodes[1].primitive == "sin"


def test_f_may_return_an_input_a_constant_or_the_same_node_twice():
    graph = adlab.trace(lambda x: (x, 3.0, x), 2.0)
    assert graph.outputs == [0, 3.0, 0]
    assert graph.output_nodes == (0,)


def test_reusing_the_name_of_a_primitive_leaves_old_graphs_their_rule():
    def declare(slope):
        @adlab.primitive(slope)
        def bend(x):
            return x

        return bend

    old = adlab.trace(declare("2.0"), 1.0)
    new = adlab.trace(declare("3.0"), 1.0)
    assert old.edges[0].partial == 2.0
    assert new.edges[0].partial == 3.0
    assert new.nodes[1].formula == "bend(x)"
