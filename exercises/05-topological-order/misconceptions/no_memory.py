"""Never notes where it has been: it goes along every path, and then drops repetitions."""

# diagnosis: enumerates-paths


def topological_order(operands):
    found = []
    for start in range(len(operands)):
        stack = [(start, False)]
        while stack:
            node, done = stack.pop()
            if done:
                found.append(node)
            else:
                stack.append((node, True))
                stack.extend((operand, False) for operand in operands[node])
    return list(dict.fromkeys(found))
