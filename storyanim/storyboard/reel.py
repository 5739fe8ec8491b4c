"""A merge in the making: the new draft's scenes and shots in order, each with the old one it stands for.

Takes two storyboards, gives merged scenes and, for `rewriting`, where each came from. Knows no file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from storyanim.storyboard.checks import longest_transition
from storyanim.storyboard.hands import edited_fields
from storyanim.storyboard.matching import match_groups, match_shots
from storyanim.storyboard.model import Scene, Shot, Storyboard, Unplaced
from storyanim.storyboard.part import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

AnyPart = TypeVar("AnyPart", bound=Part)
AnyNamed = TypeVar("AnyNamed", Scene, Shot)


@dataclass(slots=True)
class Take:
    """A shot of the merged film, and the index of the old shot it stands for."""

    shot: Shot
    origin: int | None


@dataclass(slots=True)
class Strip:
    """A scene of the merged film, the index of the old scene it stands for, and its shots."""

    scene: Scene
    origin: int | None
    takes: list[Take]


@dataclass(slots=True)
class Reel:
    """The merged film, still open to change."""

    strips: list[Strip] = field(default_factory=lambda: [])

    def takes(self) -> Iterator[Take]:
        """Every shot in order."""
        return (take for strip in self.strips for take in strip.takes)

    def scenes(self) -> tuple[Scene, ...]:
        """The merged scenes with their shots."""
        return tuple(
            strip.scene.model_copy(update={"shots": tuple(take.shot for take in strip.takes)}) for strip in self.strips
        )

    def added(self) -> tuple[str, ...]:
        """Ids of the shots that stand for no old one."""
        return tuple(take.shot.id for take in self.takes() if take.origin is None)

    def removed(self, old: Storyboard) -> tuple[str, ...]:
        """Ids of the old shots nothing stands for."""
        used = {take.origin for take in self.takes()}
        return tuple(shot.id for index, (_, shot) in enumerate(old.shots) if index not in used)

    def homeless(self, old: Storyboard) -> Iterator[Unplaced]:
        """The hand edits of old scenes and shots that nothing stands for."""
        scenes = {strip.origin for strip in self.strips}
        shots = {take.origin for take in self.takes()}
        for index, scene in enumerate(old.scenes):
            if index not in scenes:
                yield from _edits(scene, scene.shots[0].text, "scene.")
        for index, (_, shot) in enumerate(old.shots):
            if index not in shots:
                yield from _edits(shot, shot.text, "")

    def settle(self) -> None:
        """Make drafted values give way where they clash with a hand's: ids used twice, transitions too long."""
        scenes = _named([strip.scene for strip in self.strips])
        for strip, scene in zip(self.strips, scenes, strict=True):
            strip.scene = scene
        shots = _named([take.shot for take in self.takes()])
        for take, shot in zip(self.takes(), shots, strict=True):
            take.shot = _fitting(shot)


def joined(old: Storyboard, fresh: Storyboard) -> Reel:
    """The new draft with the hand's values of the old one, and the scenes and shots the hand added."""
    old_shots = [shot for _, shot in old.shots]
    scene_of = [index for index, scene in enumerate(old.scenes) for _ in scene.shots]
    pairs = match_shots(old_shots, [shot for _, shot in fresh.shots])
    reel = Reel()
    number = 0
    for scene in fresh.scenes:
        takes = [Take(shot, pairs.get(index)) for index, shot in enumerate(scene.shots, number)]
        number += len(takes)
        reel.strips.append(Strip(scene, None, takes))
    links = [
        (new, scene_of[take.origin])
        for new, strip in enumerate(reel.strips)
        for take in strip.takes
        if take.origin is not None
    ]
    for new, origin in match_groups(links).items():
        reel.strips[new].origin = origin
        reel.strips[new].scene = kept(old.scenes[origin], reel.strips[new].scene)
    for take in reel.takes():
        take.shot = take.shot if take.origin is None else kept(old_shots[take.origin], take.shot)
    _bring_back(reel, old)
    return reel


def kept(old: AnyPart, fresh: AnyPart) -> AnyPart:
    """The new draft's part with every value that a hand wrote in the old one, unless a hand wrote it in the new one."""
    free = {name for name in old.value_names() if name in fresh.drafted or not fresh.hand_edited(name)}
    names = (name for name in edited_fields(old) if name in free or not fresh.drafted)
    return fresh.model_copy(update={name: getattr(old, name) for name in names})


def _edits(part: Part, text: str, prefix: str) -> Iterator[Unplaced]:
    values = part.values()
    for name in edited_fields(part):
        yield Unplaced(text=text, field=prefix + name, value=values[name])


def _bring_back(reel: Reel, old: Storyboard) -> None:
    """Put scenes and shots that are all a hand's own (nothing drafted) behind what they stood behind."""
    home = {take.origin: (strip, take) for strip in reel.strips for take in strip.takes if take.origin is not None}
    strip, take = reel.strips[0], None
    number = 0
    for origin, scene in enumerate(old.scenes):
        numbered = list(enumerate(scene.shots, number))
        number += len(numbered)
        if not scene.drafted and not any(shot.drafted or index in home for index, shot in numbered):
            place = reel.strips.index(strip) + 1 if take else 0
            strip = Strip(scene, origin, [Take(shot, index) for index, shot in numbered])
            reel.strips.insert(place, strip)
            take = strip.takes[-1]
            continue
        for index, shot in numbered:
            if index in home:
                strip, take = home[index]
            elif not shot.drafted:
                place = strip.takes.index(take) + 1 if take else 0
                take = Take(shot, index)
                strip.takes.insert(place, take)


def _named(parts: Sequence[AnyNamed]) -> list[AnyNamed]:
    """The parts with unique ids; a drafted id that a hand took for another part gets a letter more."""
    owner = {part.id: index for index, part in reversed(list(enumerate(parts))) if part.hand_edited("id")}
    taken = set(owner)
    named: list[AnyNamed] = []
    for index, part in enumerate(parts):
        name = part.id
        while name in taken and owner.get(name) != index:
            name += "b"
        taken.add(name)
        named.append(part if name == part.id else part.with_drafted(id=name))
    return named


def _fitting(shot: Shot) -> Shot:
    """The shot with a transition of at most half its length: the one of the two that was drafted gives way."""
    transition = shot.transition
    longest = longest_transition(shot.seconds)
    if transition.overlap <= longest:
        return shot
    if not shot.hand_edited("transition"):
        shorter = transition.model_copy(update={"seconds": int(longest * 10) / 10})
        return shot.with_drafted(transition=shorter)
    return shot.with_drafted(seconds=2 * transition.overlap)
