"""Takes the consumer that it came upon last, though another operand of it is not placed."""

# diagnosis: depth-first-order


class Walk:
    def __init__(self, operands):
        self.consumers = [[] for _ in operands]
        for node, used in enumerate(operands):
            for operand in used:
                self.consumers[operand].append(node)
        self.stack = [node for node, used in enumerate(operands) if not used]
        self.seen = set(self.stack)

    def __iter__(self):
        while self.stack:
            node = self.stack.pop()
            yield node
            new = [k for k in self.consumers[node] if k not in self.seen]
            self.stack += dict.fromkeys(new)
            self.seen.update(new)


def topological_order(operands):
    return list(Walk(operands))
