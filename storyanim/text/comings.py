"""Who goes away, home or back without a place being named: takes a sentence, gives the words that say so.

What is said aloud, denied or only wished moves nobody. Knows one sentence at a time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from storyanim.text.cues import Sentence

_GOING = "went|ran|walked|rushed|hurried|stepped|crept|came|slipped|drove|rode|flew|stumbled|set"
_COMING = "went|came|ran|walked|rode|flew|drove|hurried|turned|returned|returning|got|made (?:his|her|their) way"
_HOMING = (
    "went|came|ran|walked|rode|flew|drove|hurried|returned|got|reached|arrived|back|way|haste|trotted|set out|sailed"
)
_THERE = "to|into|in|and forth|of|on|at|from|over|through|upon|towards?|against"
"""Behind `back`, words that say where to."""
_OUTWARD = re.compile(
    rf"\b(?:{_GOING}) (?:straight |right |quickly |quietly |sadly |merrily )?"
    r"(?:away|out|off|outside|outdoors|forth|u?p?on (?:his|her|their|its) way)\b(?! of)"
)
_BACK = re.compile(rf"\b(?:{_COMING}) (?:straight |right |all the way )?(?:back(?! (?:{_THERE})\b)|homewards?)\b")
_HOME = re.compile(
    rf"\b(?:{_HOMING}) (?:straight |right |safe(?:ly)? |all the way |for |back |at )?home(?:wards?)?\b|\bat home\b"
)
_SPEECH = re.compile(r"[\"“‘«].*?(?:[\"”’»](?!\w)|$)", re.DOTALL)
_MOSTLY = 0.6
_DENIED = re.compile(r"\b(?:not|never|nor|n't|n’t|would|could|should|might|must|to|if|had|let|shall|will)\b")
_LIVED = re.compile(r"\b(?:lived|lives|dwelt|dwelled)\b")


class Comings(NamedTuple):
    """The words by which somebody goes out, home or back, "" where nobody does; whether somebody lives somewhere."""

    out: str
    home: str
    back: str
    lives: bool


def comings_and_goings(sentence: Sentence) -> Comings:
    """Where a sentence leads without naming a place."""
    text = _narrated(sentence)
    return Comings(_match(_OUTWARD, text), _match(_HOME, text), _match(_BACK, text), _LIVED.search(text) is not None)


def _narrated(sentence: Sentence) -> str:
    """The sentence with blanks for what is said in it, and nothing of one that is mostly speech."""
    if sentence.opens_spoken or sentence.spoken > _MOSTLY:
        return ""
    return _SPEECH.sub(lambda found: " " * len(found[0]), sentence.text) if sentence.spoken else sentence.text


def _match(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found and not _DENIED.search(text[max(0, found.start() - 25) : found.start()]) else ""
