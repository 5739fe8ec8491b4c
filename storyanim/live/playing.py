"""A live film from its beginning to its end: processes that draw, a server, whoever else is fed, and the tidying up.

Takes a storyboard (or none), `Means` and `LiveOptions`; returns when somebody stops it. Blocks.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from storyanim.errors import InputError
from storyanim.live.artists import Artists
from storyanim.live.camera import CameraFeed
from storyanim.live.desktop import DesktopWindow
from storyanim.live.feeding import feed_from
from storyanim.live.film import sound_of
from storyanim.live.gate import CLEAN, KEY, TOKEN, Gate, Keys, exact_hosts
from storyanim.live.messages import LARGEST_MESSAGE
from storyanim.live.naming import names_of
from storyanim.live.player import Player
from storyanim.live.rehearsing import rehearse
from storyanim.live.routes import WATCHED, Theatre
from storyanim.live.sending import Sender
from storyanim.live.session import Desk, Session
from storyanim.live.sessionlog import FLUSH_SECONDS, NoLog, SessionLog

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator, Iterator, Sequence
    from pathlib import Path
    from typing import Any, BinaryIO

    from storyanim.live.camera import Camera
    from storyanim.live.film import Draft, Means
    from storyanim.live.keeping import Keeping
    from storyanim.live.relays import Relay
    from storyanim.storyboard import Storyboard
    from storyanim.types import Size

PORT = 8730
"""Where the page is if nobody says, and the port is free."""
BACKLOG = 256


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the page is, with its token, and the clean picture, with its key; `once` leads to the page one time."""

    page: str
    clean: str
    once: str


def _silent(_told: object) -> None:
    """Nobody is told."""


def _as_it_is(board: Storyboard) -> Storyboard:
    """Nothing was asked for."""
    return board


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """How a film is played: where its server listens, what is kept, and who is told.

    `host` is the address to listen on, `names` what else that address may be called in a browser; `port` 0 is any.
    `feed` is a stream on which the story comes. `watch_key` opens the clean picture. `record` is the session's log,
    `send_to` where the picture is sent, too, and `camera` opens a virtual camera that shows it; `window` plays in a
    window of the desktop, without a server. `told` hears where the page is, `say` what a person should know.
    `shaped` gives a story that is pasted or told the size, rate and look that were asked for.
    """

    keeping: Keeping
    watch_key: str
    host: str = "127.0.0.1"
    names: tuple[str, ...] = ()
    port: int | None = None
    record: Path | None = None
    send_to: str = ""
    camera: Callable[[Size, Fraction], Camera] | None = None
    window: bool = False
    told: Callable[[Addresses], None] = _silent
    say: Callable[[str], None] = _silent
    shaped: Callable[[Storyboard], Storyboard] = _as_it_is
    feed: BinaryIO | None = None


def play_live(board: Storyboard | None, means: Means, options: LiveOptions) -> None:
    """Play until Ctrl-C.

    Raises:
        InputError: the port is taken or the address is not this machine's, or a file stands where the log goes.
        RendererError: the renderer cannot be opened.
    """
    with suppress(KeyboardInterrupt), ThreadPoolExecutor(1) as beside:
        beside.submit(rehearse, means.draft)  # while the processes that draw are opened
        asyncio.run(_play(board, means, options))


async def _play(board: Storyboard | None, means: Means, options: LiveOptions) -> None:
    means = replace(means, draft=_shaped(means.draft, options))
    async with AsyncExitStack() as stack:
        listening = None if options.window else stack.enter_context(_listening(options))
        log = stack.enter_context(_recording(options.record)) if options.record else None
        artists = await stack.enter_async_context(Artists(means.renderer))
        session = Session(Desk(means, options.keeping, time.monotonic, log or NoLog(), artists.fingerprint))
        feeds = [stack.enter_context(feed) for feed in _feeds(options, _rate(board))]
        window = DesktopWindow() if options.window else None
        shown = [outlet.show for outlet in (*feeds, window) if outlet]
        player = Player(session, artists, shown)
        if board is not None:
            session.perform(board, sound=sound_of(board, means, options.keeping.folder))
        await _together(Show(session, player, listening, options, log, feeds, window))


def _shaped(draft: Draft, options: LiveOptions) -> Draft:
    def shaped(text: str, /, *, seed: int | None = None) -> Storyboard:
        return options.shaped(draft(text, seed=seed))

    return shaped


def _feeds(options: LiveOptions, rate: Fraction) -> Iterator[Relay]:
    """Whoever gets the picture beside those who watch."""
    if options.send_to:
        yield Sender(options.send_to, rate)
    if options.camera:
        yield CameraFeed(options.camera, rate)


@dataclass(frozen=True, slots=True)
class Show:
    """All that takes part in a live film."""

    session: Session
    player: Player
    listening: socket.socket | None
    options: LiveOptions
    log: SessionLog | None = None
    feeds: Sequence[Relay] = ()
    window: DesktopWindow | None = None

    def tell(self, about: str, words: str) -> None:
        """What is wrong: to those who watch, and in the terminal."""
        self.session.telling.note("fault", about, words)
        self.options.say(words)


async def _together(show: Show) -> None:
    """Everything that goes on side by side, until the server ends or something fails."""
    beside: list[Coroutine[Any, Any, None]] = [show.player.run(), show.player.prepare(), _heartbeat(show)]
    if show.options.feed:
        beside.append(feed_from(show.options.feed, show.session))
    beside += [_watched(feed, show) for feed in show.feeds]
    serving = asyncio.create_task(show.window.run(show.session) if show.window else _serve(show))
    tasks = {serving, *map(asyncio.create_task, beside)}
    try:
        waiting = set(tasks)
        while not serving.done():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                await task
    finally:
        if show.session.is_filming:
            show.options.say("the film that was being made is not finished")
        show.session.end()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _serve(show: Show) -> None:
    import uvicorn

    listening, options = show.listening, show.options
    assert listening is not None  # who has no window is served
    port = listening.getsockname()[1]
    keys = Keys.fresh(options.watch_key, port)
    names = (*names_of(options.host), *options.names)
    theatre = Theatre(show.session, show.player)
    gate = Gate(theatre.application(), keys, exact_hosts(names, port), WATCHED)
    config = uvicorn.Config(
        gate,
        ws="websockets-sansio",
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,
        lifespan="off",
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=1,
    )
    home = f"http://{_written(names[0])}:{port}"
    clean = f"{home}{CLEAN}?{KEY}={keys.watch_key}"
    options.told(Addresses(f"{home}/?{TOKEN}={keys.token}", clean, f"{home}/?{TOKEN}={keys.once}"))
    server = uvicorn.Server(config)
    serving = asyncio.ensure_future(server.serve(sockets=[listening]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True  # every line is closed as it should be, before the show goes
        await serving
        raise


def _written(name: str) -> str:
    return f"[{name}]" if ":" in name else name


async def _heartbeat(show: Show) -> None:
    """Each second: the log to the disk, and the state to all, so that whoever missed one is right again."""
    while True:
        await asyncio.sleep(FLUSH_SECONDS)
        if show.log and not show.log.trouble:
            await _keep(show, show.log)
        if show.session.clock.playing:
            show.session.tell_state()


async def _keep(show: Show, log: SessionLog) -> None:
    """Bring the log to the disk, however slow that is; say so once if it cannot be."""
    log.flush(show.session.time())
    await asyncio.to_thread(log.sync)
    if log.trouble:
        show.tell("record", f"--record: {log.trouble}")


async def _watched(feed: Relay, show: Show) -> None:
    """Tell why what is played is not seen there, whenever that changes: the show goes on without it."""
    told = ""
    while True:
        if feed.trouble != told:
            told = feed.trouble
            if told:
                show.tell("feed", told)
            else:
                show.options.say(f"{feed.option}: what is played is seen there again")
        await asyncio.sleep(0.5)


def _rate(board: Storyboard | None) -> Fraction:
    return board.rate if board else Fraction(24)


def _listening(options: LiveOptions) -> socket.socket:
    """The server's socket; of the usual port, where nobody asks for one and it is taken, another is used."""
    wanted = [PORT, 0] if options.port is None else [options.port]
    kind = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    for port in wanted:
        server = socket.socket(kind, socket.SOCK_STREAM)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((options.host, port))
        except (OSError, OverflowError) as error:
            server.close()
            if port == wanted[-1]:
                raise InputError(_refused(options.host, port, error)) from None
        else:
            if port != wanted[0]:
                options.say(f"port {PORT} is taken: an address that you gave to OBS leads to whoever has it")
            server.listen(BACKLOG)
            server.setblocking(False)
            return server
    raise AssertionError("one of the ports was the last")


def _refused(host: str, port: int, error: OSError | OverflowError) -> str:
    """Why nobody can listen there: it is the address that is wrong, or the port."""
    if isinstance(error, socket.gaierror) or getattr(error, "errno", None) == errno.EADDRNOTAVAIL:
        return f"--host {host}: this machine has no such address"
    reason = getattr(error, "strerror", None) or error
    return f"cannot listen on {host}, port {port}: {reason}; name another --port"


@contextmanager
def _recording(path: Path) -> Generator[SessionLog]:
    """The session's log, closed at the end, and taken away where nothing was performed: the name is free again."""
    try:
        log = SessionLog(path, time.monotonic())
    except OSError as error:
        raise InputError(f"--record: {path}: {error.strerror}; name another file") from None
    try:
        yield log
    finally:
        log.close(time.monotonic())
        if log.is_empty:
            path.unlink(missing_ok=True)
