"""A function of tensors recorded once and played again: on CUDA hundreds of kernels then start as one.

Takes a function and what records it, gives one of the same results. A recording reads its inputs from, and leaves its
outputs in, the same memory each time; both are copied here. It belongs to the thread that made it.
"""

from __future__ import annotations

from threading import get_ident
from typing import TYPE_CHECKING, Any, cast

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Tensors = tuple[torch.Tensor, ...]
    Record = Callable[[Callable[..., Tensors], Sequence[torch.Tensor]], tuple[Callable[[], object], Tensors]]

WARM = 3
"""Runs before recording: libraries choose their kernels, and allocate, in the first ones."""


class Recorded:
    """A function that is recorded by its first call, for inputs of that call's shapes."""

    def __init__(self, run: Callable[..., Tensors], record: Record) -> None:
        self._run, self._record = run, record
        self._inputs: list[torch.Tensor] = []
        self._outputs: Tensors = ()
        self._replay: Callable[[], object] | None = None
        self._owner = 0

    @torch.inference_mode()
    def __call__(self, *inputs: torch.Tensor) -> Tensors:
        """The function's results, which nothing writes into later.

        Raises:
            RuntimeError: this is not the thread of the first call.
        """
        if self._replay is None:
            self._owner = get_ident()
            self._inputs = [one.clone() for one in inputs]
            self._replay, self._outputs = self._record(self._run, self._inputs)
        if get_ident() != self._owner:
            raise RuntimeError("a recording is played by the thread that made it")
        for own, given in zip(self._inputs, inputs, strict=True):
            own.copy_(given, non_blocking=True)
        self._replay()
        return tuple(one.clone() for one in self._outputs)


def record_on_cuda(run: Callable[..., Tensors], inputs: Sequence[torch.Tensor]) -> tuple[Callable[[], object], Tensors]:
    """A CUDA graph of a function that reads from `inputs`: what plays it, and where it leaves its results.

    As torch's documentation has it: warmed up on a stream of its own, then captured.
    """
    cuda = cast("Any", torch.cuda)
    aside, current = cuda.Stream(), cuda.current_stream()
    aside.wait_stream(current)
    with cuda.stream(aside):
        for _ in range(WARM):
            run(*inputs)
    current.wait_stream(aside)
    graph = cuda.CUDAGraph()
    with cuda.graph(graph, capture_error_mode="thread_local"):  # another thread may compile meanwhile
        outputs = run(*inputs)
    return graph.replay, outputs
