"""What a word of the lexicon means where it stands: takes a match in a paragraph, gives a `Cue` or None.

Decides between noun and verb, whether something is denied, likened or only wished, whether a place is where somebody
is, and who may be the one that acts. Knows one clause at a time.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from typing import cast as typed

from storyanim.text.cues import Cue, CueKind
from storyanim.text.lexicon import lexicon
from storyanim.text.phrases import NounPhrase, Words, noun_phrase
from storyanim.text.sightings import colours, describes, describes_place, part_of_name, shapes, there
from storyanim.text.tense import background, measured_by, ongoing

if TYPE_CHECKING:
    from collections.abc import Callable

_ALWAYS = frozenset(("be", "been", "being", "become", "became"))
_BEING = frozenset(("is", "was", "were", "am", "are"))
_BEHIND = frozenset(("with", "for", "but", "without"))
_INVERTING = frozenset(("come", "live", "sit", "stand", "dwell", "lie"))
_DENYING = frozenset(("no", "neither"))
_STATES = frozenset(("sit", "sleep", "kneel", "embrace"))
"""Actions that `was` leads to as well: `was seated`, `was asleep`."""
_NOTHING = frozenset(("nothing", "nobody", "little"))
_ABOARD = frozenset(("in", "into", "inside", "aboard", "on", "onto", "within", "boarded", "entered"))
_VOICED = frozenset(("weep", "laugh", "sing"))
_NOUN_TAGS = frozenset(("NOUN", "PROPN", "ADJ"))
_REACHES = frozenset(("reach", "reaches", "reached", "reaching"))
_THRESHOLDS = frozenset(("door", "doorway", "gate", "entrance", "threshold", "steps", "front"))
_NEAR = 3
"""Words between `reached` and the place."""
_CLAUSE_OPENERS = frozenset((",", ";", ":", ".", "!", "?", "—", "--", "and", "but", "when", "as", "while", "till", "until"))
_STANDING_FOR = frozenset(
    ("one", "ones", "other", "others", "latter", "former", "first", "second", "third", "last", "rest", "two", "three")
    + ("eldest", "youngest", "elder", "younger", "latter", "same", "both", "all", "never", "always", "just", "then")
)
"""Words behind an article that mean somebody who was named."""
_BEFORE_NOUNS = frozenset(("of", "for", "in", "with", "by"))


def meaning(words: Words, first: int, end: int, label: str) -> Cue | None:
    """What the tokens `first` to `end` say, whose match is labelled `kind:value`; None if nothing."""
    kind, _, value = label.partition(":")
    reader = _READERS.get(kind)
    return reader(words, first, end, value) if reader else _attribute(words, first, end, value, typed("CueKind", kind))


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


def _noun(words: Words, first: int, end: int, value: str, kind: CueKind) -> Cue | None:
    book = lexicon()
    if words.tags[end - 1] == "VERB":
        return None  # `she ships it`, as only a trained pipeline can tell
    phrase = noun_phrase(words, first)
    text = " ".join(words.lower[first:end])
    if kind == "thing" and (part_of_name(words, first) or colours(words, first, end) or shapes(words, end)):
        return None
    capital = kind == "figure" and words.text[first][:1].isupper() and not words.opens(first)
    if kind == "figure" and text in book.titles and capital and _capital(words, end):
        return None  # `Captain Flint` is a name
    told = phrase.determiner not in ("", "that", "all", "one") or phrase.adjectives or capital
    idiom = kind == "thing" and text in book.sets["thing_rules.idioms"]
    if (text in book.sets["thing_rules.ambiguous"] or idiom) and not told:
        crowd = kind == "figure" and text in book.plurals and not text.endswith("s")  # `men` are no verb
        return replace(base(words, kind, value, first, end), plural=True, seen=False) if crowd else None
    if (
        words.word(end) == "-"
        or (words.text[first] in book.given_names and not phrase.determiner)
        or describes(words, end, kind)
    ):
        return None
    several = text in book.plurals or phrase.determiner in book.sets["grammar.several"]
    cue = replace(base(words, kind, value, first, end), plural=several)
    seen = there(words, phrase, end) if kind == "figure" else not background(words, phrase.first)
    return with_phrase(words, cue, phrase, seen=seen)


def _may_act(words: Words, first: int) -> bool:
    """Whether a noun phrase that starts here can be who acts: behind no preposition, and no verb's object."""
    before = words.word(first - 1)
    sets = lexicon().sets
    if before in lexicon().figures:
        return False  # `his friend the ogre`
    if before == "but" and (words.opens(first - 1) or words.word(first - 2) in (",", ";")):
        return True  # `But Peter ran`
    if before == "as" and words.lower[first] not in ("a", "an") and _opens_clause(words, first - 1):
        return True  # `As the fox walked`, and not `as a fox`
    if before in sets["place_rules.at"] or before in sets["place_rules.away"] or before in _BEHIND:
        return False
    lemma = lexicon().verb_lemmas.get(before)
    if lemma is None:
        return words.word(first - 2) != "to" or not _unknown_adjective(before)  # `to visit his friend`
    return (lemma in sets["action_rules.speech"] or lemma in _INVERTING) and not words.opens(first - 1)


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
    if text in sets["thing_rules.ambiguous"] and not phrase.determiner:
        return None
    if value in sets["place_rules.inside"] and words.word(phrase.first) in _THRESHOLDS and phrase.first < first:
        return None  # `in the door of the shop` is before it
    if value == "sky" and phrase.before not in sets["place_rules.within"]:
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


def _action(words: Words, first: int, end: int, value: str) -> Cue | None:
    sets = lexicon().sets
    before, text = words.word(first - 1), words.lower[first]
    if _is_noun(words, first) and (before not in ("her", "by") or words.word(end) in ("of", ",", ".")):
        return None
    if text in lexicon().figures and before in ("the", "a"):
        return None
    if "-" in (before, words.word(end)) or (_passive(text, before) and value not in _STATES):
        return None
    if value in _VOICED and _beside_speech(words, first):
        value = "talk"  # `cried the fox`
    if text == "called" and before in lexicon().figures and _capital(words, end):
        return None
    if ongoing(words, first) or (value not in _STATES and background(words, first)):
        return None
    value = _with_object(words, end, value)
    if _another_acts(words, first):
        return None  # `a strange awe fell on him`
    begun = before != "to" or words.word(first - 2) in sets["action_rules.begun"]
    return replace(base(words, "action", value, first, end), seen=words.affirmed(first) and begun, before=before)


def _with_object(words: Words, end: int, value: str) -> str:
    """`lay a hand on it`, `dropped the puppy`: done with something that is held; but whoever reaches a beach walks."""
    if words.lower[end - 1] in _REACHES and any(
        label.startswith("place:") and end <= place <= end + _NEAR for place, _, label in words.matches
    ):
        return "walk"
    held = words.word(end) in lexicon().sets["grammar.articles"] or words.word(end) in ("him", "them", "it")
    return "hold" if held and words.lower[end - 1] in lexicon().sets["action_rules.transitive"] else value


def _another_acts(words: Words, verb: int) -> bool:
    """Whether a noun that we do not know stands as the subject right before a verb: `and the pain struck him`."""
    book = lexicon()
    if not _unknown_noun(words, verb - 1):
        return False
    for back in range(verb - 2, max(words.sentence_start(verb), verb - 5) - 1, -1):
        word = words.lower[back]
        if word in book.sets["grammar.articles"]:
            return _opens_clause(words, back)
        if not _unknown_adjective(word):
            return False
    return False


def _opens_clause(words: Words, index: int) -> bool:
    return index == words.sentence_start(index) or words.word(index - 1) in _CLAUSE_OPENERS


def _unknown_noun(words: Words, index: int) -> bool:
    word = words.word(index)
    capital = words.text[index][:1].isupper() if index >= 0 else True
    small = word in _STANDING_FOR or word in lexicon().sets["looks.all"] or word.endswith("ly")
    return _unknown_adjective(word) and not capital and not small and word not in lexicon().verb_lemmas


def _capital(words: Words, index: int) -> bool:
    return index < len(words.text) and words.text[index][:1].isupper()


def _passive(text: str, before: str) -> bool:
    """`was called`: done to somebody, not by them."""
    return before in (*_BEING, *_ALWAYS) and not text.endswith("ing")


def _beside_speech(words: Words, index: int) -> bool:
    """Whether a verb of the voice stands beside somebody's words."""
    said = lexicon().verb_lemmas.get(words.lower[index]) in lexicon().sets["action_rules.speech"]
    return said and any(words.spoken[max(0, index - 4) : index + 5])


def _is_noun(words: Words, first: int) -> bool:
    """Whether a verb's form is a noun here: `the walk`, `of work`, `a cool spring`."""
    before = words.word(first - 1)
    if (
        words.tags[first] in _NOUN_TAGS
        or before in lexicon().sets["grammar.articles"]
        or before in lexicon().sets["looks.adjectives"]
        or before in _BEFORE_NOUNS
    ):
        return True
    text = words.lower[first]
    return (
        lexicon().verb_lemmas.get(text) == text
        and words.word(first - 2) in lexicon().sets["grammar.articles"]
        and _unknown_adjective(before)
    )


def _unknown_adjective(word: str) -> bool:
    """Whether a word behind an article may describe the next one: it is no noun, pronoun or small word we know."""
    book = lexicon()
    noun = (
        word in book.figures
        or word in book.phrases["thing"]
        or word in book.phrases["place"]
        or word in book.sets["grammar.pronouns"]
    )
    return word.isalpha() and not noun and word not in book.sets["function_words.english"]


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
    "action": _action,
    "time": partial(moment, kind="time"),
    "jump": partial(moment, kind="jump"),
}
