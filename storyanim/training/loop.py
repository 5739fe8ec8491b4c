"""The training: pairs in, a better model out; stopped at any time, it goes on from where it was.

Plain regression of the teacher's pictures, with the figures' pixels weighted more: they are what a picture is about and
the smallest part of it. Clock, randomness and folders are arguments.
"""

from __future__ import annotations

import math
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
import safetensors.torch
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from storyanim.training.network import Pocket
    from storyanim.training.pairs import Shard

FIGURES = 10.0
"""How much more a figure's pixel counts (measured: figures became recognisable after a third of the pictures)."""
REMEMBER, MEMORY = 8, 0.99
"""Every so many steps the weights go into their running mean, with this memory; the mean is measured and shipped."""
WARM_UP = 500
"""Steps in which the learning rate rises."""
CLIP = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast: `pictures` in all, `rate` at its highest, falling to nothing along a cosine."""

    pictures: int
    batch: int = 48
    rate: float = 1e-3
    seed: int = 0

    def rate_at(self, step: int) -> float:
        """The learning rate of a step."""
        steps = max(1, self.pictures // self.batch)
        return self.rate * min(1.0, (step + 1) / WARM_UP) * 0.5 * (1.0 + math.cos(math.pi * min(1.0, step / steps)))


class Batch(NamedTuple):
    """Token ids, noise, pictures (n, 3, side, side) from 0 to 1, and the weight of each pixel (n, 1, side, side)."""

    tokens: torch.Tensor
    noise: torch.Tensor
    pictures: torch.Tensor
    weights: torch.Tensor


class Training:
    """A model and all that goes on with it: its running mean, its optimizer, and how far it is."""

    def __init__(self, model: Pocket, device: str = "cpu") -> None:
        self.model = model.to(device)
        self.device = device
        self.mean = {name: weight.detach().clone().float() for name, weight in model.state_dict().items()}
        self.optimizer = torch.optim.AdamW(model.parameters(), betas=(0.9, 0.99), weight_decay=1e-4, fused=True)
        self.step = self.learned = 0
        """Steps done, and pictures learned from."""

    def learn(self, batch: Batch, rate: float) -> float:
        """One step; the loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        # On a CPU the plain attention is faster to learn through than the fused one, for the short rows there are here.
        with torch.autocast(self.device, torch.bfloat16), sdpa_kernel(SDPBackend.MATH):
            drawn = self.model(batch.tokens, batch.noise)
        loss = (batch.weights * (drawn - batch.pictures).square()).mean()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
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
        weights = list(self.model.parameters())
        states: dict[int, dict[str, torch.Tensor]] = {}
        for name, value in _below("optimizer.", stored).items():
            number, _, field = name.partition(".")
            states.setdefault(int(number), {})[field] = _laid_out_as(weights[int(number)], value)
        whole = self.optimizer.state_dict()
        self.optimizer.load_state_dict({**whole, "state": states})

    def meaned(self) -> Pocket:
        """A model of the running mean of all weights."""
        model = deepcopy(self.model).to("cpu")
        model.load_state_dict(self.mean)
        return model.eval()


def draw_batch(shards: Sequence[Shard], model: Pocket, count: int, chance: np.random.Generator, device: str) -> Batch:
    """So many pairs from anywhere in the shards."""
    picked = [(int(chance.integers(len(shards))), int(chance.integers(len(shards[0].prompts)))) for _ in range(count)]
    return as_batch([(shards[shard], place) for shard, place in picked], model, device)


def as_batch(picked: Sequence[tuple[Shard, int]], model: Pocket, device: str) -> Batch:
    """These pairs, as tensors on the device."""
    pictures = np.stack([shard.pictures[place] for shard, place in picked])
    side = pictures.shape[1]
    figures = np.stack([np.unpackbits(shard.figures[place], axis=-1)[:, :side] for shard, place in picked])
    return Batch(
        tokens=model.tokens([shard.prompts[place] for shard, place in picked]).to(device),
        noise=torch.from_numpy(np.stack([shard.latents[place] for shard, place in picked])).to(device),
        pictures=torch.from_numpy(pictures).permute(0, 3, 1, 2).to(device).float() / 255.0,
        weights=1.0 + (FIGURES - 1.0) * torch.from_numpy(figures).unsqueeze(1).to(device).float(),
    )


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
        batch = draw_batch(shards, training.model, plan.batch, chance, training.device)
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
