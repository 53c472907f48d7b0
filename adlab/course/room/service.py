"""The class as a service: pages, and the addresses behind them.

- `application(store, key, prefix)`: a Starlette application, for one process.

A room has a code; a phone joins it and answers, the wall shows how many have, the host's page leads
through the vote. State goes to the pages as server-sent events: to the wall at most five pictures a
second, to phones only when something changes for them. All addresses in the pages are relative, so
that the service may stand behind a prefix, such as that of a JupyterHub service.

What is refused: what comes from another site's page; bodies that are too long, while they are read;
numbers that are none; more than a person can type; who has no token, or that of another room; who
acts as host without the host's token.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import io
import json
import math
import secrets
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import segno
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route

from adlab.course.room.asked import Asked
from adlab.course.room.store import CODE_LENGTH, LETTERS, Question, Room, Store, hashed, in_the_room
from adlab.grading.exercises.exercise import exercises

STATIC = Path(__file__).parent / "static"
BODY, HOST_BODY = 2_000, 4_000_000  # bytes
PEOPLE, STREAMS, ROOMS = 600, 700, 50  # of a room, and of the service
BUCKET, PER_SECOND = 5.0, 1.0  # answers of one person
PICTURE = 0.18  # seconds between two pictures on the wall
DAY = 24 * 3600.0
NAMES = (
    "workshop of 90 minutes",
    "workshop of half a day",
    "inventory: forward mode",
    "inventory: reverse mode",
)
SECURITY = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}


class Bucket:
    """How many answers somebody may still send."""

    def __init__(self) -> None:
        self.left, self.at = BUCKET, time.monotonic()

    def take(self) -> bool:
        now = time.monotonic()
        self.left = min(BUCKET, self.left + (now - self.at) * PER_SECOND)
        self.at = now
        if self.left < 1.0:
            return False
        self.left -= 1.0
        return True


class Service:
    """The addresses, with what they have in common."""

    def __init__(self, store: Store, key: str, keep: float) -> None:
        self.store, self.key, self.keep = store, key, keep
        self.changed: dict[str, asyncio.Event] = {}  # what phones see, too
        self.counted: dict[str, asyncio.Event] = {}  # or what only the wall and the host see
        self.streams: dict[str, int] = {}
        self.buckets: dict[str, Bucket] = {}
        self.stopping = False

    # -- Who is asking -----------------------------------------------------------------------------

    def room(self, request: Request) -> Room:
        code = request.path_params["code"].upper()
        room = self.store.rooms.get(code)
        if room is None:
            raise HTTPException(404, "there is no such room")
        return room

    def person(self, request: Request, room: Room) -> str:
        token = request.cookies.get(f"adlab-{room.code}", "")
        header = request.headers.get("authorization", "")
        if header.startswith("Bearer "):
            token = header.removeprefix("Bearer ")
        person = room.people.get(hashed(token)) if token else None
        if person is None:
            raise HTTPException(401, "join the room first")
        return person

    def host(self, request: Request, room: Room) -> None:
        token = request.cookies.get(f"adlab-host-{room.code}", "")
        if not token or not hmac.compare_digest(hashed(token), room.host):
            raise HTTPException(403, "only the host of this room can do that")

    def own_page(self, request: Request) -> None:
        """Refuse what another site's page sends."""
        site = request.headers.get("sec-fetch-site", "")
        origin = request.headers.get("origin", "")
        hosts = {request.headers.get("host"), request.headers.get("x-forwarded-host")}
        if site and site not in ("same-origin", "none"):
            raise HTTPException(403, "this comes from another site")
        if origin and not site and urlsplit(origin).netloc not in hosts:
            raise HTTPException(403, "this comes from another site")

    async def body(self, request: Request, most: int = BODY) -> dict[str, Any]:
        """The body as JSON; cut off while it is read."""
        self.own_page(request)
        read = bytearray()
        try:
            async with asyncio.timeout(10):
                async for chunk in request.stream():
                    read += chunk
                    if len(read) > most:
                        raise HTTPException(413, "this is too long")
        except TimeoutError:
            raise HTTPException(408, "this takes too long") from None
        try:
            data = json.loads(read or b"{}", parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise HTTPException(422, "this is no JSON") from None
        if type(data) is not dict:
            raise HTTPException(422, "an object is wanted")
        return data

    def cookie(
        self, response: Response, request: Request, name: str, token: str, code: str
    ) -> None:
        path = f"{request.scope.get('root_path', '')}/r/{code}"
        secure = request.headers.get("x-forwarded-proto", request.url.scheme) == "https"
        response.set_cookie(
            name,
            token,
            path=path,
            httponly=True,
            samesite="strict",
            secure=secure,
            max_age=int(DAY),
        )

    def tell(self, room: Room) -> None:
        """Something has changed that all pages show."""
        self._wake(self.changed, room)
        self.count(room)

    def count(self, room: Room) -> None:
        """Something has changed that the wall and the host see, such as how many answered."""
        self._wake(self.counted, room)

    def _wake(self, events: dict[str, asyncio.Event], room: Room) -> None:
        event = events.pop(room.code, None)
        if event is not None:
            event.set()

    # -- Pages -------------------------------------------------------------------------------------

    def page(self, name: str) -> Callable[[Request], Any]:
        async def give(request: Request) -> Response:
            if "code" in request.path_params:
                self.room(request)
            return HTMLResponse((STATIC / name).read_text(encoding="utf-8"), headers=SECURITY)

        return give

    async def code_picture(self, request: Request) -> Response:
        """The address of the room as a QR code."""
        room = self.room(request)
        base = request.query_params.get("base", "")
        parts = urlsplit(base)
        hosts = {request.headers.get("host"), request.headers.get("x-forwarded-host")}
        if parts.scheme not in ("http", "https") or parts.netloc not in hosts or len(base) > 300:
            raise HTTPException(422, "the address is not this one")
        drawn = io.BytesIO()
        address = f"{base.rstrip('/')}/r/{room.code}/"
        segno.make(address, error="m").save(drawn, kind="svg", scale=8, border=2, xmldecl=False)
        return Response(drawn.getvalue(), media_type="image/svg+xml", headers=SECURITY)

    # -- A phone -----------------------------------------------------------------------------------

    async def join(self, request: Request) -> Response:
        room = self.room(request)
        await self.body(request)
        try:
            person = self.person(request, room)
            return JSONResponse({"alias": room.aliases[person]}, headers=SECURITY)
        except HTTPException:
            pass
        if not room.door:
            raise HTTPException(403, "the door of this room is closed")
        if len(room.aliases) >= PEOPLE:
            raise HTTPException(429, "the room is full")
        token, alias = await self.store.join(room)
        self.count(room)
        asked = request.headers.get("x-adlab", "")
        told = {"alias": alias} | ({"token": token} if asked == "notebook" else {})
        response = JSONResponse(told, headers=SECURITY)
        self.cookie(response, request, f"adlab-{room.code}", token, room.code)
        return response

    async def answer(self, request: Request) -> Response:
        room = self.room(request)
        person = self.person(request, room)
        data = await self.body(request)
        if not self.buckets.setdefault(person, Bucket()).take():
            raise HTTPException(429, "wait a moment")
        number, given = data.get("number"), data.get("given")
        question = room.questions.get(number if isinstance(number, int) else -1)
        if question is None or question.number != room.current:
            raise HTTPException(409, "this question is not asked now")
        if not question.open or data.get("round") != question.round:
            raise HTTPException(409, "the vote is closed")
        wanted = isinstance(given, (int, float)) and not isinstance(given, bool)
        if given is None or not wanted or not math.isfinite(given) or abs(given) > 1e12:
            raise HTTPException(422, "a number is wanted")
        await self.store.answer(room, question, person, float(given))
        self.count(room)
        return JSONResponse({"kept": float(given)}, headers=SECURITY)

    async def forget(self, request: Request) -> Response:
        room = self.room(request)
        person = self.person(request, room)
        await self.body(request)
        await self.store.forget(room, person)
        self.buckets.pop(person, None)
        self.tell(room)
        response = JSONResponse({"deleted": True}, headers=SECURITY)
        response.delete_cookie(
            f"adlab-{room.code}", path=f"{request.scope.get('root_path', '')}/r/{room.code}"
        )
        return response

    async def check(self, request: Request) -> Response:
        """What a notebook tells of a check: exercise, passed, mistake; nothing else is taken."""
        room = self.room(request)
        person = self.person(request, room)
        data = await self.body(request)
        if not self.buckets.setdefault(person, Bucket()).take():
            raise HTTPException(429, "wait a moment")
        known = exercises().get(str(data.get("exercise")))
        passed, diagnosis = data.get("passed"), data.get("diagnosis")
        if known is None or type(passed) is not bool or type(diagnosis) is not str:
            raise HTTPException(422, "exercise, passed and diagnosis are wanted")
        names = {each.diagnosis for each in known.misconceptions}
        await self.store.check(
            room, person, known.id, passed, diagnosis if diagnosis in names else ""
        )
        self.count(room)
        return JSONResponse({"kept": True}, headers=SECURITY)

    # -- The host ----------------------------------------------------------------------------------

    def _key(self, data: dict[str, Any]) -> None:
        given = data.get("key")
        if type(given) is not str or not hmac.compare_digest(given.encode(), self.key.encode()):
            raise HTTPException(403, "this is not the instructor's key")

    async def new_room(self, request: Request) -> Response:
        data = await self.body(request)
        self._key(data)
        if len(self.store.rooms) >= ROOMS:
            raise HTTPException(429, "there are too many rooms: wipe one")
        token = secrets.token_urlsafe(24)
        room = await self.store.new_room(token)
        response = JSONResponse({"code": room.code}, headers=SECURITY)
        self.cookie(response, request, f"adlab-host-{room.code}", token, room.code)
        return response

    async def new_question(self, request: Request) -> Response:
        room = self.room(request)
        data = await self.body(request, HOST_BODY)
        if "key" in data:
            self._key(data)
        else:
            self.host(request, room)
        if "set" in data:
            made = await _made(data["set"])
        else:
            try:
                made = [Asked.from_data(data["question"])]
            except (KeyError, TypeError, ValueError, AttributeError):
                raise HTTPException(422, "this is no question") from None
        numbers = [(await self.store.add(room, asked)).number for asked in made]
        self.tell(room)
        return JSONResponse({"numbers": numbers}, headers=SECURITY)

    async def act(self, request: Request) -> Response:
        """What the host does: ask, close, again, reveal, door, wipe."""
        room = self.room(request)
        self.host(request, room)
        data = await self.body(request)
        what = request.path_params["what"]
        question = room.question()
        if what == "ask":
            number = data.get("number")
            question = room.questions.get(number if isinstance(number, int) else -1)
            if question is None:
                raise HTTPException(422, "there is no such question")
            await self._open(room, question, "open", data)
        elif what == "again" and question and question.state == "closed":
            await self._open(room, question, "open again", data)
        elif what == "close" and question and question.open:
            await self._close(room, question)
        elif what == "reveal" and question and question.state.startswith("closed"):
            await self.store.set_state(room, question, "revealed")
        elif what == "door":
            room.door = not room.door
            await self.store.write(
                "UPDATE rooms SET door = ? WHERE code = ?", (int(room.door), room.code)
            )
        elif what == "wipe":
            await self.store.wipe(room)
            self.tell(room)
            return JSONResponse({"wiped": True}, headers=SECURITY)
        else:
            raise HTTPException(409, "that cannot be done now")
        self.tell(room)
        return JSONResponse(self.host_view(room), headers=SECURITY)

    async def _open(self, room: Room, question: Question, state: str, data: dict[str, Any]) -> None:
        seconds = data.get("seconds", 0)
        if type(seconds) is not int or not 0 <= seconds <= 3600:
            raise HTTPException(422, "seconds are a whole number")
        await self.store.set_state(room, question, state)
        room.seconds = time.monotonic() + seconds if seconds else 0.0
        if seconds:
            asyncio.get_running_loop().call_later(
                seconds, lambda: asyncio.ensure_future(self._time_is_up(room, question, state))
            )

    async def _time_is_up(self, room: Room, question: Question, state: str) -> None:
        if question.state == state and room.current == question.number and not self.stopping:
            await self._close(room, question)
            self.tell(room)

    async def _close(self, room: Room, question: Question) -> None:
        room.seconds = 0.0
        state = "closed" if question.state == "open" else "closed again"
        await self.store.set_state(room, question, state)

    # -- What pages see ----------------------------------------------------------------------------

    def phone_view(self, room: Room) -> dict[str, Any]:
        """For phones: what is asked, and nothing of the answers."""
        question = room.question()
        view: dict[str, Any] = {"state": question.state if question else "waiting"}
        if question:
            view |= {"number": question.number, "round": question.round}
            view |= {"text": question.asked.text, "point": question.asked.point}
            view |= {"source": question.asked.source, "seconds": self._left(room)}
            if question.state == "revealed":
                view["expected"] = question.asked.expected
        return view

    def wall_view(self, room: Room) -> dict[str, Any]:
        """For the wall: counts; the bars when they are revealed."""
        view = self.phone_view(room) | {"code": room.code, "joined": len(room.aliases)}
        question = room.question()
        if question:
            view |= {"picture": question.asked.picture, "door": room.door}
            view["answered"] = len(question.answers[question.round])
            if question.state == "revealed":
                view |= self.bars(question)
        return view

    def bars(self, question: Question) -> dict[str, Any]:
        """The votes of both rounds on each bar."""
        asked = question.asked
        rows: list[dict[str, Any]] = [
            {"number": asked.expected, "words": "", "right": True, "steps": ""},
            *[
                {
                    "number": bar.number,
                    "words": bar.words,
                    "right": False,
                    "steps": next((id for id in bar.ids if id in asked.steps), ""),
                }
                for bar in asked.bars
            ],
            {"number": None, "words": "", "right": False, "steps": ""},
        ]
        for vote in (1, 2):
            counts = [0] * len(rows)
            for given in question.answers[vote].values():
                bar = asked.bar_of(given)
                counts[len(rows) - 1 if bar is None else bar + 1] += 1
            for row, count in zip(rows, counts, strict=True):
                row["first" if vote == 1 else "second"] = count
        return {"bars": rows, "votes": [len(question.answers[vote]) for vote in (1, 2)]}

    def host_view(self, room: Room) -> dict[str, Any]:
        """For the host's page: all questions, what they cannot see, and the room's exercises."""
        question = room.question()
        view = self.wall_view(room) | {"exercises": in_the_room(room)}
        view["questions"] = [
            {
                "number": each.number,
                "text": each.asked.text,
                "point": each.asked.point,
                "state": each.state,
                "cannot_see": each.asked.cannot_see,
            }
            for each in room.questions.values()
        ]
        if question:
            right = sum(
                question.asked.bar_of(given) == -1
                for given in question.answers[question.round].values()
            )
            count = len(question.answers[question.round])
            view["share_right"] = right / count if count else None
        return view

    def _left(self, room: Room) -> int | None:
        return max(0, math.ceil(room.seconds - time.monotonic())) if room.seconds else None

    async def steps(self, request: Request) -> Response:
        """A wrong sweep beside the right one, once the answers are revealed."""
        room = self.room(request)
        question = room.questions.get(request.path_params["number"])
        if question is None or question.state != "revealed":
            raise HTTPException(403, "it is not revealed yet")
        page = question.asked.steps.get(request.path_params["id"])
        if page is None:
            raise HTTPException(404, "there is no such sweep")
        return HTMLResponse(page, headers=SECURITY)

    async def results(self, request: Request) -> Response:
        """All questions with their bars, for the host to keep: counts alone."""
        room = self.room(request)
        self.host(request, room)
        told = [
            {"text": each.asked.text, "point": each.asked.point} | self.bars(each)
            for each in room.questions.values()
            if each.state != "waiting"
        ]
        page = (STATIC / "results.html").read_text(encoding="utf-8")
        data = json.dumps({"questions": told, "exercises": in_the_room(room)})
        return HTMLResponse(
            page.replace("__DATA__", data.replace("<", "\\u003c")), headers=SECURITY
        )

    def events(self, view: str) -> Callable[[Request], Any]:
        async def give(request: Request) -> Response:
            room = self.room(request)
            if view == "host":
                self.host(request, room)
            if view == "phone":
                self.person(request, room)
            if self.streams.get(room.code, 0) >= STREAMS:
                raise HTTPException(429, "too many pages look on")
            headers = SECURITY | {"X-Accel-Buffering": "no"}
            stream = self._stream(request, room, view)
            return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

        return give

    async def _stream(self, request: Request, room: Room, who: str) -> AsyncIterator[bytes]:
        view: Callable[[Room], Any] = getattr(self, f"{who}_view")
        events = self.changed if who == "phone" else self.counted
        self.streams[room.code] = self.streams.get(room.code, 0) + 1
        last, told = "", 0.0
        try:
            while not self.stopping:
                if self.store.rooms.get(room.code) is not room:
                    yield b"event: gone\ndata: {}\n\n"
                    return
                event = events.setdefault(room.code, asyncio.Event())
                now = json.dumps(view(room))
                if now != last:
                    last, told = now, time.monotonic()
                    yield f"data: {now}\n\n".encode()
                elif time.monotonic() - told > 15.0:
                    told = time.monotonic()
                    yield b": still here\n\n"
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(event.wait(), 1.0 if room.seconds else 15.0)
                await asyncio.sleep(PICTURE)
        finally:
            self.streams[room.code] -= 1

    # -- Life --------------------------------------------------------------------------------------

    async def expire(self) -> None:
        """Wipe rooms that are older than they may become."""
        while True:
            for room in list(self.store.rooms.values()):
                if time.time() - room.made > self.keep:
                    await self.store.wipe(room)
                    self.tell(room)
            await asyncio.sleep(60.0)


async def _made(name: Any) -> list[Asked]:
    """A ready-made set, made in another process: what that needs is not kept here."""
    if name not in NAMES:
        raise HTTPException(422, "there is no such set")
    making = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "adlab.course.room.sets", name), stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await making.communicate()
    return [Asked.from_data(each) for each in json.loads(printed)]


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, error.status_code, headers=SECURITY)


def application(store: Store, key: str, prefix: str = "", keep: float = DAY) -> Starlette:
    """The service, to be run by uvicorn in one process.

    Parameters
    ----------
    store : Store
    key : the instructor's, which making a room needs
    prefix : under which it stands, if that is not taken away before: "/services/adlab-class"
    keep : how many seconds a room lives
    """
    service = Service(store, key, keep)
    one, own = "/r/{code}", service
    routes = [
        Route("/", own.page("start.html")),
        Route("/host", own.page("host.html")),
        Route("/rooms", own.new_room, methods=["POST"]),
        Route(one, lambda request: RedirectResponse(f"{request.path_params['code']}/")),
        Route(f"{one}/", own.page("phone.html")),
        Route(f"{one}/wall", own.page("wall.html")),
        Route(f"{one}/host", own.page("host.html")),
        Route(f"{one}/code.svg", own.code_picture),
        Route(f"{one}/join", own.join, methods=["POST"]),
        Route(f"{one}/answer", own.answer, methods=["POST"]),
        Route(f"{one}/mine", own.forget, methods=["DELETE"]),
        Route(f"{one}/checks", own.check, methods=["POST"]),
        Route(f"{one}/questions", own.new_question, methods=["POST"]),
        Route(f"{one}/host/{{what}}", own.act, methods=["POST"]),
        Route(f"{one}/results", own.results),
        Route(f"{one}/steps/{{number:int}}/{{id}}", own.steps),
        Route(f"{one}/events/phone", own.events("phone")),
        Route(f"{one}/events/wall", own.events("wall")),
        Route(f"{one}/events/host", own.events("host")),
    ]

    @contextlib.asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(store.run()), asyncio.create_task(service.expire())]
        try:
            yield
        finally:
            service.stopping = True
            for room in store.rooms.values():
                service.tell(room)
            for task in tasks:
                task.cancel()

    mounted = [Mount(prefix, routes=routes)] if prefix else routes
    app = Starlette(routes=mounted, lifespan=life, exception_handlers={HTTPException: _refused})
    app.state.service = service
    return app


def is_code(text: str) -> bool:
    """Whether it can be the code of a room.

    >>> is_code("QRPFMZ"), is_code("HELLO!")
    (True, False)
    """
    return len(text) == CODE_LENGTH and set(text.upper()) <= set(LETTERS)
