"""What a submission may use: the one place where the limits of time, memory and output stand.

- `Limits`: with the values that hold where an exercise says nothing; see `[limits]` in its
  `exercise.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a submission may use.

    Attributes
    ----------
    call : seconds of each call, and of loading the file; by the processor where the system tells
        them, and else by the clock (``Stopwatch``)
    total : the same of all calls together
    memory : MiB of address space
    output : bytes of what it prints that are kept
    lines : of those, how many lines
    """

    call: float = 2.0
    total: float = 20.0
    memory: int = 1024
    output: int = 64 * 1024
    lines: int = 100
