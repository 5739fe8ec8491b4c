"""FrameRecipe -> Frame: the renderer seam, what every renderer shares, and the renderers themselves.

`renderer` is the seam, `noise` the latents all renderers read, `frames` turns recipes into finished frames.
"""

from __future__ import annotations

from storyanim.render.about import About, about, best_renderer, chosen_renderer
from storyanim.render.frames import render_frames
from storyanim.render.renderer import (
    RENDERERS,
    CannotCompileError,
    Option,
    ReadsAhead,
    Renderer,
    RendererSpec,
    TooManyAtOnceError,
    open_renderer,
)
from storyanim.render.waits import tell_waits

__all__ = [
    "RENDERERS",
    "About",
    "CannotCompileError",
    "Option",
    "ReadsAhead",
    "Renderer",
    "RendererSpec",
    "TooManyAtOnceError",
    "about",
    "best_renderer",
    "chosen_renderer",
    "open_renderer",
    "render_frames",
    "tell_waits",
]
