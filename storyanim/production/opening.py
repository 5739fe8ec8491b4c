"""Renderers opened so that their batch fits into the memory: found out once, then remembered; and so that they run.

Takes a spec and a size, gives a renderer and the spec that it really is. The batch is part of a renderer's fingerprint,
so a film, a frame of it and a sheet must all draw in the same one: whichever finds out first that it is too large
leaves a note beside the segments.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from storyanim.render import CannotCompileError, TooManyAtOnceError, open_renderer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storyanim.production.store import SegmentStore
    from storyanim.render import Renderer, RendererSpec
    from storyanim.types import Size

Work = TypeVar("Work")


def with_fitting(
    spec: RendererSpec,
    size: Size,
    store: SegmentStore,
    work: Callable[[RendererSpec, Renderer], Work],
    note: Callable[[str], None] | None = None,
) -> Work:
    """Do some work with the renderer, from its beginning again in a smaller batch where the memory is too small.

    Or without compiling, where that failed and nobody asked for it.

    Raises:
        CannotCompileError: it failed, and was asked for.
        ResourceError: even one picture at a time does not fit.
    """
    spec = fitting(spec, size, store)
    while True:
        try:
            return work(spec, open_renderer(spec))
        except TooManyAtOnceError as error:
            _remember(spec, size, store, error.fewer)
            spec = spec.having(batch=error.fewer)
            told = f"the memory is too small for more: drawn in batches of {error.fewer} from the beginning"
        except CannotCompileError as error:
            if dict(spec.options).get("runtime", "auto") != "auto":
                raise
            spec = spec.having(runtime="eager")
            told = f"{error}: it is, from the beginning"
        if note:
            note(told)


def fitting(spec: RendererSpec, size: Size, store: SegmentStore) -> RendererSpec:
    """The spec with the batch that is known to fit here for films of this size."""
    with suppress(OSError, ValueError):
        return fitting(spec.having(batch=int(_file(spec, size, store).read_text(encoding="ascii"))), size, store)
    return spec


def _remember(spec: RendererSpec, size: Size, store: SegmentStore, fewer: int) -> None:
    """A cache that cannot be written is no reason to fail: it is found out again."""
    path = _file(spec, size, store)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(fewer), encoding="ascii")


def _file(spec: RendererSpec, size: Size, store: SegmentStore) -> Path:
    name = f"{open_renderer(spec).fingerprint}\n{size.width}x{size.height}"
    return store.folder / "batches" / hashlib.sha256(name.encode()).hexdigest()[:32]
