"""Python's cyclic garbage collector, put to rest while it could find nothing.

It looks through all that is kept whenever many new objects were made. Who makes many small things
that are all kept, and without cycles, saves that time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Run a block, or a function, without the collector.

    >>> with collector_paused():
    ...     gc.isenabled()
    False
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
