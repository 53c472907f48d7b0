# exercise: reverse-sweep
from collections import defaultdict, deque

ADJOINTS = defaultdict(float)


def reverse_sweep(nodes):
    last = len(nodes) - 1
    ADJOINTS[last] = 1.0
    queue, seen = deque([last]), {last}
    while queue:
        i = queue.popleft()
        for o, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
            ADJOINTS[o] += ADJOINTS[i] * p
            if o not in seen:
                seen.add(o)
                queue.append(o)
    return [ADJOINTS[i] for i in range(len(nodes))]
