"""What a sentence tells of somebody already there: `His name was Admiral`, `He was eleven`, `the king, her father`.

Takes a sentence and cues in it, gives whether the one names or restates the other, and who is told to be a child.
Knows no story.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storyanim.text.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storyanim.text.cues import Cue, Sentence

_NAME_IS = re.compile(r"^ name (?:is|was)(?: [A-Z][a-z]*\.?)? $")
"""Between `his` and a name, which may have a title before it."""
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_CHILDHOOD = re.compile(
    rf"^ (?:is|was) (?:only |just |about |nearly )?(?:{_NUMBERS.replace(' ', '|')}|[1-9]|1[0-5])"
    r"(?: years? old|(?=[,.;!]))"
)
_IS_A = re.compile(
    r"^ (?:is|was)(?: (?:only|really|once|truly|now|still|just|in reality|in truth|in fact))?"
    r" (?:a|an|the) (?:[\w-]+,? ){0,3}$"
)
_BODY = re.compile(
    r"^(?:['’]s)? (?:[a-z]+ )?(?:heart|face|eyes?|head|hands?|voice|lips?|mouth|cheeks?|breath|"
    r"mind|knees|feet|legs?|arms?|"
    r"fingers?|tears|hair|brow)\b"
)
_NARRATED_SHARE = 0.1
"""Share of the sentences with an `I` from which it is one of the cast."""
_EARLIER = frozenset({"earlier", "ago", "before"})


def gives_name(sentence: Sentence, owner: Cue, name: Cue) -> bool:
    """Whether `owner` is the `his` of `His name was Admiral`, and `name` the name."""
    if owner.value not in ("his", "her", "its") or name.kind != "name":
        return False
    return bool(_NAME_IS.match(sentence.text[owner.end - sentence.span[0] : name.start - sentence.span[0]]))


def embodied(sentence: Sentence, owner: Cue) -> bool:
    """Whether a part of the body stands for its owner as what acts: `the giant's heart melted`, `Her eyes shone`."""
    behind = sentence.text[owner.end - sentence.span[0] :]
    return (owner.opens or owner.subject) and bool(_BODY.match(behind))


def is_child(sentence: Sentence, cue: Cue) -> bool:
    """Whether the one whom `cue` means is said to be at most fifteen years old."""
    return cue.subject and bool(_CHILDHOOD.match(sentence.text[cue.end - sentence.span[0] :]))


def looks_back(sentence: Sentence, *, past: bool) -> bool:
    """Whether the story tells of years ago from this sentence on; `past` is what held before it."""
    for cue in sentence.of("jump"):
        words = sentence.text[cue.start - sentence.span[0] : cue.end - sentence.span[0]].lower().split()
        past = bool(_EARLIER.intersection(words)) or (past and "later" not in words and "later" not in sentence.text)
    return past


def narrates(sentences: Sequence[Sentence]) -> bool:
    """Whether an `I` outside speech comes often enough to be one of the cast."""
    telling = [sentence for sentence in sentences if sentence.spoken < 1]
    own = sum(any(cue.kind == "pronoun" and cue.value == "i" and not cue.spoken for cue in s.cues) for s in telling)
    return own >= max(2, _NARRATED_SHARE * len(telling))


def is_one(sentence: Sentence, who: Cue, noun: Cue) -> bool:
    """Whether a noun says what somebody is: `she was in reality a wicked witch`."""
    if noun.kind != "figure" or noun.plural or who.spoken != noun.spoken or noun.start <= who.end or not who.subject:
        return False
    return bool(_IS_A.match(sentence.text[who.end - sentence.span[0] : noun.start - sentence.span[0]]))


def same(previous: Cue, cue: Cue) -> bool:
    """Whether a second word means the one before it: `the king, her father,`, `the baker in her apron`."""
    dressed = cue.kind == "pronoun" and cue.before in ("in", "with") and cue.word == previous.end_word + 1
    return (dressed and cue.value in ("his", "her", "its")) or _restates(previous, cue)


def _restates(previous: Cue, cue: Cue) -> bool:
    """`the king, her father,`: a second word for the same one, between commas."""
    kin = cue.value in lexicon().sets["people_rules.kin"] and cue.determiner not in ("", "a", "an")
    described = previous.kind == "name" and cue.kind == "figure" and cue.determiner in ("a", "an", "the")
    closed = cue.after in (",", ".", ";") or (described and cue.after in ("in", "with", "who", "of"))
    return previous.after == "," and cue.before == "," and closed and not cue.plural and (kin or described)
