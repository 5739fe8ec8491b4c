"""How near the model comes to its teacher on pairs it has never seen; in numbers, and as a sheet to look at.

Takes a model and held-out pairs, gives PSNR, SSIM and a picture. Knows nothing of training.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import torch

from storyanim.render.storybook.teaching import lesson
from storyanim.training.pairs import HELD_OUT, Pair, make_pair
from storyanim.types import Size

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from storyanim.training.network import Pocket

    Drawer = Callable[[Sequence[Pair]], Sequence[NDArray[np.uint8]]]

SSIM_DEVIATION = 1.5
SSIM_STEADY = ((0.01 * 255) ** 2, (0.03 * 255) ** 2)
"""The Gaussian window's deviation and the constants of Wang et al. 2004, section III B."""
COLUMNS = 6
BATCH = 16


@dataclass(frozen=True, slots=True)
class Closeness:
    """Means over pictures: PSNR in dB of the whole picture and of its figures' pixels alone, and SSIM (0 to 1)."""

    psnr: float
    figures_psnr: float
    ssim: float
    pictures: int


@dataclass(frozen=True, slots=True)
class Change:
    """By how many of 255 levels pixels differ, on average, where figures are and elsewhere."""

    there: float
    elsewhere: float


@lru_cache(maxsize=2)
def held_out(count: int, size: Size) -> tuple[Pair, ...]:
    """The same pairs every time, none of which is ever trained on."""
    return tuple(make_pair(HELD_OUT + number, size) for number in range(count))


def draw(model: Pocket, pairs: Sequence[Pair]) -> list[NDArray[np.uint8]]:
    """The model's pictures of these pairs of one size, uint8 (height, width, 3)."""

    def drawn(part: Sequence[Pair]) -> torch.Tensor:
        noise = torch.from_numpy(np.stack([pair.latents for pair in part]))
        return model(model.tokens([pair.subject.prompt for pair in part]), noise)

    return _in_batches(drawn, pairs)


def redraw(model: Pocket, pairs: Sequence[Pair]) -> list[NDArray[np.uint8]]:
    """The pairs' own pictures as the autoencoder alone gives them back."""

    def drawn(part: Sequence[Pair]) -> torch.Tensor:
        pictures = torch.from_numpy(np.stack([pair.picture for pair in part])).permute(0, 3, 1, 2)
        return model.decode(model.encode(pictures.float() / 255.0))

    return _in_batches(drawn, pairs)


@torch.inference_mode()
def _in_batches(drawn: Callable[[Sequence[Pair]], torch.Tensor], pairs: Sequence[Pair]) -> list[NDArray[np.uint8]]:
    pictures: list[NDArray[np.uint8]] = []
    for start in range(0, len(pairs), BATCH):
        images = drawn(pairs[start : start + BATCH]).clamp(0, 1)
        pictures += list((images * 255).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy())
    return pictures


def closeness(pairs: Sequence[Pair], pictures: Sequence[NDArray[np.uint8]]) -> Closeness:
    """How near the pictures are to those of the pairs."""
    both = list(zip(pairs, pictures, strict=True))
    figures = [_psnr(pair.picture[pair.figures], drawn[pair.figures]) for pair, drawn in both if pair.figures.any()]
    return Closeness(
        psnr=float(np.mean([_psnr(pair.picture, drawn) for pair, drawn in both])),
        figures_psnr=float(np.mean(figures)) if figures else float("nan"),
        ssim=float(np.mean([_ssim(pair.picture, drawn) for pair, drawn in both])),
        pictures=len(both),
    )


def with_another(pair: Pair, kind: str) -> Pair:
    """The same pair, but with its first figure of this kind: one word of the prompt, and the teacher's picture of it.

    Raises:
        ValueError: it has no figure, or the word is not in its prompt.
    """
    subject = pair.subject
    if not subject.actors or subject.actors[0].character.kind not in subject.prompt:
        raise ValueError("there is nobody to replace")
    first, *others = subject.actors
    character = replace(first.character, kind=kind, name=kind.title())
    changed = replace(
        subject,
        prompt=subject.prompt.replace(first.character.kind, kind, 1),
        actors=(replace(first, character=character), *others),
    )
    height, width, _ = pair.picture.shape
    taught = lesson(changed, pair.latents, Size(width, height))
    return Pair(changed, pair.latents, taught.picture, taught.figures | pair.figures)


def change_of(pairs: Sequence[Pair], changed: Sequence[Pair], draw: Drawer) -> Change:
    """How the pictures of pairs differ from those of the same with another word, in figures' places and elsewhere."""
    both = zip(changed, draw(pairs), draw(changed), strict=True)
    apart = [(pair.figures, np.abs(one.astype(np.float64) - other).mean(axis=2)) for pair, one, other in both]
    return Change(
        there=float(np.mean([changes[figures].mean() for figures, changes in apart])),
        elsewhere=float(np.mean([changes[~figures].mean() for figures, changes in apart])),
    )


def sheet(pairs: Sequence[Pair], pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Teacher and model one above the other, `COLUMNS` pairs in a row."""
    rows: list[NDArray[np.uint8]] = []
    for start in range(0, len(pairs) - COLUMNS + 1, COLUMNS):
        rows.append(np.hstack([pair.picture for pair in pairs[start : start + COLUMNS]]))
        rows.append(np.hstack(pictures[start : start + COLUMNS]))
    return np.vstack(rows)


def _psnr(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    error = float(np.mean((first.astype(np.float64) - second) ** 2))
    return 10.0 * float(np.log10(255.0**2 / max(error, 1e-3)))


def _ssim(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """Structural similarity of brightness (Wang et al. 2004, formula 13)."""
    import cv2

    one, two = (cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float64) for picture in (first, second))

    def blurred(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(cv2.GaussianBlur(values, (11, 11), SSIM_DEVIATION), np.float64)

    mean_one, mean_two = blurred(one), blurred(two)
    spread_one, spread_two = blurred(one * one) - mean_one**2, blurred(two * two) - mean_two**2
    shared = blurred(one * two) - mean_one * mean_two
    light, contrast = SSIM_STEADY
    alike = (2 * mean_one * mean_two + light) * (2 * shared + contrast)
    return float(np.mean(alike / ((mean_one**2 + mean_two**2 + light) * (spread_one + spread_two + contrast))))
