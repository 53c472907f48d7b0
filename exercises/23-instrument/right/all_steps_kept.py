"""All steps are kept, and looked at in the end."""

import math


class Meter:
    def __init__(self):
        self.steps = []

    def __call__(self, step):
        self.steps.append(dict(step))

    def result(self):
        added = [s for s in self.steps if s["kind"] == "adjoint" and s["op"] == "add"]
        found = {}
        for node in {s["node"] for s in added}:
            mine = [s for s in added if s["node"] == node]
            sizes = [abs(s["after"] - (s["before"] or 0.0)) for s in mine]
            if len(mine) > 1:
                found[node] = max(0.0, math.log10(max(sizes) / abs(mine[-1]["after"])))
        return found
