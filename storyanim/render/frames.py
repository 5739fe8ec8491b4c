"""Recipes in, finished frames out, whatever the renderer.

Takes recipes one by one, draws their views in full batches, mixes dissolving views, sets veil and title over
them and checks the pixels. Holds one batch of pictures and one frame at a time, however long the film. Knows
neither schedule nor encoder.
"""

from __future__ import annotations

from itertools import islice, tee
from typing import TYPE_CHECKING

import numpy as np

from storyanim.errors import RendererError, ResourceError
from storyanim.render.mix import mixed, veiled
from storyanim.render.renderer import BrokenPictureError
from storyanim.types import Frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from storyanim.render.renderer import Renderer
    from storyanim.types import FrameRecipe, Size, View


def render_frames(renderer: Renderer, recipes: Iterable[FrameRecipe]) -> Iterator[Frame]:
    """Draw recipes of one size, in order, one frame for each; recipes are read at most a batch ahead.

    Raises:
        RendererError: the renderer gave something else than uint8 pictures of the size asked for.
    """
    ahead, behind = tee(recipes)
    pictures = _pictures(renderer, ahead)
    for recipe in behind:
        yield _frame(recipe, [next(pictures) for _ in recipe.views])


def _pictures(renderer: Renderer, recipes: Iterable[FrameRecipe]) -> Iterator[NDArray[np.uint8]]:
    """A picture for every view of every recipe, each its own copy: a renderer may use its buffer again."""
    views = ((view, recipe) for recipe in recipes for view, _ in recipe.views)
    while batch := list(islice(views, renderer.batch)):
        drawn = _drawn(renderer, batch)
        for slot in range(len(batch)):
            yield drawn[slot].copy()
        del drawn  # before the next batch is drawn: one at a time


def _drawn(renderer: Renderer, batch: list[tuple[View, FrameRecipe]]) -> NDArray[np.uint8]:
    """The pictures of a batch, padded to the renderer's own."""
    size = batch[0][1].size
    padded = [view for view, _ in (*batch, *[batch[-1]] * (renderer.batch - len(batch)))]
    try:
        drawn = renderer.draw(padded, size)
    except BrokenPictureError as error:
        frame = batch[min(error.slot, len(batch) - 1)][1].index
        raise ResourceError(
            f"frame {frame} came out as no numbers, in 32 bits too: try --dtype fp32, another --decoder or another seed"
        ) from error
    _check(drawn, renderer.batch, size)
    return drawn


def _check(drawn: NDArray[np.uint8], count: int, size: Size) -> None:
    shape = (count, size.height, size.width, 3)
    if drawn.dtype != np.uint8 or drawn.shape != shape:
        found = f"{drawn.dtype} {drawn.shape}"
        raise RendererError(f"the renderer drew {found} instead of uint8 {shape}: a fault in it, please report it")


def _frame(recipe: FrameRecipe, pictures: list[NDArray[np.uint8]]) -> Frame:
    pixels = pictures[0] if len(pictures) == 1 else mixed(pictures[0], pictures[1], recipe.views[1][1])
    if recipe.veil is not None and recipe.veil.opacity > 0:
        pixels = veiled(pixels, recipe.veil)
    if recipe.title is not None and recipe.title.opacity > 0:
        from storyanim.render.titles import titled

        pixels = titled(pixels, recipe.title)
    pixels = np.ascontiguousarray(pixels)
    pixels.flags.writeable = False
    return Frame(recipe.index, recipe.pts, pixels)
