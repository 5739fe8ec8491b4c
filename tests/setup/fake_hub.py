"""A hub on this machine: the few addresses the hub's library asks, with the headers it goes by, and faults at will."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha1, sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

COMMIT = "c" * 40
PIECE = 2**14


@dataclass
class Repo:
    """A model: its files by name, and what its page says. `revisions` name commits; there is only one tree of files."""

    files: dict[str, bytes]
    kind: str = "StableDiffusionXLPipeline"
    card: dict[str, str] = field(default_factory=dict[str, str])
    revisions: dict[str, str] = field(default_factory=lambda: {"main": COMMIT})
    gated: bool = False
    lengths: dict[str, int] = field(default_factory=dict[str, int])
    """Lengths that are stated in place of the true ones."""

    @classmethod
    def of(cls, folder: Path, **more: Any) -> Repo:
        paths = [path for path in folder.rglob("*") if path.is_file()]
        return cls({path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}, **more)


@dataclass
class Hub:
    """What is there, what was asked for, and what goes wrong."""

    repos: dict[str, Repo]
    endpoint: str = ""
    asked: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    """Method, path and `Range` of each request."""
    broken_after: int | None = None
    """Bytes of a large file after which the hub stops sending, once, and waits until `closed`."""
    corrupt: set[str] = field(default_factory=set[str])
    """Files whose bytes arrive changed."""
    status: int = 200
    closed: threading.Event = field(default_factory=threading.Event)
    stalled: threading.Event = field(default_factory=threading.Event)

    @property
    def fetched(self) -> list[tuple[str, str]]:
        """Names and ranges of the files that were sent."""
        return [
            (path.partition("/resolve/")[2], part)
            for method, path, part in self.asked
            if method == "GET" and "/resolve/" in path
        ]


@contextmanager
def serving(repos: dict[str, Repo]) -> Generator[Hub]:
    hub = Hub(repos)

    class Handler(_Handler):
        shared = hub

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hub
    finally:
        hub.closed.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shared: Hub

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.shared.asked.append((self.command, path, self.headers.get("Range", "")))
        if self.shared.status != 200:
            return self._send(self.shared.status, {}, b"no")
        if path.startswith("/api/models/"):
            name, _, revision = path.removeprefix("/api/models/").partition("/revision/")
            return self._tell(name, revision)
        name, _, rest = path.lstrip("/").partition("/resolve/")
        revision, _, file = rest.partition("/")
        return self._give(name, revision, file)

    def _repo(self, name: str, revision: str) -> tuple[Repo, str] | None:
        repo = self.shared.repos.get(name)
        if repo is None:
            self._send(401, {"X-Error-Code": "RepoNotFound"}, b"")
            return None
        commit = repo.revisions.get(revision, revision if revision in repo.revisions.values() else "")
        if not commit:
            self._send(404, {"X-Error-Code": "RevisionNotFound"}, b"")
            return None
        return repo, commit

    def _tell(self, name: str, revision: str) -> None:
        if found := self._repo(name, revision):
            repo, commit = found
            siblings = [_entry(repo, file) for file in sorted(repo.files)]
            told: dict[str, Any] = {
                "id": name,
                "sha": commit,
                "siblings": siblings,
                "cardData": repo.card,
                "gated": repo.gated and "auto",
            }
            if repo.kind:
                told["config"] = {"diffusers": {"_class_name": repo.kind}}
            self._send(200, {"Content-Type": "application/json"}, json.dumps(told).encode())

    def _give(self, name: str, revision: str, file: str) -> None:
        if not (found := self._repo(name, revision)):
            return
        repo, commit = found
        if repo.gated:
            self._send(403, {"X-Error-Code": "GatedRepo"}, b"")
        elif file not in repo.files:
            self._send(404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": commit}, b"")
        else:
            self._send_file(file, repo.files[file], commit)

    def _send_file(self, file: str, data: bytes, commit: str) -> None:
        large, digest = _is_large(file), f'"{_digest(file, data)}"'
        if file in self.shared.corrupt:
            data = data[:-1] + bytes([data[-1] ^ 1])
        about = {"X-Repo-Commit": commit, "ETag": digest, "Accept-Ranges": "bytes"}
        about |= {"X-Linked-Etag": digest, "X-Linked-Size": str(len(data))} if large else {}
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").split("-")[0])
        if start:
            about["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        self._send(206 if start else 200, about, data[start:], large=large)

    def _send(self, status: int, headers: dict[str, str], body: bytes, *, large: bool = False) -> None:
        self.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        try:
            self._write(body, large=large)
        except OSError:
            self.close_connection = True

    def _write(self, body: bytes, *, large: bool) -> None:
        hub = self.shared
        for start in range(0, len(body), PIECE):
            if large and hub.broken_after is not None and start >= hub.broken_after:
                hub.broken_after = None
                self.wfile.flush()
                hub.stalled.set()
                hub.closed.wait(60)
                raise BrokenPipeError
            self.wfile.write(body[start : start + PIECE])


def _is_large(file: str) -> bool:
    return file.endswith((".safetensors", ".bin"))


def _digest(file: str, data: bytes) -> str:
    return sha256(data).hexdigest() if _is_large(file) else sha1(b"blob %d\0" % len(data) + data).hexdigest()


def _entry(repo: Repo, file: str) -> dict[str, Any]:
    data = repo.files[file]
    length = repo.lengths.get(file, len(data))
    entry: dict[str, Any] = {
        "rfilename": file,
        "size": length,
        "blobId": sha1(b"blob %d\0" % len(data) + data).hexdigest(),
    }
    if _is_large(file):
        entry["lfs"] = {"sha256": sha256(data).hexdigest(), "size": length, "pointerSize": 130}
    return entry
