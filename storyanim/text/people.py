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

from storyanim.text.lexicon import Figure, lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from storyanim.text.cues import Cue, Sentence

_NAMED_AFTER = re.compile(r"^,? ?(?:(?:was|is|were|,|whose name was|by the name of) )?(?:named |called )?$")
_DESCRIBED_AFTER = re.compile(
    r"^(?:,| was| is|, who was| had been)(?: only| just| once)? (?:a|an|the|one)(?: [\w-]+,?){0,4} $"
)
_PLACE_WORDS = frozenset(
    {"in", "at", "from", "near", "of", "to", "through", "across", "into", "toward", "towards", "around"}
)


@dataclass(slots=True)
class _Use:
    """How one name is used."""

    narrated: int = 0
    inside: int = 0
    acting: int = 0
    located: int = 0
    dwelt: int = 0
    titles: Counter[str] = field(default_factory=Counter[str])
    figures: Counter[str] = field(default_factory=Counter[str])
    childish: int = 0


@dataclass(frozen=True, slots=True)
class Names:
    """Who is called what. `aliases` leads every way of naming somebody to one of `figures`' keys."""

    figures: Mapping[str, Figure]
    aliases: Mapping[str, str]

    def key(self, cue: Cue) -> str | None:
        """The named person a cue means, None where it is no person's name."""
        return self.aliases.get(_full(cue)) or self.aliases.get(cue.value)


def named(sentences: Sequence[Sentence], known: Mapping[str, Figure]) -> Names:
    """The story's named people and animals, and those of `known` that come in it."""
    uses = _uses(sentences)
    figures = {
        name: known.get(name) or _figure(name, use)
        for name, use in uses.items()
        if name in known or _is_person(name, use)
    }
    return Names(figures, _aliases(figures, uses))


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
    use.narrated += not cue.spoken
    use.inside += not cue.opens
    use.acting += (
        cue.subject
        and not cue.spoken
        and (cue.after in lexicon().verb_lemmas or cue.before in ("said", "cried", "asked"))
    )
    use.located += cue.before in _PLACE_WORDS
    use.dwelt += cue.before in ("in", "at", "near", "through", "across", "around")
    use.childish += "little" in cue.adjectives or cue.title == "little"
    if cue.title:
        use.titles[cue.title] += 1


def _describe(uses: Mapping[str, _Use], sentence: Sentence) -> None:
    """Count appositions: a noun for somebody beside a name."""
    nouns = [cue for cue in sentence.cues if cue.kind in ("figure", "name") and not cue.plural]
    for left, right in pairwise(nouns):
        between = _between(sentence, left, right)
        if introduces(sentence, left, right):
            uses[_full(right)].figures[left.value] += 1
        elif left.kind == "name" and right.kind == "figure" and _DESCRIBED_AFTER.match(between) and not right.spoken:
            uses[_full(left)].figures[right.value] += 1


def _between(sentence: Sentence, left: Cue, right: Cue) -> str:
    return sentence.text[left.end - sentence.span[0] : right.start - sentence.span[0]]


def introduces(sentence: Sentence, figure: Cue, name: Cue) -> bool:
    """Whether a noun says what the name behind it is: `a boy called Hansel`, `the girl Gretel`."""
    if figure.kind != "figure" or name.kind != "name" or figure.plural:
        return False
    between = _between(sentence, figure, name)
    return bool(figure.determiner) if between == " " else bool(between.strip() and _NAMED_AFTER.match(between))


def _is_person(name: str, use: _Use) -> bool:
    if use.narrated == 0:
        return False
    if use.located * 2 > use.narrated + 1 and not use.titles:
        return False
    if use.dwelt and not use.acting:
        return False  # `in Saint Orrin` is in a place
    known = name.partition(" ")[0] in lexicon().given_names or bool(use.titles) or bool(use.figures)
    return known or (use.inside >= 2 and use.acting >= 1) or use.acting >= 2


def _figure(name: str, use: _Use) -> Figure:
    figure = _told_figure(name, use)
    if figure.kind in ("orphan", "child", "pupil", "youngster", "baby") and figure.gender != "unknown":
        return person(figure.gender, child=True)
    return figure


def _told_figure(name: str, use: _Use) -> Figure:
    book = lexicon()
    words = name.split()
    title = next((book.titles[t] for t, _ in use.titles.most_common(1) if t in book.titles), None)
    gender = book.given_names.get(words[0]) or (title.gender if title else "unknown")
    surname = book.figures.get(words[-1].lower())
    if surname and surname.animal and words[-1] not in book.given_names:
        return Figure(surname.kind, True, gender, "adult")
    if use.figures:
        figure = book.figures[use.figures.most_common(1)[0][0]]
        return Figure(figure.kind, figure.animal, figure.gender if figure.gender != "unknown" else gender, figure.age)
    if title and title.kind not in ("person", "child"):
        return Figure(title.kind, False, gender, title.age)
    return person(gender, child=use.childish > 0)


def person(gender: str, *, child: bool = False) -> Figure:
    """Somebody of whom only sex and age are known."""
    if child:
        kind = {"male": "boy", "female": "girl"}.get(gender, "child")
        return Figure(kind, False, gender, "child")  # type: ignore[arg-type]
    kind = {"male": "man", "female": "woman"}.get(gender, "person")
    return Figure(kind, False, gender, "adult")  # type: ignore[arg-type]


def _aliases(figures: Mapping[str, Figure], uses: Mapping[str, _Use]) -> dict[str, str]:
    """Every full name to itself, and each single word of it to whoever it means most often."""
    aliases = {name: name for name in figures}
    for name in sorted(figures, key=lambda name: (-len(name.split()), -uses[name].narrated, name)):
        for word in name.split():
            if word[:1].isupper() and word.lower() not in lexicon().titles:
                aliases.setdefault(word, name) if word not in figures else None
    for name in figures:
        longer = [
            other for other in figures if other != name and name in other.split() and _same_person(name, other, uses)
        ]
        if longer:
            aliases[name] = max(longer, key=lambda other: uses[other].narrated)
    return aliases


def _same_person(name: str, other: str, uses: Mapping[str, _Use]) -> bool:
    """`Henry` is `uncle Henry`, `Jimmy` is `Jimmy Wells`; `Rabbit` is not at once `mr Rabbit` and `mrs Rabbit`."""
    family = other.partition(" ")[0] in ("mr", "mrs", "miss", "ms")
    return len(name.split()) == 1 and not family and uses[other].narrated > 0
