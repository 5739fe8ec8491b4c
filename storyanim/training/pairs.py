"""Pairs on disk: subject and latents in, picture out, many thousand of them, each from its number alone.

A shard is a folder of arrays that are read where they lie. Pair `n` of seed `s` is always the same, so shards can be
made by several processes, in any order, and again.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from storyanim.render.noise import CHANNELS, LATENT_STEP, latent_window
from storyanim.render.storybook.teaching import lesson
from storyanim.training.captions import captioned
from storyanim.training.subjects import draw_subject
from storyanim.types import Size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from storyanim.types import Subject

    Pictures = NDArray[np.uint8]

SHARD = 1000
"""Pairs in a shard."""
HELD_OUT = 10**9
"""Pairs from this number on are never trained on."""
ASPECTS = (Size(16, 9), Size(1, 1), Size(16, 9), Size(9, 16), Size(16, 9), Size(1, 1), Size(16, 9), Size(16, 9))
"""Of films, one shard after the other: most are wide, some square, few tall."""


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """One subject, its latents float32 (4, height / 8, width / 8), its picture and where the figures are in that."""

    subject: Subject
    latents: NDArray[np.float32]
    picture: NDArray[np.uint8]
    figures: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Shard:
    """Pairs of one size on disk: `pictures` uint8 (n, height, width, 3), where the figures are as bits, `latents`."""

    prompts: tuple[str, ...]
    latents: NDArray[np.float32]
    pictures: NDArray[np.uint8]
    figures: NDArray[np.uint8]
    taught: NDArray[np.float16] | None = None
    """Latents of the pictures by the autoencoder, as `latents`, once there is one."""

    @property
    def size(self) -> Size:
        """Of every picture, in pixels."""
        _, height, width, _ = self.pictures.shape
        return Size(width, height)


def shard_size(number: int, side: int) -> Size:
    """The size at which a model of square pictures of `side` pixels draws the film of shard `number`."""
    rows, columns = latent_window(ASPECTS[number % len(ASPECTS)], side * side)
    return Size(columns * LATENT_STEP, rows * LATENT_STEP)


def make_pair(number: int, size: Size, seed: int = 0) -> Pair:
    """Pair `number` with a picture of this size."""
    chance = np.random.default_rng([seed, number])
    subject = captioned(draw_subject(chance), chance)
    cells = CHANNELS, size.height // LATENT_STEP, size.width // LATENT_STEP
    latents = chance.standard_normal(cells, dtype=np.float32)
    taught = lesson(subject, latents, size)
    return Pair(subject, latents, taught.picture, taught.figures)


def make_shards(folder: Path, numbers: range, side: int) -> Iterator[Path]:
    """Make those of these shards that are not there yet."""
    for number in numbers:
        shard = folder / f"{side}-{number:05d}"
        size = shard_size(number, side)
        if not shard.exists():
            _write(shard, [make_pair(number * SHARD + one, size) for one in range(SHARD)])
        yield shard


def read_shards(folder: Path, side: int, taught: str | None = None) -> list[Shard]:
    """All shards that are whole, in order; the arrays stay on disk.

    With `taught`, the name an autoencoder's latents are kept under, only those that have them.
    """
    found = sorted(folder.glob(f"{side}-?????"))
    return [_read(path, taught) for path in found if taught is None or _taught(path, taught).exists()]


def encode_shards(folder: Path, side: int, taught: str, encode: Callable[[Pictures], NDArray[np.float16]]) -> None:
    """Keep the latents of all pictures that have none of that name yet."""
    for path in sorted(folder.glob(f"{side}-?????")):
        kept = _taught(path, taught)
        if not kept.exists():
            part = kept.with_suffix(f".part-{os.getpid()}")
            with part.open("wb") as file:
                np.save(file, encode(_read(path, None).pictures))
            part.rename(kept)


def _write(shard: Path, pairs: list[Pair]) -> None:
    part = shard.with_name(f"{shard.name}.part-{os.getpid()}")
    part.mkdir(parents=True)
    np.save(part / "latents.npy", np.stack([pair.latents for pair in pairs]))
    np.save(part / "pictures.npy", np.stack([pair.picture for pair in pairs]))
    np.save(part / "figures.npy", np.packbits(np.stack([pair.figures for pair in pairs]), axis=-1))
    (part / "prompts.json").write_text(json.dumps([pair.subject.prompt for pair in pairs]))
    part.rename(shard)


def _taught(shard: Path, name: str) -> Path:
    return shard / f"taught-{name}.npy"


def _read(shard: Path, taught: str | None) -> Shard:
    latents, pictures, figures = (
        np.load(shard / f"{name}.npy", mmap_mode="r") for name in ("latents", "pictures", "figures")
    )
    learned = np.load(_taught(shard, taught), mmap_mode="r") if taught else None
    return Shard(tuple(json.loads((shard / "prompts.json").read_text())), latents, pictures, figures, learned)
