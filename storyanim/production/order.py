"""What film is wanted, and whether it can be.

Takes a schedule, a renderer, an output and what to say about the film; refuses early what would fail late.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storyanim.encode import Burning, burnable, check_output, container_of
from storyanim.errors import InputError
from storyanim.production.options import FilmOptions
from storyanim.production.sidecar import Origins, check_neighbours

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.encode import Codec, Container, Mix
    from storyanim.render import RendererSpec
    from storyanim.schedule import Schedule
    from storyanim.types import Caption


@dataclass(frozen=True, slots=True)
class FilmOrder:
    """What film is wanted. `shots` are the ids of the first and the last shot, None for all of them; `mix` is what is
    heard, None for silence; `codec` what its segments are encoded with, None for what suits its container best.
    """

    schedule: Schedule
    renderer: RendererSpec
    output: Path
    shots: tuple[str, str] | None = None
    force: bool = False
    origins: Origins = field(default_factory=Origins)
    options: FilmOptions = field(default_factory=FilmOptions)
    mix: Mix | None = None
    codec: Codec | None = None

    @property
    def container(self) -> Container:
        """The kind of film, by the output's ending. Raises InputError for one that cannot be made."""
        return container_of(self.output.suffix)

    @property
    def burning(self) -> Burning | None:
        """The captions to be drawn into the pictures, in the schedule's frames; None where there are none."""
        if self.options.captions not in ("burn", "karaoke"):
            return None
        style = "karaoke" if self.options.captions == "karaoke" else "plain"
        captions = tuple(caption for caption in self.schedule.captions if burnable(caption))
        return Burning(captions, style) if captions else None

    @property
    def track(self) -> tuple[Caption, ...]:
        """The captions that go with the film as a track: all of them, none, or those that cannot be drawn."""
        if self.options.captions == "none":
            return ()
        burnt = self.options.captions != "soft"
        return tuple(caption for caption in self.schedule.captions if not (burnt and burnable(caption)))


def check_order(order: FilmOrder) -> None:
    """Refuse what cannot become a film before anything is opened or drawn.

    Raises:
        InputError: as `make_film`.
    """
    if order.output.name.startswith("-"):
        raise InputError(
            f"the name '{order.output.name}' begins with '-': write ./{order.output.name}, or another name"
        )
    container = order.container
    check_output(order.output, force=order.force)
    if not order.force:
        check_neighbours(order.output, container.subtitles)
