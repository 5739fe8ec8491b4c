"""What must hold between the values of a storyboard, beyond each value's own type and range.

Takes a storyboard as plain data (mappings, lists, text, numbers), of which any part may be missing or of
the wrong type: what cannot be looked at is passed over, since the field's own check names it. Gives one
`Fault` for each thing that does not fit.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

MOST_SHOTS = 20_000
"""More than a day of film; keeps one slip of the hand (a novel of 10 MB) from filling a disk."""

LONGEST_SHOWN = 60

Place = tuple[str | int, ...]
"""The keys and indices that lead to a value."""

BRACES = re.compile(r"\{([^{}]*)\}")
"""Whatever stands in braces in a prompt: it must be the id of somebody in the cast."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at `place`, in words that name the value and what is allowed.

    `more` finds the rest of the words. It is slow, and of thousands of faults only the first few are named.
    """

    place: Place
    words: str
    more: Callable[[], str] = str

    @property
    def sentence(self) -> str:
        """All of the words."""
        return self.words + self.more()


def cross_faults(board: object) -> Iterator[Fault]:
    """Every fault between values: ids used twice, names of nobody, two roles of one, transitions too long."""
    if not isinstance(board, Mapping):
        return
    fields = cast("Mapping[str, object]", board)
    who = frozenset(map(str, cast("Mapping[object, object]", fields["cast"]))) if _is_map(fields.get("cast")) else ()
    scenes = list(_entries(fields.get("scenes"), ("scenes",)))
    shots = [entry for place, scene in scenes for entry in _entries(scene.get("shots"), (*place, "shots"))]
    yield from _repeated(scenes)
    yield from _repeated(shots)
    if len(shots) > MOST_SHOTS:
        yield Fault(("scenes",), f"{len(shots):,} shots; a storyboard holds at most {MOST_SHOTS:,}")
    for place, shot in shots:
        yield from _strangers(place, shot, who)
        yield from _two_roles(place, shot)
        yield from _too_long(place, shot)


def longest_transition(seconds: float) -> float:
    """The longest transition into a shot of `seconds`: half of it."""
    return seconds / 2


def written(place: Place) -> str:
    """`scenes[1].shots[0].camera`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")


def shown(value: object) -> str:
    """A value in a message: quoted, on one line, shortened to 60 characters."""
    if isinstance(value, (Mapping, list, tuple)):
        return "a mapping" if isinstance(value, Mapping) else "a list"
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 4]}...{text[-1]}"


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """`; did you mean 'push'?`, or nothing if no choice is like `word`."""
    likely = difflib.get_close_matches(word[:LONGEST_SHOWN].lower(), list(choices), n=1, cutoff=0.6)
    return f"; did you mean {likely[0]!r}?" if likely else ""


def _repeated(entries: Iterable[tuple[Place, Mapping[str, object]]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, entry in entries:
        name = entry.get("id")
        if isinstance(name, str):
            if name in seen:
                yield Fault((*place, "id"), f"{shown(name)} is used twice; give each its own id")
            seen.add(name)


def _strangers(place: Place, shot: Mapping[str, object], who: Collection[str]) -> Iterator[Fault]:
    prompt = shot.get("prompt")
    if isinstance(prompt, str):
        for name in dict.fromkeys(BRACES.findall(prompt)):
            if name not in who:
                words = f"{shown(f'{{{name}}}')} names nobody in cast"
                yield Fault((*place, "prompt"), words, partial(did_you_mean, name, who))
    for role_place, role in _entries(shot.get("roles"), (*place, "roles")):
        if isinstance(name := role.get("who"), str) and name not in who:
            words = f"{shown(name)} names nobody in cast"
            yield Fault((*role_place, "who"), words, partial(did_you_mean, name, who))


def _two_roles(place: Place, shot: Mapping[str, object]) -> Iterator[Fault]:
    seen: set[str] = set()
    for role_place, role in _entries(shot.get("roles"), (*place, "roles")):
        if isinstance(name := role.get("who"), str):
            if name in seen:
                yield Fault((*role_place, "who"), f"{shown(name)} has two roles in this shot; leave one")
            seen.add(name)


def _too_long(place: Place, shot: Mapping[str, object]) -> Iterator[Fault]:
    transition, seconds = shot.get("transition"), shot.get("seconds")
    if not isinstance(transition, Mapping) or not isinstance(seconds, (int, float)) or seconds > 1e4:
        return
    fields = cast("Mapping[str, object]", transition)
    length = fields.get("seconds")
    if isinstance(length, (int, float)) and fields.get("kind") != "cut" and length > longest_transition(seconds):
        most = longest_transition(seconds)
        words = f"{length:g} is more than half of the shot's {seconds:g} seconds; write at most {most:g}"
        yield Fault((*place, "transition", "seconds"), words)


def _is_map(value: object) -> bool:
    return isinstance(value, Mapping)


def _entries(value: object, place: Place) -> Iterator[tuple[Place, Mapping[str, object]]]:
    """The mappings in a sequence, each with its place."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        for index, entry in enumerate(cast("Sequence[object]", value)):
            if isinstance(entry, Mapping):
                yield (*place, index), cast("Mapping[str, object]", entry)
