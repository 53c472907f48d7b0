"""What students hand in, for tests: right code, notebooks, zips."""

import io
import json
import zipfile
from pathlib import Path

MARK = "# exercise: reverse-sweep\n"
RIGHT = """def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for i in reversed(range(len(nodes))):
        for operand, partial in zip(nodes[i]["operands"], nodes[i]["partials"]):
            adjoints[operand] += adjoints[i] * partial
    return adjoints
"""


def notebook(*cells: str, format: int = 4) -> bytes:
    """A notebook with these code cells."""
    text = "source" if format == 4 else "input"
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], text: cell} for cell in cells]
    page = {"cells": made}
    whole = page if format == 4 else {"worksheets": [page]}
    return json.dumps({**whole, "metadata": {}, "nbformat": format, "nbformat_minor": 0}).encode()


def zipped(**files: str | bytes) -> bytes:
    """A zip of files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def put(path: Path, content: str | bytes) -> Path:
    """Write a file, with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
