"""What a verb of the lexicon means where it stands: takes a match in a paragraph, gives the `action` cue or None.

Decides between verb and noun, and whether something is done by somebody, is done here and is seen. Knows one clause at
a time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storyanim.text.lexicon import lexicon
from storyanim.text.marking import base, capitalised, opens_clause, unknown_adjective
from storyanim.text.tense import background, ongoing

if TYPE_CHECKING:
    from storyanim.text.cues import Cue
    from storyanim.text.phrases import Words
_ALWAYS = frozenset(("be", "been", "being", "become", "became"))
_BEING = frozenset(("is", "was", "were", "am", "are"))
_STATES = frozenset(("sit", "sleep", "kneel", "embrace"))
"""Actions that `was` leads to as well: `was seated`, `was asleep`."""
_VOICED = frozenset(("weep", "laugh", "sing"))
_NOUN_TAGS = frozenset(("NOUN", "PROPN", "ADJ"))
_REACHES = frozenset(("reach", "reaches", "reached", "reaching"))
_STANDING_FOR = frozenset(
    (
        "one",
        "ones",
        "other",
        "others",
        "latter",
        "former",
        "first",
        "second",
        "third",
        "last",
        "rest",
        "two",
        "three",
        "eldest",
        "youngest",
        "elder",
        "younger",
        "same",
        "both",
        "all",
        "never",
        "always",
        "just",
        "then",
    )
)
"""Words behind an article that mean somebody who was named."""
_BEFORE_NOUNS = frozenset(("of", "for", "in", "with", "by"))
_POSITIONS = frozenset(("sleep", "stand", "sit"))
_BEHIND = 5
"""Words behind `there lies` in which somebody is named."""
_NEAR = 3
"""Words between `reached` and the place."""


def action(words: Words, first: int, end: int, value: str) -> Cue | None:
    """What somebody does, None where the word is no verb or is done to somebody, earlier or by somebody unknown."""
    if _done_by_nobody_seen(words, first, end, value):
        return None
    if value in _VOICED and _beside_speech(words, first):
        value = "talk"  # `cried the fox`
    before = words.word(first - 1)
    value = _with_object(words, end, value)
    begun = before != "to" or words.word(first - 2) in lexicon().sets["action_rules.begun"]
    return replace(base(words, "action", value, first, end), seen=words.affirmed(first) and begun, before=before)


def _done_by_nobody_seen(words: Words, first: int, end: int, value: str) -> bool:
    """Whether it is a noun, a passive, or what somebody had done before."""
    before, text = words.word(first - 1), words.lower[first]
    noun = _is_noun(words, first) and (before not in ("her", "by") or words.word(end) in ("of", ",", "."))
    named = text == "called" and before in lexicon().figures and capitalised(words, end)
    return (
        noun
        or named
        or (text in lexicon().figures and before in ("the", "a"))
        or "-" in (before, words.word(end))
        or (value not in _STATES and (_passive(text, before) or background(words, first)))
        or ongoing(words, first)
        or _another_acts(words, first)
        or (value in _POSITIONS and _place_lies(words, first, end))
        or _goes_on(words, first)
    )


def _with_object(words: Words, end: int, value: str) -> str:
    """`lay a hand on it`, `dropped the puppy`: done with something that is held; but whoever reaches a beach walks."""
    if words.lower[end - 1] in _REACHES and any(
        label.startswith("place:") and end <= place <= end + _NEAR for place, _, label in words.matches
    ):
        return "walk"
    held = words.word(end) in lexicon().sets["grammar.articles"] or words.word(end) in ("him", "them", "it")
    return "hold" if held and words.lower[end - 1] in lexicon().sets["action_rules.transitive"] else value


def _place_lies(words: Words, first: int, end: int) -> bool:
    """`There lies a small market town`: nobody lies or stands there."""
    somebody = any(label.startswith("figure:") and end <= at <= end + _BEHIND for at, _, label in words.matches)
    named = any(capitalised(words, index) for index in range(end, end + _BEHIND))
    return words.word(first - 1) == "there" and not somebody and not named


def _goes_on(words: Words, first: int) -> bool:
    """`He went on thinking`: nobody walks."""
    goes = lexicon().verb_lemmas.get(words.lower[first]) == "go"
    return goes and words.word(first + 1) == "on" and words.word(first + 2).endswith("ing")


def _another_acts(words: Words, verb: int) -> bool:
    """Whether a noun that we do not know stands as the subject right before a verb: `and the pain struck him`."""
    book = lexicon()
    if not _unknown_noun(words, verb - 1):
        return False
    for back in range(verb - 2, max(words.sentence_start(verb), verb - 5) - 1, -1):
        word = words.lower[back]
        if word in book.sets["grammar.articles"]:
            return opens_clause(words, back)
        if not unknown_adjective(word):
            return False
    return False


def _unknown_noun(words: Words, index: int) -> bool:
    word = words.word(index)
    capital = words.text[index][:1].isupper() if index >= 0 else True
    small = word in _STANDING_FOR or word in lexicon().sets["looks.all"] or word.endswith("ly")
    return unknown_adjective(word) and not capital and not small and word not in lexicon().verb_lemmas


def _passive(text: str, before: str) -> bool:
    """`was called`: done to somebody, not by them."""
    return before in (*_BEING, *_ALWAYS) and not text.endswith("ing")


def _beside_speech(words: Words, index: int) -> bool:
    """Whether a verb of the voice stands beside somebody's words."""
    said = lexicon().verb_lemmas.get(words.lower[index]) in lexicon().sets["action_rules.speech"]
    return said and any(words.spoken[max(0, index - 4) : index + 5])


def _is_noun(words: Words, first: int) -> bool:
    """Whether a verb's form is a noun here: `the walk`, `of work`, `a cool spring`."""
    before = words.word(first - 1)
    if (
        words.tags[first] in _NOUN_TAGS
        or before in lexicon().sets["grammar.articles"]
        or before in lexicon().sets["looks.adjectives"]
        or before in _BEFORE_NOUNS
    ):
        return True
    text = words.lower[first]
    return (
        lexicon().verb_lemmas.get(text) == text
        and words.word(first - 2) in lexicon().sets["grammar.articles"]
        and unknown_adjective(before)
    )
