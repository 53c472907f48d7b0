"""Many machines: a cluster of Dask grades, and each of its processes keeps a warm server.

    with connected("tcp://10.0.0.7:8786") as cluster:
        for report in grade_many(works, cluster.executor, chunk=cluster.chunk(len(works))):
            ...

A worker that dies loses nothing: Dask gives its works to another one. Workers need adlab, the
exercises at the same paths, and Linux. Needs the extra `scale`.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass

LARGEST_CHUNK = 8
"""Works that go to a worker at a time. Sending costs some milliseconds, and results are seen, and
kept, when a chunk is done."""


class NoCluster(Exception):
    """There is no cluster to reach. The message says why."""


@dataclass(frozen=True)
class Cluster:
    """What works are sent to.

    Attributes
    ----------
    executor : of concurrent.futures
    processors : how many works it grades at a time
    """

    executor: Executor
    processors: int

    def chunk(self, works: int) -> int:
        """How many works are sent at a time, so that all are busy until near the end."""
        return max(1, min(LARGEST_CHUNK, works // (4 * max(self.processors, 1))))


@contextmanager
def connected(address: str, seconds: float = 20.0) -> Iterator[Cluster]:
    """A cluster, while the block lasts.

    Parameters
    ----------
    address : of its scheduler
    seconds : after which one gives up

    Raises NoCluster if Dask is missing, or nobody answers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise NoCluster(
            f'Dask is missing ({error}). To install it:\n    pip install "adlab[scale]"'
        ) from error
    try:
        client = Client(address, timeout=seconds)
    except (OSError, TimeoutError, ValueError) as error:
        raise NoCluster(f"No Dask scheduler answers at {address}: {error}") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=seconds)
        except TimeoutError as error:
            raise NoCluster(f"The scheduler at {address} has no workers.") from error
        processors = sum(client.ncores().values())
        # Not pure: a grade that failed is a grade to try again, never an answer to be looked up.
        yield Cluster(client.get_executor(pure=False), processors)
