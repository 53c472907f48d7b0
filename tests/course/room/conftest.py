"""A class on loopback, in a process of its own."""

import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import numpy as np
import pytest

from adlab.course.room.questions import ask

KEY = "the key"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Class:
    """A process that holds a class; it can be killed and started again on the same file."""

    def __init__(self, folder, prefix="", keep=24.0):
        self.file, self.prefix, self.keep = folder / "class.sqlite3", prefix, keep
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}{prefix}"
        self.start()

    def start(self):
        command = [sys.executable, "-m", "adlab", "class", "--port", str(self.port), "--key", KEY]
        command += ["--file", str(self.file), "--prefix", self.prefix, "--keep", str(self.keep)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(400):
            if self.process.poll() is not None:
                raise RuntimeError(self.process.stderr.read().decode())
            try:
                httpx.get(f"{self.url}/")
                return
            except httpx.TransportError:
                time.sleep(0.05)
        raise RuntimeError("the class does not answer")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stderr.close()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(5)
            self.process.stderr.close()
        except subprocess.TimeoutExpired:
            self.kill()

    def host(self):
        """A client that is the host of a new room, and its code."""
        client = httpx.Client(base_url=self.url, timeout=20.0)
        code = client.post("/rooms", json={"key": KEY}).json()["code"]
        return client, code

    def student(self, code):
        client = httpx.Client(base_url=f"{self.url}/r/{code}", timeout=20.0)
        assert client.post("/join", json={}).status_code == 200
        return client


@contextmanager
def held(folder, **options):
    held = Class(folder, **options)
    try:
        yield held
    finally:
        held.stop()


@pytest.fixture(scope="module")
def room_class(tmp_path_factory):
    with held(tmp_path_factory.mktemp("class")) as held_class:
        yield held_class


def baydin(x1, x2):
    return np.log(x1) + x1 * x2 - np.sin(x2)


@pytest.fixture(scope="session")
def questions():
    """Three questions, made once; the second has pages of wrong sweeps."""
    made = [
        ask(baydin, 2.0, 5.0, node="v2", what="tangent", unit="x1", steps=False),
        ask(baydin, 2.0, 5.0, node="x2", target="overwrites"),
        ask(baydin, 2.0, 5.0, node="x1", steps=False),
    ]
    return [each.to_data() for each in made]


@pytest.fixture
def asked(room_class, questions):
    """A room in which the second question is open: the class, the host's client, and the code."""
    host, code = room_class.host()
    for question in questions:
        assert host.post(f"/r/{code}/questions", json={"question": question}).status_code == 200
    assert host.post(f"/r/{code}/host/ask", json={"number": 2}).status_code == 200
    yield room_class, host, code
    host.post(f"/r/{code}/host/wipe", json={})
