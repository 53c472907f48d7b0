"""The rules of a lesson: what is missing in one, and what to write.

They are those of CONTRIBUTING.md, "Add a lesson". Each function takes a lesson's file and gives
what is wrong with it, as sentences that say what to write where; nothing, if all is well.
"""

import re
from pathlib import Path

import nbformat

# The shape that lessons share: these headings, in this order. After a colon each may say more.
SHAPE = ["A question", "Predict", "Step", "Say it", "Break it", "Do it", "Where this is real"]
BEGIN = {
    "**You will**": "what the learner will do and can do then",
    "**You need**": "which lessons come before",
    "**Time**": "how long it takes, as in `**Time**: 30 minutes.`",
}
END = {
    "**In short.**": "the lesson in three sentences",
    "adlab.review(": "in a cell of code which lesson it is, for the questions that come back",
    "**Next**": "which lesson comes next",
}


def cells_of(path: Path) -> list[nbformat.NotebookNode]:
    cells = nbformat.read(path, as_version=4).cells
    assert cells, f"{path.name} has no cells"
    return cells


def tags_of_cell(cell: nbformat.NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", ()))


def tags_of(path: Path) -> list[str]:
    return [tag for cell in cells_of(path) for tag in tags_of_cell(cell)]


def number_of(path: Path) -> str:
    """The number of a lesson, such as "06b"."""
    return path.stem.partition("-")[0]


def compared(path: Path) -> list[str]:
    """Whether what is compared with what is stored is said by a tag, and not in the code."""
    return [
        f"the cell {cell.id} of {path.name} has a comment for nbval: take it out, and give the "
        "cell the tag `nbval-check-output`"
        for cell in cells_of(path)
        if cell.cell_type == "code" and "NBVAL_" in cell.source
    ]


def shape(path: Path) -> list[str]:
    """Whether it has the seven headings."""
    text = "\n".join(cell.source for cell in cells_of(path) if cell.cell_type == "markdown")
    found = [heading.split(":")[0] for heading in re.findall(r"^## (.+)$", text, re.MULTILINE)]
    if found == SHAPE:
        return []
    wanted = ", ".join(f"`## {heading}`" for heading in SHAPE)
    return [f"{path.name} has the headings {found}: write {wanted}, in this order"]


def beginning(path: Path) -> list[str]:
    """Whether the first cell says what one learns, needs, and how long it takes."""
    first = cells_of(path)[0].source
    wrong = [
        f"the first cell of {path.name} lacks `{words}`: say {what}"
        for words, what in BEGIN.items()
        if words not in first
    ]
    header = first.partition("## ")[0].strip().splitlines()[2:]
    if len(header) > len(BEGIN):
        wrong.append(
            f"the header of {path.name} has {len(header)} lines below the title: "
            f"write a line each for {', '.join(BEGIN)}"
        )
    return wrong


def ending(path: Path) -> list[str]:
    """Whether it ends with a summary, a source, questions that come back, and the next lesson."""
    last = "\n".join(cell.source for cell in cells_of(path)[-3:])
    wrong = [
        f"the end of {path.name} lacks `{words}`: say {what}"
        for words, what in END.items()
        if words not in last
    ]
    if "Griewank" not in last and "Baydin" not in last:
        wrong.append(
            f"the end of {path.name} names no source: say where in Griewank & Walther (2008) "
            "or Baydin et al. (2018) it stands"
        )
    return wrong


def work(path: Path) -> list[str]:
    """Whether the learner has something to predict and to do."""
    tags = tags_of(path)
    return [
        f"no cell of {path.name} has the tag `{tag}`: it belongs to that in which one {does}"
        for tag, does in (("predict", "commits to an answer"), ("exercise", "begins an exercise"))
        if tag not in tags
    ]


def player(path: Path) -> list[str]:
    """Whether a player is stored in it."""
    if 'class="adlab-player"' in path.read_text("utf-8").replace('\\"', '"'):
        return []
    return [
        f"{path.name} shows no player: end a cell with `adlab.step(f, ...)`, and store the outputs "
        f"with `python -m tests.notebooks.store notebooks/{path.name}`"
    ]


def stored(path: Path) -> list[str]:
    """Whether its outputs are those of one run from top to bottom."""
    code = [c for c in cells_of(path) if c.cell_type == "code" and c.source.strip()]
    if [cell.execution_count for cell in code] == list(range(1, len(code) + 1)):
        return []
    return [
        f"the outputs of {path.name} are not of one run: store them with "
        f"`python -m tests.notebooks.store notebooks/{path.name}`"
    ]


def on_the_map(path: Path, text: str) -> list[str]:
    """Whether the map, of which this is the text, has a row for the lesson, with its minutes."""
    number = number_of(path)
    row = f"| {number} | [Title]({path.name}) | what one can do after it | minutes |"
    rows = [line for line in text.splitlines() if f"]({path.name})" in line and line[:1] == "|"]
    form = rf"\| {number} \| \[[^]]+\]\({re.escape(path.name)}\) \| .{{20,}} \| (\d+) \|"
    found = [match[1] for match in (re.fullmatch(form, line) for line in rows) if match]
    if not found:
        return [f"{path.name} is not on the map: write a row `{row}` into notebooks/index.ipynb"]
    time = re.search(r"\*\*Time\*\*:(.*)", cells_of(path)[0].source)
    said = re.findall(r"\d+", time[1]) if time else []
    if found[0] not in said:
        return [
            f"the map says {found[0]} minutes for {path.name}, and its first cell "
            + (f"{' to '.join(said)}" if said else "lacks a line such as `**Time**: 30 minutes.`")
        ]
    return []
