"""Formulas as trees, and how they are rendered: as MathML and as one line of Unicode.

- `fill(tree, facts, labels)`: put facts into the holes of a tree.
- `mathml(tree)`: a `<math>` element, which browsers show without any script.
- `plain(tree)`: one line of Unicode.
- `split_name(label)`, `marked(label, mark)`: names with subscripts, and with a bar or a dot.

A tree is nested lists, `[tag, child, ...]`, with MathML's tags: `["msqrt", ["mi", "x"]]` is √x.
A hole is a dict, `{"fact": "x"}`: it takes the name of a node or a number. Its `"as"` asks for
`"bar"` (the adjoint of that node), `"dot"` (its tangent), or `"factor"` (parentheses around what is
negative).

>>> tree = row(hole("x", "bar"), "=", hole("y", "factor"), "·", ["msqrt", hole("x")])
>>> filled = fill(tree, {"x": 0, "y": "−2"}, ["v1"])
>>> plain(filled)
'v̄1 = (−2) · √v1'
>>> mathml(["msub", ["mi", "v"], ["mn", "1"]])
'<math alttext="v1"><msub><mi>v</mi><mn>1</mn></msub></math>'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

Tree = Any  # [tag, child, ...], a text, or a hole

MARKS = {"bar": ("¯", "\u0304"), "dot": ("˙", "\u0307")}  # in MathML; combining, in text
SPACE = ["mtext", "\u2009"]  # a thin one, between a function and its argument
BETWEEN = set("+−·⊙/=<>≤≥≠@^⇒") | {"+=", "−="}  # operators with something on either side


def hole(fact: str, form: str = "") -> Tree:
    """A place for a fact."""
    return {"fact": fact, "as": form} if form else {"fact": fact}


def term_hole(term: int, of: str, form: str = "") -> Tree:
    """A place for a part of a term: its "operand", "partial" or "tangent"."""
    return {"term": term, "of": of, "as": form} if form else {"term": term, "of": of}


def row(*children: Tree) -> Tree:
    """Children side by side; a plain text is an operator."""
    return ["mrow", *[["mo", child] if isinstance(child, str) else child for child in children]]


def words(text: str) -> Tree:
    """Words in a formula, with the spaces around them."""
    return ["mtext", text.replace(" ", "\u00a0")]


# -- Names ----------------------------------------------------------------------------------------

NAME = re.compile(r"([^\W\d_]+)_?(\d*)(₍.*₎)?")
LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉₍₎", "0123456789()")


def split_name(label: str) -> tuple[str, str]:
    """A label as its base and its subscript.

    >>> split_name("x1"), split_name("loss"), split_name("x₍₂₎"), split_name("w[0]")
    (('x', '1'), ('loss', ''), ('x', '(2)'), ('w[0]', ''))
    """
    match = NAME.fullmatch(label)
    if match is None:
        return label, ""
    base, number, again = match.groups()
    return base, (number + (again or "")).translate(LOWERED)


def name_tree(label: str, mark: str = "") -> Tree:
    """A node's name, with a bar or a dot above it."""
    base, subscript = split_name(label)
    tree: Tree = ["mover", ["mi", base], ["mo", MARKS[mark][0]]] if mark else ["mi", base]
    return ["msub", tree, ["mn", subscript]] if subscript else tree


def marked(label: str, mark: str) -> str:
    """The same as text: the adjoint of x2 is x̄2, and that of layer.bias is layer.b̄ias."""
    before, dot, last = label.rpartition(".")
    return before + dot + unicodedata.normalize("NFC", last[:1] + MARKS[mark][1]) + last[1:]


# -- Filling and rendering ------------------------------------------------------------------------


def fact_in(place: Any, facts: dict[str, Any]) -> Any:
    """What goes into a hole: a fact, or a part of one of the terms of a tangent."""
    if "term" in place:
        return getattr(facts["terms"][place["term"]], place["of"])
    return facts[place["fact"]]


def fill(tree: Tree, facts: dict[str, Any], labels: Sequence[str]) -> Tree:
    """Put facts into the holes of a tree; `labels` are the names of the nodes."""
    if isinstance(tree, list):
        return [tree[0], *[fill(child, facts, labels) for child in tree[1:]]]
    if not isinstance(tree, dict):
        return tree
    fact, form = fact_in(tree, facts), tree.get("as", "")
    if isinstance(fact, int):
        return name_tree(labels[fact], form if form in MARKS else "")
    number = ["mn", fact]
    return row("(", number, ")") if form == "factor" and fact.startswith("−") else number


def mathml(tree: Tree) -> str:
    """A tree without holes as a `<math>` element, with its text for those who cannot see it."""
    return f'<math alttext="{escape(plain(tree))}">{_element(tree)}</math>'


def _element(tree: Tree) -> str:
    if isinstance(tree, str):
        return escape(tree)
    inner = "".join(_element(child) for child in tree[1:])
    accent = ' accent="true"' if tree[0] == "mover" else ""
    return f"<{tree[0]}{accent}>{inner}</{tree[0]}>"


def plain(tree: Tree) -> str:
    """A tree as one line of Unicode; a hole appears as the name of its fact."""
    if isinstance(tree, dict):
        return str(tree.get("fact") or tree["of"])
    if isinstance(tree, str):
        return tree.replace("\u2009", " ").replace("\u00a0", " ")
    tag, *children = tree
    if tag == "mrow":
        return "".join(_spaced(children))
    texts = [plain(child) for child in children]
    if tag == "mfrac":
        return "/".join(_grouped(text) for text in texts)
    if tag == "msqrt":
        return f"√{_grouped(texts[0])}"
    if tag == "msup":
        return _grouped(texts[0]) + RAISED.get(texts[1], f"^{_grouped(texts[1])}")
    if tag == "mover":
        return marked(texts[0], next(mark for mark in MARKS if MARKS[mark][0] == texts[1]))
    return "".join(texts)


RAISED = {"2": "²", "3": "³", "T": "ᵀ"}


def _spaced(children: Sequence[Tree]) -> Iterator[str]:
    """The texts of a row, with spaces around the operators that stand between two things."""
    for k, child in enumerate(children):
        text = plain(child)
        operator = isinstance(child, list) and child[0] == "mo"
        if operator and text in BETWEEN and not (k == 0 and text in "+−"):
            yield f" {text} " if k else f"{text} "
        elif operator and text in (",", ":"):
            yield f"{text} "
        else:
            yield text


def _grouped(text: str) -> str:
    """Parentheses around a text of several parts, unless it has them or is one function of one."""
    several = " " in text and not text.startswith(("(", "√("))
    return f"({text})" if several or text.startswith("−") else text
