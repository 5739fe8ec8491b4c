"""Cues as they are made: a word's place in the story, the phrase before it, and whether it can be who acts.

Takes a paragraph's words and a place in them. Knows one clause at a time, and no kind of cue.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storyanim.text.cues import Cue, CueKind
from storyanim.text.lexicon import lexicon

if TYPE_CHECKING:
    from storyanim.text.phrases import NounPhrase, Words
_BEHIND = frozenset(("with", "for", "but", "without"))
_INVERTING = frozenset(("come", "live", "sit", "stand", "dwell", "lie"))
_CHASED = frozenset(("after", "before", "behind"))
_TO_SOMEBODY = frozenset(("tell", "ask", "call", "beg", "answer"))
"""Verbs of speech whose object is whoever is spoken to."""
_DENYING = frozenset(("no", "neither"))
_CLAUSE_OPENERS = frozenset(
    (",", ";", ":", ".", "!", "?", "—", "--", "and", "but", "when", "as", "while", "till", "until")
)


def base(words: Words, kind: CueKind, value: str, first: int, end: int) -> Cue:
    """A cue with its place and whether it is spoken, and nothing else."""
    start, stop = words.offset + words.at[first], words.offset + words.end(end - 1)
    return Cue(kind, value, first, end, start, stop, spoken=words.spoken[first] > 0, after=words.word(end))


def with_phrase(words: Words, cue: Cue, phrase: NounPhrase, *, seen: bool) -> Cue:
    """The cue with what stands before its noun; not seen where the clause denies or likens it."""
    return replace(
        cue,
        seen=seen and words.affirmed(phrase.first) and not likened(phrase) and phrase.determiner not in _DENYING,
        before=phrase.before,
        determiner=phrase.determiner,
        adjectives=phrase.adjectives,
        subject=_may_act(words, phrase.first),
        opens=words.opens(phrase.first),
    )


def likened(phrase: NounPhrase) -> bool:
    """`like a bear`, `braver than the lion`, `as an owl`."""
    return phrase.before in ("like", "than") or (phrase.before == "as" and phrase.determiner in ("a", "an"))


def _may_act(words: Words, first: int) -> bool:
    """Whether a noun phrase that starts here can be who acts: behind no preposition, and no verb's object."""
    before = words.word(first - 1)
    sets = lexicon().sets
    if before in lexicon().figures:
        return False  # `his friend the ogre`
    if before == "but" and (words.opens(first - 1) or words.word(first - 2) in (",", ";")):
        return True  # `But Peter ran`
    if before == "as" and words.lower[first] not in ("a", "an") and opens_clause(words, first - 1):
        return True  # `As the fox walked`, and not `as a fox`
    if before in sets["place_rules.at"] or before in sets["place_rules.away"] or before in _BEHIND:
        return False
    return _follows_its_verb(words, first)


def _follows_its_verb(words: Words, first: int) -> bool:
    """Whether what stands before a noun phrase lets it act: no verb but one of speech or of being somewhere."""
    before, sets, lemmas = words.word(first - 1), lexicon().sets, lexicon().verb_lemmas
    if before in _CHASED and lemmas.get(words.word(first - 2)) in sets["action_rules.arriving"]:
        return False  # `ran after Peter`
    lemma = lemmas.get(before)
    if lemma is None:
        return words.word(first - 2) != "to" or not unknown_adjective(before)  # `to visit his friend`
    if lemma in _TO_SOMEBODY and not any(words.spoken[max(0, first - 3) : first - 1]):
        return False  # `and told the man`; but `"Who?" asked the man`
    return (lemma in sets["action_rules.speech"] or lemma in _INVERTING) and not words.opens(first - 1)


def opens_clause(words: Words, index: int) -> bool:
    """Whether a clause begins with the word at `index`, as far as commas and small words tell."""
    return index == words.sentence_start(index) or words.word(index - 1) in _CLAUSE_OPENERS


def unknown_adjective(word: str) -> bool:
    """Whether a word behind an article may describe the next one: it is no noun, pronoun or small word we know."""
    book = lexicon()
    noun = (
        word in book.figures
        or word in book.phrases["thing"]
        or word in book.phrases["place"]
        or word in book.sets["grammar.pronouns"]
    )
    return word.isalpha() and not noun and word not in book.sets["function_words.english"]


def capitalised(words: Words, index: int) -> bool:
    """Whether the word at `index` begins with a capital."""
    return index < len(words.text) and words.text[index][:1].isupper()
