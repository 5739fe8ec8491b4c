"""Everything storybook can draw, one exhibit each: places, light, styles, people, animals, things, actions.

Takes a shelf's name and a seed, gives exhibits that paint themselves as pictures of a given size. Knows nothing of
sheets or files. Each says what it shows, so that somebody who sees only the picture can be asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from storyanim.render.storybook.canvas import Canvas
from storyanim.render.storybook.light import light_of
from storyanim.render.storybook.painting import SHADOW, on_paper, paint_view
from storyanim.render.storybook.places import place_named, place_names
from storyanim.render.storybook.poses import action_names, action_of, pose_at
from storyanim.render.storybook.puppet import Air, paint_puppet
from storyanim.render.storybook.wardrobe import Kind, dressed, kinds, thing
from storyanim.types import (
    Actor,
    Camera,
    Character,
    Framing,
    Moment,
    Season,
    SeedWeight,
    Setting,
    Size,
    Style,
    Subject,
    TimeOfDay,
    View,
    Weather,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from storyanim.render.storybook.wardrobe import Outfit

Shelf = Literal["places", "light", "styles", "people", "animals", "things", "actions"]
SECONDS, LENGTH = 2.0, 6.0
PHASES = (0.9, 2.2, 3.5)
"""Seconds into a shot at which an action is shown."""
CARD = (163, 186, 184)
AIR = Camera(0.0, 0.0, 1.06)
"""A camera at rest, as films have it."""

_MAN = Character("man", "Man", "man", "person", "male")
_WOMAN = Character("woman", "Woman", "woman", "person", "female")
_BIRD = Character("bird", "Bird", "bird", "animal")
_FISH = Character("fish", "Fish", "fish", "animal")
_HORSE = Character("horse", "Horse", "horse", "animal")
TOGETHER = frozenset({"talk", "embrace", "fight", "dance"})
"""Actions that take two."""
_WHERE = {"swim": "lake", "row": "lake", "climb": "mountains", "sleep": "meadow", "read": "room", "eat": "kitchen"}
_WITH = {"read": ("book",), "row": ("boat",), "carry": ("basket",), "hold": ("lantern",)}
_NOT_ASKED = frozenset({"listen", "soar"})
"""Manners of doing another action."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One thing to be named: its `name`, more words of what is shown, and what paints it."""

    name: str
    says: str
    moments: tuple[Moment, ...] = ()
    outfit: Outfit | None = field(default=None, compare=False)
    seed: int = 1

    def paint(self, size: Size) -> NDArray[np.uint8]:
        """The picture, uint8 (height, width, 3): a scene, scenes side by side, or a cut-out on a card."""
        if self.outfit is not None:
            return _card(self.outfit, size)
        each = Size(size.width // len(self.moments), size.height)
        views = (View((moment,), (SeedWeight(self.seed, 1.0),), AIR) for moment in self.moments)
        picture = np.full((size.height, size.width, 3), CARD, np.uint8)
        for number, view in enumerate(views):
            left = number * size.width // len(self.moments)
            picture[:, left : left + each.width] = paint_view(view, each)
        return picture


def exhibits(shelf: Shelf, seed: int = 1) -> tuple[Exhibit, ...]:
    """All that is on a shelf, in a fixed order."""
    match shelf:
        case "places":
            return tuple(_scene(name, _typical(name), seed + number) for number, name in enumerate(place_names()))
        case "light":
            return _lights(seed)
        case "styles":
            return _styles(seed)
        case "actions":
            return tuple(_acted(name, seed) for name in _acted_names())
        case _:
            return tuple(sorted((_cut_out(kind) for kind in kinds() if kind.folder == shelf), key=lambda one: one.name))


def _typical(name: str) -> Setting:
    place = place_named(name)
    return Setting(name, place.inside, time=place.time, season="winter" if name == "snowfield" else "summer")


def _scene(name: str, setting: Setting, seed: int, style: Style = "paper") -> Exhibit:
    inside = "" if setting.inside else f", {setting.weather}, {setting.season}"
    says = f"{setting.place}, {setting.time}{inside}"
    return Exhibit(name, says, (Moment(Subject("", setting, style=style, framing="wide"), SECONDS, LENGTH),), seed=seed)


def _lights(seed: int) -> tuple[Exhibit, ...]:
    times = [(time, Setting(place, time=time)) for time in get_args(TimeOfDay) for place in ("village", "lake")]
    weathers = [(sky, Setting(place, weather=sky)) for sky in get_args(Weather) for place in ("village", "hills")]
    seasons = [(season, Setting(place, season=season)) for season in get_args(Season) for place in ("forest", "road")]
    rooms = [(time, Setting("room", inside=True, time=time)) for time in get_args(TimeOfDay)]
    return tuple(_scene(name, setting, seed) for name, setting in (*times, *weathers, *seasons, *rooms))


def _styles(seed: int) -> tuple[Exhibit, ...]:
    settings = (Setting("forest"), Setting("harbour", time="dusk"), Setting("village", time="night", weather="snow"))
    return tuple(_scene(style, setting, seed, style) for setting in settings for style in get_args(Style))


def _acted_names() -> tuple[str, ...]:
    acted = (name for name in action_names("biped") if name not in _NOT_ASKED)
    return (*acted, "bird flies", "fish swims", "horse runs")


def _acted(name: str, seed: int) -> Exhibit:
    animals = {"bird flies": (_BIRD, "fly"), "fish swims": (_FISH, "swim"), "horse runs": (_HORSE, "run")}
    who, action = animals.get(name, (_MAN, name))
    actors = [Actor(who, action)]
    if name in TOGETHER:
        actors.append(Actor(_WOMAN, name))
    if name == "ride":
        actors.append(Actor(_HORSE, "walk"))
    place = {"fish": "underwater"}.get(who.kind, _WHERE.get(name, "meadow"))
    framing: Framing = "medium"
    setting = Setting(place, inside=place_named(place).inside)
    subject = Subject("", setting, tuple(actors), _WITH.get(name, ()), framing)
    return Exhibit(name, f"{' and '.join(actor.character.kind for actor in actors)}: {action}",
                   tuple(Moment(subject, seconds, LENGTH) for seconds in PHASES), seed=seed)  # fmt: skip


def _cut_out(kind: Kind) -> Exhibit:
    if kind.folder == "things":
        return Exhibit(kind.name, f"a thing, drawn as {kind.art}", outfit=thing(kind.name))
    nature = "person" if kind.folder == "people" else "animal"
    outfit = dressed(Character(kind.name, kind.name, kind.name, nature))
    return Exhibit(kind.name, f"{nature}, drawn as {kind.art}", outfit=outfit)


def _card(outfit: Outfit, size: Size) -> NDArray[np.uint8]:
    """A cut-out on plain paper, as large as fits."""
    drawing, canvas = outfit.costume.drawing, Canvas(size)
    canvas.backdrop(np.full((size.height, 3), CARD, np.uint8))
    scale = min(0.80 * size.height / drawing.metres, 0.84 * size.width / (drawing.width * drawing.scale))
    foot = 0.5 * size.height + 0.5 * scale * drawing.metres
    with canvas.moved(size.width / 2, foot, scale=(scale, scale)):
        canvas.oval(0.0, 0.0, (0.4 * drawing.breadth, 0.045 * drawing.breadth), SHADOW, 0.14)
        paint_puppet(
            canvas, outfit.costume, Air(light_of(Setting()), 0.1), pose_at(action_of(drawing.rig, "stand"), 0.6)
        )
    return on_paper(canvas.rgb(), size)
