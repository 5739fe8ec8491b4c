"""Who may come in: asked of a whole show that runs, on every route there is."""

from __future__ import annotations

import http.client
import socket
from typing import TYPE_CHECKING

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from storyanim.live.gate import Keys, exact_hosts
from storyanim.live.naming import names_of
from storyanim.live.routes import FILES, WATCHED
from storyanim.live.watchkey import watch_key
from tests.live.shows import Running, running, tale

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

ROUTES = sorted({*FILES, "/messages.json", "/narration", "/film", "/no-such-thing", "/../secret", "/page/index.html"})
SOCKETS = ("/socket", "/show")


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Generator[Running]:
    with running(tale(), tmp_path_factory.mktemp("show")) as there:
        yield there


def ask(
    show: Running, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
) -> http.client.HTTPResponse:
    address, _, port = show.host.partition(":")
    connection = http.client.HTTPConnection(address, int(port), timeout=10)
    connection.putrequest(method, path, skip_host=True)
    for name, value in {"Host": show.host, **(headers or {})}.items():
        connection.putheader(name, value)
    connection.endheaders()
    try:
        answer = connection.getresponse()
        answer.read()
        return answer
    finally:
        connection.close()


def read_on(line: ClientConnection) -> None:
    """Read until there is nothing more."""
    while True:
        line.recv(timeout=10)


def cookie(show: Running, address: str) -> str:
    answer = ask(show, address.removeprefix(show.origin))
    assert answer.status == 303
    return answer.headers["set-cookie"].partition(";")[0]


def test_the_printed_address_is_swapped_for_a_cookie_that_stays_here(show: Running) -> None:
    answer = ask(show, f"/?token={show.token}")
    told = answer.headers["set-cookie"].lower()
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert "httponly" in told
    assert "samesite=strict" in told
    assert show.token.lower() not in told
    assert ask(show, "/", {"Cookie": cookie(show, show.addresses.page)}).status == 200


def test_the_address_that_a_browser_is_started_with_leads_in_once(show: Running) -> None:
    """Everybody on the machine can read it in the list of processes."""
    path = show.addresses.once.removeprefix(show.origin)
    own = cookie(show, show.addresses.once)
    assert ask(show, path).status == 403
    assert ask(show, "/", {"Cookie": own}).status == 200
    assert show.token not in path
    assert ask(show, "/?token=").status == 403


@pytest.mark.parametrize("path", ROUTES)
def test_without_a_token_nothing_is_served(show: Running, path: str) -> None:
    assert ask(show, path).status == 403


@pytest.mark.parametrize("path", ROUTES)
def test_a_token_or_cookie_of_another_run_is_refused(show: Running, path: str) -> None:
    old = Keys.fresh("another-key-of-another-run", int(show.host.partition(":")[2]))
    for cookie in (f"storyanim-lead-{old.port}={old.lead_cookie}", f"storyanim-watch-{old.port}={old.watch_cookie}"):
        assert ask(show, path, {"Cookie": cookie}).status == 403
    assert ask(show, path, {"Authorization": f"Bearer {old.token}"}).status == 403
    assert ask(show, f"{path}?token={old.token}").status == 403
    assert ask(show, f"{path}?key={old.watch_key}").status == 403


@pytest.mark.parametrize("path", [*ROUTES, "/?token=TOKEN"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "", "localhost.evil.example:PORT"])
def test_another_host_is_refused(show: Running, path: str, host: str) -> None:
    own = cookie(show, show.addresses.page)
    host = host.replace("PORT", show.host.partition(":")[2])
    answer = ask(show, path.replace("TOKEN", show.token), {"Host": host, "Cookie": own})
    assert answer.status in (400, 421)


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://HOST", "http://HOST.evil"]
)
def test_a_page_from_elsewhere_is_refused(show: Running, path: str, origin: str) -> None:
    own = cookie(show, show.addresses.page)
    answer = ask(show, path, {"Origin": origin.replace("HOST", show.host), "Cookie": own})
    assert answer.status == 403


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_there_is_nothing_but_get(show: Running, path: str, method: str) -> None:
    own = cookie(show, show.addresses.page)
    assert ask(show, path, {"Cookie": own, "Content-Length": "0"}, method).status == 405


@pytest.mark.parametrize(
    "path", ["/no-such-thing", "/../secret", "/page/index.html", "/page.css/../../secret", "/%2e%2e/x"]
)
def test_no_address_leads_to_a_file(show: Running, path: str) -> None:
    assert ask(show, path, {"Cookie": cookie(show, show.addresses.page)}).status == 404


@pytest.mark.parametrize("path", sorted(FILES))
def test_the_page_may_load_nothing_from_elsewhere(show: Running, path: str) -> None:
    answer = ask(show, path, {"Cookie": cookie(show, show.addresses.page)})
    policy = answer.headers["content-security-policy"]
    assert answer.status == 200
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", SOCKETS)
def test_a_socket_needs_a_right_and_an_origin(show: Running, path: str) -> None:
    own = cookie(show, show.addresses.page)
    address = f"ws://{show.host}{path}"
    for headers in ({}, {"Cookie": own}, {"Cookie": own, "Origin": "http://evil.example"}, {"Origin": show.origin},
                    {"Authorization": "Bearer wrong"}):  # fmt: skip
        with pytest.raises(InvalidStatus):
            connect(address, additional_headers=headers, proxy=None).close()
    for headers in ({"Cookie": own, "Origin": show.origin}, {"Authorization": f"Bearer {show.token}"}):
        with connect(address, additional_headers=headers, proxy=None) as line:
            assert line.recv(timeout=10)


def test_the_key_of_the_clean_picture_only_watches(show: Running) -> None:
    own = {"Cookie": cookie(show, show.addresses.clean)}
    assert ask(show, "/clean", own).status == 200
    assert ask(show, f"/?token={show.key}").status == 403
    headers = {**own, "Origin": show.origin}
    with connect(f"ws://{show.host}/show", additional_headers=headers, proxy=None) as line:
        line.recv(timeout=10)
        line.send('{"type": "play"}')
        with pytest.raises(ConnectionClosed):
            read_on(line)


def test_who_only_watches_sees_nothing_but_the_picture(show: Running) -> None:
    own = {"Cookie": cookie(show, show.addresses.clean)}
    for path in sorted(set(ROUTES) - WATCHED):
        assert ask(show, path, own).status in (403, 404), path
    with pytest.raises(InvalidStatus):
        connect(f"ws://{show.host}/socket", additional_headers={**own, "Origin": show.origin}, proxy=None).close()


def test_a_machine_that_listens_everywhere_is_called_by_its_own_names() -> None:
    names = names_of("0.0.0.0")
    assert socket.gethostname().lower() in names
    assert "0.0.0.0" not in names
    assert names_of("127.0.0.1") == ("127.0.0.1", "localhost")
    assert names_of("192.168.7.7") == ("192.168.7.7",)


def test_hosts_are_exact() -> None:
    assert exact_hosts(("127.0.0.1", "::1"), 8730) == {"127.0.0.1:8730", "[::1]:8730"}


def test_hosts_are_as_browsers_write_them() -> None:
    assert exact_hosts(("MyLaptop.local",), 8730) == {"mylaptop.local:8730"}
    assert exact_hosts(("MyLaptop.local",), 80) == {"mylaptop.local:80", "mylaptop.local"}


def test_the_clean_pictures_key_lasts_and_is_nobody_elses(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "watch.key"
    key = watch_key(path)
    assert watch_key(path) == key
    assert path.stat().st_mode & 0o077 == 0
    path.write_text("no key\n", encoding="ascii")
    assert watch_key(path) not in (key, "no key")
