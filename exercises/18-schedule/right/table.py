"""A table of costs, filled from short parts to long ones."""


def schedule(steps, states):
    cost = [[n * (n - 1) // 2 for n in range(steps + 1)]]
    cut = [[0] * (steps + 1)]
    for places in range(1, states):
        row, where = [0, 0], [0, 0]
        for n in range(2, steps + 1):
            choices = [k + cost[places - 1][n - k] + row[k] for k in range(1, n)]
            row.append(min(choices))
            where.append(choices.index(row[n]) + 1)
        cost.append(row)
        cut.append(where)

    def part(first, n, places):
        if n == 1:
            return [["back"]]
        if places == 0:
            there = [["advance", first + n - 1], ["back"], ["restore", first]]
            return there + part(first, n - 1, 0)
        k = cut[places][n]
        middle = first + k
        return (
            [["advance", middle], ["store"]]
            + part(middle, n - k, places - 1)
            + [["free", middle], ["restore", first]]
            + part(first, k, places)
        )

    return [["store"], *part(0, steps, states - 1)]
