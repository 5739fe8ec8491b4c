"""The training: pairs in, a better model out; stopped at any time, it goes on from where it was.

Takes a model, a stage of what is to be learned, and pairs. Clock, randomness and folders are arguments.
"""

from __future__ import annotations

import math
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import safetensors.torch
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

from storyanim.training.stages import Batch, cropped, draw_batch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from storyanim.training.network import Pocket
    from storyanim.training.pairs import Shard
    from storyanim.training.stages import Stage

REMEMBER, MEMORY = 8, 0.99
"""Every so many steps the weights go into their running mean, with this memory; the mean is measured and shipped."""
WARM_UP = 500
"""Steps in which the learning rate rises."""
CLIP = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast: `pictures` in all, `rate` at its highest, falling to nothing along a cosine."""

    pictures: int
    batch: int
    rate: float
    seed: int = 0

    def rate_at(self, step: int) -> float:
        """The learning rate of a step."""
        steps = max(1, self.pictures // self.batch)
        return self.rate * min(1.0, (step + 1) / WARM_UP) * 0.5 * (1.0 + math.cos(math.pi * min(1.0, step / steps)))


class Training:
    """A model in one stage and all that goes on with it: its running mean, its optimizer, and how far it is."""

    def __init__(self, model: Pocket, stage: Stage, device: str = "cpu") -> None:
        self.model = model.to(device)
        self.stage = stage
        self.device = device
        self.mean = {name: weight.detach().clone().float() for name, weight in model.state_dict().items()}
        self.weights = [weight for name in stage.modules for weight in model.parts[name].parameters()]
        """Those that this stage moves."""
        model.requires_grad_(requires_grad=False)
        for weight in self.weights:
            weight.requires_grad_(requires_grad=True)
        self.optimizer = torch.optim.AdamW(self.weights, betas=(0.9, 0.99), weight_decay=1e-4, fused=True)
        self.step = self.learned = 0
        """Steps done, and pictures learned from."""

    def compile(self) -> None:
        """Have the U-Net compiled, once for every size: a minute each, and then 1.3 times as fast (measured)."""
        self.model.parts["unet"].compile(dynamic=False)

    def learn(self, batch: Batch, rate: float) -> float:
        """One step; the loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        # On a CPU the plain attention is faster to learn through than the fused one, for the short rows there are here.
        with torch.autocast(self.device, torch.bfloat16), sdpa_kernel(SDPBackend.MATH):
            loss = self.stage.loss(self.model, Batch(*(part.to(self.device) for part in batch)))
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.weights, CLIP)
        self.optimizer.step()
        self.step += 1
        self.learned += len(batch.noise)
        if self.step % REMEMBER == 0:
            self._remember()
        return float(loss.detach())

    @torch.no_grad()
    def _remember(self) -> None:
        rounds = self.step / REMEMBER
        share = 1.0 - min(MEMORY, rounds / (rounds + 9.0))
        for name, weight in self.model.state_dict().items():
            self.mean[name].lerp_(weight.float(), share)

    def save(self, path: Path) -> None:
        """Write all of it, so that training goes on as if it had not stopped."""
        stored = {f"model.{name}": weight.contiguous() for name, weight in self.model.state_dict().items()}
        stored |= {f"mean.{name}": weight.contiguous() for name, weight in self.mean.items()}
        for number, state in self.optimizer.state_dict()["state"].items():
            stored |= {f"optimizer.{number}.{name}": value.contiguous() for name, value in state.items()}
        part = path.with_suffix(".part")
        cast("Any", safetensors.torch).save_file(
            stored, part, metadata={"step": str(self.step), "learned": str(self.learned)}
        )
        part.replace(path)

    def load(self, path: Path) -> None:
        """Take up what `save` wrote."""
        with cast("Any", safetensors).safe_open(path, framework="pt") as file:
            stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118, no mapping
            self.step, self.learned = (int(file.metadata()[name]) for name in ("step", "learned"))
        self.model.load_state_dict(_below("model.", stored))
        self.mean = {name: weight.to(self.device) for name, weight in _below("mean.", stored).items()}
        states: dict[int, dict[str, torch.Tensor]] = {}
        for name, value in _below("optimizer.", stored).items():
            number, _, field = name.partition(".")
            states.setdefault(int(number), {})[field] = _laid_out_as(self.weights[int(number)], value)
        whole = self.optimizer.state_dict()
        self.optimizer.load_state_dict({**whole, "state": states})

    def begin_with(self, path: Path) -> None:
        """Take up the running mean that another stage ended with."""
        with cast("Any", safetensors).safe_open(path, framework="pt") as file:
            stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118, no mapping
        self.model.load_state_dict(_below("mean.", stored))
        self.mean = {name: weight.detach().clone().float() for name, weight in self.model.state_dict().items()}

    def meaned(self) -> Pocket:
        """A model of the running mean of all weights."""
        model = deepcopy(self.model).to("cpu")
        model.load_state_dict(self.mean)
        return model.eval()


def learned_from(path: Path) -> int:
    """How many pictures a checkpoint has learned from."""
    with cast("Any", safetensors).safe_open(path, framework="pt") as file:
        return int(file.metadata()["learned"])


def train(
    training: Training,
    read: Callable[[], Sequence[Shard]],
    plan: Plan,
    *,
    every: int,
    tell: Callable[[Training, float], None],
    stop: Callable[[], bool],
) -> None:
    """Train until the plan is done or `stop` says so; `tell` is called every so many steps, with the mean loss."""
    losses: list[float] = []
    shards = read()
    while training.learned < plan.pictures and not stop():
        chance = np.random.default_rng([plan.seed, training.step])
        batch = draw_batch(shards, training.model, plan.batch, chance)
        if training.stage.crop:
            batch = cropped(batch, training.stage.crop, chance)
        losses.append(training.learn(batch, plan.rate_at(training.step)))
        if training.step % every == 0:
            tell(training, float(np.mean(losses)))
            losses.clear()
            shards = read()  # more may have been made meanwhile


def _below(prefix: str, stored: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name.removeprefix(prefix): value for name, value in stored.items() if name.startswith(prefix)}


def _laid_out_as(weight: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    """A moment in the memory layout of its weight: the fused optimizer goes through both side by side."""
    return torch.empty_like(weight).copy_(value) if value.shape == weight.shape else value
