"""What the course must contain, point by point, and the cell that covers it.

Each line names a point, the cell, and what must be found in its source or its stored outputs.
"""

import inspect
import re
from typing import NamedTuple

import nbformat
import pytest

from adlab.engine.sweeps import readable
from tests.notebooks import rules
from tests.notebooks.store import NOTEBOOKS


class Point(NamedTuple):
    """One thing that a lesson must say or show."""

    says: str
    lesson: str
    cell: str
    found: str  # a regular expression


CONTENT = [
    # Symbolic differentiation
    Point("what one does in school", "01", "ways-predict", r"as in school"),
    Point("a closed form, exact, for every x", "01", "ways-symbolic", r"closed form.*exact.*every"),
    Point("symbolic: what one does in school", "02", "symbolic-say", r"in school.*closed form"),
    Point("expression swell, measured", "02", "symbolic-swell", r"6 +78 +768"),
    Point("the same as a graph does not swell", "02", "symbolic-swell", r"768 +15 +40"),
    Point("AD resembles symbolic in being exact", "01", "ways-say", r"resembles.*in being exact"),
    Point("AD is limited to primitives", "01", "ways-say", r"limited to.*primitives.*exactly"),
    # Numerical differentiation
    Point("needs only to evaluate", "03", "numerical-say", r"needs only to \*evaluate\*"),
    Point(
        "also where AD cannot enter", "03", "numerical-say-evaluate", r"1\.84556867.*math\.gamma"
    ),
    Point("the result is not exact", "03", "numerical-say-errors", r"not exact"),
    Point("truncation", "03", "numerical-say-errors", r"Truncation.*Taylor"),
    Point("round-off", "03", "numerical-say-errors", r"Round-off.*sum x \+ h"),
    Point("AD is rounded too", "03", "numerical-break-exact-run", r"AD: +1\.6077.*0\.5000"),
    Point("the U-curve, three methods", "03", "numerical-u-curve", r"forward.*central.*complex"),
    Point("a slider for h", "03", "numerical-u-curve", r"data-adlab-u"),
    # The three, side by side
    Point("value, error and cost", "01", "ways-compare", r"derivative +error +cost"),
    Point("no h in AD", "01", "ways-say", r"no \*h\* at all"),
    # Programs are graphs
    Point("primitives", "04", "graphs-say", r"primitive.*derivative is known"),
    Point("evaluation trace", "04", "graphs-trace", r"evaluation trace.*Wengert list"),
    Point("Baydin's table 2, left", "04", "graphs-names", r"v5 = v4 − v3 .*= 11\.65"),
    Point("what adlab does not know", "04", "graphs-own-refused", r"no derivative for np\.i0"),
    Point(
        "a primitive of one's own", "04", "graphs-own-declared-run", r"primitive\(.*by AD: +3\.23"
    ),
    Point("x*x has two edges", "04", "graphs-twice-edges", r"partial 3\.0\s+partial 3\.0"),
    Point("names and source spans", "04", "graphs-say-nodes", r"from the source: x1 \* x2"),
    Point("operand and consumer, not parent", "04", "graphs-say", r"operand.*consumer.*parent"),
    Point("partials need only values", "04", "graphs-say-edges-intro", r"only the \*values\*"),
    # Order
    Point("depth first fails, stepped", "05", "order-depth-first", r"on purpose: depth-first"),
    Point("breadth first fails, stepped", "05", "order-breadth-first", r"purpose: breadth-first"),
    Point("recursion, stepped", "05", "order-recursion", r"slow on purpose: recursion"),
    Point("2ⁿ paths, counted", "05", "order-recursion-count", r"edges +40, .* 2,097,150"),
    Point("any valid order will do", "05", "order-say", r"any of them will do"),
    Point("Kahn's algorithm, stepped", "05", "order-kahn-step", r'sweep="order"'),
    # Forward mode
    Point(
        "one sweep with the forward pass", "06", "forward-say", r"one sweep.*along with.*forward"
    ),
    Point("in topological order", "06", "forward-say", r"topological order"),
    Point("value from stored values", "06", "forward-say", r"value.*stored values of its operands"),
    Point("tangent: local × stored", "06", "forward-say", r"local partial times.*stored tangent"),
    Point("m inputs, m sweeps", "06", "forward-say-cost", r"\*m\* inputs, \*m\* sweeps"),
    Point("values and tangents stepped", "06", "forward-step-tangent", r"tangent x1"),
    Point("Baydin's table 2, right", "06", "forward-step-table-run", r"v̇5 = .*= 5\.5"),
    Point("dual numbers", "06b", "dual-say", r"ε² = 0"),
    Point("a run on dual numbers", "06b", "dual-step-run", r"v5 = 11\.65 \+ 5\.5ε"),
    Point("what nesting breaks", "06b", "dual-break-nested-run", r"Pair: +2\.0 +adlab\.grad: 1\.0"),
    Point("the digits trick", "06", "forward-question", r"8\.000000120000000600000001"),
    # Arrays
    Point("a perfect prediction with a loss", "13", "arrays-question", r"2\.5 .*0\.75.*1\.25"),
    Point("the accidental (4, 4) is seen", "13", "arrays-break-loss", r"4×4|4, 4"),
    Point("copy and add", "13", "arrays-say", r"copy.*add up"),
    Point("pick and add into", "13", "arrays-say", r"pick.*add into"),
    Point("W and its transpose", "13", "arrays-say", r"W ·.*Wᵀ ·"),
    Point("an edge as a matrix", "13", "arrays-step-matrix-run", r"\(12, 3\)"),
    Point("matrices nobody builds", "13", "arrays-step-product-run", r"100,000,000.*0\.8 GB"),
    Point("a repeated index", "13", "arrays-step-pick-run", r"11\. +0\. 100\."),
    Point("ties", "13", "arrays-step-pick-run", r"0\.5 0\.5 0\."),
    Point(
        "one array node and its numbers", "13", "arrays-step-same-run", r"12\. 16\.\].*12\. 16\."
    ),
    Point("rules that are silent", "13", "arrays-break-rules", r"1\.0, 1\.0\], \[3\.0, 3\.0"),
    # Training
    Point(
        "the lowest loss is a wrong one's", "14", "training-break-table", r"right +0\.115.*0\.113"
    ),
    Point("slopes of the Taylor test", "14", "training-break-table", r"1\.99 +2\.00"),
    Point("a second call tells", "14", "training-break-twice", r"second call: \[0\.98"),
    Point("one's own engine, folded", "14", "training-step-engine-run", r"folded=True"),
    Point("a cell that can be stopped", "14", "training-step-loop-run", r"KeyboardInterrupt"),
    Point("the step is not recorded", "14", "training-break-others-run", r"5, 9, 13, 17, 21"),
    Point("equal weights stay equal", "14", "training-break-others-run", r"difference 0e\+00"),
    Point("five engines to be named", "14", "training-hunt-begin", r"sample"),
    # Derivatives of derivatives
    Point("two ε told apart", "15", "higher-question", r"slope 1\.0.*slope 6\.0"),
    Point("the graph of a gradient", "15", "higher-step-first", r"9 nodes"),
    Point("reverse over reverse", "15", "higher-step-sizes-run", r"3 6 16 42 109 284 751 2026"),
    Point("a Hessian by columns", "15", "higher-step-hessian-run", r"10\.0, 4\.0.*4\.0, 0\.0"),
    Point("H·v costs a constant", "15", "higher-step-cost", r"6\.6.*6\.7.*6\.7"),
    Point("row sums are no diagonal", "15", "higher-break-rest-run", r"14\. +4\..*10\. +0\."),
    # Branches and kinks
    Point("three programs, three slopes", "16", "kinks-say-sides", r"by_relu.*AD +0\.0.*AD +1\.0"),
    Point("the distance to a kink", "16", "kinks-step-distance-run", r"x > 1\.0 +was true +0\.25"),
    Point("pieces double", "16", "kinks-step-pieces-run", r"31 nodes, 32 pieces"),
    Point("a branch of one point", "16", "kinks-break-special", r"AD at 2: +0\.0.*4\.000000"),
    Point("a loop that asks", "16", "kinks-break-rounds-run", r"4\.0: value 1\.0000"),
    # Stability
    Point("0 times infinity", "17", "stability-step-first", r"from v1 is 0\.0 · inf = nan"),
    Point("digits of each node", "17", "stability-step-digits-run", r"ln v2 +0 +0 .*v2 / x +1 +8"),
    Point("three repairs", "17", "stability-say-repairs", r"0\.0 0\.0.*1\.0 4\.24.*0\.09"),
    Point("the shift cancels", "17", "stability-say-shift-run", r"0\.0900.*0\.0900"),
    Point("log of softmax", "17", "stability-break-softmax", r"-inf.*nan.*-803\.0486"),
    Point("a wrong rule is found", "17", "stability-break-rule-run", r"disagrees with differences"),
    # Memory
    Point(
        "the best pins", "18", "memory-step-answer", r"15 steps run again, with pins at \[4, 7\]"
    ),
    Point("real adjoints", "18", "memory-step-chain-run", r"3 states: +(-49\.\d+)\s.*stored: +\1"),
    Point("Griewank's formula", "18", "memory-say-table", r"6,284.*11,647,922"),
    Point("the peak of memory", "18", "memory-say-checkpoint-run", r"last bit: True"),
    Point("equal parts cost more", "18", "memory-break-equal", r"the best: 33"),
    Point("other numbers the second time", "18", "memory-break-random-run", r"slope"),
    # Programs
    Point("the adjoint's lines", "19", "programs-step-source", r"Program f_reverse, 11 lines"),
    Point("the program is stepped", "19", "programs-step-player", r"12 nodes"),
    Point(
        "a branch is asked again", "19", "programs-step-branch-run", r"BranchChanged\(0\).*at -1"
    ),
    Point("a value that is gone", "19", "programs-break-overwritten", r"108\.0.*26244\.0"),
    Point("an adjoint that is not set back", "19", "programs-break-reset", r"6\.0.*7\.0"),
    # PyTorch and JAX
    # Solvers
    Point("the geometric series", "20", "solvers-step-part", r"It is 0\.757"),
    Point("derivatives lag behind", "20", "solvers-step-series-run", r"20 +1\.7e-12 +7\.6e-11"),
    Point(
        "a Newton step is exact", "20", "solvers-say-table", r"Newton step +1\.258553111 +0\.0e\+00"
    ),
    Point("a warm start", "20", "solvers-break-warm", r"AD says 0\.0.*0\.353553"),
    Point("another's equation", "20", "solvers-break-wrong-run", r"disagrees with differences"),
    # Sparse Jacobians, elimination
    Point(
        "three sweeps for a hundred columns", "21", "sparse-step-rows-run", r"3 sweeps by columns"
    ),
    Point("rows for a full row", "21", "sparse-step-rows-run", r"100 sweeps by columns, 2 by rows"),
    Point("neither mode", "21", "sparse-say-orders", r"forward: 9.*reverse: 9.*neither: 6"),
    Point("a wrong colouring", "21", "sparse-break-colour", r"\[1\. 2\. 0\.\].*3\.0"),
    Point("a zero by chance", "21", "sparse-break-point-run", r"point: 3.*operations: +6"),
    # Taylor mode
    Point("digits are coefficients", "22", "taylor-question", r"8\.001200060001"),
    Point("nested graphs grow", "22", "taylor-question-nested", r"284 nodes"),
    Point(
        "the derivatives of exp(sin x)", "22", "taylor-step-derivatives", r"1 1 1 0 -3 -8 -3 56 217"
    ),
    Point("along a direction", "22", "taylor-say-direction-run", r"16\.0.*16\.0"),
    # Instruments
    Point("21 writes", "23", "instruments-step-answer", r"It is 21"),
    Point("two shares that cancel", "23", "instruments-step-meter", r"-99999999\.39.*1\.6077"),
    Point("the meter", "23", "instruments-step-digits", r"7\.8"),
    # Where AD misleads
    Point("AD is off", "25", "misleads-step-table-run", r"1\.608 +0\.5.*-88\.9"),
    Point("a better program", "25", "misleads-step-meter", r"0\.499999985"),
    Point("chaos", "25", "misleads-step-chaos", r"40 +9\.7e\+11"),
    Point(
        "what is suspected",
        "25",
        "misleads-say-check",
        r"loses 8\.0 digits.*turns there.*no operation",
    ),
    Point("one gradient, thrice", "24", "frameworks-question", r"NumPy +5\.5.*PyTorch 5.*JAX +5"),
    Point("what PyTorch keeps", "24", "frameworks-step-words", r"MulBackward0 keeps self, other"),
    Point("JAX's two programs", "24", "frameworks-step-programs", r"linear.*transpose.*add_any"),
    Point("the transpose, checked", "24", "frameworks-say-check", r"-3\.1694.*-3\.1694"),
    Point("a value that was written into", "24", "frameworks-break-kept-run", r"after z \+= 1"),
    Point("what was traced once", "24", "frameworks-break-traced-run", r"0 times.*BranchChanged"),
    # Your own engine
    Point("an engine that overwrites, stepped", "12", "engine-step-tiny", r"x is 5, right is 6"),
    Point("five parts", "12", "engine-say", r"rules.*record.*order.*backward.*numbers"),
    Point("insertion order", "12", "engine-break-four", r"in_the_order_met.*who must come first"),
    Point("no zeroing", "12", "engine-break-four", r"never_cleared.*which adjoints must be 0"),
    Point("a set of operands", "12", "engine-break-four", r"WithSet with.*holds each once"),
    Point("recursion by paths", "12", "engine-break-four", r"by_paths.*goes along paths"),
    Point("rules, checked", "12", "engine-check-1", r"adlab\.check\(.engine-1-rules"),
    Point("record, checked", "12", "engine-check-2", r"adlab\.check\(.engine-2-record"),
    Point("order, checked", "12", "engine-check-3", r"adlab\.check\(.engine-3-order"),
    Point("backward, checked", "12", "engine-check-4", r"adlab\.check\(.engine-4-backward"),
    Point("the class, checked", "12", "engine-check-5", r"adlab\.check\(.scalar-engine"),
    Point("your engine in the player", "12", "engine-own-step", r"adlab\.step_with\(Value"),
    Point("a version on request", "12", "engine-reference", r"<details>.*def backward"),
    # Seeds
    Point("a seed is a direction", "07", "seeds-say", r"\*\*seed\*\* is a direction"),
    Point("a direction, stepped", "07", "seeds-step-direction-run", r"d − 0\.5·r \+ 0\.2·a"),
    Point("the Jacobian by columns", "07", "seeds-say", r"column by column: \*m\* inputs, \*m\*"),
    Point("columns, one sweep each", "07", "seeds-say-columns", r"column \(-1\.9177, +3\.5103\)"),
    Point("the stale seed, stepped", "07", "seeds-break-stale-step-run", r"purpose: stale seed"),
    # Reverse mode, forward pass
    Point("store the partials", "08", "store-say", r"store its \*\*partials\*\*.*computed from"),
    Point("only values are needed", "08", "store-say", r"only values are needed"),
    Point(
        "not derivatives back to x", "08", "store-say", r"No derivative with respect to the inputs"
    ),
    Point("partials on edges, stepped", "08", "store-step-run", r'"reverse", only=\(0, 15\)'),
    Point(
        "partials are local", "08", "store-say-local-run", r"inside: \[0\.5, 5\.0, 2\.0, 0\.2837"
    ),
    Point("what is saved, and its price", "08", "store-price-run", r"6 numbers.* 4000 partials"),
    # Reverse mode, backward pass
    Point("start at the output", "09", "backward-say", r"Start at the output"),
    Point("product × stored partial", "09", "backward-say", r"running product × stored partial"),
    Point("where a node fed two: sum", "09", "backward-say", r"fed two.*added.*multivariate chain"),
    Point("seed and shares, stepped", "09", "backward-step-player", r'start="backward pass"'),
    Point("Baydin's table 3", "09", "backward-step-table-3-run", r"x̄1 \+= v̄1 · ∂v1/∂x1 .*= 5\.5"),
    Point("table 3, step by step", "09", "backward-step-hook-run", r"x2: +-0\.2837.*x2: +1\.7163"),
    Point("∂f/∂wₙ₋₁ = ∂f/∂wₙ · ∂wₙ/∂wₙ₋₁", "09", "backward-say", r"∂f/∂wₙ₋₁ = ∂f/∂wₙ · ∂wₙ/∂wₙ₋₁"),
    # Fan-out
    Point(
        "the multivariate chain rule", "10", "fanout-say", r"multivariate chain rule.*\*\*add\*\*"
    ),
    Point("the rule for two uses", "10", "fanout-say", r"∂f/∂w₁ · ∂w₁/∂w \+ ∂f/∂w₂ · ∂w₂/∂w"),
    Point(
        "x·x brings two shares", "10", "fanout-say-edges", r"two edges from \*x\*, and each brings"
    ),
    Point(
        "along a path, where paths meet",
        "10",
        "fanout-say-both",
        r"multiply\. Where paths meet, add",
    ),
    Point("2ⁿ against n, counted live", "10", "fanout-say-count", r"40 +1,048,576 +2,097,150"),
    Point(
        "overwritten beside added", "10", "fanout-break-pair", r'titles=\("added", "overwritten"\)'
    ),
    Point("sent too early, stepped", "10", "fanout-break-early-run", r"purpose: breadth-first"),
    Point(
        "which test finds what", "10", "fanout-break-tests-run", r"overwriting +270\.0514 +0\.5000"
    ),
    Point("zeroing between calls", "10", "fanout-break-zero-repair", r"zero \*all\* adjoints once"),
    Point("not zeroed, stepped", "10", "fanout-break-zero-step", r"purpose: not zeroed"),
    # Forward or reverse
    Point("JVP and VJP", "11", "modes-say", r"JVP.*column.*VJP.*row"),
    Point("m sweeps or n sweeps", "11", "modes-say", r"m sweeps of forward mode or n sweeps"),
    Point("tall and wide", "11", "modes-say-choose", r"\*J\* is wide.*\*J\* is tall"),
    Point("n sweeps against one, measured", "11", "modes-measure", r"64 +127 +48768 +699"),
    Point("the cheap gradient principle", "11", "modes-cheap", r"at most a small constant times"),
    Point("measured for any function", "11", "modes-cheap-yours", r"Your function.*Any function"),
    Point(
        "weights (1, 1) are no Jacobian", "11", "modes-break-grad", r"\(6\.0, 3\.0\).*one number"
    ),
]

LESSONS = sorted(path for path in NOTEBOOKS.glob("[0-9]*.ipynb") if path.name[:2] != "00")
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)

# Lesson, cell, function: adlab's own loops, which a lesson has folded.
LISTINGS = [
    ("06", "forward-say-source", readable.tangent),
    ("08", "store-say-source", readable.store_partials),
    ("09", "backward-say-source", readable.reverse),
]


def cells(number):
    (path,) = NOTEBOOKS.glob(f"{number}-*.ipynb")
    return {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}


def text_of(cell):
    """A cell's source and stored outputs, in one line."""
    outputs = []
    for output in cell.get("outputs", ()):
        outputs += [output.get("text", "")]
        outputs += [str(part) for part in output.get("data", {}).values()]
    return " ".join("\n".join([cell.source, *outputs]).split("\n"))


@pytest.mark.parametrize("point", CONTENT, ids=lambda point: point.says)
def test_the_course_has(point):
    known = cells(point.lesson)
    assert point.cell in known, f"lesson {point.lesson} has no cell with the id {point.cell}"
    assert re.search(point.found, text_of(known[point.cell])), (
        f"the cell {point.cell} of lesson {point.lesson} does not say: {point.says}"
    )


@pytest.mark.parametrize(("lesson", "cell", "function"), LISTINGS, ids=lambda part: str(part)[:2])
def test_a_listing_is_the_code_that_runs(lesson, cell, function):
    text = cells(lesson)[cell].source
    listing = re.search(r"<details>.*```python\n(.*)```\n\n</details>", text, re.DOTALL)[1]
    assert listing == inspect.getsource(function), (
        f"{function.__qualname__} has changed: copy its code into {cell} of lesson {lesson}"
    )


RULES = [rules.shape, rules.beginning, rules.ending, rules.work, rules.player, rules.compared]


@each_lesson
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_it_keeps_the_rules_of_lessons(rule, path):
    wrong = rule(path)
    assert not wrong, "\n".join(wrong)


@each_lesson
def test_it_weighs_less_than_five_quarters_of_a_megabyte(path):
    assert path.stat().st_size <= 1_250_000


@each_lesson
def test_it_prints_no_warning(path):
    for cell in nbformat.read(path, as_version=4).cells:
        warned = [o.text for o in cell.get("outputs", ()) if o.get("name") == "stderr"]
        assert not warned, f"the cell {cell.id} of {path.name} prints {warned[0]!r}"


@each_lesson
def test_its_links_to_lessons_lead_somewhere(path):
    for cell in nbformat.read(path, as_version=4).cells:
        for link in re.findall(r"\]\(([^)#]+\.ipynb)\)", cell.source):
            assert (path.parent / link).exists(), f"{path.name}: there is no {link}"
