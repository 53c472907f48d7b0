# exercise: forward-or-reverse
import numpy as np


class Graph:
    def __init__(self, nodes, outputs):
        self.nodes, self.outputs = nodes, outputs
        self.inputs = [i for i, node in enumerate(nodes) if node["operands"] == []]

    def tangents(self, seed):
        t = [0.0] * len(self.nodes)
        t[seed] = 1.0
        for i, node in enumerate(self.nodes):
            for k, p in zip(node["operands"], node["partials"]):
                t[i] = t[i] + p * t[k]
        return [t[o] for o in self.outputs]

    def adjoints(self, seed):
        a = [0.0] * len(self.nodes)
        a[seed] = 1.0
        for i in range(seed, -1, -1):
            for k, p in zip(self.nodes[i]["operands"], self.nodes[i]["partials"]):
                a[k] = a[k] + p * a[i]
        return [a[i] for i in self.inputs]


def jacobian(nodes, outputs):
    graph = Graph(nodes, outputs)
    J = np.empty((len(outputs), len(graph.inputs)), dtype=object)
    if len(graph.inputs) <= len(outputs):
        for c, seed in enumerate(graph.inputs):
            J[:, c] = graph.tangents(seed)
    else:
        for r, seed in enumerate(outputs):
            J[r, :] = graph.adjoints(seed)
    return J.tolist()
