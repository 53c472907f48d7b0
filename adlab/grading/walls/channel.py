"""The grader's ends of the pipes to one submission, and the process behind them.

Nothing here waits without a deadline, and nothing here trusts what it reads: it is bytes, cut into
lines, and only one line is taken for one that was sent.
"""

from __future__ import annotations

import os
import queue
import selectors
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from adlab.grading.walls.wire import MAX_FRAME

WATCH = 0.05
"""Seconds between two looks at the memory of a process that the system does not limit."""

NOTHING = memoryview(b"")

PATIENCE = 5
"""How much longer by the clock a call may take if others keep the processor busy."""

SLICE = 0.5
"""Seconds of one wait. If it takes longer by more than this, the machine stood still."""

IDLE = 0.25
"""Less than this part of a time limit on the processor: the code waited, and did not compute."""


class Silence(Exception):
    """No line came: ``reason`` is time, end, flood, early or memory."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Process(Protocol):
    """What is at the other end of the pipes."""

    def stop(self, patience: float) -> int | None:
        """End it, and all it started; return its exit status (−n: signal n), None if unknown.

        What is about to end by itself is given some seconds of patience.
        """

    def used(self) -> float | None:
        """Return its seconds of processor time so far, None if the system does not tell."""


class Stopwatch:
    """The time that counts: the processor's, or a fifth of the clock's, whichever is more.

    So a busy machine is not held against a submission, and one that only sleeps still comes to an
    end. Where the system does not tell the processor's time, the clock's counts.
    """

    def __init__(self, used: Callable[[], float | None] = lambda: None) -> None:
        self._used = used
        self._before = used()
        self._start = time.monotonic()

    def skip(self, seconds: float) -> None:
        """Leave out seconds of the clock during which the machine stood still."""
        self._start += seconds

    def waited(self, limit: float) -> bool:
        """Return whether little of a time limit was used on the processor."""
        used = self._used()
        return None not in (used, self._before) and used - self._before < IDLE * limit  # type: ignore[operator]

    def seconds(self) -> float:
        """Return the seconds since this object was made."""
        by_the_clock = time.monotonic() - self._start
        used = self._used()
        if used is None or self._before is None:
            return by_the_clock
        return max(used - self._before, by_the_clock / PATIENCE)

    def left(self, limit: float) -> float:
        """Return how long to wait before the limit can be reached, 0 if it is."""
        left = self._start + limit - time.monotonic()
        return left if left > 0 else max(0.0, limit - self.seconds())


class Channel:
    """Lines to and from a process, and what it prints.

    Parameters
    ----------
    pipes : file descriptors of requests, replies and output, which this object closes
    process : stopped by ``close``
    keep : bytes of the output that are kept; the rest is read and forgotten
    too_big : says whether the process has outgrown its memory, where the system does not
    """

    keeps_order = True
    """Whether what is said goes line by line: not so where it is asked in the middle of a call."""

    consult: Callable[[bytes], bytes]
    """Answers what is asked in the middle of a call; put there by whoever calls."""

    passing: tuple[type[BaseException], ...] = ()
    """What may go through a submission unheard: what `consult` raises."""

    def __init__(
        self,
        pipes: tuple[int, int, int],
        process: Process,
        keep: int,
        too_big: Callable[[], bool] | None = None,
    ) -> None:
        self._requests, self._replies, self._output = self._pipes = pipes
        self._process = process
        self._keep = keep
        self._too_big = too_big
        self._received = bytearray()
        self._printed = bytearray()
        self._status: int | None = None
        self._open = True
        self._listen()

    def stopwatch(self) -> Stopwatch:
        """Begin to count the time that the process uses."""
        return Stopwatch(self._process.used)

    def exchange(self, request: bytes, watch: Stopwatch, limit: float) -> bytes:
        """Send a request, if there is one, and return the next line; raise Silence if none comes.

        A line that was there before the request cannot be an answer to it.
        """
        if request:
            self._step(0.0)
            if self._received:
                raise Silence("early")
        pending = memoryview(request)
        last_look = False
        while (end := self._received.find(b"\n")) < 0:
            if len(self._received) > MAX_FRAME:
                raise Silence("flood")
            left = min(watch.left(limit), SLICE)
            if left <= 0:
                if last_look:
                    raise Silence("time")
                last_look = True  # what came in time may lie in the pipe
            if self._too_big:
                if self._too_big():
                    raise Silence("memory")
                left = min(left, WATCH)
            before = time.monotonic()
            pending = self._step(left, pending)
            stood_still = time.monotonic() - before - left
            if stood_still > SLICE:
                watch.skip(stood_still)
                last_look = False
        line = bytes(self._received[:end])
        del self._received[: end + 1]
        return line

    def output(self) -> str:
        """Return what was printed so far, as text."""
        if self._open:
            with suppress(Silence):  # if it ended, the next exchange will say so
                self._step(0.0)
        return self._printed.decode(errors="replace")

    def close(self, patience: float = 0.0) -> None:
        """Stop the process and close the pipes. May be called again."""
        if not self._open:
            return
        self._open = False
        self._status = self._process.stop(patience)
        self._read_rest()
        self._leave()

    def end_of(self, silence: Silence) -> tuple[str, str]:
        """Stop the process; return kind and message of the problem that its silence is."""
        self.close(patience=0.5 if silence.reason == "end" else 0.0)
        if silence.reason == "memory":
            return "memory", "Your code used more memory than the exercise allows."
        if silence.reason in ("early", "flood"):
            return "data", "Your code wrote into the grader's channel."
        status = self._status
        if status is None or status >= 0:
            return "exit", "Your code ended its process instead of returning a result."
        if hasattr(signal, "SIGXCPU") and -status == signal.SIGXCPU:
            return "time", "Your code used up its processor time."
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = f"signal {-status}"
        return "crash", f"Your code crashed its interpreter ({name})."

    def _print(self, chunk: bytes) -> None:
        self._printed += chunk[: max(0, self._keep + 1 - len(self._printed))]

    def _receive(self, chunk: bytes) -> None:
        if not chunk:
            raise Silence("end")
        self._received += chunk

    # ------------------------------------------------------------------------- waiting

    def _listen(self) -> None:
        self._selector = selectors.DefaultSelector()
        for descriptor in self._pipes:
            os.set_blocking(descriptor, False)
        self._selector.register(self._replies, selectors.EVENT_READ)
        self._selector.register(self._output, selectors.EVENT_READ)

    def _leave(self) -> None:
        self._selector.close()
        for descriptor in self._pipes:
            os.close(descriptor)

    def _step(self, seconds: float, pending: memoryview = NOTHING) -> memoryview:
        """Wait for something to happen, and let it; return what is still to be sent."""
        if pending:
            self._selector.register(self._requests, selectors.EVENT_WRITE)
        try:
            ready = [key.fd for key, _ in self._selector.select(seconds)]
        finally:
            if pending:
                self._selector.unregister(self._requests)
        if self._output in ready:
            self._read_output()
        if self._requests in ready:
            try:
                pending = pending[os.write(self._requests, pending[:65536]) :]
            except BlockingIOError:
                pass
            except BrokenPipeError:
                pending = NOTHING  # its end is noticed when its replies end
        if self._replies in ready:
            self._receive(os.read(self._replies, 65536))
        return pending

    def _read_output(self) -> bool:
        try:
            chunk = os.read(self._output, 65536)
        except BlockingIOError:
            return False
        if not chunk:
            self._selector.unregister(self._output)
        self._print(chunk)
        return bool(chunk)

    def _read_rest(self) -> None:
        """Read what a stopped process had printed; bounded, for something may have survived it."""
        if self._output in self._selector.get_map():
            for _ in range(32):
                if not self._read_output():
                    return


class ThreadedChannel(Channel):
    """The same for systems whose pipes cannot be waited for (Windows): a thread waits for each."""

    def _listen(self) -> None:
        self._arrived: queue.Queue[tuple[int, bytes]] = queue.Queue(maxsize=16)
        self._to_send: queue.Queue[bytes | None] = queue.Queue()
        for descriptor in (self._replies, self._output):
            threading.Thread(target=self._read, args=(descriptor,), daemon=True).start()
        threading.Thread(target=self._write, daemon=True).start()

    def _read(self, descriptor: int) -> None:
        chunk = b"more"
        while chunk and self._open:
            try:
                chunk = os.read(descriptor, 65536)
            except OSError:
                chunk = b""
            self._arrived.put((descriptor, chunk))
        os.close(descriptor)

    def _write(self) -> None:
        with suppress(OSError):
            while request := self._to_send.get():
                while request:
                    request = request[os.write(self._requests, request) :]
        os.close(self._requests)

    def _leave(self) -> None:
        self._to_send.put(None)
        with suppress(queue.Empty):  # so that a thread that waits to deliver can end
            for _ in range(32):
                self._arrived.get(timeout=0.01)

    def _step(self, seconds: float, pending: memoryview = NOTHING) -> memoryview:
        if pending:
            self._to_send.put(bytes(pending))
        with suppress(queue.Empty):
            descriptor, chunk = self._arrived.get(timeout=seconds or 0.001)
            if descriptor == self._output:
                self._print(chunk)
            else:
                self._receive(chunk)
        return NOTHING

    def _read_rest(self) -> None:
        with suppress(queue.Empty, Silence):
            for _ in range(32):
                descriptor, chunk = self._arrived.get(timeout=0.05)
                if descriptor == self._output:
                    self._print(chunk)
