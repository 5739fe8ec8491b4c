"""Whether a noun is seen where it stands: takes a noun in a paragraph, says what it is not.

A noun may be part of a name, a colour, a shape, a word for what somebody is, or name somebody who is not there. Knows
one sentence at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.text.lexicon import lexicon
from storyanim.text.tense import background

if TYPE_CHECKING:
    from storyanim.text.cues import CueKind
    from storyanim.text.phrases import NounPhrase, Words

_LIKENESSES = frozenset(
    ("picture", "image", "likeness", "kind", "sort", "type", "statue", "portrait", "air", "manner", "part")
)
_ALWAYS = frozenset(("be", "been", "being", "become", "became"))
_BEING = frozenset(("is", "was", "were", "am", "are"))


def there(words: Words, phrase: NounPhrase, end: int) -> bool:
    """Whether somebody who is named is seen: not where he is lost, sought, or only told of."""
    sets = lexicon().sets
    lost = words.word(end) in _BEING and words.word(end + 1) in sets["people_rules.lost"]
    sought = phrase.before in sets["people_rules.missing"] or (
        phrase.before == "for" and lexicon().verb_lemmas.get(words.word(phrase.first - 2)) in ("look", "search")
    )
    likeness = phrase.before == "of" and words.word(phrase.first - 2) in _LIKENESSES
    return not (
        lost
        or likeness
        or sought
        or background(words, phrase.first)
        or _predicate(words, phrase.first)
        or _listed(words, phrase.first)
    )


def describes(words: Words, end: int, kind: CueKind) -> bool:
    """Whether a noun only describes the next one (`the garden gate`, `a wood pigeon`), which is what is seen."""
    following = words.word(end)
    return following in lexicon().phrases[kind] and following not in lexicon().verb_lemmas


def describes_place(words: Words, end: int) -> bool:
    """`Orchard Street` is a street, `the baker's wife` is no shop."""
    owned = words.word(end - 1) in ("'s", "’s") and words.word(end) in lexicon().figures
    return owned or describes(words, end, "place")


def part_of_name(words: Words, first: int) -> bool:
    """`Nell Arrow`: a capital within a sentence is a name's, and no thing's."""
    return words.text[first][:1].isupper() and not words.opens(first) and not words.text[first].isupper()


def colours(words: Words, first: int, end: int) -> bool:
    """`an orange jacket`, `red and gold`: a word that is a colour as well, and says what something looks like."""
    book = lexicon()
    if words.lower[first] not in book.sets["thing_rules.colours"]:
        return False
    paired = words.word(first - 1) in ("and", ",") and words.word(first - 2) in book.sets["looks.colours"]
    following = words.word(end)
    free = (
        not following.isalpha()
        or following in book.sets["function_words.english"]
        or following in book.sets["place_rules.at"]
        or following in book.verb_lemmas
    )
    return paired or not free


def shapes(words: Words, end: int) -> bool:
    """`a ring of stones`, `a wave of heat`: the word only says how the next ones lie."""
    return words.word(end) == "of" and words.word(end - 1) in lexicon().sets["thing_rules.shapes"]


def _listed(words: Words, first: int) -> bool:
    """`They were a thin woman, a boy and an old dog`: one of several nouns that say who they are."""
    if words.word(first - 1) not in (",", "and"):
        return False
    for back in range(first - 2, words.sentence_start(first), -1):
        word = words.lower[back]
        if word in _BEING:
            return words.word(back - 1) in ("they", "we")
        if word in lexicon().verb_lemmas:
            return False
    return False


def _predicate(words: Words, first: int) -> bool:
    """`He was a fisherman`: the noun says what somebody is, and is nobody new. `There was a fisherman` is."""
    verb, who = words.word(first - 1), words.word(first - 2)
    if verb in _ALWAYS:
        return True
    if who == "it":
        return False  # `Something moved. It was a wolf.`
    capital = first > 1 and words.text[first - 2][:1].isupper() and who != "there"
    return verb in _BEING and (who in lexicon().sets["grammar.pronouns"] or who in lexicon().figures or capital)
