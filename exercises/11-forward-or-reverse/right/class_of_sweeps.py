"""A class that knows the graph, with a method for each direction."""


class Graph:
    def __init__(self, nodes):
        self.size = len(nodes)
        self.inputs = [k for k in range(self.size) if len(nodes[k]["operands"]) == 0]
        self.edges = [
            (k, operand, partial)
            for k, node in enumerate(nodes)
            for operand, partial in zip(node["operands"], node["partials"])
        ]

    def along(self, start):
        slopes = [0.0] * self.size
        slopes[start] = 1.0
        for k, operand, partial in self.edges:
            slopes[k] += slopes[operand] * partial
        return slopes

    def against(self, start):
        slopes = [0.0] * self.size
        slopes[start] = 1.0
        for k, operand, partial in reversed(self.edges):
            slopes[operand] += slopes[k] * partial
        return slopes


def jacobian(nodes, outputs):
    graph = Graph(nodes)
    forward = len(graph.inputs) < len(outputs)
    if forward:
        columns = list(map(graph.along, graph.inputs))
        return [[column[k] for column in columns] for k in outputs]
    rows = list(map(graph.against, outputs))
    return [[row[k] for k in graph.inputs] for row in rows]
