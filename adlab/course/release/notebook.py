"""A notebook, made of cells.

- `markdown(id, text)`, `code(id, text)`: cells; `notebook(cells)`: the file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

Cell = dict[str, Any]


def markdown(id: str, text: str, **metadata: Any) -> Cell:
    """A cell that is read."""
    return _cell("markdown", id, text, metadata)


def code(id: str, text: str, **metadata: Any) -> Cell:
    """A cell that is run."""
    return {**_cell("code", id, text, metadata), "execution_count": None, "outputs": []}


def notebook(cells: Sequence[Cell]) -> bytes:
    """A notebook for Python."""
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    whole = {
        "cells": list(cells),
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


def _cell(kind: str, id: str, text: str, metadata: dict[str, Any]) -> Cell:
    lines = text.strip("\n").splitlines(keepends=True)
    return {"cell_type": kind, "id": id, "metadata": metadata, "source": lines}
