"""Names and pronouns in a paragraph: takes its words, gives `name` and `pronoun` cues.

A name is a run of capitalised words that are not the language's own, with the title before it. Whether it is a
person's, the whole story decides (`people`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storyanim.text.lexicon import lexicon
from storyanim.text.marking import base, with_phrase
from storyanim.text.phrases import Words, noun_phrase

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from storyanim.text.cues import Cue

_SUBJECTS = frozenset(
    ("he", "she", "it", "they", "i", "we", "who", "you", "somebody", "someone", "nobody", "everybody", "everyone")
)
_LONGEST = 3
"""Words of a name."""
LOWER_TITLES = ("old", "little", "young")


def names(words: Words, taken: Container[int]) -> Iterator[Cue]:
    """The names in a paragraph; single words in `taken` (tokens that were read as nouns) are none."""
    index = 0
    while index < len(words.text):
        end = index
        while end < len(words.text) and end - index < _LONGEST and _part(words, end, first=end == index):
            end += 3 if _hyphened(words, end) else 1
        while end - index > 1 and words.lower[index] in lexicon().sets["looks.all"]:
            index += 1  # `the Cowardly Lion` is the lion, `the Great Oz` is Oz
        title = title_before(words, index)
        known = index in taken and (not title or title in LOWER_TITLES)
        if end - index > 1 or (end > index and not known):
            yield _name(words, index, end, title)
        index = max(end, index + 1)


def pronouns(words: Words) -> Iterator[Cue]:
    """The pronouns in a paragraph."""
    known = lexicon().sets["grammar.pronouns"]
    for index, word in enumerate(words.lower):
        if word in known and (word != "i" or words.text[index] == "I"):
            cue = base(words, "pronoun", word, index, index + 1)
            yield replace(cue, subject=word in _SUBJECTS, before=words.word(index - 1), opens=words.opens(index))


def _hyphened(words: Words, index: int) -> bool:
    """`Gold-Tree` is one name of three tokens."""
    glued = words.word(index + 1) == "-" and words.end(index) == words.at[index + 1]
    return glued and words.text[index + 2 : index + 3] != [] and words.text[index + 2][:1].isupper()


def _name(words: Words, first: int, end: int, title: str) -> Cue:
    start = first - bool(title) - bool(title and words.word(first - 1) == ".")
    text = " ".join(words.text[first:end]).replace(" - ", "-")
    name = text.title() if text.isupper() else text
    person = not words.people.isdisjoint(range(first, end))
    cue = replace(base(words, "name", name, first, end), title=title, person=person)
    return with_phrase(words, cue, noun_phrase(words, start), seen=True)


def _part(words: Words, index: int, *, first: bool) -> bool:
    """Whether a word can be part of a name."""
    text, lower = words.text[index], words.lower[index]
    book = lexicon()
    letters = text.replace("-", "").replace("'", "").replace("’", "")
    if not text[:1].isupper() or not letters.isalpha() or text in book.sets["names.never"]:
        return False
    if lower in book.sets["function_words.english"] and text not in book.given_names:
        return False  # a verse's line begins with a capital
    if index in words.people and lower not in book.titles:
        return True
    if text.isupper() and len(text) > 1:
        return _play_name(words, index)
    if words.opens(index):
        small = (
            lower in book.sets["function_words.english"]
            or lower in book.sets["grammar.openers"]
            or lower in book.verb_lemmas
        )
        titled = (
            lower in book.titles and words.text[index + 1 : index + 2] != [] and words.text[index + 1][:1].isupper()
        )
        return first and not titled and (text in book.given_names or not small)
    return lower not in book.titles or words.word(index + 1) in (",", ".", "'s", "’s")


def _play_name(words: Words, index: int) -> bool:
    """A play's speaker (`MARA:`) or newcomer (`MARA, a waitress`); other words in capitals are only loud."""
    described = words.word(index + 1) == "," and words.word(index + 2) in ("a", "an", "the")
    return described or words.word(index + 1) == ":"


def title_before(words: Words, index: int) -> str:
    """The title before the word at `index` (`mrs`, `old`), "" without one."""
    back = index - 2 if words.word(index - 1) == "." else index - 1
    before = words.word(back).rstrip(".")
    capital = back >= 0 and words.text[back][:1].isupper()
    if back < index - 1 and not capital:
        return ""  # `nine years old. Nell`
    return before if before in lexicon().titles and (capital or before in LOWER_TITLES) else ""
