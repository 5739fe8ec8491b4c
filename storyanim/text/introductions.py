"""What a sentence tells of somebody already there: `His name was Admiral`, `He was eleven`.

Takes a sentence and cues in it, gives whether the one names the other, and who is told to be a child. Knows no story.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storyanim.text.cues import Cue, Sentence

_NAME_IS = re.compile(r"^ name (?:is|was)(?: [A-Z][a-z]*\.?)? $")
"""Between `his` and a name, which may have a title before it."""
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_CHILDHOOD = re.compile(
    rf"^ (?:is|was) (?:only |just |about |nearly )?(?:{_NUMBERS.replace(' ', '|')}|[1-9]|1[0-5])"
    r"(?: years? old|(?=[,.;!]))"
)
_EARLIER = frozenset({"earlier", "ago", "before"})


def gives_name(sentence: Sentence, owner: Cue, name: Cue) -> bool:
    """Whether `owner` is the `his` of `His name was Admiral`, and `name` the name."""
    if owner.value not in ("his", "her", "its") or name.kind != "name":
        return False
    return bool(_NAME_IS.match(sentence.text[owner.end - sentence.span[0] : name.start - sentence.span[0]]))


def is_child(sentence: Sentence, cue: Cue) -> bool:
    """Whether the one whom `cue` means is said to be at most fifteen years old."""
    return cue.subject and bool(_CHILDHOOD.match(sentence.text[cue.end - sentence.span[0] :]))


def looks_back(sentence: Sentence, *, past: bool) -> bool:
    """Whether the story tells of years ago from this sentence on; `past` is what held before it."""
    for cue in sentence.of("jump"):
        words = sentence.text[cue.start - sentence.span[0] : cue.end - sentence.span[0]].lower().split()
        past = bool(_EARLIER.intersection(words)) or (past and "later" not in words and "later" not in sentence.text)
    return past
