"""WordNet's lexicographer files: takes their folder (`dbfiles`), gives noun senses with what they are kinds of.

The format is described in WordNet's own manual, wninput(5WN) and senseidx(5WN). Knows no lexicon of ours.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = tuple(
    """Tops act animal artifact attribute body cognition communication event feeling food group location motive object
    person phenomenon plant possession process quantity relation shape state substance time""".split()  # noqa: SIM905
)
"""The nouns' files in the order of their numbers, which begin at 3."""
_ENTRY = re.compile(r"^\{ (.*?)(?: \(.*)?\}?$")
_WORD = re.compile(r"(.*?)(\d*)$")
_SENSE_KEY = re.compile(r"(\d+) ([^ %]+)%(\d):(\d\d):(\d\d):")
_NOUN = 1

Name = tuple[str, str, int]
"""A sense: its file (`animal`), its word in small letters, and the number that tells it from others there."""


@dataclass(slots=True)
class Synset:
    """A meaning: the words for it, those with a capital among them, and the senses it is a kind of."""

    file: str
    names: list[Name] = field(default_factory=list[Name])
    kind_of: list[Name] = field(default_factory=list[Name])
    proper: set[Name] = field(default_factory=set[Name])


@dataclass(frozen=True, slots=True)
class WordNet:
    """All meanings of nouns; how often each sense was met in WordNet's tagged texts, and other words' counts."""

    synsets: dict[Name, Synset]
    senses: dict[str, list[Name]]
    """By word in small letters; words that are only ever written with a capital have none."""
    counts: Counter[Name]
    others: Counter[str]
    """How often a word was met as a verb, an adjective or an adverb; 0 for those that only can be."""

    def frequency(self, word: str) -> int:
        """How often a word was met as whatever."""
        return self.others[word] + sum(self.counts[name] for name in self.senses.get(word, ()))

    def above(self, synset: Synset) -> Iterator[Synset]:
        """The meaning itself and all that it is a kind of, the nearest first."""
        queue, seen = [synset], {id(synset)}
        for current in queue:
            yield current
            for name in current.kind_of:
                upper = self.synsets.get(name)
                if upper is not None and id(upper) not in seen:
                    seen.add(id(upper))
                    queue.append(upper)


def read_wordnet(folder: Path) -> WordNet:
    """WordNet from its lexicographer files.

    Raises:
        OSError: the folder lacks one of them.
    """
    synsets: dict[Name, Synset] = {}
    senses: dict[str, list[Name]] = {}
    for file in FILES:
        for line in (folder / f"noun.{file}").read_text(encoding="latin-1").splitlines():
            synset = _synset(line, file)
            if synset is None:
                continue
            synsets.update(dict.fromkeys(synset.names, synset))
            for name in synset.names:
                if name not in synset.proper:
                    senses.setdefault(name[1], []).append(name)
    counts, others = _counts((folder / "cntlist").read_text(encoding="latin-1"))
    for path in sorted(folder.iterdir()):
        if path.name.startswith(("verb.", "adj.", "adv.")):
            for word in re.findall(r"[\[{] ?([a-z-]+)\d*(?:\(\w+\))?,", path.read_text(encoding="latin-1")):
                others[word] += 0
    return WordNet(synsets, senses, counts, others)


def _synset(line: str, file: str) -> Synset | None:
    found = _ENTRY.match(line)
    if found is None:
        return None
    synset = Synset(file)
    for token in found[1].split():
        word, comma, pointer = token.rpartition(",")
        if not comma:
            continue
        if not pointer:
            synset.names.append(_name(word, file))
            synset.proper.update(synset.names[-1:] if word != word.lower() else ())
        elif pointer in ("@", "@i"):
            synset.kind_of.append(_name(word, file))
    return synset


def _name(word: str, file: str) -> Name:
    """`noun.person:doctor1` as (`person`, `doctor`, 1)."""
    place, _, text = word.rpartition(":")
    found = _WORD.match(text)
    stem, number = (found[1], found[2]) if found else (text, "")
    return place.removeprefix("noun.") or file, stem.lower(), int(number or 0)


def _counts(text: str) -> tuple[Counter[Name], Counter[str]]:
    nouns, others = Counter[Name](), Counter[str]()
    for count, word, part, file, number in _SENSE_KEY.findall(text):
        if int(part) == _NOUN:
            nouns[FILES[int(file) - 3], word, int(number)] += int(count)
        else:
            others[word] += int(count)
    return nouns, others
