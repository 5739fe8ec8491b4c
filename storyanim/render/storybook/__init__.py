"""storybook: our own renderer, a theatre of cut paper. No weights, no network, no GPU.

Takes views, gives pictures; every frame is a pure function of its view and size. The artwork is data in `art/`.
"""

from storyanim.render.storybook.renderer import Storybook, about_storybook, open_storybook, undrawn_things

__all__ = ["Storybook", "about_storybook", "open_storybook", "undrawn_things"]
