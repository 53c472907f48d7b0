"""A notebook in a room: each check tells the room its exercise, whether it passed, and the mistake.

- `join(code, url)`, `leave()`: by choice, and until one leaves.
- `tell(exercise, passed, diagnosis)`: what `adlab.check` calls; it never waits and never fails.

No code goes out, no fingerprint of it, and no name. What is told waits in a queue, and
is thrown away when the class does not answer.
"""

from __future__ import annotations

import json
import queue
import threading
from contextlib import suppress
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from adlab.course.pages import Shown
from adlab.engine.errors import InputError, explain

PATIENCE = 3.0  # seconds to wait for an answer
WAITING = 50  # told and not sent; later ones are thrown away

_told: queue.Queue[dict[str, Any]] = queue.Queue(WAITING)
_room: dict[str, str] = {}
_thread: threading.Thread | None = None


def join(code: str, url: str) -> Shown:
    """Join a room with this notebook: its checks are told to the room as counts.

    Parameters
    ----------
    code : the six letters on the wall
    url : the address of the class, such as "http://192.168.1.5:8700"

    Raises
    ------
    InputError
        There is no such room, or nobody answers at that address.

    Told are the id of the exercise, whether it passed, and the id of the mistake that explains it.
    The instructor sees counts. `adlab.leave()` ends it.
    """
    address = f"{url.rstrip('/')}/r/{code.strip().upper()}"
    if not address.startswith(("http://", "https://")):
        raise InputError(explain(f"{url!r} is no address.", fix='"http://192.168.1.5:8700", say'))
    request = Request(
        f"{address}/join", b"{}", {"Content-Type": "application/json", "X-Adlab": "notebook"}
    )
    try:
        with urlopen(request, timeout=PATIENCE) as answer:
            said = json.load(answer)
    except HTTPError as error:
        raise InputError(
            explain(
                f"The room {code} cannot be joined: {_reason(error)}.",
                fix="look at the code on the wall",
            )
        ) from None
    except (URLError, OSError, ValueError) as error:
        raise InputError(
            explain(
                f"Nobody answers at {url}: {error}.",
                why="some networks keep their computers apart",
                fix="ask for the address, or work on without the room",
            )
        ) from None
    _room.clear()
    _room.update(address=address, token=said["token"])
    _start()
    text = (
        f"You are {said['alias']} in room {code.upper()}. Your checks are told to it as exercise, "
        "passed and mistake: no code, no name. adlab.leave() ends it."
    )
    return Shown(text, f"<p>{text}</p>")


def leave() -> Shown:
    """Tell the room nothing more."""
    was_in = bool(_room)
    _room.clear()
    while not _told.empty():
        _told.get_nowait()
    text = "You have left the room." if was_in else "You were in no room."
    return Shown(text, f"<p>{text}</p>")


def tell(exercise: str, passed: bool, diagnosis: str) -> None:
    """Put it into the queue, if a room was joined. It never waits and never fails."""
    if not _room:
        return
    with suppress(queue.Full):
        _told.put_nowait({"exercise": exercise, "passed": passed, "diagnosis": diagnosis})


def _start() -> None:
    global _thread
    if _thread is None or not _thread.is_alive():
        _thread = threading.Thread(target=_send_all, name="adlab-room", daemon=True)
        _thread.start()


def _send_all() -> None:
    while True:
        data = _told.get()
        address, token = _room.get("address"), _room.get("token")
        if not address:
            continue
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        try:
            with urlopen(
                Request(f"{address}/checks", json.dumps(data).encode(), headers), timeout=PATIENCE
            ):
                pass
        except HTTPError as error:
            if error.code in (401, 404):  # the class is over
                _room.clear()
        except (URLError, OSError):
            pass


def _reason(error: HTTPError) -> str:
    try:
        return str(json.load(error)["error"])
    except (ValueError, KeyError, OSError):
        return str(error.reason)
