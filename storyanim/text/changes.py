"""What one sentence says anew of the setting: takes its cues, gives a `Change` of place, time, weather and season.

A place is come to (`they reached the lake`), set out (`In the dark forest, a fox ...`), stayed in, left, or only
named; the first of these counts. Whoever goes away without saying where leaves. Knows one sentence at a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from storyanim.text.comings import comings_and_goings
from storyanim.text.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storyanim.text.cues import Cue, Sentence
    from storyanim.types import Season, Span, TimeOfDay, Weather

_LOOKED_AT = frozenset({"at", "to", "toward", "towards", "into", "over", "across"})
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
_SAME_DAY = re.compile(r"\b(?:that|same)\b.*\b(?:day|night|evening|afternoon)\b")
_ROWING = frozenset({"rowed", "rows", "sailed", "sails"})
_FOLLOWING = re.compile(r"(?:the )?(?:next|following)\b")
_ENDS = frozenset({".", "!", ";", ""})
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
_EARLIER = frozenset({"earlier", "ago", "before"})
_TIME_WORDS: dict[str, TimeOfDay] = {
    "night": "night", "midnight": "night", "evening": "dusk", "morning": "day", "afternoon": "day", "day": "day",
}  # fmt: skip

Hold = Literal["none", "named", "left", "there", "stay", "set", "come"]
"""How a sentence holds to its place, the weakest first."""


class Told(NamedTuple):
    """A place that a sentence names."""

    place: str = ""
    inside: bool = False
    hold: Hold = "none"
    quote: str = ""
    span: Span = (0, 0)


NOWHERE = Told()


@dataclass(frozen=True, slots=True)
class Change:
    """What a sentence says of the setting; empty where it says nothing."""

    told: Told = NOWHERE
    time: TimeOfDay | None = None
    jumps: bool = False
    same_day: bool = False
    years: bool = False
    weather: Weather | None = None
    season: Season | None = None
    mood: str = ""
    rows: str = ""
    time_quote: str = ""
    weather_quote: str = ""
    leaves: str = ""
    """The words by which somebody goes away and does not say where."""
    homeward: str = ""
    back: str = ""
    lives: bool = False
    """Whether somebody is said to live in the place."""
    earlier: bool = False
    """Whether the sentence tells of long before: `Years ago`."""
    spans: Mapping[str, Span] = field(default_factory=dict[str, "Span"])
    """By the setting's field, the words that tell it."""


def change(sentence: Sentence) -> Change:
    """What one sentence says of place, time, weather, season and mood, outside speech."""
    jumps = [cue for cue in sentence.of("jump") if _opens(sentence, cue)]
    jump = next(iter(jumps), None)
    time = next(iter(sentence.of("time")), None)
    moment = jump or time
    weather = next((cue.value for cue in reversed(sentence.of("weather"))), None)
    seasons = {cue.value for cue in sentence.of("season")}  # several are told of, one is now
    season = next(iter(seasons), None) if len(seasons) == 1 else "winter" if weather == "snow" else None
    told = _told(sentence)
    moves = comings_and_goings(sentence)
    return Change(
        told=told,
        time=time.value if time else _time_of(sentence, jump),  # type: ignore[arg-type]
        jumps=jump is not None,
        same_day=jump is not None and bool(_SAME_DAY.search(_text(sentence, jump))),
        years=any("years" in _text(sentence, cue).split() for cue in jumps),
        weather=weather,  # type: ignore[arg-type]
        season=season,  # type: ignore[arg-type]
        mood=next((cue.value for cue in sentence.of("mood")), ""),
        rows=next((_around(sentence, cue) for cue in sentence.of("action") if _text(sentence, cue) in _ROWING), ""),
        weather_quote=next((_around(sentence, cue) for cue in sentence.of("weather")), ""),
        time_quote=_around(sentence, moment) if moment else "",
        leaves=moves.out,
        homeward=moves.home,
        back=moves.back,
        lives=told.hold in ("stay", "there", "set") and moves.lives,
        earlier=any(_EARLIER.intersection(_text(sentence, cue).split()) for cue in jumps),
        spans=_spans(sentence, told, moment),
    )


def _spans(sentence: Sentence, told: Told, moment: Cue | None) -> dict[str, Span]:
    """Where the sentence tells each field of the setting."""
    found = {kind: cue.span for kind in ("mood", "season", "weather") for cue in sentence.of(kind)[-1:]}
    if moment is not None:
        found["time"] = moment.span
    if told.place:
        found["place"] = told.span
    return found


def told_place(sentences: Sequence[Sentence]) -> tuple[str, bool]:
    """The first place that is named, and whether it is under a roof; "" where none is."""
    found = (_told(sentence) for sentence in sentences)
    return next(((told.place, told.inside) for told in found if told.place), ("", False))


def _time_of(sentence: Sentence, jump: Cue | None) -> TimeOfDay | None:
    """The time of day in a jump's own words: `the third night`."""
    words = _text(sentence, jump).split() if jump else []
    return next((_TIME_WORDS[word] for word in reversed(words) if word in _TIME_WORDS), None)


def _opens(sentence: Sentence, cue: Cue) -> bool:
    """Whether a time cue moves the story on: among the sentence's first words, or as its last (`... the next day.`)."""
    if len(sentence.text[: cue.start - sentence.span[0]].split()) <= 4:
        return True
    return cue.after in _ENDS and bool(_FOLLOWING.match(_text(sentence, cue)))


def _told(sentence: Sentence) -> Told:
    """The sentence's place: one that is set out or come to, else one that somebody is in or leaves, else any."""
    cues = [cue for cue in sentence.of("place") if not _only_seen(sentence, cue)]
    held = [(hold, cue) for cue in cues if (hold := _hold(sentence, cue)) == "left" or cue.before != "from"]
    for hold in ("come", "set", "stay", "there", "left", "named"):
        found = [cue for kind, cue in held if kind == hold]
        large = [cue for cue in found if not _small(sentence, cue)]
        if hold == "come" and found and not large and any(kind == "set" for kind, _ in held):
            continue  # `In the dark forest, a fox stepped onto the path`
        if found:
            best = (large or found)[-1 if hold == "come" else 0]
            inside = any(_inside(sentence, cue) for cue in cues if cue.value == best.value)
            return Told(best.value, inside, hold, _around(sentence, best), best.span)
    return NOWHERE


def _hold(sentence: Sentence, cue: Cue) -> Hold:
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
    return stays and who and not any(word in ("which", "where", "that", "who", "as", "than", "like") for word in near)


def _arrives(sentence: Sentence, cue: Cue, reach: int = _REACH) -> bool:
    """Whether a verb of motion leads to a place, and not only to one before it (`a pond which lay in a wood`)."""
    lemmas, arriving = lexicon().verb_lemmas, lexicon().sets["action_rules.arriving"]
    near = [word.strip('"“”‘’.,;:!?') for word in _near(sentence, cue)[-reach:]]
    if any(word in ("which", "where", "that", "who") for word in near):
        return False
    return bool(_WAY.search(" ".join(near))) or any(
        lemmas.get(word) in arriving and not _CARRYING.match(word) and not _meant_only(near, at)
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


def _small(sentence: Sentence, cue: Cue) -> bool:
    """Whether a place is only a part of others: `the path`."""
    return _text(sentence, cue) in lexicon().sets["place_rules.small"]


def _only_seen(sentence: Sentence, place: Cue) -> bool:
    """`They looked towards the castle`: they are not there."""
    looks = (cue for cue in sentence.of("action") if cue.value in ("look", "point"))
    return place.before in _LOOKED_AT and any(0 < place.word - cue.word <= _GLANCE for cue in looks)


def _text(sentence: Sentence, cue: Cue) -> str:
    return sentence.text[cue.start - sentence.span[0] : cue.end - sentence.span[0]].lower()


def _inside(sentence: Sentence, cue: Cue) -> bool:
    rules = lexicon().sets
    if _text(sentence, cue) in rules["place_rules.open_words"]:
        return False
    if cue.value in rules["place_rules.inside"] or cue.value in rules["place_rules.vehicles"]:
        return True
    return cue.value in rules["place_rules.enclosed"] and cue.before in rules["place_rules.within"]


def _around(sentence: Sentence, cue: Cue) -> str:
    """A few words of the text around a cue."""
    before = sentence.text[: cue.start - sentence.span[0]].split()[-4:]
    noun = next((place for place in sentence.of("place") if place.start == cue.end + 1), cue)
    return " ".join([*before, sentence.text[cue.start - sentence.span[0] : noun.end - sentence.span[0]]])
