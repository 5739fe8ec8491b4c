"""What a person is told of a renderer, and a film's sidecar keeps, before anything is drawn.

Takes a spec, a film's size and its subjects, gives words. Nothing large is loaded for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, cast

from storyanim.errors import InputError, StoryanimError
from storyanim.render.renderer import RENDERERS, RendererSpec, loadable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from storyanim.render.renderer import Option
    from storyanim.types import Size, Subject

ABOUT: Mapping[str, str] = {
    "storybook": "storyanim.render.storybook:about_storybook",
    "turbo": "storyanim.render.turbo.about:about_turbo",
}
"""Renderers that have something to say: the module and the function, called with size, subjects and the options.

`guide` is among these, by its name, where the renderer has one.
"""


@dataclass(frozen=True, slots=True)
class About:
    """What a renderer is in a few words, facts for the sidecar, and what of this film it will not show."""

    words: str = ""
    facts: Mapping[str, Option] = field(default_factory=dict[str, "Option"])
    left_out: tuple[str, ...] = ()


def about(spec: RendererSpec, size: Size, subjects: Sequence[Subject]) -> About:
    """What is to be said of a renderer and a film of these subjects.

    Raises:
        InputError, RendererError: the renderer cannot be opened with these options.
    """
    if spec.name not in ABOUT:
        return About()
    module, _, function = ABOUT[spec.name].partition(":")
    with loadable(spec.name):
        tell = cast("Callable[..., About]", getattr(import_module(module), function))
    guide = {"guide": spec.guide.name} if spec.guide else {}
    return tell(size, subjects, **dict(spec.options), **guide)


def chosen_renderer(name: str) -> RendererSpec:
    """The renderer of that name; `auto` is turbo where its weights and a GPU are, else storybook.

    Raises:
        InputError: there is none of that name.
    """
    if name not in ("auto", *RENDERERS):
        raise InputError(f"there is no renderer '{name}'; choose from: auto, {', '.join(RENDERERS)}")
    return best_renderer()[0] if name == "auto" else RendererSpec.of(name)


def best_renderer() -> tuple[RendererSpec, str]:
    """Turbo where its weights and a GPU are, else storybook; and why, in a few words."""
    from storyanim.render.turbo.families import TURBO
    from storyanim.render.turbo.hub import is_here

    storybook = RendererSpec.of("storybook")
    if not is_here(TURBO):
        return storybook, "SDXL Turbo is not on this machine"
    try:
        with loadable("turbo"):
            from storyanim.render.turbo.hardware import available_devices
            from storyanim.render.turbo.renderer import open_turbo

        if available_devices()[0] == "cpu":
            return storybook, f"{TURBO} is here but no GPU; to use it all the same: --renderer turbo"
        open_turbo()
    except StoryanimError as error:
        return storybook, str(error)
    return RendererSpec.of("turbo"), "its weights and a GPU are here"
