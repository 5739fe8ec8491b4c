"""What is learned, one after the other: to see pictures as latents, to read, to make latents of words, to paint.

A stage takes a model and pairs, gives a loss and the weights that it moves. Stages are values; `loop` runs them.

1. `autoencoder`: pictures to latents and back.
2. `decoder`: latents to pictures alone, for what is learned of the pictures next are latents as they now are.
3. `words`: what a prompt says, by the facts it was written from; no picture is drawn, so this takes minutes.
4. `latents`: words and noise to those latents, without any decoding, which costs more than all the rest.
5. `pictures`: all together, by the pictures that come out, so that each makes good what the other leaves.

Figures' pixels weigh more in all: they are what a picture is about and the smallest part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

import numpy as np
import torch
from torch.nn import functional

from storyanim.render.noise import LATENT_STEP
from storyanim.training.captions import captioned
from storyanim.training.network import STEPS
from storyanim.training.subjects import draw_subject, facts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from storyanim.training.network import Pocket
    from storyanim.training.pairs import Shard

FIGURES = 10.0
"""How much more a figure's pixel counts (measured: figures became recognisable after a third of the pictures)."""
ROUGHNESS = 0.1
"""Standard deviation of the noise that the decoder learns to bear: what the U-Net gives is never quite right."""
COLOURS = 0.1
"""Weight of `cell_colours` as they come out: without it shapes came first, and green and purple late."""
SPREAD = 0.02
"""Weight of what keeps latents at mean 0 and variance 1, as noise is."""
ANCHOR = 0.02
"""Weight of what holds the first three latents near `cell_colours`: left alone, green came after 100,000 pictures."""
COLOUR_AXES = ((1 / 3, 1 / 3, 1 / 3), (1.0, 0.0, -1.0), (-0.5, 1.0, -0.5))
COLOUR_MEANS, COLOUR_SPREADS = (0.527, 0.083, 0.007), (0.187, 0.192, 0.057)
"""Brightness, warmth and green of red, green and blue from 0 to 1; mean and deviation over storybook's pictures."""
FACTS = 12
"""So many a prompt has, more or less: their codes then add up to a variance of 1."""
LATER = 0.15
"""The share of pictures that are taught as a later step."""


class Batch(NamedTuple):
    """Pairs of one size as tensors.

    `tokens` (n, 77), `noise` (n, 4, rows, columns), `pictures` (n, 3, height, width) from 0 to 1 or none, `weights`
    (n, 1, height, width) of the pixels, `taught` latents as `noise`, or none before there is an autoencoder; `levels`
    (n,) of the steps and `fresh` noise for the later ones.
    """

    tokens: torch.Tensor
    noise: torch.Tensor
    pictures: torch.Tensor
    weights: torch.Tensor
    taught: torch.Tensor
    levels: torch.Tensor
    fresh: torch.Tensor


class Words(NamedTuple):
    """Prompts alone: `tokens` (n, up to 77), and the sums of the `codes` of their facts (n, widths of all encoders)."""

    tokens: torch.Tensor
    codes: torch.Tensor


@dataclass(frozen=True, slots=True)
class Stage:
    """What is learned: from which draw, by which loss, whose weights move, and the learning `rate` at its highest."""

    name: str
    draw: Callable[[Sequence[Shard], Pocket, int, np.random.Generator], Any]
    """`count` examples from the shards, as a tuple of tensors that `loss` takes."""
    loss: Callable[[Pocket, Any], torch.Tensor]
    modules: tuple[str, ...]
    rate: float
    batch: int


def words_loss(model: Pocket, batch: Words) -> torch.Tensor:
    """The facts of a prompt from what its end, which has seen all of it, is in both encoders, and from the pool."""
    read = model.read(batch.tokens)
    ends = (batch.tokens == model.end).int().argmax(dim=1)
    last = read.states[torch.arange(len(ends), device=ends.device), ends]
    return (torch.cat([last, read.pooled], dim=1).float() - batch.codes).square().mean()


def autoencoder_loss(model: Pocket, batch: Batch) -> torch.Tensor:
    """Pictures through latents, and latents like noise."""
    latents = model.encode(batch.pictures)
    drawn = model.decode(latents + ROUGHNESS * batch.fresh)
    apart = (batch.weights.sqrt() * (drawn - batch.pictures).square()).mean()
    colours = cell_colours(batch.pictures)
    apart = apart + COLOURS * (cell_colours(drawn) - colours).square().mean()
    mean, variance = latents.mean((0, 2, 3)), latents.var((0, 2, 3))
    apart = apart + SPREAD * (mean.square() + (variance - 1.0).square()).mean()
    return apart + ANCHOR * (latents[:, :3] - colours).square().mean()


def cell_colours(pictures: torch.Tensor) -> torch.Tensor:
    """The mean colour (n, 3, rows, columns) of what each latent stands for, along `COLOUR_AXES`, whitened."""
    means = functional.avg_pool2d(pictures, LATENT_STEP)
    axes, middle, spread = (means.new_tensor(values) for values in (COLOUR_AXES, COLOUR_MEANS, COLOUR_SPREADS))
    along = torch.einsum("ac,nchw->nahw", axes, means)
    return (along - middle.view(1, 3, 1, 1)) / spread.view(1, 3, 1, 1)


def decoder_loss(model: Pocket, batch: Batch) -> torch.Tensor:
    """Pictures back from latents that stay as they are; their encoder is left alone, and so is quicker."""
    with torch.no_grad():
        latents = model.encode(batch.pictures) + ROUGHNESS * batch.fresh
    return (batch.weights.sqrt() * (model.decode(latents) - batch.pictures).square()).mean()


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


def draw_batch(shards: Sequence[Shard], model: Pocket, count: int, chance: np.random.Generator) -> Batch:
    """So many pairs from anywhere in the shards, of one size: that of a shard picked at random."""
    picked = pick(shards, count, chance)
    pictures = _stacked([shard.pictures[place] for shard, place in picked]).permute(0, 3, 1, 2).float() / 255.0
    return as_batch(picked, model, chance)._replace(pictures=pictures)


def draw_latents(shards: Sequence[Shard], model: Pocket, count: int, chance: np.random.Generator) -> Batch:
    """As `draw_batch`, but with the pictures' latents alone: most of the time would go into reading pictures."""
    return as_batch(pick(shards, count, chance), model, chance)


def pick(shards: Sequence[Shard], count: int, chance: np.random.Generator) -> list[tuple[Shard, int]]:
    """Pairs, each as its shard and its place in there, all of the size of one shard picked at random."""
    size = shards[int(chance.integers(len(shards)))].size
    alike = [shard for shard in shards if shard.size == size]
    picked = [alike[int(one)] for one in chance.integers(len(alike), size=count)]
    return [(shard, int(chance.integers(len(shard.prompts)))) for shard in picked]


def draw_crops(pixels: int, shards: Sequence[Shard], model: Pocket, count: int, chance: np.random.Generator) -> Batch:
    """Pairs as of `draw_batch`, and a square of each; what an autoencoder learns is local, and this is quicker."""
    return cropped(draw_batch(shards, model, count, chance), pixels, chance)


def draw_words(_: Sequence[Shard], model: Pocket, count: int, chance: np.random.Generator) -> Words:
    """Prompts that nobody has seen yet, cut where the longest ends: an encoder only looks back."""
    subjects = [captioned(draw_subject(chance), chance) for _ in range(count)]
    tokens = model.tokens([subject.prompt for subject in subjects])
    longest = int((tokens == model.end).int().argmax(dim=1).max()) + 1
    codes = np.stack([np.sum([fact_code(fact, model.told) for fact in facts_of(one)], axis=0) for one in subjects])
    return Words(tokens[:, :longest], torch.from_numpy(codes))


@cache
def fact_code(fact: str, width: int) -> NDArray[np.float32]:
    """A direction for a fact, at random: so many of them are nearly at right angles, and a sum tells them all."""
    chance = np.random.default_rng(crc32(fact.encode()))
    return chance.standard_normal(width, np.float32) / np.float32(FACTS**0.5)


def cropped(batch: Batch, pixels: int, chance: np.random.Generator) -> Batch:
    """The same square of each picture."""
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
    """These pairs as tensors, without their pictures."""
    noise = _stacked([shard.latents[place] for shard, place in picked])
    width = picked[0][0].size.width
    figures = np.unpackbits(np.stack([shard.figures[place] for shard, place in picked]), axis=-1)[:, :, :width]
    later = chance.random(len(picked)) < LATER
    levels = np.where(later, chance.integers(1, STEPS, len(picked)), 0)
    return Batch(
        tokens=model.tokens([shard.prompts[place] for shard, place in picked]),
        noise=noise,
        pictures=torch.zeros(0),
        weights=1.0 + (FIGURES - 1.0) * torch.from_numpy(figures).unsqueeze(1).float(),
        taught=_stacked([shard.taught[place] for shard, place in picked if shard.taught is not None]).float(),
        levels=torch.from_numpy(levels),
        fresh=torch.from_numpy(chance.standard_normal(noise.shape, np.float32)),
    )


def _stacked(arrays: Sequence[NDArray[np.generic]]) -> torch.Tensor:
    return torch.from_numpy(np.stack(arrays)) if arrays else torch.zeros(0)


WORDS_TO_LATENTS = ("text_encoder", "text_encoder_2", "unet")
STAGES: Mapping[str, Stage] = {
    stage.name: stage
    for stage in (
        Stage("autoencoder", partial(draw_crops, 64), autoencoder_loss, ("vae",), 4e-3, 4),
        Stage("decoder", partial(draw_crops, 64), decoder_loss, ("vae.decoder",), 4e-3, 4),
        Stage("words", draw_words, words_loss, ("text_encoder", "text_encoder_2"), 4e-3, 64),
        Stage("latents", draw_latents, latents_loss, WORDS_TO_LATENTS, 1e-3, 32),
        Stage("pictures", draw_batch, pictures_loss, (*WORDS_TO_LATENTS, "vae"), 3e-4, 16),
    )
}
