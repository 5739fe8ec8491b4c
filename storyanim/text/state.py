"""Where and when the story is: a setting with a memory, which each sentence's change carries on.

Takes `Change`s, gives the setting with the words it was read from. A change replaces only what it tells. It remembers
where people live, where they were before and where they last stood in the open, so that `home`, `back` and `went out`
lead somewhere; what is told of years ago does not stay. Knows no sentences and no passages.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from storyanim.text.changes import Change, Told
from storyanim.text.lexicon import lexicon
from storyanim.types import Setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.text.holds import Hold
    from storyanim.types import Span

WEATHER_LASTS = 3
"""Passages through which a weather is carried that the text does not name again."""
MOVING: frozenset[Hold] = frozenset({"stay", "set", "come"})
_STRONG: frozenset[Hold] = frozenset({"there", "left", "stay", "set", "come"})
_SHORES = frozenset({"beach", "harbour", "island"})
_OUTDOORS = "road"
"""Where somebody is who goes out of a house and nothing is known of what lies before it."""


class Spot(NamedTuple):
    """A place, and whether under a roof."""

    place: str
    inside: bool


_HOUSE = Spot("room", True)
_NOWHERE = Setting()


@dataclass(frozen=True, slots=True)
class State:
    """The setting now, the words that told each field of it, and what is remembered."""

    setting: Setting = _NOWHERE
    sources: Mapping[str, Span] = field(default_factory=dict[str, "Span"])
    place_named: bool = False
    time_named: bool = False
    weather_named: bool = False
    weather_age: int = 0
    home: Spot = _HOUSE
    before: Spot | None = None
    open_air: str = ""
    present: State | None = None
    """The state to which the story returns when it has told of years ago."""

    @property
    def spot(self) -> Spot:
        """The place now."""
        return Spot(self.setting.place, self.setting.inside)


def led(state: State, said: Change) -> Told:
    """Where a sentence leads, with what is remembered: home, back, out of the house, off the shore."""
    told = said.told
    if told.hold in ("stay", "set", "come") and not (said.homeward and told.place == _HOUSE.place):
        return told
    if said.rows and state.setting.place in _SHORES:
        return Told("sea", False, "come", said.rows, told.span)
    if said.homeward:
        return Told(*state.home, "come", said.homeward)
    if said.back and state.before:
        return Told(*state.before, "come", said.back)
    out = said.leaves or (told.quote if told.hold == "left" and told.place == state.setting.place else "")
    if out and state.setting.inside:
        return Told(_outside(state), False, "come", out)
    return told


def _outside(state: State) -> str:
    """What lies before the door: a castle is seen from outside, from a room one comes where one last was."""
    if state.setting.place in lexicon().sets["place_rules.enclosed"]:
        return state.setting.place
    return state.open_air or _OUTDOORS


def begun(state: State, *, clear: bool) -> State:
    """The state as a new passage takes it over; `clear` is whether the weather is forgotten."""
    setting = replace(state.setting, mood="")
    age = state.weather_age + 1
    if clear or (age >= WEATHER_LASTS and setting.weather != "snow"):
        setting = replace(setting, weather="clear")
    return replace(state, setting=setting, place_named=False, time_named=False, weather_named=False, weather_age=age)


def settled(state: State, said: Change, told: Told) -> State:
    """The state with what a sentence says, as far as its passage has not named its own; `told` is where it leads."""
    state = _lives(_settled_place(state, told), said)
    setting, sources = state.setting, dict(state.sources)
    time_named, weather_named, age = state.time_named, state.weather_named, state.weather_age
    if said.years:
        setting = replace(setting, season=Setting().season, weather=Setting().weather)
    if said.jumps and not said.time and not time_named:
        setting = replace(setting, time="day")
        sources.update(_only(said, "time"))
    if said.time and not time_named:
        setting, time_named = replace(setting, time=said.time), True
        sources.update(_only(said, "time"))
    if said.weather and not weather_named:
        setting, weather_named, age = replace(setting, weather=said.weather), True, 0
        sources.update(_only(said, "weather"))
    if said.season:
        setting = replace(setting, season=said.season)
        sources.update(_only(said, "season"))
    if said.mood and not setting.mood:
        setting = replace(setting, mood=said.mood)
        sources.update(_only(said, "mood"))
    return replace(
        state, setting=setting, sources=sources, time_named=time_named, weather_named=weather_named, weather_age=age
    )


def _only(said: Change, name: str) -> dict[str, Span]:
    return {name: said.spans[name]} if name in said.spans else {}


def _settled_place(state: State, told: Told) -> State:
    """A passage takes the first place that holds; one that is only named counts where none is known."""
    if not told.place or state.place_named:
        return state
    strong = told.hold in _STRONG
    if not strong and state.setting.place:
        return state
    moved = told.place != state.setting.place or told.inside != state.setting.inside
    before = state.spot if moved and state.setting.place else state.before
    setting = replace(state.setting, place=told.place, inside=told.inside)
    sources = {**state.sources, "place": told.span} if told.span != (0, 0) else state.sources
    open_air = state.open_air if told.inside else told.place
    return replace(state, setting=setting, sources=sources, place_named=strong, before=before, open_air=open_air)


def _lives(state: State, said: Change) -> State:
    """Whoever lives in a castle goes home to it."""
    told = said.told
    roofed = told.inside or told.place in lexicon().sets["place_rules.enclosed"]
    return replace(state, home=Spot(told.place, True)) if said.lives and roofed else state


def looked_back(state: State, said: Change) -> State:
    """The state as it tells of years ago, the present kept; the present again where the story is told on."""
    if said.earlier:
        return state if state.present else replace(state, present=state)
    return returned(state) if said.jumps else state


def returned(state: State) -> State:
    """The present again, if the story was telling of years ago."""
    return state.present if state.present is not None else state
