"""Makes `words.tsv` from the folder of WordNet's lexicographer files: `python -m storyanim.text.wordnet.build DBFILES`.

WordNet 3.0 and 3.1 have them in `dict/dbfiles`. A word is taken where nearly all of its uses mean one thing, and where
that is a kind of something that the lexicon knows: the nearest one is what it is shown as.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from storyanim.text.lexicon import own_lexicon
from storyanim.text.wordnet.synsets import Name, Synset, WordNet, read_wordnet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from storyanim.text.wordnet import Kind

HERE = Path(__file__).parent
_FILES: dict[Kind, frozenset[str]] = {
    "person": frozenset({"person", "Tops"}),
    "animal": frozenset({"animal", "Tops"}),
    "place": frozenset({"artifact", "object", "location"}),
    "thing": frozenset({"artifact", "object", "plant", "food"}),
}
"""Where the senses of each kind stand; a word of another file is none of it."""
_WIDE = frozenset({"person", "man", "woman", "child", "boy", "girl", "animal", "creature"})
"""What everybody is drawn as of whom nothing else is known."""
_SHARE = 0.75
"""Of a word's uses in tagged texts, those that must mean the one thing."""
_MET = 4
"""Times that a word which may be a verb or an adjective too must have been met, before its uses are weighed."""
_PLAIN = re.compile(r"[a-z]{3,18}$")


class Label(NamedTuple):
    """A word of the lexicon, and its kind."""

    kind: Kind
    word: str


def main(folder: Path) -> None:
    """Write `words.tsv`."""
    corrections = tomllib.loads((HERE / "corrections.toml").read_text(encoding="utf-8"))
    found = dict(_words(read_wordnet(folder), frozenset(corrections["apart"]["words"].split())))
    found = {word: value for word, value in found.items() if word not in corrections["none"]["words"].split()}
    found |= dict(_corrected(corrections["words"]))
    lines: dict[str, list[str]] = {}
    for word, value in sorted(found.items()):
        lines.setdefault(value, []).append(word)
    text = "".join(f"{value}\t{' '.join(words)}\n" for value, words in sorted(lines.items()))
    (HERE / "words.tsv").write_text(text, encoding="utf-8")
    print(f"{sum(map(len, lines.values())):,} words, {len(text):,} bytes")


def _corrected(table: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each word of the hand's lines, such as `"animal dog" = "mutt cur"`."""
    for value, words in table.items():
        kind, _, known = value.partition(" ")
        yield from ((word, f"{kind}\t{known}\tshown") for word in words.split())


def _words(wordnet: WordNet, apart: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Each new word, and its kind, the nearest known word, and whether it is `shown` as that or `kept`."""
    known, drawn = _known_words(), _drawn()
    labels = dict(_labels(wordnet, drawn, apart))
    for word in wordnet.senses:
        if word in known or not _PLAIN.match(word):
            continue
        sense = _one_sense(wordnet, word)
        label = _nearest(wordnet, wordnet.synsets[sense], labels) if sense else None
        if label is not None:
            kept = label.kind in ("person", "animal") and (word in drawn[label.kind] or _is_wide(label))
            yield word, f"{label.kind}\t{label.word}\t{'kept' if kept else 'shown'}"


def _is_wide(label: Label) -> bool:
    """Whether what somebody is shown as would say less than their own word, and be drawn no better."""
    return own_lexicon().figures[label.word].kind in _WIDE


def _drawn() -> dict[str, frozenset[str]]:
    """By kind, the words that are drawn as they are."""
    lists = tomllib.loads((HERE / "drawn.toml").read_text(encoding="utf-8"))
    return {kind: frozenset(words.split(", ")) for kind, words in lists.items()}


def _known_words() -> frozenset[str]:
    """All that the lexicon has a meaning for already."""
    book = own_lexicon()
    phrases = {phrase for table in book.phrases.values() for phrase in table}
    listed = {word for words in book.sets.values() for word in words}
    names = {name.lower() for name in book.given_names}
    return frozenset(phrases | listed | names | set(book.verb_lemmas) | set(book.titles))


def _labels(
    wordnet: WordNet, drawn: Mapping[str, frozenset[str]], apart: frozenset[str]
) -> Iterator[tuple[Name, Label]]:
    """The senses of the words that the lexicon knows and that can be drawn: what other words may be kinds of.

    Not of those that are `apart`.
    """
    book = own_lexicon()
    vague = book.sets["place_rules.entered_only"] | book.sets["place_rules.buildings"]
    figures = {word: figure for word, figure in book.figures.items() if word not in book.plurals}
    things = {word: value for word, value in book.phrases["thing"].items() if word not in book.plurals}
    tables: dict[Kind, list[str]] = {
        "animal": [word for word, f in figures.items() if f.animal and f.kind in drawn["animal"] | _WIDE],
        "person": [word for word, f in figures.items() if not f.animal and f.kind in drawn["person"] | _WIDE],
        "place": [word for word in book.places if word not in vague],
        "thing": [word for word, value in things.items() if value in drawn["thing"]],
    }
    for kind, words in tables.items():
        for word in sorted(set(words) - apart, key=len, reverse=True):  # the plainest word for a meaning stays
            senses = [name for name in wordnet.senses.get(word.replace(" ", "_"), ()) if name[0] in _FILES[kind]]
            if senses:
                best = max(senses, key=lambda name: (wordnet.counts[name], -name[2]))
                yield from ((name, Label(kind, word)) for name in wordnet.synsets[best].names)


def _one_sense(wordnet: WordNet, word: str) -> Name | None:
    """The sense that a word nearly always has; of a word that was never met, its only one."""
    senses = wordnet.senses[word]
    best = max(senses, key=lambda name: (wordnet.counts[name], -name[2]))
    frequency = wordnet.frequency(word)
    if frequency < (_MET if word in wordnet.others else 1):
        alone = len({name[0] for name in senses}) == 1 and word not in wordnet.others
        return best if alone else None
    alike = sum(wordnet.counts[name] for name in senses if name[0] == best[0])
    return best if alike >= _SHARE * frequency else None


def _nearest(wordnet: WordNet, synset: Synset, labels: Mapping[Name, Label]) -> Label | None:
    """The label of the nearest meaning above that has one of the synset's own kind, if there is one."""
    for upper in wordnet.above(synset):
        for name in upper.names:
            label = labels.get(name)
            if label is not None and synset.file in _FILES[label.kind]:
                return label
    return None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
