# exercise: measure-swell


def measure_swell(steps):
    times = [0] * len(steps)  # how often the formula of each step is written
    times[-1] = 1
    for k in reversed(range(len(steps))):
        for operand in steps[k]["operands"]:
            times[operand] += times[k]
    operations = [k for k, step in enumerate(steps) if step["operands"]]
    return sum(times[k] for k in operations), len(operations)
