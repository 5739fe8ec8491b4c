"""A renderer as awkward as a real model: it may be open only once, and draws only full batches of four."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar
from weakref import ref

import numpy as np

from storyanim.errors import RendererError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from storyanim.types import Size, View


class BatchFake:
    """Paints each view as stripes whose colours are the hash of the view; a batch is drawn into one kept buffer."""

    batch = 4
    copies = 1
    _open: ClassVar[ref[BatchFake] | None] = None

    def __init__(self, name: str) -> None:
        if BatchFake._open is not None and BatchFake._open() is not None:
            raise RendererError("the fake renderer is open already; close it first")
        BatchFake._open = ref(self)
        self.name = name
        self.batches = 0
        self._buffer = np.zeros((0, 0, 0, 3), np.uint8)

    @property
    def fingerprint(self) -> str:
        return f"fake-{self.name}"

    def draw(self, views: Sequence[View], size: Size) -> NDArray[np.uint8]:
        if len(views) != self.batch:
            raise RendererError(f"the fake renderer draws {self.batch} views at once, not {len(views)}")
        self.batches += 1
        shape = (self.batch, size.height, size.width, 3)
        if self._buffer.shape != shape:
            self._buffer = np.zeros(shape, np.uint8)
        for slot, view in enumerate(views):
            colours = np.frombuffer(sha256(f"{self.name} {view}".encode()).digest()[:30], np.uint8).reshape(10, 3)
            self._buffer[slot] = colours[np.arange(size.width) % 10]
        return self._buffer


class WrongFake:
    """Gives pictures one pixel too wide, as floats, or too few."""

    batch = 2
    copies = None
    fingerprint = "wrong"

    def __init__(self, fault: str) -> None:
        self.fault = fault

    def draw(self, views: Sequence[View], size: Size) -> NDArray[np.uint8]:
        good = np.zeros((len(views), size.height, size.width, 3), np.uint8)
        faults = {"wide": np.repeat(good, 2, axis=2), "float": good.astype(np.float32), "few": good[:1]}
        return faults[self.fault]  # pyright: ignore[reportReturnType]


def open_fake(name: str = "stripes") -> BatchFake:
    return BatchFake(name)
