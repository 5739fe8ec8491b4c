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
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from storyanim.render.turbo.hardware import has_brief_floats
from storyanim.training.muon import Muon

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from storyanim.training.network import Pocket
    from storyanim.training.pairs import Shard
    from storyanim.training.stages import Batch, Stage, Words

REMEMBER, MEMORY = 8, 0.99
"""Every so many steps the weights go into their running mean, with this memory; the mean is measured and shipped."""
WARM_UP = 200
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
        self.weights = [weight for name in stage.modules for weight in model.learned.get_submodule(name).parameters()]
        """Those that this stage moves."""
        model.requires_grad_(requires_grad=False)
        for weight in self.weights:
            weight.requires_grad = True
        matrices, others = sorted_out(model, stage.modules)
        self.optimizers = (Muon(matrices), torch.optim.AdamW(others, betas=(0.9, 0.99), weight_decay=1e-4, fused=True))
        self.step = self.learned = 0
        """Steps done, and pictures learned from."""

    def compile(self) -> None:
        """Have the U-Net compiled, once for every size: a minute each, and then 1.3 times as fast (measured)."""
        self.model.parts["unet"].compile(dynamic=False)

    def learn(self, batch: Batch | Words, rate: float) -> float:
        """One step; the loss."""
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
        # On a CPU the plain attention is faster to learn through than the fused one, for the short rows there are here.
        with autocast(self.device), sdpa_kernel(SDPBackend.MATH):
            loss = self.stage.loss(self.model, type(batch)(*(part.to(self.device) for part in batch)))
        for weight in self.weights:
            weight.grad = None
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.weights, CLIP)
        for optimizer in self.optimizers:
            optimizer.step()
        self.step += 1
        self.learned += len(batch.tokens)
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
        for place, optimizer in enumerate(self.optimizers):
            for number, state in optimizer.state_dict()["state"].items():
                stored |= {f"optimizer.{place}.{number}.{name}": value.contiguous() for name, value in state.items()}
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
        for place, optimizer in enumerate(self.optimizers):
            states: dict[int, dict[str, torch.Tensor]] = {}
            weights = optimizer.param_groups[0]["params"]
            for name, value in _below(f"optimizer.{place}.", stored).items():
                number, _, field = name.partition(".")
                states.setdefault(int(number), {})[field] = _laid_out_as(weights[int(number)], value)
            optimizer.load_state_dict({**optimizer.state_dict(), "state": states})

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


def sorted_out(model: Pocket, modules: Sequence[str]) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """The weights of modules: what Muon is for, and the rest, embeddings of words among them."""
    within = [part for name in modules for part in model.learned.get_submodule(name).modules()]
    tables = {id(part.weight) for part in within if isinstance(part, nn.Embedding)}
    every = [weight for name in modules for weight in model.learned.get_submodule(name).parameters()]
    matrices = [weight for weight in every if weight.ndim > 1 and id(weight) not in tables]
    known = {id(weight) for weight in matrices}
    return matrices, [weight for weight in every if id(weight) not in known]


def autocast(device: str) -> torch.autocast:
    """Arithmetic in bf16 where the device is quick at it: a CPU without such instructions is 100 times slower so."""
    return torch.autocast(device, torch.bfloat16, enabled=device != "cpu" or has_brief_floats())


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
        batch = training.stage.draw(shards, training.model, plan.batch, chance)
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
