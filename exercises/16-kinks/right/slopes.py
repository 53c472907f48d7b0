"""Compares the slopes of the pieces between candidates."""

import numpy as np


def kinks(inner, bias, outer, low, high):
    inner, bias, outer = np.array(inner), np.array(bias), np.array(outer)
    moving = inner != 0
    candidates = np.unique(-bias[moving] / inner[moving])
    edges = np.concatenate([candidates[:1] - 1, candidates, candidates[-1:] + 1])
    middles = (edges[:-1] + edges[1:]) / 2
    slopes = [np.sum(outer * inner * (inner * x + bias > 0)) for x in middles]
    bends = np.abs(np.diff(slopes)) > 1e-12
    return [float(x) for x, bends_here in zip(candidates, bends) if bends_here and low < x < high]
