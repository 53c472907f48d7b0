"""What a tutor asks, for each class of mistakes: one short question, with the numbers of the case.

- `question(id, facts)`: the question; "" for a class without one.
- `problem(id)`: what is wrong with the question of a class, and what to write.

In a text, `{node}`, `{yours}` and `{expected}` stand for the facts of the case. A
sentence whose facts are not known is left out, so that each text also reads without numbers. So is
one that begins with what it needs, `[second call]`, `[several inputs]`, `[fan-out]`, `[edge]` or
`[two links]`, where the case that is shown has none.
A class that one exercise alone has may have its question there, in `exercise.toml`: `own` below.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from types import MappingProxyType

QUESTIONS = {
    # -- adding up, order, what is kept between calls
    "overwrites": "{node} should get {expected}, and you have {yours}. [fan-out] Several "
    "contributions arrive at one node here. What happens to the first when the second is written?",
    "forgets-multiplicity": "You have {yours} at {node}, not {expected}. x·x uses x on two edges: "
    "how many of them does your code see?",
    "resends-whole-adjoint": "{node} has {yours} instead of {expected}. When a second share "
    "arrives, what does a node send on: the new share, or all that it has by then?",
    "enumerates-paths": "The numbers are right. After sixty doublings, v + v, there are 2⁶⁰ paths "
    "on 120 edges: how often does your code go along one edge?",
    "depth-first-order": "{node} should have {expected}, and has {yours}. Is a node's turn over "
    "before everything it waits for has had its own?",
    "breadth-first-order": "{node} should have {expected}, and has {yours}. A node can be one edge "
    "away and also three: which distance decides when all that it waits for is done?",
    "not-reversed": "{node} should have {expected}, and has {yours}. At which end does your loop "
    "begin, and what is known there?",
    "creation-order": "The numbers of the nodes say nothing about who uses whom. Where does your "
    "code look at the edges?",
    "one-operand-is-enough": "A node takes its turn here when one operand is there. How many does "
    "it need?",
    "visits-again": "A node appears twice in your order. How does your code know that it has "
    "placed a node already?",
    "searches-every-time": "Your order is right, and takes long on a large graph. For each node "
    "you look for its consumers: at how many edges? Could you know them beforehand?",
    "forgets-unused-nodes": "A node is missing in your order. From where would your code ever "
    "come to a node that nothing else uses?",
    "no-seed": "{node} has {yours}, not {expected}. How much does a number move when it itself "
    "moves by 1, and where does your code say so?",
    "seeds-with-value": "{node} begins with {yours}, its value. How much does a number move when "
    "it itself moves by 1?",
    "no-zeroing": "[second call] The first call is right, and the next one gives {yours} for "
    "{expected}. What is left over from the call before?",
    "zeroes-inputs-only": "[second call] The first call is right, and a later one gives {yours} "
    "for {expected}. You clear the inputs: which nodes still hold numbers of the last call?",
    "recursion-too-deep": "The graph is 3000 nodes deep, and Python stops after about 1000 calls "
    "within one another. What could hold the nodes that wait, in the place of calls?",
    # -- the chain rule
    "no-upstream": "{node} has {yours}, and should have {expected}. Your number holds the partial: "
    "where is what comes from further along the path?",
    "adds-upstream": "{node} has {yours}, and should have {expected}. Paths are added. What is "
    "done with the links of one path?",
    "slope-at-wrong-value": "{node} has {yours}, and should have {expected}. At which number is "
    "the slope of the outer operation taken: at its operand, or at another node?",
    # -- forward
    "seeds-everything": "{node} has {yours}, and should have {expected}. [several inputs] If every "
    "input moves at once, what is the sum that you get? How many nodes have a seed, and how many "
    "should have one?",
    "seeds-wrong-input": "{node} has {yours}, and should have {expected}. [several inputs] With "
    "respect to which input is the number that you have? Is the number that you are given that of "
    "a node, or that of an input?",
    "stale-seed": "{node} has {yours}, and should have {expected}. Which input was the last call "
    "about, and what is its tangent now?",
    "constant-moves": "{node} has {yours}, and should have {expected}. How much does a constant "
    "move?",
    "keeps-epsilon-squared": "{node} has {yours}, and should have {expected}. Both factors move a "
    "little. How much of the product of two such changes is left in the slope?",
    "returns-output-only": "You return one number. Which nodes does the task ask about?",
    # -- local rules
    "own-factor": "For x·y you have {yours}, and it should be {expected}. Hold y still and move x: "
    "which of the two numbers says how fast the product moves?",
    "value-for-factor": "For x·y you have {yours}, and it should be {expected}. Does the rule need "
    "the product itself, or one of its factors?",
    "one-partial-for-square": "x·x has two edges, and each has a partial of its own. What is the "
    "slope along one of them, while the other stays?",
    "exp-uses-operand": "You have {yours}, and it should be {expected}. The slope of exp is exp "
    "again: which number does your rule use, the operand or the result?",
    "log-uses-wrong-value": "You have {yours}, and it should be {expected}. How steep is ln at a "
    "large x, and at a small one? Which number does your rule use?",
    "tanh-uses-operand": "You have {yours}, and it should be {expected}. The slope of tanh lies "
    "between 0 and 1. In 1 − t², which number is t?",
    "sign-of-sin": "You have {yours}, and it should be {expected}. Does sin rise or fall where its "
    "operand is near 0?",
    "sign-of-subtract": "You have {yours}, and it should be {expected}. In x − y, which way does "
    "the result move when y rises?",
    "denominator": "You have {yours}, and it should be {expected}. Write x / y as x · y⁻¹: what is "
    "its slope in y, and at which y can a wrong rule not be told from the right one?",
    "power-rule": "You have {yours}, and it should be {expected}. In the slope of xʸ in x there is "
    "a factor in front, and an exponent: what is each of them?",
    "exponent-ignored": "You have {yours}, and it should be {expected}. Hold x still and move y: "
    "does xʸ stay where it is?",
    "relu-gate": "You have {yours}, and it should be {expected}. Which number opens the gate of "
    "relu: its operand, its result, or what comes back?",
    "sign-of-negative": "You have {yours}, and it should be {expected}. If x rises by 1, by how "
    "much does −x rise?",
    "difference-for-slope": "You have {yours}, and it should be {expected}. A difference has an "
    "error at every h. Which rule gives this slope without any h?",
    # -- what happens anywhere
    "off-by-one": "{node} has {yours}, and should have {expected}. Write down which places your "
    "loop visits, for a list of three: are the first and the last among them?",
    "first-operand-only": "{node} has {yours}, and should have {expected}. An operation may have "
    "two operands: which of them does your code look at?",
    "value-for-partial": "{node} has {yours}, and should have {expected}. A value says how large a "
    "number is, a partial how fast it changes: which of them do you multiply with?",
    "kept-between-calls": "[second call] When it is called first, it is right. Which variable of "
    "yours is still there when the next call begins, and what is in it?",
    "changes-arguments": "The lists, dictionaries and arrays that you are given belong to "
    "whoever calls. Which line of yours changes one of them?",
    # -- forward or reverse
    "always-forward": "The numbers are right, for {yours} operations where {expected} will do. How "
    "many inputs are there, how many outputs, and what does one forward sweep find?",
    "always-reverse": "The numbers are right, for {yours} operations where {expected} will do. How "
    "many inputs are there, how many outputs, and what does one reverse sweep find?",
    "modes-swapped": "The numbers are right, for {yours} operations where {expected} will do. "
    "Which mode takes one sweep for each input, and which one for each output?",
    "sweep-for-each-entry": "The numbers are right, for {yours} operations where {expected} will "
    "do. How many entries of the Jacobian does one sweep find?",
    "first-output-only": "The numbers belong to one output. Which node does your sweep start from, "
    "for each row?",
    "transposed": "Row or column: which of them belongs to one output, and which does one sweep "
    "give you?",
    "sums-the-rows": "All outputs were seeded at once. What does a single reverse sweep give then: "
    "the rows, or their sum?",
    "sums-the-columns": "All inputs were seeded at once. What does a single forward sweep give "
    "then: the columns, or their sum?",
    # -- an engine of one's own
    "no-reflected-operation": "Python computes 0 + x by asking x. Which method does it ask for?",
    "sides-of-reflected": "{node} is {yours}, and should be {expected}. For 10 − x Python calls "
    "x.__rsub__(10): which of the two is on the left?",
    "constant-not-lifted": "One operand here is an ordinary number. Does it have what your code "
    "asks of it?",
    "nodes-merged-by-value": "Two nodes here hold the same number. Does your code ask whether they "
    "are equal, or whether they are one node?",
    "operands-copied": "{node} was made of objects that are part of the graph. Is what it holds "
    "one of them, or a new object with the same number?",
    "path-cut": "{node} has {yours}, and should have {expected}. Somewhere a Value turns into an "
    "ordinary number: which edge is lost there?",
    "partial-at-backward": "{node} has {yours}, and should have {expected}. When is the partial "
    "computed: when the operation is recorded, or later, from numbers that may have changed?",
    "forgets-inputs": "You have {yours}, and it should be {expected}. Does an input wait for "
    "anything, and may it be missing in an order?",
    "partials-beside-wrong-operand": "You have {yours}, and it should be {expected}. Which operand "
    "does the first partial belong to?",
    # -- three ways, and differences
    "powers-shifted": "You have {yours}, and it should be {expected}. Which power of x does the "
    "first coefficient belong to?",
    "seed-forgotten": "You have {yours}, and it should be {expected}. How fast does x itself move, "
    "and where does your loop say so?",
    "other-way-copied": "Each of the three ways has a computation of its own. Where does your code "
    "carry a slope along through the loop?",
    "value-updated-first": "You have {yours}, and it should be {expected}. The slope of y·x needs "
    "y: which y is in the variable when that line is reached?",
    "product-of-tangents": "You have {yours}, and it should be {expected}. If x moves and y is "
    "held still, does x·y move? What does your rule say then?",
    "product-as-sum": "You have {yours}, and it should be {expected}. A product moves for two "
    "reasons: what are they, and are both in your rule?",
    "step-not-as-asked": "You have {yours}, and it should be {expected}. Which step was asked for?",
    "difference-turned-round": "You have {yours}, and it should be {expected}. Which of the two "
    "points lies further to the right, and which value is subtracted from which?",
    "missing-parentheses": "You have {yours}, and it should be {expected}. What does Python do "
    "first in a − b / c, and in a / 2 * h?",
    "divides-by-wrong-distance": "You have {yours}, and it should be {expected}. How far apart are "
    "the two points at which you evaluate?",
    "moves-every-input": "You have {yours}, and it should be {expected}. How many inputs may move "
    "for one entry of the gradient?",
    "input-left-moved": "You have {yours}, and it should be {expected}. When the second input is "
    "moved, where is the first one?",
    "one-list-two-names": "After `up = xs`, how many lists are there?",
    "forward-difference": "You have {yours}, and it should be {expected}. Which term of Taylor's "
    "formula is left in a forward difference, and drops out of a central one?",
    "step-not-scaled": "You have {yours}, and it should be {expected}. Near 10⁹ the numbers that a "
    "float can hold lie 10⁻⁷ apart: what is left there of your step?",
    "step-is-zero": "How large is your step where the input is 0?",
    "smaller-is-better": "You have {yours}, and it should be {expected}. The two values agree in "
    "nearly all digits: how many are left after the subtraction?",
    "step-too-large": "You have {yours}, and it should be {expected}. Halve your step: does the "
    "error get smaller? Which of the two errors does that?",
    "one-step-for-all": "One input is 10⁹ times as large as another: which step fits both?",
    "inputs-not-spread": "f takes its numbers one by one, and you have them in a list. How does "
    "Python hand on what is in a list?",
    "evaluates-too-often": "The slopes are right, for {yours} evaluations where {expected} will "
    "do. Which values does a central difference need?",
    "returns-one-slope": "You return one number. How many slopes has a function of m inputs?",
    # -- choosing a step
    "rule-of-thumb-only": "You have {yours}, and about {expected} is best here. What of this "
    "function does your step depend on?",
    "one-step-for-both": "You have {yours}, and about {expected} is best here. One truncation "
    "falls with h, the other with h²: can their best steps be the same?",
    "steps-swapped": "Which of the two differences is more exact at a large step, and in which "
    "order are the steps asked for?",
    "wrong-root": "You have {yours}, and about {expected} is best here. Set the two errors equal "
    "and multiply by h: which power of h stands on the left?",
    "wrong-derivative": "You have {yours}, and about {expected} is best here. Which derivative is "
    "in the truncation of this difference?",
    "ratio-upside-down": "You have {yours}, and about {expected} is best here. If a function bends "
    "more, should the step become longer or shorter?",
    "size-of-value-forgotten": "You have {yours}, and about {expected} is best here. What is the "
    "round-off of a value of 10⁶, and what that of 1?",
    "sign-of-derivative": "A step is a positive number. What does your formula make of a negative "
    "derivative?",
    "root-of-epsilon-only": "You have {yours}, and about {expected} is best here. Solve for h step "
    "by step: what stands under the root, all of it?",
    # -- programs, formulas, traces
    "formula-shares": "You have {yours}, and it should be {expected}. A formula has no names: what "
    "must be written where a result is used a second time?",
    "program-swells": "You have {yours}, and it should be {expected}. How often does the program "
    "compute a step that is used twice?",
    "leaf-is-an-operation": "You have {yours}, and it should be {expected}. Which operation "
    "computes an input?",
    "own-operation-forgotten": "You have {yours}, and it should be {expected}. u + v has the "
    "operations of u, those of v, and how many more?",
    "longest-branch-only": "You have {yours}, and it should be {expected}. u + v is written out: "
    "which of the two is missing in your count?",
    "edges-for-operations": "You have {yours}, and it should be {expected}. A product has two "
    "operands: how many operations is it?",
    "merges-equal-operations": "You have {yours}, and it should be {expected}. Two sines of "
    "different numbers: how many times is sin computed?",
    "counts-swapped": "Which of your two numbers grows faster, and which of them was asked for "
    "first?",
    "operands-not-looked-up": "{node} has {yours}, and should have {expected}. `operands` says "
    "where the numbers are. In which list?",
    "operand-order": "{node} has {yours}, and should have {expected}. Is x − y the same as y − x?",
    "constant-taken-for-input": "{node} has {yours}, and should have {expected}. Where does a "
    "constant have its value from?",
    "inputs-come-first": "{node} has {yours}, and should have {expected}. Which input node is this "
    "in the list, counting input nodes only?",
    "keeps-old-values": "{node} has {yours}, and should have {expected}. Which call found the "
    "number that you return?",
    # -- dual numbers and seeds
    "power-of-negative": "(−1.3)³ has a value. Has ln(−1.3)?",
    "power-of-fraction": "How often does one multiply for x^0.5, and for x^−1?",
    "function-of-tangent": "{node} has {yours}, and should have {expected}. sin is taken of the "
    "value. What is multiplied with the tangent?",
    "incoming-tangent-forgotten": "{node} has {yours}, and should have {expected}. Your number is "
    "a partial: how fast does the operand itself move?",
    "changes-its-operand": "{node} has {yours}, and should have {expected}. After z = x * y, what "
    "is in x?",
    "sweep-for-each-input": "The numbers are right, for {yours} operations where {expected} will "
    "do. How many seeds can one sweep carry at once?",
    "direction-cut": "{node} has {yours}, and should have {expected}. Which inputs move, and which "
    "of them have a seed in your sweep?",
    "normalises-direction": "{node} has {yours}, and should have {expected}. If all inputs move "
    "twice as fast, how fast does the output move?",
    "multiplies-where-paths-meet": "{node} has {yours}, and should have {expected}. Links of a "
    "path multiply. What is done with two paths that meet?",
    "outputs-reordered": "You have {yours}, and it should be {expected}. In which order were the "
    "outputs asked for?",
    # -- the backward pass
    "order-of-results": "{node} has {yours}, and should have {expected}. In which order did you "
    "find the products, and in which are they asked for?",
    "stops-too-early": "How many nodes has a chain with n links, and for which of them is there a "
    "number in your list?",
    "divides-the-whole": "{node} has {yours}, and should have {expected}. One partial may be 0: "
    "what is divided by what then?",
    "multiplies-again": "The numbers are right, for {yours} operations where {expected} will do. "
    "Which product is there already when you come to the next node?",
    "adds-along-a-chain": "{node} has {yours}, and should have {expected}. Shares are added where "
    "a node has several consumers. How many has a node of a chain?",
    "zeroes-too-late": "{node} has {yours}, and should have {expected}. Which numbers must stand "
    "in the adjoints when the sweep begins? Are they written, and are they still there then?",
    "seed-ignored": "{node} has {yours}, and should have {expected}. Which nodes were seeded, and "
    "with which numbers?",
    "seed-set-on-the-way": "{node} has {yours}, and should have {expected}. A node may be seeded "
    "and be used by others too: what happens to their shares when its seed is set?",
    "length-fixed": "How many nodes had the tape when your list was made, and how many has it now?",
}

_NEED = re.compile(r"^\[([a-z -]+)\] ")
NONE: Mapping[str, str] = MappingProxyType({})
FACTS = {"node", "yours", "expected"}
_SENTENCE = re.compile(r"(?<=[.?!]) +")


def question(id: str, facts: Mapping[str, object], own: Mapping[str, str] = NONE) -> str:
    """The question for a class, with the facts that are known.

    >>> question("constant-moves", {"node": "c1", "yours": "1", "expected": "0"})
    'c1 has 1, and should have 0. How much does a constant move?'
    >>> question("constant-moves", {})
    'How much does a constant move?'
    """
    sentences = _SENTENCE.split(own.get(id) or QUESTIONS.get(id, ""))
    known = [_NEED.sub("", each) for each in sentences if _needs(each) <= facts.keys()]
    return " ".join(each.format_map(facts) for each in known)


def _needs(text: str) -> set[str]:
    return _fields(text) | {*_NEED.findall(text)}


def problem(id: str, own: Mapping[str, str] = NONE) -> str:
    """What is wrong with the question of a class, and what to write; "" if nothing is.

    >>> problem("overwrites")
    ''
    >>> problem("guesses").partition(":")[0]
    "no question is asked for the class 'guesses'"
    >>> problem("guesses", {"guesses": "You have {number}. Why?"})
    "the question of 'guesses' has {number}; there are {expected}, {node}, {yours}"
    """
    text = own.get(id) or QUESTIONS.get(id, "")
    if not text:
        return (
            f"no question is asked for the class {id!r}: write it under [questions] in "
            f"exercise.toml, or if several exercises have this class in {__name__}, such as\n"
            f'{id} = "You have {{yours}}, and it should be {{expected}}. Which …?"'
        )
    if odd := sorted(_fields(text) - FACTS):
        return f"the question of {id!r} has {_braced(odd)}; there are {_braced(sorted(FACTS))}"
    if not question(id, {}, own).endswith("?"):
        return f"the question of {id!r} must end with a sentence that asks, and needs no numbers"
    return ""


def _braced(names: Sequence[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
