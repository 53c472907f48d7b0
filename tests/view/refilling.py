"""What the page's script makes of a player for other inputs, run by Node.js.

answers(cases)   of each (spec, points): for each point, what the page would show and say
curves(*specs)   of each node of each: its curves, with slopes, windows and rules
texts(numbers)   how the page writes them
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
END = "window.adlabBoot = boot;\n})();"
NO_PAGE = "globalThis.matchMedia = () => ({ matches: false, addEventListener() {} });\n"
DRIVER = """
{
const NUMBERS = { inf: Infinity, "-inf": -Infinity, nan: NaN };
function answered(spec, inputs) {
    const answer = answerFor(spec, inputs);
    return { ...answer, doubt: answer.fresh && doubtAt(spec, inputs, answer.fresh) };
}
function curvesAt(spec, node) {
    const weights = spec.tape.seeds?.at(-1) ?? { [spec.nodes.length - 1]: 1 };
    return plotsOf(spec, computed(spec, spec.tape.inputs), node, weights).map((plot) => {
        const shown = windowOf(plot, plot.at, Math.max(1, Math.abs(plot.at) / 2));
        const [x, h] = [plot.at, 1e-6 * Math.max(1, Math.abs(plot.at))];
        return {
            ...plot, window: shown,
            lines: linesOf(plot, shown).length, straight: isStraight(plot, shown),
            secant: (plot.f(x + h) - plot.f(x - h)) / (2 * h), rule: ruleText(spec, node, plot),
        };
    });
}
const read = (_, value) => (value?.float ? (NUMBERS[value.float] ?? Number(value.float)) : value);
for (const line of require("fs").readFileSync(0, "utf8").split("\\n").filter(Boolean)) {
    const { spec, points, numbers, nodes } = JSON.parse(line, read);
    const drawn = nodes?.map((node) => curvesAt(spec, node));
    const made = numbers?.map(digits) ?? drawn ?? points.map((inputs) => answered(spec, inputs));
    console.log(JSON.stringify(made));
}
}
})();
"""


def answers(cases: Sequence[tuple[dict[str, Any], Sequence[Sequence[float]]]]) -> list[list[Any]]:
    """Of each spec and its points: for each point, `{fresh, said, doubt}`."""
    return _run([{"spec": spec, "points": [*map(_floats, points)]} for spec, points in cases])


def curves(*specs: dict[str, Any]) -> list[list[list[Any]]]:
    """Of each node of each: for each of its curves, where and how steep it is, what is shown."""
    return _run([{"spec": spec, "nodes": [*range(spec["count"])]} for spec in specs])


def texts(numbers: Sequence[float]) -> list[str]:
    """How the page writes these numbers."""
    return _run([{"numbers": _floats(numbers)}])[0]


def _floats(numbers: Sequence[float]) -> list[dict[str, str]]:
    return [{"float": repr(x)} for x in numbers]


def _run(asked: Sequence[dict[str, Any]]) -> list[Any]:
    require(NODE, "Node.js is not installed")
    joined = script()
    assert joined.endswith(END)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.cjs"
        path.write_text(NO_PAGE + joined.removesuffix(END) + DRIVER, encoding="utf-8")
        done = subprocess.run(
            [NODE, path],
            input="\n".join(map(in_script, asked)),
            capture_output=True,
            text=True,
            timeout=300,
        )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]
