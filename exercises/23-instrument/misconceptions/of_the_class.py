"""The numbers belong to the class."""

# diagnosis: kept-by-the-class

import math


class Meter:
    """How many digits the sums of shares lose."""

    shares = {}
    adjoints = {}

    def __call__(self, step):
        """See one step of a sweep."""
        if step["kind"] == "adjoint" and step["op"] == "add":
            node, before = step["node"], step["before"]
            share = step["after"] - (0.0 if before is None else before)
            self.shares.setdefault(node, []).append(abs(share))
            self.adjoints[node] = step["after"]

    def result(self):
        """The digits lost, by node."""
        return {
            node: max(0.0, math.log10(max(shares) / abs(self.adjoints[node])))
            for node, shares in self.shares.items()
            if len(shares) > 1
        }
