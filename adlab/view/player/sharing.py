"""Which outputs of a notebook carry the script of the player: some, for all.

- `carries(name)`: whether the output that is being made has to.

An output that does not carry it waits for one that does, which may stand anywhere in the page. The
first one of a session carries it, and so does any later output of that cell, which takes its place.
One of every eight outputs carries it as well, so that a notebook from which a cell was taken away
is alive when it is opened again. Where none is left, picture and table remain until a cell is run.

Outside of a notebook's kernel each player is whole. So it is where each output has a page of its
own: in Colab, Databricks and PyCharm; and wherever `ADLAB_SHARE=0` says so.
"""

from __future__ import annotations

import os
import sys
from typing import NamedTuple

EVERY = 8  # outputs
ALONE = ("DATABRICKS_RUNTIME_VERSION", "PYCHARM_HOSTED")  # set where outputs are pages


class Run(NamedTuple):
    """A run of a cell: the cell by what the host calls it, or else by its code; and which run."""

    cell: str
    number: str


_cells: dict[str, list[str]] = {}  # for each pack the cells that have shown it, one after the other
_outputs: dict[tuple[str, Run], int] = {}  # how many outputs of a run there have been


def carries(name: str) -> bool:
    """Whether the output that is being made carries the pack of this name.

    >>> carries("outside of a notebook"), carries("outside of a notebook")
    (True, True)
    """
    run = _run()
    if not run.cell:
        return True
    cells = _cells.setdefault(name, [])
    if run.cell not in cells:
        cells.append(run.cell)
    output = _outputs[name, run] = _outputs.get((name, run), -1) + 1
    return cells.index(run.cell) % EVERY == 0 == output % EVERY


def _run() -> Run:
    """What runs now; without a cell where each output has to be whole."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    shared = os.environ.get("ADLAB_SHARE") != "0" and "google.colab" not in sys.modules
    alone = not shared or any(name in os.environ for name in ALONE)
    ask = None if alone or not hasattr(shell, "kernel") else getattr(shell, "get_parent", None)
    asked = ask() if ask else {}
    cell = asked.get("metadata", {}).get("cellId") or asked.get("content", {}).get("code", "")
    return Run(cell, asked.get("header", {}).get("msg_id", ""))
