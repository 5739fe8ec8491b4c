"""What a word of the lexicon means where it stands: takes a match in a paragraph, gives a `Cue` or None.

Decides between noun and verb, whether something is denied, likened or only wished, whether a place is where somebody
is, and who may be the one that acts. Knows one clause at a time.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from typing import cast as typed

from storyanim.text.lexicon import lexicon
from storyanim.text.marking import base, capitalised, unknown_adjective, with_phrase
from storyanim.text.naming import LOWER_TITLES, title_before
from storyanim.text.phrases import NounPhrase, Words, noun_phrase
from storyanim.text.sightings import colours, describes, describes_place, part_of_name, shapes, there
from storyanim.text.tense import background, measured_by
from storyanim.text.verbs import action

if TYPE_CHECKING:
    from collections.abc import Callable

    from storyanim.text.cues import Cue, CueKind

_NOTHING = frozenset(("nothing", "nobody", "little"))
_ABOARD = frozenset(("in", "into", "inside", "aboard", "on", "onto", "within", "boarded", "entered"))
_THRESHOLDS = frozenset(("door", "doorway", "gate", "entrance", "threshold", "steps", "front"))


def meaning(words: Words, first: int, end: int, label: str) -> Cue | None:
    """What the tokens `first` to `end` say, whose match is labelled `kind:value`; None if nothing."""
    kind, _, value = label.partition(":")
    reader = _READERS.get(kind)
    return reader(words, first, end, value) if reader else _attribute(words, first, end, value, typed("CueKind", kind))


def _noun(words: Words, first: int, end: int, value: str, kind: CueKind) -> Cue | None:
    """Somebody or something; None where the word is a verb, a name or says what another one is."""
    book = lexicon()
    phrase = noun_phrase(words, first)
    text = " ".join(words.lower[first:end])
    capital = kind == "figure" and words.text[first][:1].isupper() and not words.opens(first)
    if _names_or_describes(words, first, end, kind) or (capital and text in book.titles and capitalised(words, end)):
        return None  # `Captain Flint` is a name
    told = phrase.determiner not in ("", "that", "all", "one") or phrase.adjectives or capital
    idiom = kind == "thing" and text in book.sets["thing_rules.idioms"]
    if (text in book.sets["thing_rules.ambiguous"] or idiom) and not told:
        crowd = kind == "figure" and text in book.plurals and not text.endswith("s")  # `men` are no verb
        return replace(base(words, kind, value, first, end), plural=True, seen=False) if crowd else None
    if words.text[first] in book.given_names and not phrase.determiner:
        return None
    several = text in book.plurals or phrase.determiner in book.sets["grammar.several"]
    cue = replace(base(words, kind, value, first, end), plural=several)
    return with_phrase(words, cue, phrase, seen=_seen(words, phrase, end, kind))


def _names_or_describes(words: Words, first: int, end: int, kind: CueKind) -> bool:
    """Whether a noun is part of a name or a compound, or only tells what the next word is like."""
    if words.tags[end - 1] == "VERB":
        return True  # `she ships it`, as only a trained pipeline can tell
    if words.word(end) == "-" or describes(words, end, kind):
        return True
    if kind == "thing":
        return part_of_name(words, first) or colours(words, first, end) or shapes(words, end)
    if words.text[first][:1].isupper() and title_before(words, first) not in ("", *LOWER_TITLES):
        return True  # `Mrs. Rabbit` is a name
    adjective = " ".join(words.lower[first:end]) in lexicon().sets["people_rules.adjectives"]
    return adjective and _before_noun(words, end)


def _seen(words: Words, phrase: NounPhrase, end: int, kind: CueKind) -> bool:
    """Whether somebody or something is there: not `any king`, and not what had been before."""
    if kind == "figure":
        return phrase.determiner != "any" and there(words, phrase, end)
    return not background(words, phrase.first)


def _before_noun(words: Words, index: int) -> bool:
    """Whether the word at `index` is a noun that we do not know, as far as its place can tell."""
    word = words.word(index)
    return unknown_adjective(word) and word not in lexicon().verb_lemmas and not word.endswith(("ed", "ly"))


def _place(words: Words, first: int, end: int, value: str) -> Cue | None:
    """A place; not seen where nobody is in it, or where no picture shows it."""
    phrase = noun_phrase(words, first)
    if describes(words, end, "thing") or describes_place(words, end):
        return None
    text = " ".join(words.lower[first:end])
    sets = lexicon().sets
    if text in sets["place_rules.wide"]:
        return replace(base(words, "place", value, first, end), seen=False)
    if phrase.before == "to" and not phrase.determiner and text in sets["place_rules.entered_only"]:
        return None  # `to keep`, `to study`
    cue = _location(words, first, end, value)
    if cue is None:
        told = phrase.determiner and value not in sets["place_rules.vehicles"] and text not in sets["looks.all"]
        return replace(base(words, "place", value, first, end), seen=False) if told else None
    elsewhere = phrase.determiner in ("every", "any") or background(words, first) or measured_by(words, phrase.first)
    return replace(cue, seen=False) if elsewhere else cue


def _location(words: Words, first: int, end: int, value: str) -> Cue | None:
    """A place that somebody may be in."""
    sets = lexicon().sets
    phrase = _whole(words, noun_phrase(words, first))
    text = " ".join(words.lower[first:end])
    lemma = lexicon().verb_lemmas.get(phrase.before, "")
    if phrase.before not in sets["place_rules.within"]:
        value = dict(pair.split(": ") for pair in sets["place_rules.outdoors_as"]).get(text, value)
    if value in sets["place_rules.vehicles"] and phrase.before not in _ABOARD:
        return None
    as_far_as = phrase.before == "as" and words.word(phrase.first - 2) == "far"
    at = phrase.before in sets["place_rules.at"] or as_far_as
    if text in sets["place_rules.buildings"]:
        homeward = text == "home" and (phrase.before == "at" or lemma in sets["action_rules.arriving"])
        if not homeward and phrase.before not in sets["place_rules.within"]:
            return None
    elif text in sets["place_rules.entered_only"] and not at and lemma not in sets["place_rules.reached"]:
        return None
    bare = text in sets["thing_rules.ambiguous"] and not phrase.determiner
    above = value == "sky" and phrase.before not in sets["place_rules.within"]
    threshold = phrase.first < first and words.word(phrase.first) in _THRESHOLDS  # `in the door of the shop`
    if bare or above or (threshold and value in sets["place_rules.inside"]):
        return None
    located = at or lemma in sets["place_rules.reached"] or lemma in sets["action_rules.arriving"]
    cue = with_phrase(
        words,
        base(words, "place", value, first, end),
        phrase,
        seen=as_far_as or phrase.before == "from" or phrase.before not in sets["place_rules.away"],
    )
    return replace(cue, subject=not located)


def _whole(words: Words, phrase: NounPhrase) -> NounPhrase:
    """`to the gate of the palace`: the palace is where one comes to, as `to` is what stands before it all."""
    part = phrase.first - 2
    if phrase.before != "of" or words.word(part) not in lexicon().sets["place_rules.parts"]:
        return phrase
    return phrase._replace(first=part, before=noun_phrase(words, part).before)


def moment(words: Words, first: int, end: int, value: str, kind: CueKind) -> Cue:
    """A time, unless it is not yet or no longer: `until morning`, `before the sun had risen`."""
    if words.word(first - 1) == "of" or (words.word(first - 2) == "of" and words.word(first - 1) == "the"):
        return replace(base(words, kind, value, first, end), seen=False)  # `the first tram of the morning`
    near = words.lower[max(words.sentence_start(first), first - 3) : first]
    now = not any(word in lexicon().sets["time_rules.not_yet"] for word in near)
    return replace(
        base(words, kind, value, first, end),
        seen=words.affirmed(first) and now and not background(words, first),
        before=words.word(first - 1),
    )


def _attribute(words: Words, first: int, end: int, value: str, kind: CueKind) -> Cue | None:
    """Weather, season, mood, a garment or a feature; not `snow-white`, `white as snow`, `a cloud of dust`."""
    phrase = noun_phrase(words, first)
    outdoors = kind in ("weather", "season")
    figurative = words.word(end) == "-" or phrase.before == "as" or (value != "wind" and words.word(end) == "of")
    if outdoors and figurative:
        return None
    if kind == "mood" and words.word(end) == "of" and _NOTHING.intersection(words.lower[end : end + 3]):
        return None  # `afraid of nothing`
    if outdoors and (phrase.determiner in ("every", "any") or background(words, first)):
        return None
    return with_phrase(words, base(words, kind, value, first, end), phrase, seen=outdoors or phrase.before != "of")


_READERS: dict[str, Callable[[Words, int, int, str], Cue | None]] = {
    "figure": partial(_noun, kind="figure"),
    "thing": partial(_noun, kind="thing"),
    "place": _place,
    "action": action,
    "time": partial(moment, kind="time"),
    "jump": partial(moment, kind="jump"),
}
