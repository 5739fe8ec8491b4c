"""Whom a pronoun cannot mean: takes a sentence and a pronoun in it, gives the keys of those it does not stand for.

`She went to Gretel` and `"Get up, Gretel," she cried` are not of Gretel, `he saw him` is of two. The principles B and C
of Chomsky's binding theory (1981), as far as words without a parse can tell. Knows no salience.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storyanim.text.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storyanim.text.cues import Cue, Sentence

_SUBJECTS = frozenset({"he", "she"})
_OBJECTS = frozenset({"him", "it", "them"})
_POSSESSIVE = frozenset({"'s", "’s"})
_CLAUSE = re.compile(r"[,;:—]|--|\b(?:and|but|that|who|which|when|where|while|because|as|if|until|till|before|after)\b")
_CALLED = frozenset({",", "!", "?", ".", ";"})
_NEAR = 2
"""Words between `cried` and whoever cries."""


def same_clause(sentence: Sentence, left: Cue, right: Cue) -> bool:
    """Whether no other clause begins between two cues."""
    return not _CLAUSE.search(sentence.text[left.end - sentence.span[0] : right.start - sentence.span[0]])


def acting(sentence: Sentence, pronoun: Cue, subject: tuple[str, Cue] | None) -> str:
    """Whoever acts in the clause of `him`, who is not the one that it means; "" where it may be anybody."""
    object_ = pronoun.value in _OBJECTS or (pronoun.value == "her" and not pronoun.after.isalpha())
    if subject is None or not object_:
        return ""
    return subject[0] if same_clause(sentence, subject[1], pronoun) else ""


def named_ahead(sentence: Sentence, pronoun: Cue, key: Callable[[Cue], str | None]) -> Iterator[str]:
    """The keys of those whose names stand behind `he` or `she` in its own clause, or are called by whoever says it."""
    if pronoun.value not in _SUBJECTS:
        return
    says = speaks(pronoun)
    for cue in sentence.cues:
        if cue.kind != "name" or cue.spoken != pronoun.spoken:
            called = says and cue.kind == "name" and cue.spoken and addressed(cue)
        else:
            called = cue.start > pronoun.end and same_clause(sentence, pronoun, cue)
        if called and (found := key(cue)):
            yield found


def addressed(cue: Cue) -> bool:
    """Whether a name in somebody's words calls whom they are said to: `Be quiet, Gretel,`."""
    return (cue.opens or cue.before == ",") and cue.after in _CALLED and cue.after not in _POSSESSIVE


def speaks(cue: Cue) -> bool:
    """Whether a verb of saying stands beside somebody outside speech: `said she`, `he cried`."""
    lemmas, speech = lexicon().verb_lemmas, lexicon().sets["action_rules.speech"]
    return not cue.spoken and cue.subject and (lemmas.get(cue.after) in speech or lemmas.get(cue.before) in speech)
