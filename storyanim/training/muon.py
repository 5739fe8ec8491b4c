"""Muon: momentum whose singular values are all made alike, for the matrices of a network.

A gradient's few strong directions drown the many weak ones; taken alike, a network learns the same from fewer pictures
(Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks"; step sizes as AdamW's after Liu et al.
2025, "Muon is scalable for LLM training", section 2.2). torch has one for plain matrices only, in bf16, which a CPU
without such instructions takes minutes for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Iterable

MOMENTUM = 0.95
QUINTIC = (3.4445, -4.7750, 2.0315)
"""Jordan's: five rounds of this polynomial bring every singular value from 0.01 to 1 near 1."""
ROUNDS = 5
SIZE_OF_STEP = 0.2
"""The root mean square of what AdamW adds at a learning rate of 1 (Liu et al.)."""


class Muon(torch.optim.Optimizer):
    """For weights of two and more dimensions; a convolution is taken as the matrix (out, in x height x width)."""

    def __init__(self, weights: Iterable[nn.Parameter]) -> None:
        super().__init__(weights, {"lr": 0.0})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Move every weight that has a gradient by `lr`."""
        del closure
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is not None:
                    self._move(weight, group["lr"])

    def _move(self, weight: Any, rate: float) -> None:
        momentum = self.state[weight].setdefault("momentum", torch.zeros_like(weight))
        momentum.lerp_(weight.grad, 1.0 - MOMENTUM)
        ahead = weight.grad.lerp(momentum, MOMENTUM)
        rows, columns = len(weight), weight[0].numel()
        step = orthogonal(ahead.reshape(rows, columns)).view_as(weight)
        weight.add_(step, alpha=-rate * SIZE_OF_STEP * max(rows, columns) ** 0.5)


def orthogonal(matrix: torch.Tensor) -> torch.Tensor:
    """The matrix with singular values near 1 (0.7 to 1.2), by Newton-Schulz rounds."""
    wide = matrix if len(matrix) <= matrix.shape[1] else matrix.T
    near = wide / (wide.norm() + 1e-7)
    first, third, fifth = QUINTIC
    for _ in range(ROUNDS):
        square = near @ near.T
        near = first * near + (third * square + fifth * square @ square) @ near
    return (near if wide is matrix else near.T).contiguous()
