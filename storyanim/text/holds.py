"""How a sentence holds to a place that it names: takes the place's cue, says whether somebody comes there, is there,
leaves it, or only speaks of it. Knows one sentence at a time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from storyanim.text.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storyanim.text.cues import Cue, Sentence

_LOOKED_AT = frozenset({"at", "to", "toward", "towards", "into", "over", "across"})
_TIMES = frozenset({"day", "night", "morning", "evening", "afternoon", "winter", "summer", "spring", "autumn", "time"})
_GLANCE = 5
"""Words behind `looked` in which a place is only looked at."""
_REACH = 14
"""Words behind a verb of motion in which it still leads somewhere."""
_WAY = re.compile(r"\b(?:made|make|took|found|wended|fought) (?:his|her|their|its|my|our) way\b")
_CARRYING = re.compile(r"(?:carry|bring|tak)ing\b")
"""`She ran about, carrying peas to her family in the wood`: she is not there yet."""
_MEANING = frozenset(
    {
        *("determined", "decided", "resolved", "meant", "planned", "intended", "agreed", "wanted", "wished", "hoped"),
        *("longed", "promised", "proposed", "ordered", "asked", "told", "begged", "refused", "ready", "going", "about"),
        *("order", "able", "afraid", "how", "where", "him", "her", "them", "me"),
    }
)
"""Words before `to go`: it is planned, asked for or forbidden."""
_LEFT = frozenset({"left", "leave", "leaves", "leaving"})
_BESIDES = frozenset(
    {
        "above",
        "below",
        "behind",
        "past",
        "between",
        "over",
        "around",
        "round",
        "toward",
        "towards",
        "to",
        "into",
        "across",
        "before",
    }
)
"""Words before a place by which nobody is in it, unless somebody moves there."""
_WITHIN = frozenset(
    {"in", "at", "on", "by", "near", "inside", "within", "beside", "under", "among", "upon", "aboard", "amid"}
)
_STAYING = 8
"""Words behind a verb of staying in which the place is where somebody is."""
_STAYS = frozenset(
    {
        "sit",
        "stand",
        "lie",
        "live",
        "dwell",
        "sleep",
        "wait",
        "work",
        "play",
        "stay",
        "rest",
        "kneel",
        "hide",
        "dance",
        "eat",
        "lodge",
    }
)
_BEING = frozenset({"was", "were", "is", "are"})
Hold = Literal["none", "named", "left", "there", "stay", "set", "come"]
"""How a sentence holds to its place, the weakest first."""


def hold_of(sentence: Sentence, cue: Cue) -> Hold:
    """How the sentence holds to the place."""
    if cue.before in _LEFT or (cue.before == "from" and _arrives(sentence, cue, _GLANCE)):
        return "left"
    if cue.before == "as":
        return "come"  # `as far as the pier`
    if cue.subject or cue.before in lexicon().sets["place_rules.away"]:
        return "named"
    if cue.before in lexicon().verb_lemmas or _arrives(sentence, cue):
        return "come"
    return "set" if _sets_out(sentence, cue) else _held(sentence, cue)


def _held(sentence: Sentence, cue: Cue) -> Hold:
    """How a place holds to which nobody comes."""
    if _stays(sentence, cue):
        return "stay"
    return "named" if cue.before in _BESIDES else "there"


def _stays(sentence: Sentence, cue: Cue) -> bool:
    """Whether somebody is said to sit, live or be in the place: `the fox was in the garden`."""
    if cue.before not in _WITHIN:
        return False
    near = [word.strip('"“‘.,') for word in _near(sentence, cue)[-_STAYING:]]
    lemmas = lexicon().verb_lemmas
    stays = any(word in _BEING or lemmas.get(word) in _STAYS for word in near)
    who = any(
        other.subject and other.word < cue.word for kind in ("name", "figure", "pronoun") for other in sentence.of(kind)
    )  # type: ignore[arg-type]
    return stays and who and not _relative(near) and not any(word in ("as", "than", "like") for word in near)


def _arrives(sentence: Sentence, cue: Cue, reach: int = _REACH) -> bool:
    """Whether a verb of motion leads to a place, and not only to one before it (`a pond which lay in a wood`)."""
    lemmas, arriving = lexicon().verb_lemmas, lexicon().sets["action_rules.arriving"]
    near = [word.strip('"“”‘’.,;:!?') for word in _near(sentence, cue)[-reach:]]
    if _relative(near):
        return False
    return bool(_WAY.search(" ".join(near))) or any(
        lemmas.get(word) in arriving and not _CARRYING.match(word) and not _meant_only(near, at)
        for at, word in enumerate(near)
    )


def _relative(near: Sequence[str]) -> bool:
    """Whether the words lead into a clause that only describes; `that night` does not."""
    return any(
        word in ("which", "where", "who") or (word == "that" and not _TIMES.intersection(near[at + 1 : at + 3]))
        for at, word in enumerate(near)
    )


def _meant_only(near: Sequence[str], at: int) -> bool:
    """`determined to return to his castle`: nobody has gone there yet; whoever `began to climb` has."""
    if at == 0 or near[at - 1] != "to":
        return False
    return at > 1 and near[at - 2] in _MEANING


def _near(sentence: Sentence, cue: Cue) -> list[str]:
    """The words of the cue's clause before it."""
    clauses = sentence.text[: cue.start - sentence.span[0]].lower().split(",")
    near = clauses.pop()
    while clauses and (near.split() or [cue.before])[0] in lexicon().sets["place_rules.at"]:
        near = f"{clauses.pop()} {near}"  # `she found herself, like her sister, in a meadow`
    return near.split()[-_REACH:]


def _sets_out(sentence: Sentence, cue: Cue) -> bool:
    """`In the dark forest, ...`: the place opens the sentence."""
    words = sentence.text[: cue.start - sentence.span[0]].lower().split()
    first = words[1:] if words[:1] in (["and"], ["but"], ["then"]) else words
    return bool(first) and first[0] in lexicon().sets["place_rules.at"] and len(first) <= _GLANCE


def is_small(sentence: Sentence, cue: Cue) -> bool:
    """Whether a place is only a part of others: `the path`."""
    return words_of(sentence, cue) in lexicon().sets["place_rules.small"]


def only_seen(sentence: Sentence, place: Cue) -> bool:
    """`They looked towards the castle`: they are not there."""
    looks = (cue for cue in sentence.of("action") if cue.value in ("look", "point"))
    return place.before in _LOOKED_AT and any(0 < place.word - cue.word <= _GLANCE for cue in looks)


def words_of(sentence: Sentence, cue: Cue) -> str:
    """A cue's words in small letters."""
    return sentence.text[cue.start - sentence.span[0] : cue.end - sentence.span[0]].lower()


def is_inside(sentence: Sentence, cue: Cue) -> bool:
    """Whether a place is under a roof."""
    rules = lexicon().sets
    if words_of(sentence, cue) in rules["place_rules.open_words"]:
        return False
    if cue.value in rules["place_rules.inside"] or cue.value in rules["place_rules.vehicles"]:
        return True
    return cue.value in rules["place_rules.enclosed"] and cue.before in rules["place_rules.within"]
