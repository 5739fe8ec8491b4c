"""`storyanim live`: a film played now, in a page, while its story is told and its prompts are edited."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from storyanim.cli.console import result, say
from storyanim.cli.drawing import Asked, draws, introduce
from storyanim.cli.options import DEFAULT_LIMIT, Encoding, Limit, Settings, byte_count, sets
from storyanim.errors import InputError
from storyanim.interruption import Terminated

if TYPE_CHECKING:
    from collections.abc import Generator

    from storyanim.live import Addresses, Keeping
    from storyanim.storyboard import Storyboard

KEY_FILE = "watch.key"
HOST = "127.0.0.1"


@draws
@sets
def live(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="STORY",
            help="A story, its storyboard, or - for a text that comes on stdin; left out: an empty page.",
            show_default=False,
        ),
    ] = None,
    window: Annotated[bool, typer.Option("--window", help="In a window of the desktop, without a page.")] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
    port: Annotated[
        int | None, typer.Option(metavar="NUMBER", min=0, max=65535, help="The page's port; else 8730.")
    ] = None,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Listen on this address of the machine, for others to watch.")
    ] = HOST,
    name: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="With --host: another name of this machine in addresses.")
    ] = None,
    out: Annotated[
        str | None, typer.Option("--out", metavar="ADDRESS", help="Also send it to rtmp://, srt:// or udp://.")
    ] = None,
    camera: Annotated[
        bool, typer.Option("--camera", help="Also show it as a virtual camera, for video calls; needs the extra.")
    ] = False,
    record: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keep a log of what is played, and make a film of it at the end."),
    ] = None,
    encoding: Encoding = None,
    limit: Limit = DEFAULT_LIMIT,
    settings: Settings = Settings(),
    asked: Asked = Asked(),
) -> None:
    """Play a film now, in your browser, and edit it while it plays.

    Stop it with Ctrl-C; with --record, the film of what was played is made then. Without a story the page is empty:
    write a prompt there, or paste a story.
    """
    from storyanim import animate
    from storyanim.cli.sessions import film_session, left_for_later
    from storyanim.cli.sources import STDIN, How, find_board
    from storyanim.live import LiveOptions, check_camera, check_display, open_camera, watch_key
    from storyanim.production import open_store

    _check_together(source, encoding, window=window, served=port is not None or host != HOST or bool(name))
    if window:
        check_display("--window")
    if camera:
        check_camera()
    spec = asked.spec()
    found = find_board(source, How(encoding, byte_count(limit))) if source not in (None, STDIN) else None
    board = settings.over(found.board) if found else None
    if found and board:
        found.kept()
        introduce(board.title, asked, spec.live, animate.scheduled(board))
    options = LiveOptions(
        keeping=_keeping(source, found.board if found else None, board),
        watch_key=watch_key(open_store().folder / KEY_FILE),
        host=host,
        names=tuple(name or ()),
        port=port,
        record=_log_name(record),
        send_to=_sendable(out),
        camera=open_camera if camera else None,
        window=window,
        feed=_feed(source),
        told=lambda addresses: _tell(addresses, open_page=browser),
        say=say,
        shaped=settings.over,
    )
    with left_for_later(record, spec) if record else _stopped():
        animate.play(board, options, renderer=spec)
    if record:
        if record.exists():
            film_session(record, spec)
        else:
            say("nothing was played: no film is made")


def _check_together(source: str | None, encoding: str | None, *, window: bool, served: bool) -> None:
    """Raise InputError for options that would change nothing."""
    from storyanim.cli.sources import STDIN

    if window and source is None:
        raise InputError("--window: a window has no place for a prompt or a story: name one, or leave --window out")
    if window and served:
        raise InputError("--port, --host and --name are for a page; with --window there is none")
    if encoding and source in (None, STDIN):
        raise InputError("--encoding: only a story's file has one: what comes on stdin, or is pasted, is UTF-8")


@contextmanager
def _stopped() -> Generator[None]:
    """Say that the show was stopped, and nothing of going on: the same command begins it anew."""
    try:
        yield
    except Terminated as end:
        say("stopped")
        raise typer.Exit(end.exit_code) from None


def _log_name(path: Path | None) -> Path | None:
    """The log's file. Raises InputError where that is a film's name."""
    from storyanim.encode import SUFFIXES

    if path and path.suffix.lower() in SUFFIXES:
        raise InputError(f"--record: {path} is a film's name: name a log, such as {path.with_suffix('.log')}")
    return path


def _keeping(source: str | None, held: Storyboard | None, played: Storyboard | None) -> Keeping:
    """Where the storyboard is kept that is edited."""
    from storyanim.cli.sources import STDIN, STORYBOARDS, storyboard_beside
    from storyanim.live import Keeping

    if source in (None, STDIN):
        return Keeping(Path())
    path = Path(source)
    own = path if path.suffix.lower() in STORYBOARDS else storyboard_beside(path)
    return Keeping(own.parent, own, held, played)


def _feed(source: str | None) -> BinaryIO | None:
    """What a story comes on that is still being told."""
    from storyanim.cli.sources import STDIN

    if source != STDIN:
        return None
    if sys.stdin.isatty():
        say("write the story here; each sentence is played once it is complete; end it with Ctrl-D")
    return sys.stdin.buffer


def _sendable(address: str | None) -> str:
    """The address to send to. Raises InputError for one that cannot be sent to."""
    from storyanim.live import check_address

    return check_address(address) if address else ""


def _tell(addresses: Addresses, *, open_page: bool) -> None:
    """Say where the page is, and open it."""
    say(f"the picture alone, for OBS and the like: {addresses.clean}")
    say("to end it: Ctrl-C")
    result(addresses.page)
    if open_page:
        import webbrowser

        threading.Thread(target=webbrowser.open, args=(addresses.once,), daemon=True).start()
