"""What is served: the page, the clean picture, the narration, the last film, and a socket for each viewer.

Takes a session and a player, gives an ASGI application. No address holds a file's path: what is served is known here.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from storyanim.errors import StoryanimError
from storyanim.live.gate import CLEAN, POLICY_CODE
from storyanim.live.limits import Allowance
from storyanim.live.messages import Note, command, messages_schema
from storyanim.live.viewers import MOST_VIEWERS, Viewer

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.websockets import WebSocket

    from storyanim.live.player import Player
    from storyanim.live.session import Session

PAGE = Path(__file__).parent / "page"
FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    CLEAN: ("clean.html", "text/html; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
    "/clean.css": ("clean.css", "text/css; charset=utf-8"),
    "/curtain.svg": ("curtain.svg", "image/svg+xml"),
    "/paper.svg": ("paper.svg", "image/svg+xml"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
    "/link.js": ("link.js", "text/javascript; charset=utf-8"),
    "/stage.js": ("stage.js", "text/javascript; charset=utf-8"),
    "/story.js": ("story.js", "text/javascript; charset=utf-8"),
    "/editor.js": ("editor.js", "text/javascript; charset=utf-8"),
    "/voice.js": ("voice.js", "text/javascript; charset=utf-8"),
    "/clean.js": ("clean.js", "text/javascript; charset=utf-8"),
}
WATCHED = frozenset({CLEAN, "/clean.css", "/clean.js", "/link.js", "/stage.js", "/show", "/narration"})
"""What those see who may only watch."""
TOO_MANY = 1013
"""WebSocket's code for `try again later`."""


@dataclass(eq=False)
class Theatre:
    """The routes and what they serve."""

    session: Session
    player: Player

    def application(self) -> Starlette:
        """Every route. The gate stands before them."""
        pages = [Route(address, _page(*told), methods=["GET"]) for address, told in FILES.items()]
        own = [
            Route("/messages.json", _schema, methods=["GET"]),
            Route("/narration", self._narration, methods=["GET"]),
            Route("/film", self._film, methods=["GET"]),
            WebSocketRoute("/socket", self._socket),
            WebSocketRoute("/show", self._show),
        ]
        return Starlette(routes=[*pages, *own], middleware=[])

    async def _narration(self, _request: Request) -> Response:
        film = self.session.film
        if film is None or film.sound is None or not film.sound.path.is_file():
            return PlainTextResponse("there is no narration\n", 404)
        return FileResponse(film.sound.path)

    async def _film(self, request: Request) -> Response:
        if request.scope["right"] != "lead" or not self.session.films or not self.session.films[-1].is_file():
            return PlainTextResponse("there is no film yet\n", 404)
        return FileResponse(self.session.films[-1], filename=self.session.films[-1].name)

    async def _socket(self, socket: WebSocket) -> None:
        await self._attend(socket, Viewer(may_lead=socket.scope["right"] == "lead"))

    async def _show(self, socket: WebSocket) -> None:
        await self._attend(socket, Viewer(may_lead=False))

    async def _attend(self, socket: WebSocket, viewer: Viewer) -> None:
        """One viewer, from coming to going."""
        await socket.accept()
        if len(self.session.viewers) >= MOST_VIEWERS:
            await socket.close(TOO_MANY)
            return
        self.session.viewers.add(viewer)
        self.session.welcome(viewer)
        for picture in self.player.welcome_pictures():
            viewer.put(picture, picture.packed(), self.session.time())
        sending = asyncio.create_task(_send(socket, viewer))
        try:
            await self._listen(socket, viewer)
        finally:
            self.session.viewers.remove(viewer)
            self.session.tell_state()
            sending.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await sending

    async def _listen(self, socket: WebSocket, viewer: Viewer) -> None:
        allowance = Allowance(self.session.time)
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            if not viewer.may_lead or text is None or not allowance.takes():
                await socket.close(POLICY_CODE)
                return
            try:
                self.session.take(command(text))
            except StoryanimError as error:
                viewer.tell("note:refused", Note(kind="fault", about="message", text=str(error)).model_dump_json())


async def _send(socket: WebSocket, viewer: Viewer) -> None:
    """Whatever waits for a viewer, as fast as they take it."""
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            texts, pictures = await viewer.fetch()
            for text in texts:
                await socket.send_text(text)
            for picture in pictures:
                await socket.send_bytes(picture)


def _page(name: str, kind: str) -> Callable[[Request], Response]:
    data = (PAGE / name).read_bytes()

    def serve(_request: Request) -> Response:
        return Response(data, media_type=kind)

    return serve


def _schema(_request: Request) -> Response:
    return Response(json.dumps(messages_schema(), indent=2), media_type="application/schema+json")
