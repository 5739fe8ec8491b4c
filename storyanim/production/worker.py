"""The worker process: reads chunks from its standard input, draws and encodes them, writes reports to its output.

Started by `processes`. Ends, and takes its encoder with it, as soon as its input ends: so whatever becomes of
the process that started it (even kill -9), nothing goes on drawing.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
import time
import traceback
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from storyanim.errors import RendererError
from storyanim.production.segments import Report, Studio, encode_chunk, readable, told
from storyanim.render import open_renderer, render_frames

if TYPE_CHECKING:
    from storyanim.production.chunks import PlannedChunk
    from storyanim.render import Renderer


def main(studio_file: str) -> None:
    """Draw until the input ends. `studio_file` holds the pickled studio, the same for all workers of a film."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us decides when we end
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    reports = _own_output()
    chunks: queue.SimpleQueue[PlannedChunk] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(chunks,), daemon=True).start()
    studio = cast("Studio", pickle.loads(Path(studio_file).read_bytes()))  # noqa: S301 written by our own parent
    renderer: Renderer | None = None
    while True:
        chunk = chunks.get()
        try:
            renderer = renderer or _opened(studio)
            _send(reports, _drawn(studio, renderer, chunk, reports))
        except Exception as error:
            failure = readable(error, chunk)
            failure.add_note(traceback.format_exc())
            _send(reports, failure)


def _drawn(studio: Studio, renderer: Renderer, chunk: PlannedChunk, reports: BinaryIO) -> Report:
    began = time.monotonic()
    recipes = studio.schedule.recipes(chunk.first, chunk.end)
    frames = told(render_frames(renderer, recipes), chunk, partial(_send, reports))
    segment = encode_chunk(studio, chunk, frames)
    return Report(chunk, len(chunk), segment, time.monotonic() - began)


def _opened(studio: Studio) -> Renderer:
    """The renderer, if it is still the one the segments are named after."""
    renderer = open_renderer(studio.renderer)
    if renderer.fingerprint != studio.fingerprint:
        name = studio.renderer.name
        raise RendererError(f"renderer '{name}' changed while the film was being drawn: run the command again")
    if "cv2" in sys.modules:
        sys.modules["cv2"].setNumThreads(0)
    return renderer


def _own_output() -> BinaryIO:
    """Keep standard output for reports; what a library prints there goes to standard error."""
    reports = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return reports


def _send(reports: BinaryIO, message: Report | Exception) -> None:
    pickle.dump(message, reports)
    reports.flush()


def _listen(chunks: queue.SimpleQueue[PlannedChunk]) -> None:
    try:
        while True:
            chunks.put(pickle.load(sys.stdin.buffer))  # noqa: S301 written by our own parent
    finally:
        os._exit(1)  # whatever the main thread is doing; the encoder is tethered to us and ends too
