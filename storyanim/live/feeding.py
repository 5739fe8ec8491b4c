"""A story that comes while it is played: from stdin, piece by piece.

Takes a stream of bytes, gives the session text as it comes. Knows nothing of drafting.
"""

from __future__ import annotations

import asyncio
import codecs
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from storyanim.errors import InputError
from storyanim.live.messages import LARGEST_STORY, More

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from storyanim.live.session import Session

PIECE = 65_536
"""Bytes taken from the stream at once."""


WAITING = 4
"""Pieces that are read ahead at most."""


async def feed_from(stream: BinaryIO, session: Session) -> None:
    """Give the session all that comes, until the stream ends. What is no UTF-8 is shown as such.

    Where the session takes no more, because the story is too long or another one is played, the rest is neither read
    nor played, which is told.
    """
    pieces: asyncio.Queue[str | None] = asyncio.Queue()
    loop, room, over = asyncio.get_running_loop(), threading.Semaphore(WAITING), threading.Event()

    def put(piece: str | None) -> bool:
        room.acquire()
        with suppress(RuntimeError):  # the show is over, and its loop closed
            loop.call_soon_threadsafe(pieces.put_nowait, piece)
        return not over.is_set()

    # A thread of its own, that nobody waits for: a read from a terminal cannot be broken off.
    threading.Thread(target=_read, args=(stream, put), daemon=True).start()
    try:
        while (piece := await pieces.get()) is not None:
            room.release()
            session.take(More(type="more", text=piece))
    except InputError as error:
        session.telling.note("fault", "more", f"the rest of what comes on stdin is left out: {error}")
    finally:
        over.set()
        room.release()
    with suppress(InputError):  # where another story is played, this one has ended
        session.take(More(type="more", end=True))


def _read(stream: BinaryIO, put: Callable[[str | None], bool]) -> None:
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    read = getattr(stream, "read1", stream.read)
    while data := read(min(PIECE, LARGEST_STORY)):
        if not put(decoder.decode(data)):
            return
    put(decoder.decode(b"", final=True))
    put(None)
