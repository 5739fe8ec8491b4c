"""Names and what they are: takes the cues of a whole story, gives the people and animals that have names.

A capitalised word is somebody's name where it comes again and acts, has a title, or is a known given name. What they
are is read from titles (`Aunt Em`), surnames (`Peter Rabbit`) and appositions (`Toto, a little dog`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from storyanim.text.aliases import aliases
from storyanim.text.lexicon import Figure, lexicon

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from storyanim.text.cues import Cue, Sentence
    from storyanim.types import Gender

_NAMED_AFTER = re.compile(r"^,? ?(?:(?:was|is|were|,|whose name was|by the name of) )?(?:named |called )?$")
_DESCRIBED_AFTER = re.compile(
    r"^(?:(?:,| was| is|, who was| had been)(?: only| just| once)? (?:a|an|the|one)(?: [\w-]+,?){0,4}| the) $"
)
_SMALL_WORD = re.compile(r"\b[a-z][a-z-]+\b")
_PLACE_WORDS = frozenset(
    {"in", "at", "from", "near", "of", "to", "through", "across", "into", "toward", "towards", "around"}
)
_HOLY = frozenset({"saint", "st"})
"""Titles that towns have as well."""
_FEMALE_ENDINGS = (
    "nora",
    "etta",
    "ella",
    "illa",
    "ina",
    "ia",
    "ette",
    "elle",
    "anna",
    "issa",
    "ida",
    "ana",
    "ilda",
    "ora",
)
_CALLING = frozenset({",", "!", "?", ";"})
_AUXILIARIES = frozenset(
    {
        "was",
        "is",
        "had",
        "has",
        "did",
        "does",
        "could",
        "would",
        "will",
        "must",
        "might",
        "felt",
        "knew",
        "thought",
        "made",
        "began",
        "took",
        "saw",
        "became",
        "seemed",
        "who",
        "kept",
        "let",
        "heard",
        "got",
    }
)


@dataclass(slots=True)
class _Use:
    """How one name is used."""

    narrated: int = 0
    spoken: int = 0
    inside: int = 0
    acting: int = 0
    located: int = 0
    dwelt: int = 0
    called: int = 0
    determined: int = 0
    owning: int = 0
    trained: int = 0
    titles: Counter[str] = field(default_factory=Counter[str])
    figures: Counter[str] = field(default_factory=Counter[str])
    childish: int = 0


@dataclass(frozen=True, slots=True)
class Names:
    """Who is called what. `aliases` leads every way of naming somebody to one of `figures`' keys."""

    figures: Mapping[str, Figure]
    aliases: Mapping[str, str]
    places: frozenset[str] = frozenset()
    """Names of towns, lands and houses."""

    def key(self, cue: Cue) -> str | None:
        """The named person a cue means, None where it is no person's name."""
        return self.aliases.get(_full(cue)) or self.aliases.get(cue.value)

    def bearer(self, animal: Cue) -> str:
        """The person whose family name an animal's is that stands alone: Ichabod for `Crane`; "" for nobody."""
        bare = lexicon().figures[animal.value].animal and not animal.determiner and not animal.plural
        key = self.aliases.get(animal.value.title(), "") if bare else ""
        return key if key and not self.figures[key].animal else ""


def named(sentences: Sequence[Sentence], known: Mapping[str, Figure]) -> Names:
    """The story's named people and animals, and those of `known` that come in it."""
    uses = _uses(sentences)
    words = {word for sentence in sentences for word in _SMALL_WORD.findall(sentence.text)}
    beasts = _beasts(sentences, uses)
    figures = {
        name: known.get(name) or _figure(name, use, beasts)
        for name, use in uses.items()
        if name in known or _is_person(name, use, words)
    }
    places = frozenset(name for name, use in uses.items() if name not in figures and _is_place(name, use))
    counts = {name: uses[name].narrated + uses[name].spoken for name in figures}
    return Names(figures, aliases(figures, counts), places)


def _beasts(sentences: Iterable[Sentence], uses: Iterable[str]) -> frozenset[str]:
    """The animals that a family name may make of somebody: Peter Rabbit is a rabbit, Nora Finch is a girl.

    Names that people bear as well count where the story tells of that animal, or has others who can be nothing else.
    """
    called = {beast.kind for name in uses if (beast := _called_beast(name))}
    borne = lexicon().sets["people_rules.surnames"]
    told = {kind for kind in called & borne if any(_tells_of(sentence, kind) for sentence in sentences)}
    return frozenset(called if called - borne else told)


def _called_beast(name: str) -> Figure | None:
    """The animal that a name's last word is, if it is one: Rabbit in `Peter Rabbit`."""
    last = name.rsplit(maxsplit=1)[-1]
    figure = lexicon().figures.get(last.lower())
    return figure if figure and figure.animal and last not in lexicon().given_names else None


def _tells_of(sentence: Sentence, kind: str) -> bool:
    """Whether a sentence has such an animal that is no part of a name: `a finch`, `the Fox`."""
    names = [cue for cue in sentence.cues if cue.kind == "name"]
    return any(
        cue.kind == "figure"
        and lexicon().figures[cue.value].kind == kind
        and (cue.determiner or _SMALL_WORD.match(sentence.text, cue.start - sentence.span[0]))
        and not any(name.start <= cue.start < name.end for name in names)
        for cue in sentence.cues
    )


def _full(cue: Cue) -> str:
    return f"{cue.title} {cue.value}" if cue.title and cue.title not in ("old", "little", "young") else cue.value


def _uses(sentences: Iterable[Sentence]) -> dict[str, _Use]:
    uses: dict[str, _Use] = {}
    for sentence in sentences:
        if sentence.heading:
            continue
        for cue in sentence.cues:
            if cue.kind == "name":
                _count(uses.setdefault(_full(cue), _Use()), cue)
        _describe(uses, sentence)
    return uses


def _count(use: _Use, cue: Cue) -> None:
    owns = cue.after in ("'s", "’s")
    use.narrated += not cue.spoken
    use.spoken += cue.spoken
    use.inside += not cue.opens
    use.acting += not cue.spoken and _acts(cue)
    use.called += cue.spoken and not cue.opens and ((cue.before == "," and cue.after in _CALLING) or _acts(cue))
    use.determined += cue.determiner in lexicon().sets["grammar.articles"]
    use.owning += owns
    use.trained += cue.person
    use.located += cue.before in _PLACE_WORDS and not owns
    use.dwelt += cue.before in ("in", "at", "near", "through", "across", "around") and not owns
    use.childish += "little" in cue.adjectives or cue.title == "little"
    if cue.title:
        use.titles[cue.title] += 1


def _acts(cue: Cue) -> bool:
    """Whether a verb stands behind the name, or one of speech before it."""
    lemmas, speech = lexicon().verb_lemmas, lexicon().sets["action_rules.speech"]
    verb = cue.after in lemmas or cue.after in _AUXILIARIES or (cue.after.endswith("ed") and len(cue.after) > 4)
    says = lemmas.get(cue.before) in speech and cue.determiner not in ("a", "an")  # and not `think a Great Magic`
    return cue.subject and (verb or says)


def _describe(uses: Mapping[str, _Use], sentence: Sentence) -> None:
    """Count appositions: a noun for somebody beside a name."""
    nouns = [cue for cue in sentence.cues if cue.kind in ("figure", "name") and not cue.plural]
    for left, right in pairwise(nouns):
        between = _between(sentence, left, right)
        if introduces(sentence, left, right):
            uses[_full(right)].figures[left.value] += 1
        elif (
            left.kind == "name"
            and right.kind == "figure"
            and _DESCRIBED_AFTER.match(between)
            and not right.spoken
            and right.after not in ("'s", "’s")
        ):
            uses[_full(left)].figures[right.value] += 1


def _between(sentence: Sentence, left: Cue, right: Cue) -> str:
    return sentence.text[left.end - sentence.span[0] : right.start - sentence.span[0]]


def introduces(sentence: Sentence, figure: Cue, name: Cue) -> bool:
    """Whether a noun says what the name behind it is: `a boy called Hansel`, `the girl Gretel`."""
    if figure.kind != "figure" or name.kind != "name" or figure.plural:
        return False
    between = _between(sentence, figure, name)
    return bool(figure.determiner) if between == " " else bool(between.strip() and _NAMED_AFTER.match(between))


def _is_person(name: str, use: _Use, words: Container[str]) -> bool:
    if _is_place(name, use):
        return False
    given = name.partition(" ")[0] in lexicon().given_names
    if use.determined * 2 > use.narrated + use.spoken and name.lower() in words and not (given or use.titles):
        return False  # `the Head said`, `the Golden Cap`: capitals for emphasis
    known = given or bool(use.titles) or bool(use.figures)
    acting = use.acting + use.called
    known = known or use.trained * 2 > use.narrated + use.spoken
    return known or (use.inside >= 2 and acting + use.owning >= 1) or acting >= 2


def _is_place(name: str, use: _Use) -> bool:
    """Whether a name is a place's: its last word is a place, or people are mostly in it, go to it or come from it."""
    words = name.lower().split()
    if len(words) > 1 and words[-1] in lexicon().places and not use.titles and use.acting < 2:
        return True
    if set(use.titles) - _HOLY or use.figures:
        return False
    mostly = use.located * 2 > use.narrated + use.spoken + (words[0].title() in lexicon().given_names)
    return mostly or (use.dwelt > 0 and not use.acting and not use.owning)  # `in Saint Orrin` is in a place


def _figure(name: str, use: _Use, beasts: Container[str]) -> Figure:
    figure = _told_figure(name, use, beasts)
    if figure.kind in ("orphan", "child", "pupil", "youngster", "baby") and figure.gender != "unknown":
        return person(figure.gender, child=True)
    return figure


def _told_figure(name: str, use: _Use, beasts: Container[str]) -> Figure:
    book = lexicon()
    words = name.split()
    title = next((book.titles[t] for t, _ in use.titles.most_common(1) if t in book.titles), None)
    gender = book.given_names.get(words[0]) or (
        title.gender if title and title.gender != "unknown" else _sounding(words[0])
    )
    beast = _called_beast(name)
    if beast and (beast.kind in beasts or not (len(words) > 1 or use.titles)):
        return Figure(beast.kind, True, gender, "adult")
    if use.figures:
        figure = book.figures[use.figures.most_common(1)[0][0]]
        known = figure.gender != "unknown" and figure.kind not in book.sets["people_rules.trades"]
        return Figure(figure.kind, figure.animal, figure.gender if known or gender == "unknown" else gender, figure.age)
    if title and title.kind not in ("person", "child"):
        return Figure(title.kind, False, gender, title.age)
    return person(gender, child=use.childish > 0)


def _sounding(name: str) -> Gender:
    """`Leonora` and `Ginette` sound female; of other names nothing is known."""
    return "female" if len(name) > 4 and name.endswith(_FEMALE_ENDINGS) else "unknown"


def person(gender: str, *, child: bool = False) -> Figure:
    """Somebody of whom only sex and age are known."""
    if child:
        kind = {"male": "boy", "female": "girl"}.get(gender, "child")
        return Figure(kind, False, gender, "child")  # type: ignore[arg-type]
    kind = {"male": "man", "female": "woman"}.get(gender, "person")
    return Figure(kind, False, gender, "adult")  # type: ignore[arg-type]
