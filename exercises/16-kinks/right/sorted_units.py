"""Sorts the units by their points, and adds up runs of equal ones."""

from itertools import groupby


def kinks(inner, bias, outer, low, high):
    bends = []
    for j in range(len(inner)):
        if inner[j]:
            bends.append((-bias[j] / inner[j], outer[j] * abs(inner[j])))
    bends.sort()
    found = []
    for point, group in groupby(bends, key=lambda bend: bend[0]):
        total = sum(change for _, change in group)
        if total and low < point < high:
            found.append(point)
    return found
