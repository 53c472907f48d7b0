"""The reference: a page for every public name, made of its docstring.

- `GROUPS`: the names, by what one wants to do.
- `reference_pages()`: the pages, and the one that lists them.
- `with_headings(lines)`: a docstring in which all has a heading that numpydoc knows.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import adlab
from adlab.course.site.sources import Page, contents

GROUPS: dict[str, tuple[str, ...]] = {
    "Derivatives": (
        "grad", "value_and_grad", "jvp", "vjp", "jacfwd", "jacrev", "hessian", "hvp", "linearize",
        "stop_gradient", "compile", "primitive", "check_grads", "checkpoint", "Dual",
        "implicit", "jacobian", "sparsity", "taylor",
    ),
    "Look at it": (
        "step", "explore", "table", "compare", "compare_steps", "step_with", "u_curve",
        "closed_form", "swell", "sweeps_against_inputs", "gradients", "kinks",
        "accuracy", "digits_lost", "schedule", "elimination", "taylor_steps",
    ),
    "Graphs and sweeps": (
        "trace", "load", "timeline", "observe", "gradient_cost", "paths", "walk", "violations",
        "first_nonfinite",
    ),
    "Exercises and questions": (
        "exercise", "check", "hint", "progress", "my_engine", "predict", "predicted", "answer",
        "review", "practice", "inventory", "certificate",
        "ask", "join", "leave",
    ),
    "Functions that NumPy lacks": (
        "erf", "gelu", "log_softmax", "logsumexp", "relu", "sigmoid", "softmax", "softplus",
    ),
    "Classes": (
        "Compiled", "Graph", "Player", "Program", "Segment", "Slot", "Step", "Sweep", "Table",
        "Timeline",
    ),
    "Errors and warnings": (
        "AdlabError", "EngineError", "BranchChanged", "GradientCheckError", "InputError",
        "MatrixError", "MissingPackageError", "OutputError", "ShapeError", "TracingError",
        "UnsupportedFunctionError", "DifferentRunWarning", "IndependentOutputWarning",
        "KinkWarning", "NonFiniteWarning", "RetracingWarning",
    ),
}  # fmt: skip

PAGE = """{name}
{line}

.. currentmodule:: adlab

.. auto{kind}:: {name}
{options}"""

LIST = """# Reference

Everything that `import adlab` offers; how it fits together is shown in
[adlab on one page](../guides/readme.md).
{groups}
"""

TABLE = """
## {title}

| name | what it does |
|---|---|
{rows}
"""


def reference_pages() -> Iterator[Page]:
    """The pages of all public names; what has no group yet stands at the end."""
    grouped = {name for names in GROUPS.values() for name in names}
    rest = tuple(sorted(set(adlab.__all__) - grouped))
    groups = {**GROUPS, **({"More": rest} if rest else {})}
    names = [name for group in groups.values() for name in group]
    for name in names:
        yield Page(f"reference/{name}.rst", _page(name))
    tables = "".join(
        TABLE.format(title=title, rows="\n".join(map(_row, group)))
        for title, group in groups.items()
    )
    yield Page("reference/index.md", LIST.format(groups=tables) + contents(names))


def _page(name: str) -> str:
    public = getattr(adlab, name)
    kind = "function"
    if inspect.isclass(public):
        kind = "exception" if issubclass(public, BaseException) else "class"
    options = "   :members:\n" if kind == "class" else ""
    return PAGE.format(name=name, line="=" * len(name), kind=kind, options=options)


def _row(name: str) -> str:
    said = (inspect.getdoc(getattr(adlab, name)) or "").partition("\n\n")[0].replace("\n", " ")
    return f"| [`{name}`]({name}.rst) | {said} |"


def with_headings(lines: list[str]) -> list[str]:
    """A docstring with what stands below its sections under headings of its own.

    There numpydoc would take text and examples for a part of the section above them.

    >>> with_headings(["Double.", "", "Returns", "-------", "float", "", "So."])[5:]
    ['', 'Notes', '-----', 'So.']
    """
    paragraphs = "\n".join(lines).strip("\n").split("\n\n")
    begun = next((k for k, each in enumerate(paragraphs) if _SECTION.match(each)), len(paragraphs))
    below = [each for each in paragraphs[begun:] if each[:1].strip() and not _SECTION.match(each)]
    kept = paragraphs[:begun] + [each for each in paragraphs[begun:] if each not in below]
    examples = [each for each in below if each.startswith(">>>")]
    notes = [each for each in below if each not in examples]
    for heading, found in (("Notes", notes), ("Examples", examples)):
        if found:
            kept += [f"{heading}\n{'-' * len(heading)}\n{found[0]}", *found[1:]]
    return "\n\n".join(kept).split("\n")


_SECTION = re.compile(r"\w[\w ]*\n-{3,}\n")
