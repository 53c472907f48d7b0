# exercise: measure-swell


def measure_swell(steps):
    formula = []
    program = 0
    for step in steps:
        if step["op"] == "input" or step["op"] == "constant":
            formula.append(0)
        else:
            program = program + 1
            formula.append(formula[step["operands"][0]] + 1)
    return formula[-1], program
