"""What the page's script makes of a player for other inputs, run by Node.js.

    refilled(spec, [[2.0, 5.0], …])   for each list of inputs, what it would show
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from adlab.view.assets import in_script, script
from tests.conftest import require

NODE = shutil.which("node") or ""
DRIVER = """
const lines = require("fs").readFileSync(0, "utf8").split("\\n").filter(Boolean);
const parse = (text) => JSON.parse(text, (_, value) => (value?.float ? Number(value.float) : value));
for (const line of lines) {
    const { spec, points } = parse(line);
    console.log(JSON.stringify(points.map((inputs) => answer(spec, inputs))));
}
"""


def run(cases: Sequence[tuple[dict[str, Any], Sequence[Sequence[float]]]]) -> list[list[Any]]:
    """For each spec with its points: what `answerFor` says at each of them."""
    require(NODE, "Node.js is not installed")
    end = "boot();\n})();"
    joined = script()
    assert joined.endswith(end)
    source = joined.removesuffix(end) + "const answer = answerFor;\n" + DRIVER + "})();"
    lines = []
    for spec, points in cases:
        written = [[{"float": _written(x)} for x in point] for point in points]
        lines.append(in_script({"spec": spec, "points": written}))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.cjs"
        path.write_text(source, encoding="utf-8")
        done = subprocess.run(
            [NODE, path], input="\n".join(lines), capture_output=True, text=True, timeout=300
        )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def _written(x: float) -> str:
    return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(repr(x), repr(x))
