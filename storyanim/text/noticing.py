"""spaCy's tokens to sentences with cues: takes paragraphs, gives `Sentence`s whose spans cover the story.

Decides which of the lexicon's words count where they stand: noun or verb, denied, compared or only wished, spoken,
subject or not. Knows one sentence at a time; who `he` is, is for `cast` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from storyanim.text.cues import Cue, CueKind, Sentence
from storyanim.text.lexicon import lexicon
from storyanim.text.nlp import read
from storyanim.text.phrases import Words, noun_phrase

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from storyanim.types import Span, Story

_LONGEST_PIECE = 20_000
"""Characters read at once; a longer paragraph is cut at a space, so that memory stays small."""
_LONGEST_WORD = 400
_CUT = re.compile(rf"\S{{{_LONGEST_WORD}}}|.{{{_LONGEST_PIECE - _LONGEST_WORD}}}\s", re.DOTALL)
PRONOUNS = frozenset(
    "he she it they him her them his hers its their himself herself itself themselves i me myself we us who".split()
)
_SUBJECT_PRONOUNS = frozenset("he she it they i we who".split())
_POSSESSIVE = frozenset("his her its their".split())
_STOPS = frozenset(',;:.!?—--()"“”')


def notice(story: Story) -> Iterator[Sentence]:
    """The sentences of the story with their cues, in order; their spans cover `story.text`."""
    pieces = list(_pieces(story.text))
    headings = {start for start, _ in story.headings}
    texts = (story.text[start:end].replace("\n", " ") for start, end, _ in pieces)
    carried = False
    for doc, (start, _, number) in zip(read(texts), pieces, strict=True):
        for sentence in _sentences(doc, start, number):
            yield replace(sentence, heading=start in headings, opens_spoken=sentence.opens_spoken or carried)
            carried = False


def notice_phrase(text: str) -> tuple[Cue, ...]:
    """The cues of a few words that a person wrote by hand."""
    return tuple(cue for doc in read([text]) for cue in _cues(Words.of(doc, 0)))


def _pieces(text: str) -> Iterator[tuple[int, int, int]]:
    """Paragraphs and, of very long ones, parts: (start, end, paragraph's number). Blank lines go with what is before."""
    start = 0
    for number, paragraph in enumerate(re.split(r"(?<=\n\n)(?!\n)", text)):
        if len(paragraph) <= _LONGEST_WORD:
            yield start, start + len(paragraph), number
        elif paragraph:
            yield from ((first, end, number) for first, end in _parts(paragraph, start))
        start += len(paragraph)


def _parts(paragraph: str, offset: int) -> Iterator[Span]:
    position = 0
    for match in _CUT.finditer(paragraph):
        yield offset + position, offset + match.end()
        position = match.end()
    if position < len(paragraph):
        yield offset + position, offset + len(paragraph)


def _sentences(doc: Doc, offset: int, paragraph: int) -> Iterator[Sentence]:
    """The sentences of one `Doc`; each one's span runs to the next one's start."""
    words = Words.of(doc, offset)
    cues = _by_sentence(_cues(words), words.starts)
    for number, first in enumerate(words.starts):
        last = words.starts[number + 1] if number + 1 < len(words.starts) else len(words.lower)
        start = offset + (words.at[first] if number else 0)
        end = offset + (words.at[last] if last < len(words.lower) else len(doc.text))
        spoken = sum(words.spoken[first:last]) / max(last - first, 1)
        count = sum(word[:1].isalnum() for word in words.lower[first:last])
        inside = words.spoken[first] and first > 0 and words.spoken[first - 1] == words.spoken[first]
        yield Sentence(
            (start, end),
            count,
            paragraph,
            tuple(cues[number]),
            bool(inside),
            spoken,
            text=doc.text[start - offset : end - offset],
        )
    if not words.starts and doc.text:
        yield Sentence((offset, offset + len(doc.text)), 0, paragraph, text=doc.text)


def _by_sentence(cues: Iterable[Cue], starts: Sequence[int]) -> list[list[Cue]]:
    found: list[list[Cue]] = [[] for _ in starts]
    number = 0
    for cue in sorted(cues, key=lambda cue: (cue.word, cue.end_word)):
        while number + 1 < len(starts) and cue.word >= starts[number + 1]:
            number += 1
        found[number].append(cue)
    return found


def _cues(words: Words) -> Iterator[Cue]:
    taken: set[int] = set()
    for first, end, label in words.matches:
        kind, _, value = label.partition(":")
        cue = _READERS[kind](words, first, end, value)
        if cue is not None:
            yield cue
            if kind in ("figure", "thing", "place"):
                taken.update(range(first, end))
    yield from _names(words, taken)
    yield from _pronouns(words)


def _cue(words: Words, kind: CueKind, value: str, first: int, end: int) -> Cue:
    return Cue(
        kind,
        value,
        first,
        end,
        words.offset + words.at[first],
        words.offset + words.end(end - 1),
        bool(words.spoken[first]),
    )


def _read_noun(words: Words, first: int, end: int, value: str, kind: CueKind) -> Cue | None:
    book = lexicon()
    phrase = noun_phrase(words, first)
    text = " ".join(words.lower[first:end])
    capital = words.text[first][:1].isupper() and not words.opens(first)
    if text in book.given_names or (words.text[first] in book.given_names and not phrase.determiner):
        return None
    told = phrase.determiner not in ("", "that", "all", "one") or phrase.adjectives or (capital and kind == "figure")
    if text in book.sets["thing_rules.ambiguous"] and not told:
        return None
    if end < len(words.lower) and words.lower[end] in book.phrases[kind] and not _stands_alone(words, end):
        return None  # `the garden gate`, `a wood pigeon`: the last noun is what is seen
    cue = _cue(words, kind, value, first, end)
    seen = (
        words.affirmed(phrase.first)
        and phrase.determiner not in ("no", "neither")
        and not _likened(phrase.before, phrase.determiner)
    )
    seen = seen and not (kind == "figure" and _predicate(words, phrase.first))
    return replace(
        cue,
        seen=seen,
        before=phrase.before,
        determiner=phrase.determiner,
        adjectives=phrase.adjectives,
        plural=text in book.plurals,
        subject=_may_act(words, phrase.first),
        after=words.word(end),
        opens=words.opens(phrase.first),
    )


def _predicate(words: Words, first: int) -> bool:
    """`He was a fisherman`: the noun says what somebody is, and is nobody new. `There was a fisherman` is."""
    if words.word(first - 1) not in _BEING:
        return False
    who = words.word(first - 2)
    return (
        who in PRONOUNS
        or who in lexicon().figures
        or (first > 1 and words.text[first - 2][:1].isupper() and who != "there")
    )


_BEING = frozenset("be is was were been become became am are".split())


def _stands_alone(words: Words, index: int) -> bool:
    return words.lower[index] in lexicon().verb_lemmas


def _likened(before: str, determiner: str) -> bool:
    return before in ("like", "than") or (before == "as" and determiner in ("a", "an"))


def _may_act(words: Words, first: int) -> bool:
    """Whether a noun phrase that starts here can be who acts: behind no preposition and no verb it is the object of."""
    before = words.word(first - 1)
    book = lexicon()
    if (
        before in book.sets["place_rules.at"]
        or before in book.sets["place_rules.away"]
        or before in ("with", "for", "but", "without")
    ):
        return False
    lemma = book.verb_lemmas.get(before)
    if lemma is None:
        return True
    inverted = lemma in book.sets["action_rules.speech"] or lemma in ("come", "live", "sit", "stand", "dwell", "lie")
    return inverted and not words.opens(first - 1)


def _read_place(words: Words, first: int, end: int, value: str) -> Cue | None:
    book = lexicon()
    phrase = noun_phrase(words, first)
    text = " ".join(words.lower[first:end])
    if (
        words.lower[end : end + 1]
        and words.lower[end] in book.phrases["thing"]
        and words.lower[end] not in book.verb_lemmas
    ):
        return None  # `kitchen table`, `garden gate`
    if phrase.determiner in ("no", "every", "any") or _likened(phrase.before, phrase.determiner):
        return None
    located = (
        phrase.before in book.sets["place_rules.at"]
        or book.verb_lemmas.get(phrase.before, "") in book.sets["place_rules.reached"]
    )
    if text in book.sets["place_rules.entered_only"] and not (phrase.before in book.sets["place_rules.at"]):
        return None
    if text in book.sets["thing_rules.ambiguous"] and not phrase.determiner:
        return None
    seen = words.affirmed(phrase.first) and phrase.before not in book.sets["place_rules.away"]
    cue = _cue(words, "place", value, first, end)
    return replace(
        cue,
        seen=seen,
        before=phrase.before,
        determiner=phrase.determiner,
        adjectives=phrase.adjectives,
        subject=not located,
    )


def _read_action(words: Words, first: int, end: int, value: str) -> Cue | None:
    before = words.word(first - 1)
    book = lexicon()
    nominal = (
        before in _ARTICLES
        or _follows_article(words, first)
        or before in book.sets["looks.adjectives"]
        or before in ("of", "for", "in", "with", "by")
    )
    if nominal and (before not in ("her", "by") or words.word(end) in ("of", ",", ".")):
        return None
    text = words.lower[first]
    if text == "like" or (text in book.figures and before in ("the", "a")):
        return None
    seen = words.affirmed(first)
    if before == "to":
        seen = seen and words.word(first - 2) in book.sets["action_rules.begun"]
    return replace(_cue(words, "action", value, first, end), seen=seen, before=before, after=words.word(end))


def _follows_article(words: Words, first: int) -> bool:
    """`a cool spring`, `the long walk`: a plain form two words behind an article, with no noun between."""
    book = lexicon()
    text, between = words.lower[first], words.word(first - 1)
    noun = between in book.figures or between in book.phrases["thing"] or between in book.places or between in PRONOUNS
    plain = book.verb_lemmas.get(text) == text
    return (
        plain
        and words.word(first - 2) in _ARTICLES
        and between.isalpha()
        and not noun
        and between not in book.sets["function_words.english"]
    )


_ARTICLES = frozenset("a an the his its their my your our no this that these those every each some any".split())


def _read_time(words: Words, first: int, end: int, value: str) -> Cue:
    return _timely(words, "time", first, end, value)


def _read_jump(words: Words, first: int, end: int, value: str) -> Cue:
    return _timely(words, "jump", first, end, value)


def _timely(words: Words, kind: CueKind, first: int, end: int, value: str) -> Cue:
    near = words.lower[max(words.sentence_start(first), first - 3) : first]
    seen = words.affirmed(first) and not any(word in lexicon().sets["time_rules.not_yet"] for word in near)
    return replace(_cue(words, kind, value, first, end), seen=seen, before=words.word(first - 1))


def _read_plain(words: Words, first: int, end: int, value: str, kind: CueKind) -> Cue:
    phrase = noun_phrase(words, first)
    seen = words.affirmed(first) and phrase.determiner != "no" and phrase.before not in ("like", "of", "than")
    cue = _cue(words, kind, value, first, end)
    return replace(cue, seen=seen, before=phrase.before, determiner=phrase.determiner, adjectives=phrase.adjectives)


_READERS = {
    "figure": lambda words, first, end, value: _read_noun(words, first, end, value, "figure"),
    "thing": lambda words, first, end, value: _read_noun(words, first, end, value, "thing"),
    "place": _read_place,
    "action": _read_action,
    "time": _read_time,
    "jump": _read_jump,
    **{
        kind: lambda words, first, end, value, kind=kind: _read_plain(words, first, end, value, kind)
        for kind in ("season", "weather", "mood", "worn", "borne")
    },
}


def _names(words: Words, taken: set[int]) -> Iterator[Cue]:
    """Capitalised words, with a title before them; the surname is part of the name."""
    index = 0
    book = lexicon()
    while index < len(words.text):
        end = index
        while (
            end < len(words.text)
            and _names_part(words, end)
            and end - index < 3
            and not (end > index and words.opens(end))
        ):
            end += 1
        title = _title(words, index)
        if end > index and (end - index > 1 or index not in taken or title):
            name = " ".join(words.text[index:end])
            opens = words.opens(index)
            if not (opens and " " not in name and name.lower() in book.sets["function_words.english"]):
                yield _name(words, index, end, title=title)
        index = max(end, index + 1)


def _name(words: Words, first: int, end: int, *, title: str) -> Cue:
    start = first - (1 if title else 0) - (1 if words.word(first - 1) == "." and title else 0)
    phrase = noun_phrase(words, start)
    cue = _cue(words, "name", " ".join(words.text[first:end]), first, end)
    return replace(
        cue,
        seen=words.affirmed(start) and not _likened(phrase.before, phrase.determiner),
        before=phrase.before,
        determiner=phrase.determiner,
        adjectives=phrase.adjectives,
        subject=_may_act(words, phrase.first),
        after=words.word(end),
        title=title,
        opens=words.opens(start),
    )


def _names_part(words: Words, index: int) -> bool:
    text = words.text[index]
    if (
        not text[:1].isupper()
        or not text.replace("-", "").replace("'", "").isalpha()
        or text in lexicon().sets["names.never"]
    ):
        return False
    if text.isupper() and len(text) > 1 and words.word(index + 1) != ":":
        return False
    lower = words.lower[index]
    if words.opens(index):
        return text in lexicon().given_names or not (lower in lexicon().verb_lemmas or lower in _COMMON_OPENERS)
    return lower not in lexicon().titles or words.word(index + 1) in (",", ".", "'s", "’s")


_COMMON_OPENERS = frozenset(
    "after before while until because though although since during upon without within however therefore thus still yet "
    "again always sometimes often usually finally later soon suddenly slowly quickly nobody somebody everybody everyone someone nothing "
    "something everything many few several most both each either neither another other such next first last above below across "
    "along among around behind beside between beyond near through under inside outside".split()
)


def _title(words: Words, index: int) -> str:
    back = index - 2 if words.word(index - 1) == "." else index - 1
    before = words.word(back).rstrip(".")
    capital = back >= 0 and words.text[back][:1].isupper()
    return before if before in lexicon().titles and (capital or before in ("old", "little", "young")) else ""


def _pronouns(words: Words) -> Iterator[Cue]:
    for index, word in enumerate(words.lower):
        if word in PRONOUNS and not (word == "i" and words.text[index] != "I"):
            subject = word in _SUBJECT_PRONOUNS or (word == "her" and False)
            cue = _cue(words, "pronoun", word, index, index + 1)
            yield replace(
                cue,
                subject=subject,
                before=words.word(index - 1),
                after=words.word(index + 1),
                opens=words.opens(index),
            )
