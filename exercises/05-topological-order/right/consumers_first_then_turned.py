"""Takes away nodes that nothing uses any more, and turns the list round."""


class Graph:
    def __init__(self, operands):
        self.operands = operands
        self.uses = [0] * len(operands)
        for used in operands:
            for operand in used:
                self.uses[operand] += 1

    def last_nodes_first(self):
        free = {node for node, uses in enumerate(self.uses) if uses == 0}
        while free:
            node = free.pop()
            yield node
            for operand in self.operands[node]:
                self.uses[operand] -= 1
                if self.uses[operand] == 0:
                    free.add(operand)


def topological_order(operands):
    found = list(Graph(operands).last_nodes_first())
    found.reverse()
    return found
