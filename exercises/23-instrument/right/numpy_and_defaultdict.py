"""With NumPy, and a dictionary of lists."""

from collections import defaultdict

import numpy as np


class Meter:
    def __init__(self):
        self.history = defaultdict(lambda: [0.0])

    def __call__(self, step):
        if step["kind"] == "adjoint" and step["op"] == "add":
            known = self.history[step["node"]]
            if len(known) == 1:
                known[0] = step["before"] or 0.0
            known.append(step["after"])

    def result(self):
        return {
            node: max(0.0, float(np.log10(np.max(np.abs(np.diff(h))) / abs(h[-1]))))
            for node, h in self.history.items()
            if len(h) > 2
        }
