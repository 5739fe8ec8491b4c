"""What is learned, one after the other: to see pictures as latents, to make latents of words, to paint them as one.

A stage takes a model and pairs, gives a loss and the weights that it moves. Stages are values; `loop` runs them.

1. `AUTOENCODER`: pictures to latents and back.
2. `LATENTS`: words and noise to those latents, without any decoding, which costs more than all the rest.
3. `PICTURES`: both together, by the pictures that come out, so that each makes good what the other leaves.

Figures' pixels weigh more in all: they are what a picture is about and the smallest part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from torch.nn import functional

from storyanim.render.noise import LATENT_STEP
from storyanim.training.network import STEPS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from storyanim.training.network import Pocket
    from storyanim.training.pairs import Shard

FIGURES = 10.0
"""How much more a figure's pixel counts (measured: figures became recognisable after a third of the pictures)."""
ROUGHNESS = 0.1
"""Standard deviation of the noise that the decoder learns to bear: what the U-Net gives is never quite right."""
COLOURS = 5.0
"""Weight of the mean colour of what one latent stands for: without it shapes came first, and green and purple late."""
SPREAD = 0.02
"""Weight of what keeps latents at mean 0 and variance 1, as noise is."""
LATER = 0.15
"""The share of pictures that are taught as a later step."""


class Batch(NamedTuple):
    """Pairs of one size as tensors.

    `tokens` (n, 77), `noise` (n, 4, rows, columns), `pictures` (n, 3, height, width) from 0 to 1, `weights` (n, 1,
    height, width) of the pixels, `taught` latents as `noise`, or none before there is an autoencoder; `levels` (n,) of
    the steps and `fresh` noise for the later ones.
    """

    tokens: torch.Tensor
    noise: torch.Tensor
    pictures: torch.Tensor
    weights: torch.Tensor
    taught: torch.Tensor
    levels: torch.Tensor
    fresh: torch.Tensor


@dataclass(frozen=True, slots=True)
class Stage:
    """What is learned: by which loss, whose weights move, and `rate`, the learning rate at its highest."""

    name: str
    loss: Callable[[Pocket, Batch], torch.Tensor]
    modules: tuple[str, ...]
    rate: float
    batch: int
    crop: int = 0
    """Pixels of the square that is cut out of every picture; 0 for whole pictures."""


def autoencoder_loss(model: Pocket, batch: Batch) -> torch.Tensor:
    """Pictures through latents, and latents like noise."""
    latents = model.encode(batch.pictures)
    drawn = model.decode(latents + ROUGHNESS * batch.fresh)
    error = drawn - batch.pictures
    apart = (batch.weights.sqrt() * error.square()).mean()
    apart = apart + COLOURS * functional.avg_pool2d(error, LATENT_STEP).square().mean()
    mean, variance = latents.mean((0, 2, 3)), latents.var((0, 2, 3))
    return apart + SPREAD * (mean.square() + (variance - 1.0).square()).mean()


def latents_loss(model: Pocket, batch: Batch) -> torch.Tensor:
    """The image's latents from words and noise, by the first step or from the image itself by a later one."""
    noise = torch.where(batch.levels.view(-1, 1, 1, 1) == 0, batch.noise, batch.fresh)
    drawn = model.image(model.read(batch.tokens), model.noised(batch.taught, noise, batch.levels), batch.levels)
    weights = functional.avg_pool2d(batch.weights, LATENT_STEP)
    return (weights * (drawn - batch.taught).square()).mean()


def pictures_loss(model: Pocket, batch: Batch) -> torch.Tensor:
    """The pictures themselves, from words and noise."""
    drawn = model(batch.tokens, batch.noise)
    return (batch.weights * (drawn - batch.pictures).square()).mean()


WORDS_TO_LATENTS = ("text_encoder", "text_encoder_2", "unet")
STAGES: Mapping[str, Stage] = {
    stage.name: stage
    for stage in (
        Stage("autoencoder", autoencoder_loss, ("vae",), 1e-3, 16, crop=64),
        Stage("latents", latents_loss, WORDS_TO_LATENTS, 1e-3, 64),
        Stage("pictures", pictures_loss, (*WORDS_TO_LATENTS, "vae"), 2e-4, 32),
    )
}


def draw_batch(shards: Sequence[Shard], model: Pocket, count: int, chance: np.random.Generator) -> Batch:
    """So many pairs from anywhere in the shards, of one size: that of a shard picked at random."""
    size = shards[int(chance.integers(len(shards)))].size
    alike = [shard for shard in shards if shard.size == size]
    picked = [alike[int(one)] for one in chance.integers(len(alike), size=count)]
    return as_batch([(shard, int(chance.integers(len(shard.prompts)))) for shard in picked], model, chance)


def cropped(batch: Batch, pixels: int, chance: np.random.Generator) -> Batch:
    """A square of each picture, all at one place; what an autoencoder learns is local, and this is quicker."""
    _, _, rows, columns = batch.noise.shape
    cells = pixels // LATENT_STEP
    top, left = int(chance.integers(rows - cells + 1)), int(chance.integers(columns - cells + 1))

    def cut(images: torch.Tensor, step: int) -> torch.Tensor:
        return images[..., top * step : (top + cells) * step, left * step : (left + cells) * step]

    return batch._replace(
        noise=cut(batch.noise, 1),
        fresh=cut(batch.fresh, 1),
        taught=cut(batch.taught, 1) if batch.taught.numel() else batch.taught,
        pictures=cut(batch.pictures, LATENT_STEP).contiguous(memory_format=torch.channels_last),
        weights=cut(batch.weights, LATENT_STEP),
    )


def as_batch(picked: Sequence[tuple[Shard, int]], model: Pocket, chance: np.random.Generator) -> Batch:
    """These pairs, as tensors."""
    noise = _stacked([shard.latents[place] for shard, place in picked])
    width = picked[0][0].size.width
    figures = np.unpackbits(np.stack([shard.figures[place] for shard, place in picked]), axis=-1)[:, :, :width]
    later = chance.random(len(picked)) < LATER
    levels = np.where(later, chance.integers(1, STEPS, len(picked)), 0)
    return Batch(
        tokens=model.tokens([shard.prompts[place] for shard, place in picked]),
        noise=noise,
        pictures=_stacked([shard.pictures[place] for shard, place in picked]).permute(0, 3, 1, 2).float() / 255.0,
        weights=1.0 + (FIGURES - 1.0) * torch.from_numpy(figures).unsqueeze(1).float(),
        taught=_stacked([shard.taught[place] for shard, place in picked if shard.taught is not None]).float(),
        levels=torch.from_numpy(levels),
        fresh=torch.from_numpy(chance.standard_normal(noise.shape, np.float32)),
    )


def _stacked(arrays: Sequence[NDArray[np.generic]]) -> torch.Tensor:
    return torch.from_numpy(np.stack(arrays)) if arrays else torch.zeros(0)
