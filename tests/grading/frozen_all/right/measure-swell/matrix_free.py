# exercise: measure-swell

import collections


def measure_swell(steps):
    weight = collections.Counter({len(steps) - 1: 1})
    formula = 0
    for k in range(len(steps) - 1, -1, -1):
        if steps[k]["operands"]:
            formula += weight[k]
        for operand in steps[k]["operands"]:
            weight[operand] += weight[k]
    program = sum(bool(step["operands"]) for step in steps)
    return formula, program
