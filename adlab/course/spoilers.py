"""What a lesson would give away: outputs that answer a prediction before it is made.

- `without_spoilers(notebook)`: a lesson as a learner gets it.

In the repository, lessons have all of their pictures, for who reads them on a site. A learner gets
those above the first question; the others come when the cells are run.

>>> cell = {"cell_type": "code", "source": "1 + 1", "outputs": ["2"], "metadata": {}}
>>> asks = cell | {"metadata": {"tags": ["predict"]}}
>>> lesson = json.dumps({"cells": [cell, asks, cell]}).encode()
>>> [cell["outputs"] for cell in json.loads(without_spoilers(lesson))["cells"]]
[['2'], [], []]
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

ASKS, CHECKS = "predict", "check"
"""Tags of the cells that ask for a prediction, and of those that check an exercise."""


def without_spoilers(notebook: bytes) -> bytes:
    """A lesson without the outputs from its first question on, and without reports of checks.

    What is no notebook stays as it is.
    """
    try:
        content = json.loads(notebook)
        cells = list(_spoiling(content["cells"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return notebook
    for cell in cells:
        cell["outputs"], cell["execution_count"] = [], None
    if not cells:
        return notebook
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _spoiling(cells: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The code cells whose outputs must not be seen yet."""
    asked = False
    for cell in cells:
        tags = cell.get("metadata", {}).get("tags", ())
        asked = asked or ASKS in tags
        if cell["cell_type"] == "code" and (asked or CHECKS in tags):
            yield cell
