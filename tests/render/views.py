"""Views and recipes for the renderers' tests."""

from __future__ import annotations

from fractions import Fraction

from storyanim.types import (
    Actor,
    Camera,
    Character,
    FrameRecipe,
    Moment,
    SeedWeight,
    Setting,
    Size,
    Subject,
    Title,
    View,
)

FOX = Character("fox", "Fox", "fox", "animal", look=("red scarf",))
MARTA = Character("marta", "Marta", "woman", "person", "female", "old", ("blue coat", "white hair"))
SNOW = Subject(
    "an old woman and a fox walk through a forest at night",
    Setting("forest", time="night", weather="snow", season="winter"),
    (Actor(FOX, "walk"), Actor(MARTA, "walk")),
    ("lantern",),
)
LAKE = Subject("a fox swims in a lake", Setting("lake", time="dawn"), (Actor(FOX, "swim"),), framing="wide")
GRIBBLE = Character("x", "X", "gribble", "thing")
NOWHERE = Subject("", Setting(), (Actor(GRIBBLE, "glorp"),), ("doohickey",))
SMALL = Size(64, 48)


def noise(*seeds: int) -> tuple[SeedWeight, ...]:
    """Planes of equal weight, of unit variance together."""
    return tuple(SeedWeight(seed, len(seeds) ** -0.5) for seed in seeds)


PLAIN = View((Moment(SNOW, 1.5, 4.0),), noise(1, 2), Camera(zoom=1.15))
LATER = View((Moment(SNOW, 4.75, 4.0),), noise(1, 2), Camera(0.02, -0.03, 1.2))
MORPH = View((Moment(SNOW, 4.2, 4.0, 0.3), Moment(LAKE, 0.2, 5.0, 0.7)), noise(1, 2, 3), Camera(-0.05, 0.0, 1.15))
STRANGE = View((Moment(NOWHERE, 0.0, 0.04),), noise(2**63 - 1))
VIEWS = {"plain": PLAIN, "later": LATER, "morph": MORPH, "strange": STRANGE}


def recipe(index: int, *views: tuple[View, float], size: Size = SMALL, title: Title | None = None) -> FrameRecipe:
    """A recipe at 24 frames a second, of a view that knows its index unless others are given."""
    own = View((Moment(SNOW, index / 24, 4.0),), noise(1, 2), Camera(zoom=1.15))
    return FrameRecipe(index, Fraction(index, 24), size, views or ((own, 1.0),), title)
