"""A prompt written by hand, read: takes its words, gives what should be seen.

`{id}` names a character of the storyboard's cast; other figures become new characters. Uses the story's own rules;
knows no storyboard.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from storyanim.prompts import PLACEHOLDER
from storyanim.text.cast import company
from storyanim.text.changes import told_place
from storyanim.text.deeds import best_action, deeds, meant
from storyanim.text.looks import characters
from storyanim.text.people import person
from storyanim.text.pictures import seen_things
from storyanim.types import PromptFacts, Role, Story

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storyanim.text.cues import Sentence

_STAND_IN = "Qqz"
"""The beginning of names that nobody has; they stand for `{id}` while the prompt is read."""


def read_prompt(prompt: str) -> PromptFacts:
    """What a prompt says should be seen: None or empty where it says nothing.

    Roles may name ids that stood in braces; `characters` holds those that did not, with ids from their kinds.
    """
    from storyanim.text.noticing import notice

    names = {
        name: f"{_STAND_IN}{_letters(number)}" for number, name in enumerate(dict.fromkeys(PLACEHOLDER.findall(prompt)))
    }
    text = " ".join(PLACEHOLDER.sub(lambda match: names[match[1]], prompt).split())
    sentences = list(notice(Story("", text))) if text else []
    return _facts(sentences, {stand_in: name for name, stand_in in names.items()})


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def _facts(sentences: Sequence[Sentence], ids: Mapping[str, str]) -> PromptFacts:
    everybody = company(sentences, known=dict.fromkeys(ids, person("unknown")))
    new = characters(everybody, sentences, [key for key in everybody.people if key not in ids], seed=None)
    called = {key: name for name, key in new.keys_by_id().items()} | dict(ids)
    done: dict[str, list[str]] = {}
    for sentence, present in zip(sentences, everybody.present, strict=True):
        for key, action in deeds(sentence, meant(present), called):
            done.setdefault(key, []).append(action)
    place, inside = told_place(sentences)
    return PromptFacts(
        place=place or None,
        inside=inside if place else None,
        time=_told(sentences, "time"),  # type: ignore[arg-type]
        weather=_told(sentences, "weather"),  # type: ignore[arg-type]
        season=_told(sentences, "season"),  # type: ignore[arg-type]
        characters=tuple(replace(character, aliases=()) for character in new),
        roles=tuple(Role(called[key], best_action(actions)) for key, actions in done.items()),
        things=seen_things(sentences),
    )


def _told(sentences: Sequence[Sentence], kind: Literal["time", "weather", "season"]) -> str | None:
    return next((cue.value for sentence in sentences for cue in sentence.of(kind)), None)
