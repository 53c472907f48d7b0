"""Firefox by WebDriver BiDi (W3C), which it speaks itself: no driver beside it is needed.

with firefox(home) as page:
    page.open(url)
    page.press("ArrowRight")
    page.evaluate("document.title")
"""

import itertools
import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websocket import WebSocket, create_connection

from tests.hosts.hosting import free_port, running

NAMES = ("firefox-esr", "firefox")
SECONDS = 60  # to start
KEYS = {
    "Home": "\ue011",
    "ArrowLeft": "\ue012",
    "ArrowRight": "\ue014",
    "Escape": "\ue00c",
}  # WebDriver, 17.4.2


def found() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


class FirefoxPage:
    """One tab."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.errors: list[str] = []
        self.send("session.new", capabilities={})
        self.send("session.subscribe", events=["log.entryAdded"])
        [tab] = self.send("browsingContext.getTree")["contexts"]
        self._tab = tab["context"]

    def send(self, method: str, **params: Any) -> Any:
        """A command, and its result; errors of the page that are told meanwhile are kept."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            told = json.loads(self._socket.recv())
            if told.get("method") == "log.entryAdded" and told["params"]["level"] == "error":
                self.errors.append(told["params"]["text"])
            if told.get("id") == number:
                assert told["type"] == "success", told
                return told["result"]

    def open(self, url: str, width: int = 1280, height: int = 800) -> None:
        size = {"width": width, "height": height}
        self.send("browsingContext.setViewport", context=self._tab, viewport=size)
        self.send("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """What an expression is, by way of JSON."""
        answer = self.send(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self._tab},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer
        return json.loads(answer["result"].get("value", "null"))

    def until(self, expression: str) -> None:
        end = time.monotonic() + SECONDS
        while not self.evaluate(expression):
            assert time.monotonic() < end, f"never true: {expression}"
            time.sleep(0.05)

    def press(self, key: str) -> None:
        value = KEYS.get(key, key)
        strokes = [{"type": kind, "value": value} for kind in ("keyDown", "keyUp")]
        keyboard = {"type": "key", "id": "keyboard", "actions": strokes}
        self.send("input.performActions", context=self._tab, actions=[keyboard])

    def picture(self) -> str:
        """PNG, in base64."""
        return self.send("browsingContext.captureScreenshot", context=self._tab)["data"]


@contextmanager
def firefox(home: Path) -> Iterator[FirefoxPage]:
    """Start one with a profile of its own, and stop it without remains."""
    program = found()
    assert program
    port = free_port()
    options = ["--headless", "--no-remote", "--profile", home, f"--remote-debugging-port={port}"]
    with running([program, *options, "about:blank"], home):
        socket = _connected(port)
        try:
            yield FirefoxPage(socket)
        finally:
            socket.close()


def _connected(port: int) -> WebSocket:
    end = time.monotonic() + SECONDS
    while True:
        try:
            url = f"ws://127.0.0.1:{port}/session"
            return create_connection(url, timeout=SECONDS, suppress_origin=True)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
