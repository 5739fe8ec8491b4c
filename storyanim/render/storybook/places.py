"""The places: layers of scenery from back to front, read from `art/places.toml`.

A place is data: adding one is adding its section. Knows nothing of noise, light or canvases. Heights and
positions are fractions of the picture's height from the top; depth is 1 at the sky and 0 at the lens.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from storyanim.render.storybook.papers import Colour, paper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.types import Setting, TimeOfDay


@dataclass(frozen=True, slots=True)
class Ridge:
    """A band of land whose upper edge is a curve read from the noise."""

    depth: float
    top: float
    swell: float
    profile: str
    colour: Colour


@dataclass(frozen=True, slots=True)
class Scatter:
    """Pieces along a line: whether and where each stands, and its size, are read from the noise."""

    depth: float
    base: float
    pieces: tuple[str, ...]
    every: float
    share: float
    size: tuple[float, float]
    keep: float


@dataclass(frozen=True, slots=True)
class Water:
    """A band of water with ripples."""

    depth: float
    top: float
    bottom: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Piece:
    """One set piece at a fixed place; `x` is a share of the picture's width."""

    depth: float
    piece: str
    x: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Wall:
    """The back wall of a room."""

    depth: float
    bottom: float
    colour: Colour
    accent: Colour
    pattern: str


@dataclass(frozen=True, slots=True)
class Floor:
    """The floor of a room."""

    depth: float
    top: float
    colour: Colour
    accent: Colour
    pattern: str


Layer = Ridge | Scatter | Water | Piece | Wall | Floor


@dataclass(frozen=True, slots=True)
class Place:
    """A stage set. `scale` is picture heights per metre where the actors stand; afloat, they need a boat.

    No weather falls on what is sheltered, though it is not inside. `other` is the set of its other side: of a church's
    inside the church from outside, and of a castle the hall in it; "" where one set serves for both.
    """

    name: str
    horizon: float
    stage: float
    scale: float
    inside: bool
    afloat: bool
    tint: Colour
    sheltered: bool
    other: str
    time: TimeOfDay
    """When it is seen at its best: for the gallery."""
    layers: tuple[Layer, ...]

    @property
    def shore(self) -> float | None:
        """Where the nearest water in front of or under the actors lies, as a height; None on dry land."""
        waters = [layer for layer in self.layers if isinstance(layer, Water)]
        return waters[-1].top if waters else None

    @property
    def bank(self) -> float:
        """Where land begins on this side of the nearest water, as a height; 1 where there is none."""
        return min((land.top for land in self._near_land), default=1.0)

    @property
    def bank_depth(self) -> float | None:
        """The depth of that land; None where there is none, or all is water."""
        return None if self.afloat else max((land.depth for land in self._near_land), default=None)

    @property
    def _near_land(self) -> list[Ridge]:
        water = max((number for number, layer in enumerate(self.layers) if isinstance(layer, Water)), default=0)
        return [layer for layer in self.layers[water:] if isinstance(layer, Ridge)]


def place_of(setting: Setting) -> Place:
    """The place a setting names, or the nearest one: a room inside, a meadow outside."""
    places = _places()
    words = [setting.place.lower(), *setting.place.lower().replace("-", " ").split()[::-1]]
    for word in words:
        if word in places:
            found = places[word]
            return places[found.other] if found.other and found.inside != setting.inside else found
    return places["room" if setting.inside else "meadow"]


def place_named(name: str) -> Place:
    """One of `place_names`, from its own side."""
    return _places()[name]


@cache
def _places() -> Mapping[str, Place]:
    text = (files("storyanim.render.storybook") / "art" / "places.toml").read_text(encoding="utf-8")
    sections = tomllib.loads(text)
    named = {name: _place(name, values) for name, values in sections.items()}
    for name, values in sections.items():
        for word in values.get("words", ()):
            named.setdefault(word, named[name])
    return named


def place_names() -> tuple[str, ...]:
    """The canonical places, in the file's order."""
    return tuple(dict.fromkeys(place.name for place in _places().values()))


def _place(name: str, values: Mapping[str, Any]) -> Place:
    return Place(
        name=name,
        horizon=values["horizon"],
        stage=values["stage"],
        scale=values["scale"],
        inside=values.get("inside", False),
        afloat=values.get("afloat", False),
        tint=paper(values.get("tint", "#8a9a8a")),
        sheltered=values.get("inside", False) or values.get("sheltered", False),
        other=values.get("other", ""),
        time=values.get("time", "day"),
        layers=tuple(_layer(layer) for layer in values["layers"]),
    )


def _layer(values: Mapping[str, Any]) -> Layer:
    depth = values.get("depth", 0.3)
    match values["kind"]:
        case "ridge":
            return Ridge(
                depth, values["top"], values.get("swell", 0.0), values.get("profile", "hills"), paper(values["colour"])
            )
        case "scatter":
            low, high = values["size"]
            return Scatter(
                depth, values["base"], tuple(values["pieces"]), values["every"], values.get("share", 0.7), (low, high),
                values.get("keep", 0.0),
            )  # fmt: skip
        case "water":
            return Water(depth, values["top"], values.get("bottom", 1.0), paper(values["colour"]))
        case "piece":
            return Piece(depth, values["piece"], values["x"], values["base"], values["size"])
        case "wall":
            accent = paper(values.get("accent", values["colour"]))
            return Wall(
                values.get("depth", 0.6),
                values["bottom"],
                paper(values["colour"]),
                accent,
                values.get("pattern", "plain"),
            )
        case "floor":
            accent = paper(values.get("accent", values["colour"]))
            return Floor(depth, values["top"], paper(values["colour"]), accent, values.get("pattern", "boards"))
        case other:
            raise ValueError(f"places.toml: no layer kind {other!r}")
