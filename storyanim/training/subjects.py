"""Subjects at random: places, times, weather, people, animals and things, as stories have them.

Takes a random generator, gives a `Subject` without its prompt. What stories are full of comes often, all that storybook
can draw comes sometimes.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeVar, get_args

from storyanim.render.storybook import places, wardrobe
from storyanim.types import Actor, Character, Framing, Season, Setting, Style, Subject, TimeOfDay, Weather

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

    from storyanim.types import Gender

Choice = TypeVar("Choice")

COMMON = 0.8
"""How often a place, somebody or something common is taken."""
PLACES = """forest meadow hills mountains beach sea river lake village city room kitchen bedroom castle hall cave garden
road harbour snowfield church field market cottage""".split()  # noqa: SIM905
PEOPLE = """man woman boy girl king queen princess prince knight fisherman wizard witch farmer soldier child old-man
old-woman""".split()  # noqa: SIM905
ANIMALS = "fox wolf dog cat bear rabbit horse bird owl mouse lion frog duck deer dragon".split()  # noqa: SIM905
THINGS = "lantern boat tree table chair book candle basket house flower moon sword cup bed cart".split()  # noqa: SIM905
ACTIONS = {"people": "stand walk run sit sleep talk read carry dance kneel point laugh".split(),  # noqa: SIM905
           "animals": "stand walk run sit sleep jump eat".split()}  # fmt: skip  # noqa: SIM905
GARMENTS = "coat scarf hat vest dress cloak shirt cape".split()  # noqa: SIM905
COLOURS = "red blue green yellow purple brown white black orange grey".split()  # noqa: SIM905
MAYBE_INSIDE = frozenset({"castle", "church", "cave", "station"})
"""Places that are told from both sides."""
WEATHERS = (0.46, 0.12, 0.12, 0.06, 0.12, 0.06, 0.06)
SEASONS = (0.2, 0.4, 0.2, 0.2)
STYLES = (0.88, 0.03, 0.03, 0.03, 0.03)
HOW_MANY = (0.12, 0.58, 0.3)
"""The shares of pictures with nobody, one and two in them."""


def draw_subject(chance: Generator) -> Subject:
    """A subject; its prompt is still empty."""
    cast = [_character(chance, f"c{number}") for number in range(_one(chance, (0, 1, 2), HOW_MANY))]
    things = [_of(chance, THINGS, _names("things")) for _ in range(_one(chance, (0, 1, 2), (0.55, 0.35, 0.1)))]
    framing: Framing = _one(chance, get_args(Framing), (0.35, 0.5, 0.15)) if cast else "wide"
    return Subject(
        prompt="",
        setting=_setting(chance),
        actors=tuple(Actor(one, _action(chance, one)) for one in cast),
        things=tuple(dict.fromkeys(things)),
        framing=framing,
        style=_one(chance, get_args(Style), STYLES),
    )


def facts_of(subject: Subject) -> tuple[str, ...]:
    """All that a prompt tells of a subject, fact by fact; people and animals in the order in which they are named."""
    setting = subject.setting
    facts = [f"{'in' if setting.inside else 'at'} {setting.place}", setting.time, setting.weather, setting.season]
    facts += [subject.framing, subject.style, *(f"a {thing}" for thing in subject.things)]
    for place, actor in enumerate(subject.actors):
        who = actor.character
        facts += [f"{place} {who.kind}", f"{place} {actor.action}", f"{place} {who.age}"]
        facts += [f"{place} wears {garment}" for garment in who.look]
    return tuple(facts)


def _setting(chance: Generator) -> Setting:
    place = _of(chance, PLACES, places.place_names())
    inside = chance.random() < 0.5 if place in MAYBE_INSIDE else places.place_named(place).inside
    time: TimeOfDay = _one(chance, get_args(TimeOfDay), (0.1, 0.12, 0.3, 0.12, 0.12, 0.24))
    weather: Weather = "clear" if inside else _one(chance, get_args(Weather), WEATHERS)
    season: Season = "summer" if inside else _one(chance, get_args(Season), SEASONS)
    return Setting(place, inside, time, weather, "winter" if weather == "snow" else season)


def _character(chance: Generator, identity: str) -> Character:
    person = chance.random() < 0.55
    kind = _of(chance, PEOPLE if person else ANIMALS, _names("people" if person else "animals")).replace("-", " ")
    gender: Gender = _one(chance, ("female", "male", "unknown"))
    look = _look(chance) if chance.random() < (0.8 if person else 0.35) else ()
    age = _one(chance, ("adult", "old"), (0.8, 0.2)) if person else "adult"
    return Character(identity, kind.title(), kind, "person" if person else "animal", gender, age, look)


def _look(chance: Generator) -> tuple[str, ...]:
    return (f"{_one(chance, COLOURS)} {_one(chance, GARMENTS)}",)


def _action(chance: Generator, character: Character) -> str:
    return _one(chance, ACTIONS["people" if character.nature == "person" else "animals"])


def _of(chance: Generator, common: Sequence[str], every: Sequence[str]) -> str:
    return _one(chance, common if chance.random() < COMMON else every)


def _one(chance: Generator, choices: Sequence[Choice], shares: Sequence[float] | None = None) -> Choice:
    return choices[int(chance.choice(len(choices), p=shares))]


@cache
def _names(shelf: str) -> tuple[str, ...]:
    return tuple(sorted(kind.name for kind in wardrobe.kinds() if kind.folder == shelf))
