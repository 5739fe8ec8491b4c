"""Who draws: the options of every command that makes pictures, and the renderer they ask for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import typer

from storyanim.cli.console import say
from storyanim.cli.gathered import gathered
from storyanim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.render import Option, RendererSpec
    from storyanim.schedule import Schedule

AUTO = "auto"
TURBO = "turbo"
GUIDE = "guide"

_HELP = {
    "renderer": ("NAME", "Who draws: storybook, turbo, or auto for the best there is."),
    "model": ("MODEL", "turbo's model: a hub's owner/name, a folder, or a U-Net file."),
    "revision": ("NAME", "Which version of a hub's model."),
    "base": ("MODEL", "The SDXL that a U-Net file is put on."),
    "steps": ("1..4", "Steps for each picture; more is finer and slower."),
    "decoder": ("NAME", "tiny, full (finer and slower), or a model of one."),
    "device": ("NAME", "auto, cuda, mps or cpu."),
    "dtype": ("NAME", "auto, fp32, fp16 or bf16."),
    "batch": ("NUMBER", "Pictures drawn together."),
    "quality": ("NAME", "draft, standard or best: steps, decoder and drawn size together."),
    "runtime": ("NAME", "auto, eager, compiled or openvino: the last two are slow to begin."),
    "guide": ("NAME", "Who lays the pictures out for turbo: storybook."),
    "strength": ("0..1", "How far a guide is left; 0.5 if left out."),
    "every": ("1..8", "Draw one of so many frames whole, mix the rest: faster, softer."),
    "strict": (None, "Fail where memory is short, instead of drawing fewer together."),
}
_KINDS: Mapping[str, Any] = {
    "steps": int | None,
    "batch": int | None,
    "strict": bool | None,
    "strength": float | None,
    "every": int | None,
}
_LEAST = {"steps": 1, "batch": 1, "every": 1}
OPTIONS = {
    name: Annotated[
        _KINDS.get(name, str | None), typer.Option(f"--{name}", metavar=metavar, help=words, min=_LEAST.get(name))
    ]
    for name, (metavar, words) in _HELP.items()
}
"""Every option; all but the first are turbo's own, and None where they are not given."""
SPEC_NAMES = {"dtype": "precision"}
"""Options of another name in a renderer's spec, where dtype is a word of one library's."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says of the renderer: its name, and those of turbo's options that were given."""

    name: str = AUTO
    options: Mapping[str, Option] = field(default_factory=dict[str, "Option"])

    @classmethod
    def of(cls, renderer: str | None, **options: Option | None) -> Asked:
        """What typer read; None is what was not given."""
        return cls(renderer or AUTO, {name: value for name, value in options.items() if value is not None})

    def spec(self) -> RendererSpec:
        """The renderer that is meant; where it was chosen for the person, why is said.

        Raises:
            InputError: there is no such renderer, or it does not take an option that was given.
            RendererError: it cannot be opened.
        """
        from storyanim import animate

        if not self.options:
            return animate.chosen(self.name)
        if self.name not in (AUTO, TURBO):
            option = f"--{next(iter(self.options))}"
            raise InputError(f"{option} is for turbo, not for {self.name}: add --renderer turbo, or leave it out")
        spec = animate.chosen(TURBO).having(**self.spec_options())
        return spec.guided_by(str(self.options[GUIDE])) if GUIDE in self.options else spec

    @property
    def is_turbo(self) -> bool:
        """Whether turbo is meant, by its name or by an option of its own."""
        return self.name == TURBO or bool(self.options)

    def spec_options(self) -> dict[str, Option]:
        """Turbo's options by the names that its spec has for them, but for the guide: it is another renderer."""
        return {SPEC_NAMES.get(name, name): value for name, value in self.options.items() if name != GUIDE}


def spec_words(spec: RendererSpec) -> dict[str, Option]:
    """A renderer's spec by the names of the options that ask for it."""
    names = {own: name for name, own in SPEC_NAMES.items()}
    told = {names.get(own, own): value for own, value in spec.options}
    guide = {GUIDE: spec.guide.name} if spec.guide else {}
    return {"renderer": spec.name, **{name: told[name] for name in OPTIONS if name in told}, **guide}


draws = gathered("asked", OPTIONS, Asked.of)
"""Gives a command the options of this file; it gets them together, as the keyword `asked`."""


def introduce(title: str, asked: Asked, spec: RendererSpec, film: Schedule) -> None:
    """Say who draws, why if nobody asked for it, and what will be missing from the pictures."""
    from storyanim.render import about, tell_waits

    told = about(spec, film.size, film.subjects)
    words = f": {told.words}" if told.words else ""
    say(f"'{title}', drawn by {spec.name}{words}{_why(asked)}")
    if spec.name == TURBO:
        _say_licences(spec)
        tell_waits(say)
    for left_out in told.left_out:
        say(f"left out, {left_out}")


def _say_licences(spec: RendererSpec) -> None:
    """The licence of every model that is drawn with, the first time."""
    from storyanim.production import open_store
    from storyanim.render.turbo.families import BASE, distilled_for
    from storyanim.render.turbo.families import TURBO as USUAL
    from storyanim.setup.licences import licence_note

    options = dict(spec.options)
    model = str(options.get("model", USUAL))
    on_base = (str(options.get("base", BASE)),) if distilled_for(model, int(options.get("steps", 0))) else ()
    for one in (model, *on_base):
        note = licence_note(one, open_store().folder)
        if note:
            say(note)


def _why(asked: Asked) -> str:
    if asked.name != AUTO or asked.options:
        return ""
    from storyanim.render import best_renderer

    return f" ({best_renderer()[1]})"
