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

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from adlab.engine.primitives.primitive import PRIMITIVES, Primitive
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.said.expressions import by_value, partial_tree, value_tree
from adlab.view.said.facts import MOST, Moment, moments
from adlab.view.said.kinds import Event, Form, Order
from adlab.view.said.mathml import SPACE, Tree, fill, hole, mathml, plain, row, term_hole, words


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

COUNT = Template(row(WAITS, "=", words("edges into "), NODE), None, AFTER)
OWN_ADJOINT = Template(row(BAR, "=", words("your engine")), None, AFTER)
FIXED: dict[Event, Template] = {
    "rest": Template(None, None, None),
    "input": Template(row(NODE, "=", words("given")), None, AFTER),
    "missing": Template(row(NODE, "=", words("not computed yet")), None, AFTER),
    "seed": Template(row(DOT, "=", words("seed")), None, AFTER),
    "held": Template(row(DOT, "=", words("held still")), None, AFTER),
    "direction": Template(row(DOT, "=", words("direction")), None, AFTER),
    "kept seed": Template(row(DOT, "=", words("left by the sweep before")), None, AFTER),
    "start": Template(row(BAR, "=", ratio(NODE, NODE)), None, AFTER),
    "weight": Template(row(BAR, "=", words("weight")), None, AFTER),
    "no share": Template(row(BAR, "=", words("no share yet")), None, AFTER),
    "kept adjoint": Template(row(BAR, "=", words("left by the call before")), None, AFTER),
    "own value": Template(row(NODE, "=", words("your engine")), None, AFTER),
    "own partial": Template(row(ratio(NODE, hole("from")), "=", words("your engine")), None, AFTER),
    "own adjoint": OWN_ADJOINT,
    "own clear": OWN_ADJOINT,
    "count": COUNT,
    "count none": COUNT,
    "release": Template(row(WAITS, "−=", ONE), row(hole("before"), "−", ONE), AFTER),
    "ready": Template(row(WAITS, "=", ["mn", "0"]), None, row("⇒", words("ready"))),
    "visit": Template(row(["mi", "place"], "(", NODE, ")"), None, AFTER),
}
ARRAY_START = Template(row(BAR, "=", words("seed")), None, AFTER)
ONE_SHARE = Template(SHARE, row(*PRODUCT), AFTER)
ADDED_SHARE = Template(SHARE, row(hole("before"), "+", *PRODUCT), AFTER)
SHARES_OF_NUMBERS: dict[Order, Template] = {
    "only": ONE_SHARE,
    "first": ONE_SHARE,
    "next": ADDED_SHARE,
    "on seed": ADDED_SHARE,
    "on rest": ADDED_SHARE,
    "on kept": ADDED_SHARE,
    "over": Template(
        row(BAR, "=", GIVER, "·", SLOPE, SPACE, words("(should be +=)")), row(*PRODUCT), AFTER
    ),
}
SHARES: dict[Form, Template] = {
    "array": Template(ARRAY_SHARE, None, AFTER),
    "map": Template(MAP_SHARE, None, AFTER),
    "sum": Template(row(*ADDED_UP, GIVER), hole("summed"), AFTER),
}
WEIGHED_SUM = Template(row(*ADDED_UP, GIVER, "⊙", SLOPE), hole("summed"), AFTER)


def template(graph: Graph, moment: Moment) -> Template:
    """The formula of a kind of step, with holes for its facts."""
    (event, order, form), facts = moment.kind, moment.facts
    name = graph.records[facts["node"]][0]
    if event == "value":
        return _value(declared_formula(name, "axis" in facts, graph.primitives))
    if event == "partial":
        known = graph.primitives.get(name)
        return _partial(known.partials if known else (), facts["position"], form)
    if event == "tangent":
        return _tangent(len(moment.edges), form == "number")
    if event == "start" and form == "array":
        return ARRAY_START
    if event != "share":
        return FIXED[event]
    if form == "sum" and facts["weighed"]:
        return WEIGHED_SUM
    return SHARES_OF_NUMBERS[order] if form == "number" else SHARES[form]


ANY_FUNCTION = "f({args})"  # such as several turns of a loop at once, see `replay.abridged`


def declared_formula(
    primitive: str, axis: bool, primitives: Mapping[str, Primitive] = PRIMITIVES
) -> str:
    """The formula of a primitive, as in `Node.formula`; of what is none, that of any function."""
    known = primitives.get(primitive)
    return (known.formula if known else ANY_FUNCTION) + (", axis {axis}" if axis else "")


@lru_cache(maxsize=1024)
def _value(formula: str) -> Template:
    rule = value_tree(formula)
    return Template(row(NODE, "=", rule), by_value(rule), AFTER)


@lru_cache(maxsize=1024)
def _partial(expressions: tuple[str, ...], position: int, form: Form) -> Template:
    slope = ratio(NODE, hole("from"))
    if form == "map":
        return Template(row(slope, ":", words("linear map")), hole("shapes"), AFTER)
    rule = partial_tree(expressions[position]) if position < len(expressions) else None
    if rule is None:
        return Template(slope, None, AFTER)
    says_more = form == "number" and isinstance(rule, list) and not _is_number(rule)
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
        operand = term_hole(k, "operand")
        rule += [*plus, ratio(NODE, operand), "·", term_hole(k, "operand", "dot")]
        first = term_hole(k, "partial", "factor" if k else "")
        numbers += [*plus, first, "·", term_hole(k, "tangent", "factor")]
    more = ["+", ["mi", "…"]] if terms > MOST else []
    shown = row(*numbers, *more) if with_numbers else None
    return Template(row(DOT, "=", *rule, *more), shown, AFTER)
