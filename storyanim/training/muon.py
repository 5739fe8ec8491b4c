"""Muon: momentum whose singular values are all made alike, for the matrices of a network.

A gradient's few strong directions drown the many weak ones; taken alike, a network learns the same from fewer pictures
(Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks"; step sizes as AdamW's after Liu et al.
2025, "Muon is scalable for LLM training", section 2.2). torch has one for plain matrices only, in bf16, which a CPU
without such instructions takes minutes for.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
            alike: defaultdict[tuple[int, int], list[Any]] = defaultdict(list)
            for weight in group["params"]:
                if weight.grad is not None:
                    alike[len(weight), weight[0].numel()].append(weight)
            for shape, weights in alike.items():
                self._move(weights, shape, group["lr"])

    def _move(self, weights: Sequence[Any], shape: tuple[int, int], rate: float) -> None:
        """Weights of one shape at once: most are small, and quicker together."""
        steps = orthogonal(torch.stack([self._ahead(weight).reshape(shape) for weight in weights]))
        for weight, step in zip(weights, steps, strict=True):
            weight.add_(step.reshape(weight.shape), alpha=-rate * SIZE_OF_STEP * max(shape) ** 0.5)

    def _ahead(self, weight: Any) -> torch.Tensor:
        """Nesterov's gradient: where the momentum will have led with this one."""
        momentum = self.state[weight].setdefault("momentum", torch.zeros_like(weight))
        momentum.lerp_(weight.grad, 1.0 - MOMENTUM)
        return weight.grad.lerp(momentum, MOMENTUM)


def orthogonal(matrices: torch.Tensor) -> torch.Tensor:
    """Matrices (n, rows, columns) with singular values near 1 (0.7 to 1.2), by Newton-Schulz rounds."""
    is_tall = matrices.shape[1] > matrices.shape[2]
    wide = matrices.transpose(1, 2) if is_tall else matrices
    near = wide / (wide.square().sum((1, 2), keepdim=True).sqrt() + 1e-7)
    first, third, fifth = QUINTIC
    # Every round multiplies from the left by a polynomial of the small square alone: the wide matrix is touched twice.
    square = near @ near.transpose(1, 2)
    same = torch.eye(near.shape[1], device=near.device).expand_as(square)
    turn = same
    for _ in range(ROUNDS):
        change = first * same + third * square + fifth * (square @ square)
        turn, square = change @ turn, change @ square @ change
    near = turn @ near
    return near.transpose(1, 2) if is_tall else near
