"""A paragraph's words as plain lists, and the noun phrase around a noun: determiner, adjectives, what stands before.

Takes a `Doc`, gives lists that rules can walk quickly. Knows grammar's small words, not the story.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from storyanim.text.lexicon import lexicon
from storyanim.text.nlp import people, spans, token_starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc

_CLAUSE_ENDS = frozenset(
    [",", ";", ":", ".", "!", "?", "—", "--", "(", ")", '"', "“", "”", "and", "but", "then", "till", "until"]
)
_REACH = 6
"""Words before a word in which `not` or `would` still governs it."""


class NounPhrase(NamedTuple):
    """What stands before a noun: `first` is the phrase's first token, `before` the word before that."""

    first: int
    before: str
    determiner: str
    adjectives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """One paragraph's tokens. `at` are character offsets in the paragraph, `spoken` 0 or the number of the speech.

    What only a trained pipeline knows: `tags`, the parts of speech (`NOUN`, `VERB`), each "" without one; `people`, the
    tokens of names that it takes for people's.
    """

    text: Sequence[str]
    lower: Sequence[str]
    at: Sequence[int]
    spoken: Sequence[int]
    starts: Sequence[int]
    matches: Sequence[tuple[int, int, str]]
    offset: int
    tags: Sequence[str]
    people: frozenset[int]

    @classmethod
    def of(cls, doc: Doc, offset: int) -> Words:
        """The words of `doc`, which stands at character `offset` of the story."""
        text = [token.text for token in doc]
        spoken = [0] * len(text)
        for number, span in enumerate(spans(doc, "speech"), 1):
            spoken[span.start : span.end] = [number] * (span.end - span.start)
        starts = [sentence.start for sentence in doc.sents]
        matches = [(span.start, span.end, span.label_) for span in spans(doc, "cues")]
        lower, tags = [word.lower() for word in text], [token.pos_ for token in doc]
        return cls(text, lower, token_starts(doc), spoken, starts, matches, offset, tags, people(doc))

    def word(self, index: int) -> str:
        """The lower-case word at `index`, "" outside the paragraph."""
        return self.lower[index] if 0 <= index < len(self.lower) else ""

    def end(self, index: int) -> int:
        """The offset behind the word at `index`."""
        return self.at[index] + len(self.text[index])

    def sentence_start(self, index: int) -> int:
        """The first token of the sentence that holds the word at `index`."""
        return self.starts[bisect_right(self.starts, index) - 1]

    def opens(self, index: int) -> bool:
        """Whether the word at `index` opens a sentence or a speech, so that its capital means nothing."""
        before = self.word(index - 1)
        quoted = before in _OPENING_MARKS and self.spoken[index] > 0
        return index <= self.sentence_start(index) or quoted or before in (":", "--", "—", "(")

    def affirmed(self, index: int) -> bool:
        """Whether nothing in the clause before `index` denies it or makes it a wish, a fear or a supposition."""
        book = lexicon()
        deny, suppose = book.sets["action_rules.deny"], book.sets["action_rules.suppose"]
        for back in range(index - 1, max(self.sentence_start(index), index - _REACH) - 1, -1):
            word = self.lower[back]
            if word in _CLAUSE_ENDS:
                return True
            if word == "not" and self.word(back + 1) == "long":
                continue  # `it was not long before they came` says soon
            if word in deny or word in suppose:
                return word in ("like", "than") and back < index - 1
        return True


_OPENING_MARKS = frozenset(['"', "“", "‘", "'", "«", "„"])


def noun_phrase(words: Words, noun: int) -> NounPhrase:
    """The phrase whose noun begins at token `noun`: up to five words back, as far as they can belong to it."""
    sets = lexicon().sets
    adjectives: list[str] = []
    for index in range(noun - 1, max(-1, noun - 6), -1):
        word = words.lower[index]
        if word in sets["grammar.determiners"]:
            first = index - (word in sets["grammar.several"] and words.word(index - 1) in sets["grammar.definite"])
            return NounPhrase(*_before(words, first), word, tuple(reversed(adjectives)))
        if word in sets["looks.all"]:
            adjectives.append(word)
        elif (word == "-" and index == noun - 1) or not (_may_describe(words, index) or _capital_inside(words, index)):
            break
    return _without_determiner(words, noun, sets["looks.all"])


def _before(words: Words, determiner: int) -> tuple[int, str]:
    """Where a phrase begins and what stands before it; `to the old miller's` begins with the miller's `the`."""
    if words.lower[determiner] in ("'s", "’s") and determiner > 0:
        owner = determiner - 1
        while owner > 0 and words.text[owner - 1][:1].isupper() and not words.opens(owner):
            owner -= 1
        phrase = noun_phrase(words, owner)
        return phrase.first, phrase.before
    return determiner, words.word(determiner - 1)


def _may_describe(words: Words, index: int) -> bool:
    """Whether a word between determiner and noun can describe the noun, though it is no adjective we know."""
    book = lexicon()
    word = words.lower[index]
    if word == "-":
        return words.word(index - 1).isalpha()  # `the crab-tree grove`
    if word in (",", "and"):
        return words.word(index - 1) in book.sets["looks.all"] or words.word(index - 1) == words.word(index + 1)
    if word in book.sets["grammar.adverbs"]:
        return True
    small = word in book.sets["function_words.english"] or word in book.sets["place_rules.at"]
    noun = word in book.figures or words.text[index][:1].isupper()
    return word.isalpha() and not small and not noun


def _without_determiner(words: Words, noun: int, known: frozenset[str]) -> NounPhrase:
    first = noun
    while first > 0 and (words.lower[first - 1] in known or _capital_inside(words, first - 1)):
        first -= 1
    adjectives = tuple(word for word in words.lower[first:noun] if word in known)
    return NounPhrase(first, words.word(first - 1), "", adjectives)


def _capital_inside(words: Words, index: int) -> bool:
    """`Bowden Moor`: a capital within a sentence belongs to the name behind it."""
    small = words.lower[index] in lexicon().sets["function_words.english"]  # a verse's line begins with a capital
    return words.text[index][:1].isupper() and words.text[index].isalpha() and not small and not words.opens(index)
