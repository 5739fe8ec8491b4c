"""Character or thing -> the costume it is drawn in.

Words go to their nearest kind through the word lists beside the artwork: an unknown person is a plain figure, an
unknown animal a gentle beast, an unknown object is nothing. A look (`red vest`, `grey beard`, `old`) switches
options of the drawing on and colours its slots. Knows nothing of places or poses.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from storyanim.render.storybook.papers import Colour, paper
from storyanim.render.storybook.puppet import Costume
from storyanim.render.storybook.svg import load_drawing
from storyanim.types import Character

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from storyanim.types import Season

LEAST_SIZE, MOST_SIZE = 0.4, 2.5
"""How much smaller or larger than its kind a look can make a figure."""
HAIR = frozenset({"hair", "beard", "mane"})
"""Slots of hair."""
DOLLS = ("man", "woman", "child")
"""Drawings of people that play each other's trades."""
NOBODY = frozenset({"person", "stranger", "someone", "somebody", "human", "adult", "animal", "creature", "christmas"})
"""Words too wide to put somebody on the stage for."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One drawable kind. `stands` is where a thing is put: ground, water, table or hang."""

    name: str
    folder: str
    art: str
    size: float
    tags: frozenset[str]
    colours: tuple[tuple[str, Colour], ...]
    stands: str
    mount: bool = False
    """Whether people ride it."""
    handy: bool = False
    """Whether it is taken up in one hand."""
    winter: str = ""
    """What is drawn instead in winter, of a thing that loses its leaves."""
    indoors: bool = False
    outdoors: bool = False
    """Whether nobody has it in a room: a fire there is in the hearth, which the room shows already."""


@dataclass(frozen=True, slots=True)
class Outfit:
    """A costume and how much larger than its drawing it is worn."""

    costume: Costume
    size: float
    kind: Kind

    @property
    def height(self) -> float:
        """Metres from the ground to the top of the drawing."""
        return self.costume.drawing.metres * self.size

    @property
    def breadth(self) -> float:
        """Metres it takes up on the stage."""
        return self.costume.drawing.breadth * self.size * self.costume.girth


def dressed(character: Character) -> Outfit | None:
    """What a character looks like; None for a thing nobody has drawn."""
    kind = _kind_of(character)
    if kind is None:
        return None
    look = _look(character.look)
    own = kind.tags - _hats() if look.tags & _hats() else kind.tags
    tags = own | look.tags | ({"old"} if character.age == "old" else set[str]())
    grey = (("hair", _named("silver")), ("beard", _named("silver"))) if character.age == "old" else ()
    colours = {**dict(kind.colours), **dict(grey), **look.slots}
    if look.plain is not None:
        colours["fur" if kind.folder == "animals" else "main" if kind.folder == "things" else "coat"] = look.plain
    drawing = load_drawing(kind.folder, kind.art)
    costume = Costume(drawing, frozenset(tags), tuple(sorted(colours.items())), look.girth)
    return Outfit(costume, kind.size * look.size, kind)


def thing(name: str, season: Season = "summer") -> Outfit | None:
    """How a thing that is named in a shot is drawn in a season; None for what nobody has drawn."""
    words = name.lower().split()
    named = _kinds("things")
    kind = (named.get(" ".join(words)) or named.get("-".join(words)) or named.get(words[-1])) if words else None
    if kind is None:
        return None
    look = _look((" ".join(words[:-1]),) if len(words) > 1 else ())
    colours = {**dict(kind.colours), **({"main": look.plain} if look.plain else {})}
    art = (season == "winter" and kind.winter) or kind.art
    colours |= {"leaf": _named("amber")} if season == "autumn" and kind.winter else {}
    costume = Costume(load_drawing(kind.folder, art), kind.tags, tuple(sorted(colours.items())))
    return Outfit(costume, kind.size, kind)


def undrawn(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the things' names that nobody has drawn, once each: they are left out of the picture."""
    return tuple(name for name in dict.fromkeys(names) if thing(name) is None and extra(name) is None)


def extra(name: str) -> Character | None:
    """Somebody who is named among a shot's things, such as a bird or a farmer; None if it is no kind that is drawn."""
    word = name.lower()
    for shelf, nature in (("animals", "animal"), ("people", "person")):
        kind = _kinds(shelf).get(word)
        if kind is not None and word not in NOBODY:
            return Character(f"extra-{word}", name, kind.name, "animal" if nature == "animal" else "person")
    return None


def animal(name: str) -> Outfit:
    """An animal of a kind that is known."""
    kind = _kinds("animals")[name]
    return Outfit(Costume(load_drawing(kind.folder, kind.art), kind.tags, kind.colours), kind.size, kind)


def _kind_of(character: Character) -> Kind | None:
    """The kind a character is drawn as: a name of two words may be one (Father Christmas), else their noun."""
    whole = character.kind.lower().strip()
    last = whole.split()[-1] if whole else ""
    shelves = {
        "person": ("people", "animals", "things"),
        "animal": ("animals", "people", "things"),
        "thing": ("things", "animals", "people"),
    }[character.nature]
    called = character.name.lower().removeprefix("the ")
    for shelf in shelves:
        kind = _kinds(shelf).get(called) if " " in called else None
        kind = kind or _kinds(shelf).get(whole) or _kinds(shelf).get(whole.replace(" ", "-")) or _kinds(shelf).get(last)
        if kind is not None:
            return _person(character, kind) if shelf == "people" else kind
    if character.nature == "person":
        return _kinds("people")[_plain_person(character)]
    return _kinds("animals").get("beast") if character.nature == "animal" else None


def _person(character: Character, kind: Kind) -> Kind:
    """A kind's own drawing, or the woman's or child's of the same trade where the character is one."""
    doll = kind.art
    if doll not in DOLLS:
        return kind
    if character.age == "child":
        doll = "child"
    elif doll != "child" and character.gender != "unknown":
        doll = "woman" if character.gender == "female" else "man"
    hair = frozenset({"beard", "moustache", "bald"}) if doll != "man" else frozenset[str]()
    return Kind(kind.name, kind.folder, doll, kind.size, kind.tags - hair, kind.colours, kind.stands)


def _plain_person(character: Character) -> str:
    if character.age == "child":
        return "girl" if character.gender == "female" else "boy"
    return "woman" if character.gender == "female" else "man"


@dataclass(frozen=True, slots=True)
class _Look:
    tags: frozenset[str]
    slots: dict[str, Colour]
    plain: Colour | None
    size: float
    girth: float = 1.0


def _look(phrases: tuple[str, ...]) -> _Look:
    """What phrases such as `red vest`, `old` or `white` switch on and colour."""
    words = _words()
    tags: set[str] = set()
    slots: dict[str, Colour] = {}
    plain: Colour | None = None
    size = 1.0
    for phrase in phrases:
        parts = phrase.lower().replace("-", " ").split()
        colour = next((_named(part) for part in parts if part in words["colours"]), None)
        worn = words["worn"].get(parts[-1]) if parts else None
        if worn:
            tags.update(worn["tags"])
            if colour is not None:
                slots[worn["slot"]] = _of_hair(parts, colour) if worn["slot"] in HAIR else colour
        elif colour is not None and len(parts) == 1:
            plain = colour
        for part in parts:
            tags.update(words["plain"].get(part, ()))
            size *= 1.0 if worn else words["sizes"].get(part, 1.0)
        if "long" in parts and parts[-1] == "hair":
            tags.add("long-hair")
    girth = max(
        (words["girths"].get(part, 1.0) for part in _parts(phrases)), key=lambda much: abs(much - 1.0), default=1.0
    )
    return _Look(frozenset(tags), slots, plain, min(MOST_SIZE, max(LEAST_SIZE, size)), girth)


def _of_hair(parts: list[str], colour: Colour) -> Colour:
    """The colour that is meant of hair: red hair is no scarlet."""
    meant = _words()["hair_colours"]
    return next((paper(meant[part]) for part in parts if part in meant), colour)


def _parts(phrases: tuple[str, ...]) -> Iterator[str]:
    """The single words of phrases that are about the whole figure, not about what is worn."""
    for phrase in phrases:
        parts = phrase.lower().replace("-", " ").split()
        if parts and parts[-1] not in _words()["worn"]:
            yield from parts


def _named(name: str) -> Colour:
    return paper(_words()["colours"][name])


def _hats() -> frozenset[str]:
    """Tags of which a head wears one: a hat of the look's takes the place of the trade's."""
    return frozenset(_words()["hats"]["tags"])


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((files("storyanim.render.storybook") / "art" / "looks.toml").read_text(encoding="utf-8"))


@cache
def _kinds(shelf: str) -> Mapping[str, Kind]:
    """Every word that names a kind on a shelf (people, animals, things)."""
    text = (files("storyanim.render.storybook") / "art" / f"{shelf}.toml").read_text(encoding="utf-8")
    named: dict[str, Kind] = {}
    for name, values in tomllib.loads(text).items():
        for word in (name, *values.get("words", ())):
            named.setdefault(word.lower(), _kind(shelf, name, values))
    return named


def _kind(shelf: str, name: str, values: Mapping[str, Any]) -> Kind:
    return Kind(
        name=name,
        folder=values.get("folder", shelf),
        art=values.get("doll") or values.get("art") or name,
        size=float(values.get("size", 1.0)),
        tags=frozenset(values.get("tags", ())),
        colours=tuple(sorted((slot, paper(text)) for slot, text in values.get("colours", {}).items())),
        stands=values.get("stands", "ground"),
        winter=values.get("winter", ""),
        indoors=bool(values.get("indoors", False)),
        outdoors=bool(values.get("outdoors", False)),
        handy=bool(values.get("hand", False)),
        mount=bool(values.get("ridden", False)),
    )


def kinds() -> Iterator[Kind]:
    """Every kind there is, once."""
    for shelf in ("people", "animals", "things"):
        yield from dict.fromkeys(_kinds(shelf).values())
