"""Who may come in: Host, Origin, token and cookie of every request, before any route sees it.

Takes ASGI requests, lets those pass that have a right and answers all others itself. Being on this machine is no right:
any page in the browser can send requests here, and a name can be made to lead here (DNS rebinding).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

Right = Literal["lead", "watch"]
TOKEN, KEY = "token", "key"
"""How the address of the page, and of the clean picture, carry what lets them in."""
CLEAN = "/clean"
LONGEST_SECRET = 200
POLICY_CODE = 1008
"""WebSocket's code for what is against the rules (RFC 6455, 7.4.1)."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Keys:
    """What lets somebody in. `token` and `watch_key` stand in addresses; the cookies are what they are swapped for.
    `once` is a token that is good for one swap: it stands in a browser's command line, which others may read.

    All but `watch_key` are of one run; that one lasts, so that a streamer's scene goes on working.
    """

    token: str
    once: str
    watch_key: str
    lead_cookie: str
    watch_cookie: str
    port: int

    @classmethod
    def fresh(cls, watch_key: str, port: int) -> Keys:
        """New keys for a run."""
        token, once, lead, watch = (secrets.token_urlsafe(32) for _ in range(4))
        return cls(token, once, watch_key, lead, watch, port)

    def cookie_name(self, right: Right) -> str:
        """Cookies know no ports: two runs on one machine must not take each other's."""
        return f"storyanim-{right}-{self.port}"


def exact_hosts(names: tuple[str, ...], port: int) -> frozenset[str]:
    """What a Host header may say, in small letters as browsers write it: these names and addresses, with the port.

    Port 80 they leave out.
    """
    written = [f"[{name}]" if ":" in name else name.casefold() for name in names]
    return frozenset([*(f"{name}:{port}" for name in written), *(written if port == 80 else ())])


class Gate:
    """Lets requests through to `app` that have a right, `scope["right"]`; who may only watch sees `watched`."""

    def __init__(self, app: ASGIApp, keys: Keys, hosts: frozenset[str], watched: frozenset[str]) -> None:
        self._app, self._keys, self._hosts, self._watched = app, keys, hosts, watched
        self._once = keys.once
        self._origins = frozenset(f"http://{host}" for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let pass."""
        if scope["type"] not in ("http", "websocket"):
            return
        headers = Headers(scope=scope)
        answer = self._refusal(scope, headers) or self._entry(scope)
        right = self._right(headers)
        if answer is None and (right is None or (right == "watch" and scope["path"] not in self._watched)):
            answer = PlainTextResponse("open the address that storyanim printed\n", 403)
        if answer is None:
            scope["right"] = right
            await self._app(scope, receive, _with_headers(send) if scope["type"] == "http" else send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": POLICY_CODE})
        else:
            await answer(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        if headers.get("host", "").casefold() not in self._hosts or len(headers.getlist("host")) != 1:
            return PlainTextResponse("this is not the address of storyanim\n", 421)
        origin = headers.get("origin")
        if origin is not None and origin not in self._origins:
            return PlainTextResponse("another page may not do this\n", 403)
        if scope["type"] == "websocket" and origin is None and "authorization" not in headers:
            return PlainTextResponse("a page must say where it is from\n", 403)
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("only GET\n", 405)
        return None

    def _entry(self, scope: Scope) -> Response | None:
        """A cookie for a right token, or for the key of the clean picture; the address is then without it."""
        if scope["type"] != "http" or scope["path"] not in ("/", CLEAN):
            return None
        right: Right = "watch" if scope["path"] == CLEAN else "lead"
        name, secret, cookie = self._secrets(right)
        given = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=8).get(name, [])
        if not given:
            return None
        if not _same(given[0], secret) and not (right == "lead" and self._is_first(given[0])):
            return PlainTextResponse("this address is of another run: open the one that was printed last\n", 403)
        answer = RedirectResponse(scope["path"], 303)
        answer.set_cookie(self._keys.cookie_name(right), cookie, httponly=True, samesite="strict", path="/")
        return answer

    def _is_first(self, given: str) -> bool:
        """Whether this is the token that is good once, and it is the first time."""
        is_first = bool(self._once) and _same(given, self._once)
        self._once = "" if is_first else self._once
        return is_first

    def _secrets(self, right: Right) -> tuple[str, str, str]:
        keys = self._keys
        return (TOKEN, keys.token, keys.lead_cookie) if right == "lead" else (KEY, keys.watch_key, keys.watch_cookie)

    def _right(self, headers: Headers) -> Right | None:
        cookies = _cookies(headers)
        own = _same(cookies.get(self._keys.cookie_name("lead"), ""), self._keys.lead_cookie)
        if own or _same(headers.get("authorization", ""), f"Bearer {self._keys.token}"):
            return "lead"
        if _same(cookies.get(self._keys.cookie_name("watch"), ""), self._keys.watch_cookie):
            return "watch"
        return None


def _same(given: str, secret: str) -> bool:
    """Whether they are equal, found out in a time that tells nothing."""
    return len(given) <= LONGEST_SECRET and secrets.compare_digest(given.encode(), secret.encode())


def _cookies(headers: Headers) -> Mapping[str, str]:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)

    return sending
