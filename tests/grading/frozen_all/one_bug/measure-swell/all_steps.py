# exercise: measure-swell


def measure_swell(steps):
    counts = [0] * len(steps)
    for i in range(len(steps)):
        if steps[i]["operands"]:
            counts[i] = 1
            for j in steps[i]["operands"]:
                counts[i] += counts[j]
    return counts[-1], len(steps)
