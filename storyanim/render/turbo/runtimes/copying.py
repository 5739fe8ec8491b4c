"""Pictures on their way from a GPU: copied beside its work into memory that it can write to by itself.

Its work is then the next batches of the same call, as in-betweens have them, or another caller's. A film of whole
frames has one caller, who waits for each batch: nothing overlaps its copies but encoders.

A ring of pinned buffers: each is lent to one batch, and free again as soon as whoever waits has the pictures. Takes
`Pictures` on a device, gives what waits for them. Knows a device's streams and events only by `Lane`.
"""

from __future__ import annotations

from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Protocol, cast
from weakref import finalize

import torch

from storyanim.render.turbo.decoding import Pictures, on_host

if TYPE_CHECKING:
    from collections.abc import Callable

SLOTS = 3
"""Batches on their way at most: one drawn, one copied, one read."""


class Lane(Protocol):
    """A way from a device to the host, beside the device's other work."""

    def buffer(self, like: torch.Tensor) -> torch.Tensor:
        """Memory of the host, of a tensor's shape and type, that the device can copy into."""
        ...

    def copy(self, pairs: list[tuple[torch.Tensor, torch.Tensor]]) -> Callable[[], object]:
        """Begin to copy each first one into the second, after the work begun before; what waits until that is done."""
        ...


class Ring:
    """Fetches pictures over a lane, through at most `slots` buffers of each shape."""

    def __init__(self, lane: Lane, slots: int = SLOTS) -> None:
        self._lane, self._slots = lane, slots
        self._free: dict[tuple[int, ...], SimpleQueue[Pictures | None]] = {}

    def __call__(self, drawn: Pictures) -> Callable[[], Pictures]:
        """Begin to fetch pictures. Where every buffer is on its way, they are waited for here and now."""
        free = self._free_for(tuple(drawn.levels.shape))
        try:
            slot = free.get_nowait()
        except Empty:
            here = on_host(drawn)
            return lambda: here
        buffers = slot or Pictures(self._lane.buffer(drawn.levels), self._lane.buffer(drawn.finite))
        wait = self._lane.copy([(drawn.levels, buffers.levels), (drawn.finite, buffers.finite)])

        return _Arriving(wait, buffers, free.put)

    def _free_for(self, shape: tuple[int, ...]) -> SimpleQueue[Pictures | None]:
        """Buffers that are free; None stands for one that is not made yet."""
        if shape not in self._free:
            self._free = {shape: SimpleQueue()}  # another shape is another film: its buffers go with their last batch
            for _ in range(self._slots):
                self._free[shape].put(None)
        return self._free[shape]


class _Arriving:
    """Waits for pictures, and lends their buffers on; so it does too where nobody asks for them any more."""

    def __init__(self, wait: Callable[[], object], buffers: Pictures, lend_on: Callable[[Pictures], object]) -> None:
        self._wait, self._buffers = wait, buffers
        self._lend_on = finalize(self, _lent_on, wait, buffers, lend_on)
        self._lend_on.atexit = False  # then nothing is lent any more

    def __call__(self) -> Pictures:
        self._wait()
        found = Pictures(self._buffers.levels.clone(), self._buffers.finite.clone())
        self._lend_on()
        return found


def _lent_on(wait: Callable[[], object], buffers: Pictures, lend_on: Callable[[Pictures], object]) -> None:
    """Not before the device has written into them."""
    try:
        wait()
    finally:
        lend_on(buffers)


class CudaLane:
    """A stream of its own, and an event for each copy."""

    def __init__(self) -> None:
        self._stream = cast("Any", torch.cuda).Stream()

    def buffer(self, like: torch.Tensor) -> torch.Tensor:
        """See `Lane.buffer`."""
        return torch.empty(like.shape, dtype=like.dtype, pin_memory=True)

    def copy(self, pairs: list[tuple[torch.Tensor, torch.Tensor]]) -> Callable[[], object]:
        """See `Lane.copy`."""
        cuda = cast("Any", torch.cuda)
        self._stream.wait_stream(cuda.current_stream())
        with cuda.stream(self._stream):
            for source, target in pairs:
                target.copy_(source, non_blocking=True)
                cast("Any", source).record_stream(self._stream)  # its memory is not used again before that
            done = cuda.Event()
            done.record(self._stream)
        return done.synchronize
