"""What a tutor asks, for each class of mistakes: one short question, with the numbers of the case.

- `question(id, facts)`: the question; "" for a class without one.

In a text, `{node}`, `{yours}` and `{expected}` stand for the facts of the case. A
sentence whose facts are not known is left out, so that each text also reads without numbers.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping

QUESTIONS = {
    # -- adding up, order, what is kept between calls
    "overwrites": "{node} should get {expected}, and you have {yours}. Several contributions "
    "arrive at one node: what happens to the first when the second is written?",
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
    "forgets-unused-nodes": "A node is missing in your order. From where would your code ever "
    "come to a node that nothing else uses?",
    "no-seed": "{node} has {yours}, not {expected}. How much does a number move when it itself "
    "moves by 1, and where does your code say so?",
    "seeds-with-value": "{node} begins with {yours}, its value. How much does a number move when "
    "it itself moves by 1?",
    "no-zeroing": "The first call is right, and the next one gives {yours} for {expected}. What is "
    "left over from the call before?",
    "zeroes-inputs-only": "The first call is right, and a later one gives {yours} for {expected}. "
    "You clear the inputs: which nodes still hold numbers of the last call?",
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
    "seeds-everything": "{node} has {yours}, and should have {expected}. If every input moves at "
    "once, what is the sum that you get? How many move here?",
    "seeds-wrong-input": "{node} has {yours}, and should have {expected}. With respect to which "
    "input is the number that you have?",
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
    "path-cut": "{node} has {yours}, and should have {expected}. Somewhere a Value turns into an "
    "ordinary number: which edge is lost there?",
    "partial-at-backward": "{node} has {yours}, and should have {expected}. When is the partial "
    "computed: when the operation is recorded, or later, from numbers that may have changed?",
}

_SENTENCE = re.compile(r"(?<=[.?!]) +")


def question(id: str, facts: Mapping[str, object]) -> str:
    """The question for a class, with the facts that are known.

    >>> question("constant-moves", {"node": "c1", "yours": "1", "expected": "0"})
    'c1 has 1, and should have 0. How much does a constant move?'
    >>> question("constant-moves", {})
    'How much does a constant move?'
    """
    sentences = _SENTENCE.split(QUESTIONS.get(id, ""))
    known = [each.format_map(facts) for each in sentences if _fields(each) <= facts.keys()]
    return " ".join(known)


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
