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

from storyanim.render.noise import CHANNELS, LATENT_STEP
from storyanim.render.storybook.teaching import lesson
from storyanim.training.captions import captioned
from storyanim.training.subjects import draw_subject
from storyanim.types import Size

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from storyanim.types import Subject

SHARD = 1000
"""Pairs in a shard."""
HELD_OUT = 10**9
"""Pairs from this number on are never trained on."""


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """One subject, its latents float32 (4, side / 8, side / 8), its picture and where the figures are in that."""

    subject: Subject
    latents: NDArray[np.float32]
    picture: NDArray[np.uint8]
    figures: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Shard:
    """Pairs read from disk: `pictures` uint8 (n, side, side, 3), `figures` bits, `latents` float32, `prompts`."""

    prompts: tuple[str, ...]
    latents: NDArray[np.float32]
    pictures: NDArray[np.uint8]
    figures: NDArray[np.uint8]


def make_pair(number: int, side: int, seed: int = 0) -> Pair:
    """Pair `number` of square pictures of `side` pixels."""
    chance = np.random.default_rng([seed, number])
    subject = captioned(draw_subject(chance), chance)
    cells = side // LATENT_STEP
    latents = chance.standard_normal((CHANNELS, cells, cells), dtype=np.float32)
    taught = lesson(subject, latents, Size(side, side))
    return Pair(subject, latents, taught.picture, taught.figures)


def make_shards(folder: Path, numbers: range, side: int) -> Iterator[Path]:
    """Make those of these shards that are not there yet."""
    for number in numbers:
        shard = folder / f"{side}-{number:05d}"
        if not shard.exists():
            _write(shard, [make_pair(number * SHARD + one, side) for one in range(SHARD)])
        yield shard


def read_shards(folder: Path, side: int) -> list[Shard]:
    """All shards that are whole, in order; the arrays stay on disk."""
    return [_read(path) for path in sorted(folder.glob(f"{side}-?????"))]


def _write(shard: Path, pairs: list[Pair]) -> None:
    part = shard.with_name(f"{shard.name}.part-{os.getpid()}")
    part.mkdir(parents=True)
    np.save(part / "latents.npy", np.stack([pair.latents for pair in pairs]))
    np.save(part / "pictures.npy", np.stack([pair.picture for pair in pairs]))
    np.save(part / "figures.npy", np.packbits(np.stack([pair.figures for pair in pairs]), axis=-1))
    (part / "prompts.json").write_text(json.dumps([pair.subject.prompt for pair in pairs]))
    part.rename(shard)


def _read(shard: Path) -> Shard:
    arrays = [np.load(shard / f"{name}.npy", mmap_mode="r") for name in ("latents", "pictures", "figures")]
    return Shard(tuple(json.loads((shard / "prompts.json").read_text())), *arrays)
