# exercise: measure-swell


def measure_swell(steps):
    size = {}
    operations = 0
    for number, step in enumerate(steps):
        if step["op"] in ("input", "constant"):
            size[number] = 0
            continue
        operations += 1
        size[number] = sum(size[k] for k in step["operands"]) or 1
    return size[len(steps) - 1], operations
