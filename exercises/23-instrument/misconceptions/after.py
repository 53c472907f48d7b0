"""What stands there is taken for the share."""

# diagnosis: after-for-share

import math


class Meter:
    """How many digits the sums of shares lose."""

    def __init__(self):
        """Nothing has been seen yet."""
        self.shares = {}
        self.adjoints = {}

    def __call__(self, step):
        """See one step of a sweep."""
        if step["kind"] == "adjoint" and step["op"] == "add":
            node, _before = step["node"], step["before"]
            share = step["after"]
            self.shares.setdefault(node, []).append(abs(share))
            self.adjoints[node] = step["after"]

    def result(self):
        """The digits lost, by node."""
        return {
            node: max(0.0, math.log10(max(shares) / abs(self.adjoints[node])))
            for node, shares in self.shares.items()
            if len(shares) > 1
        }
