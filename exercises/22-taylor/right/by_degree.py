"""One order after the other, through all nodes."""

import math


def taylor(nodes, degree):
    series = [[] for _ in nodes]
    twins = [[] for _ in nodes]  # the cosine of a sine, the sine of a cosine
    for k in range(degree + 1):
        for node, z, w in zip(nodes, series, twins):
            args = [series[i] for i in node["operands"]]
            match node["op"]:
                case "input":
                    z.append(node["value"] if k == 0 else 1.0 if k == 1 else 0.0)
                case "constant":
                    z.append(node["value"] if k == 0 else 0.0)
                case "add":
                    z.append(args[0][k] + args[1][k])
                case "subtract":
                    z.append(args[0][k] - args[1][k])
                case "multiply":
                    z.append(sum(p * q for p, q in zip(args[0], reversed(args[1]))))
                case "exp":
                    a = args[0]
                    z.append(
                        sum(j * a[j] * z[k - j] for j in range(1, k + 1)) / k
                        if k
                        else math.exp(a[0])
                    )
                case name:
                    a, sign = args[0], 1 if name == "sin" else -1
                    if k == 0:
                        z.append(math.sin(a[0]) if name == "sin" else math.cos(a[0]))
                        w.append(math.cos(a[0]) if name == "sin" else math.sin(a[0]))
                    else:
                        pairs = [(j * a[j], k - j) for j in range(1, k + 1)]
                        new = sign * sum(f * w[i] for f, i in pairs) / k
                        w.append(-sign * sum(f * z[i] for f, i in pairs) / k)
                        z.append(new)
    return series
