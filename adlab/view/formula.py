"""What a step computes, as a formula: the rule in symbols, with numbers, and the result.

- `formula(timeline, k)`: the three parts for one Step; `.mathml()` and `.text()` of each.
- `template(graph, moment)`: the same with holes where the facts go, shared by all steps of a kind.

>>> import adlab
>>> graph = adlab.trace(lambda x, z: x * z, 2.0, 5.0)
>>> parts = formula(adlab.timeline(graph, "reverse"), 8)
>>> print(parts.rule.text(), "|", parts.numbers.text(), "|", parts.result.text())
z̄ += v̄1 · ∂v1/∂z | 1 · 2 | = 2
>>> parts.result.mathml()
'<math alttext="= 2"><mrow><mo>=</mo><mn>2</mn></mrow></math>'
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from adlab.engine.primitives.primitive import PRIMITIVES
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.expressions import by_value, partial_tree, value_tree
from adlab.view.facts import MOST, Moment, moments
from adlab.view.mathml import SPACE, Tree, fill, hole, mathml, plain, row, words


class Part(NamedTuple):
    """One of the three parts, with every hole filled; it may be empty."""

    tree: Tree

    def mathml(self) -> str:
        """A `<math>` element."""
        return mathml(self.tree) if self.tree else ""

    def text(self) -> str:
        """The same in one line of Unicode."""
        return plain(self.tree) if self.tree else ""


class Formula(NamedTuple):
    """What one step computes."""

    rule: Part
    numbers: Part
    result: Part


class Template(NamedTuple):
    """A formula with holes."""

    rule: Tree
    numbers: Tree  # None where it would only repeat the result
    result: Tree


def formula(timeline: Timeline, k: int) -> Formula:
    """The formula of the k-th Step of a timeline, counted from 1 as in the player."""
    if not 1 <= k <= len(timeline):
        raise IndexError(f"step {k} is outside 1 to {len(timeline)}")
    return filled(timeline.graph, moments(timeline, k)[-1])


def filled(graph: Graph, moment: Moment) -> Formula:
    """The formula of one moment."""
    trees = template(graph, moment)
    return Formula(*[Part(tree and fill(tree, moment.facts, graph.labels)) for tree in trees])


# -- Templates, one for each kind of step ---------------------------------------------------------


def ratio(above: Tree, below: Tree) -> Tree:
    """∂above/∂below."""
    return ["mfrac", row(["mi", "∂"], above), row(["mi", "∂"], below)]


AFTER = row("=", hole("after"))
NODE, BAR, DOT = hole("node"), hole("node", "bar"), hole("node", "dot")
GIVER = hole("from", "bar")
SLOPE = ratio(hole("from"), NODE)  # of the consumer that hands back, by the node that receives
SHARE = row(BAR, "+=", GIVER, "·", SLOPE)
ARRAY_SHARE = row(BAR, "+=", GIVER, "⊙", SLOPE)
MAP_SHARE = row(BAR, "+=", ["msup", row("(", SLOPE, ")"), ["mi", "T"]], SPACE, GIVER)
ADDED_UP = [BAR, "+=", words("sum of the "), hole("copies"), words(" of ")]
PRODUCT = [hole("adjoint"), "·", hole("partial", "factor")]
WAITS = row(["mi", "waits"], "(", NODE, ")")
ONE = ["mn", "1"]

FIXED = {
    "rest": Template(None, None, None),
    "input": Template(row(NODE, "=", words("given")), None, AFTER),
    "seed": Template(row(DOT, "=", words("seed")), None, AFTER),
    "held": Template(row(DOT, "=", words("held still")), None, AFTER),
    "seed weighted": Template(row(DOT, "=", words("direction")), None, AFTER),
    "start weighted": Template(row(BAR, "=", words("weight")), None, AFTER),
    "start array": Template(row(BAR, "=", words("seed")), None, AFTER),
    "start": Template(row(BAR, "=", ratio(NODE, NODE)), None, AFTER),
    "share": Template(SHARE, row(*PRODUCT), AFTER),
    "next share": Template(SHARE, row(hole("before"), "+", *PRODUCT), AFTER),
    "share array": Template(ARRAY_SHARE, None, AFTER),
    "share map": Template(MAP_SHARE, None, AFTER),
    "share sum": Template(row(*ADDED_UP, GIVER), hole("summed"), AFTER),
    "share sum weighed": Template(row(*ADDED_UP, GIVER, "⊙", SLOPE), hole("summed"), AFTER),
    "overwriting share": Template(
        row(BAR, "=", GIVER, "·", SLOPE, SPACE, words("(should be +=)")), row(*PRODUCT), AFTER
    ),
    "own value": Template(row(NODE, "=", words("your engine")), None, AFTER),
    "own partial": Template(row(ratio(NODE, hole("from")), "=", words("your engine")), None, AFTER),
    "own first": Template(row(BAR, "=", words("your engine")), None, AFTER),
    "missing": Template(row(NODE, "=", words("not computed yet")), None, AFTER),
    "no share": Template(row(BAR, "=", words("no share yet")), None, AFTER),
    "kept seed": Template(row(DOT, "=", words("left by the sweep before")), None, AFTER),
    "kept adjoint": Template(row(BAR, "=", words("left by the call before")), None, AFTER),
    "count": Template(row(WAITS, "=", words("edges into "), NODE), None, AFTER),
    "release": Template(row(WAITS, "−=", ONE), row(hole("before"), "−", ONE), AFTER),
    "ready": Template(row(WAITS, "=", ["mn", "0"]), None, row("⇒", words("ready"))),
    "visit": Template(row(["mi", "place"], "(", NODE, ")"), None, AFTER),
}
SAME_AS = {
    "count none": "count",
    "first share": "share",
    "share on seed": "next share",
    "share on kept": "next share",
    **{f"{kind} share array": "share array" for kind in ("first", "next")},
    **{f"{kind} share map": "share map" for kind in ("first", "next")},
    "share on seed array": "share array",
    "share on seed map": "share map",
    **{f"{kind} share sum": "share sum" for kind in ("first", "next")},
    "share on seed sum": "share sum",
    "share on rest": "next share",
    "own next": "own first",
    "own clear": "own first",
}


def template(graph: Graph, moment: Moment) -> Template:
    """The formula of a kind of step, with holes for its facts."""
    kind, facts = moment.kind, moment.facts
    node = facts["node"]
    assert isinstance(node, int)
    primitive = graph.records[node][0]
    if kind.startswith("value"):
        return _value(primitive, "axis" in facts)
    if kind.startswith("partial"):
        return _partial(primitive, int(facts["position"]), kind)
    if kind.startswith("tangent"):
        return _tangent(int(facts["terms"]), kind == "tangent")
    if kind.endswith(" sum") and facts["weighed"]:
        return FIXED["share sum weighed"]
    return FIXED[SAME_AS.get(kind, kind)]


def declared_formula(primitive: str, axis: bool) -> str:
    """The formula of a primitive, as in `Node.formula`."""
    return PRIMITIVES[primitive].formula + (", axis {axis}" if axis else "")


@lru_cache(maxsize=1024)
def _value(primitive: str, axis: bool) -> Template:
    rule = value_tree(declared_formula(primitive, axis), primitive.partition("#")[0])
    return Template(row(NODE, "=", rule), by_value(rule), AFTER)


@lru_cache(maxsize=1024)
def _partial(primitive: str, position: int, kind: str) -> Template:
    slope = ratio(NODE, hole("from"))
    if kind == "partial map":
        return Template(row(slope, ":", words("linear map")), hole("shapes"), AFTER)
    expressions = PRIMITIVES[primitive].partials
    rule = partial_tree(expressions[position]) if position < len(expressions) else None
    if rule is None:
        return Template(slope, None, AFTER)
    says_more = kind == "partial" and isinstance(rule, list) and not _is_number(rule)
    return Template(row(slope, "=", rule), by_value(rule) if says_more else None, AFTER)


def _is_number(tree: Tree) -> bool:
    """1 or −1."""
    return tree[0] == "mn" or (tree[0] == "mrow" and tree[1] == ["mo", "−"] and tree[2][0] == "mn")


@lru_cache(maxsize=64)
def _tangent(terms: int, with_numbers: bool) -> Template:
    """v̇ = Σ ∂v/∂operand · tangent of the operand."""
    if terms == 0:
        return Template(row(DOT, "=", ["mn", "0"]), None, AFTER)
    rule: list[Tree] = []
    numbers: list[Tree] = []
    for k in range(min(terms, MOST)):
        plus = ["+"] if k else []
        rule += [*plus, ratio(NODE, hole(f"from{k}")), "·", hole(f"from{k}", "dot")]
        first = hole(f"partial{k}", "factor" if k else "")
        numbers += [*plus, first, "·", hole(f"tangent{k}", "factor")]
    more = ["+", ["mi", "…"]] if terms > MOST else []
    shown = row(*numbers, *more) if with_numbers else None
    return Template(row(DOT, "=", *rule, *more), shown, AFTER)
