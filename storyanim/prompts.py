"""What a prompt is: words, with `{id}` standing for a character's description.

Takes characters and prompt templates, gives filled-in prompts and a safe count of their CLIP tokens.
Knows nothing of stories, storyboards or models.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from storyanim.types import Character

TOKEN_LIMIT = 75
"""Tokens CLIP keeps of a prompt: 77 less the start and end marks."""

PLACEHOLDER = re.compile(r"\{([a-z0-9][a-z0-9-]*)\}")
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?|\d|[^\w\s]|_")
_YOO_OR_WON = r"uni(?![nm]|dent)|us[eu]|ute|uku|eu|ew|one\b|once\b"
_SILENT_H = "hour|heir|hon(?:est|ou?r)"
_AN = re.compile(f"(?!{_YOO_OR_WON})[aeiou]|{_SILENT_H}", re.IGNORECASE)
# Looks are short phrases; their last word says how they are put: worn things with `in`, borne ones with `with`.
_WORN = frozenset(
    """apron armor armour bonnet boots cap cape cloak clogs clothes coat costume dress frock gloves gown hat helmet hood
    hoodie jacket jeans jerkin jumper kimono mantle overalls overcoat petticoat raincoat robe robes scarf shawl shirt
    shoes skirt slippers suit sweater trousers tunic turban uniform veil vest waistcoat
    """.split()  # noqa: SIM905, a list of fifty strings reads worse
)
_BORNE = frozenset(
    """antlers basket beard braids cane claws crown curls feathers fur glasses hair horns hump lantern mane mask
    moustache mustache paws plaits scales scar spectacles staff sunglasses sword tail trunk whiskers wig wings
    """.split()  # noqa: SIM905
)
_YOUNG_KINDS = frozenset({"boy", "girl", "child", "baby", "toddler", "youngster", "youth"})


def described(character: Character) -> str:
    """A character in the words a picture model understands: `an old fisherman with grey beard in yellow coat`.

    Names mean nothing to CLIP, so the name is left out.
    """
    look = [phrase for phrase in map(str.strip, character.look) if phrase]
    worn = [phrase for phrase in look if phrase.split()[-1] in _WORN]
    borne = [phrase for phrase in look if phrase not in worn and (" " in phrase or phrase in _BORNE)]
    adjectives = [phrase for phrase in look if phrase not in worn and phrase not in borne]
    phrase = " ".join([*_age(character, adjectives), *adjectives, character.kind])
    tail = (f" with {' and '.join(borne)}" if borne else "") + (f" in {' and '.join(worn)}" if worn else "")
    return f"{with_article(phrase)}{tail}"


def with_article(phrase: str) -> str:
    """A phrase with `a` or `an`, by how its first word sounds: `an owl`, `a unicorn`, `an hourglass`."""
    return f"{'an' if _AN.match(phrase) else 'a'} {phrase}"


def _age(character: Character, adjectives: list[str]) -> list[str]:
    """`young` or `old`, unless the kind or the look says so already."""
    word = {"child": "young", "old": "old", "adult": ""}[character.age]
    words = {part.lower() for phrase in (*adjectives, character.kind) for part in phrase.split()}
    said = word in words or (word == "young" and bool(words & _YOUNG_KINDS))
    return [word] if word and not said else []


def placeholders(prompt: str) -> tuple[str, ...]:
    """The character ids a prompt names, in order, without repeats."""
    return tuple(dict.fromkeys(PLACEHOLDER.findall(prompt)))


def filled(prompt: str, cast: Mapping[str, Character]) -> str:
    """The prompt with every `{id}` replaced by that character's description.

    Raises:
        KeyError: an id is not in `cast`.
    """
    return PLACEHOLDER.sub(lambda match: described(cast[match.group(1)]), prompt)


def token_count(prompt: str) -> int:
    """A safe count of CLIP tokens, the same on every machine and never below the real tokenizer's on prose.

    CLIP's byte-pair vocabulary holds nearly every English word of up to 7 letters whole; longer ones are
    counted as one token more for each further 6 letters, anything not ASCII as three tokens a character.
    """
    return sum(_word_tokens(word) for word in _WORD.findall(prompt))


def _word_tokens(word: str) -> int:
    if not word.isascii():
        return 3 * len(word)
    letters = len(word.partition("'")[0])
    return 1 + max(0, letters - 2) // 6 + ("'" in word and len(word) > 1)


def within_limit(
    parts: Iterable[str], cast: Mapping[str, Character], limit: int = TOKEN_LIMIT
) -> tuple[str, tuple[str, ...]]:
    """Join prompt parts, most important first, leaving out what would pass the limit.

    Returns:
        The prompt (parts joined by ", ") and the parts that were dropped.
    """
    kept: list[str] = []
    dropped: list[str] = []
    for part in filter(None, parts):
        fits = token_count(filled(", ".join([*kept, part]), cast)) <= limit
        (kept if fits else dropped).append(part)
    return ", ".join(kept), tuple(dropped)
