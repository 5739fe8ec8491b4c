"""LitBank: 100 novels of about 2,100 tokens each, with every mention of a person or place and whom it means.

Takes the folder of github.com/dbamman/litbank (CC BY 4.0), gives `Novel`s whose text is set like a book's: the
repository's own text is cut into tokens, so spaces and paragraphs are taken from `original/`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from storyanim.types import Span

HELD_OUT = frozenset(
    "24 32 44 120 158 171 208 217 367 521 550 766 805 932 1342 2807 4217 6593 9830 11231".split()  # noqa: SIM905
)
"""Every fifth document when the hundred are sorted by file name, by the number its name begins with."""
_TALKING = frozenset("i me my mine myself you your yours yourself".split())  # noqa: SIM905
_PLACES = frozenset({"FAC", "LOC", "GPE"})
_HEAD_ENDS = frozenset(
    "of who whom whose which that in with from at on to for by as -- — ; : ( when where like".split()  # noqa: SIM905
)
_APPOSED = frozenset("a an the who whom whose which his her their as".split())  # noqa: SIM905
_ABBREVIATED = frozenset({"'s", "’s", "'", "’", ".", ","})


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention: what it is, whom it means, and the span of its head word in the novel's text."""

    entity: str
    kind: str
    form: str
    head: Span
    text: str
    quoted: bool = False

    @property
    def present(self) -> bool:
        """Whether whoever is meant is there: told of by the narrator, or one of those who talk."""
        return not self.quoted or self.text.lower() in _TALKING

    @property
    def person(self) -> bool:
        """Whether somebody is meant."""
        return self.kind == "PER"

    @property
    def place(self) -> bool:
        """Whether it is a building, a land or a town."""
        return self.kind in _PLACES


@dataclass(frozen=True, slots=True)
class Novel:
    """A novel's opening, its sentences as spans of `text`, and its mentions in order."""

    name: str
    text: str
    sentences: tuple[Span, ...]
    mentions: tuple[Mention, ...]


def novels(folder: Path, *, held_out: bool) -> Iterator[Novel]:
    """The development documents that are in the folder, or the held-out ones."""
    for path in sorted((folder / "coref" / "tsv").glob("*_brat.ann")):
        if (path.name.partition("_")[0] in HELD_OUT) == held_out:
            yield _novel(folder, path)


def _novel(folder: Path, annotations: Path) -> Novel:
    name = annotations.stem.removesuffix("_brat")
    rows = [line.split() for line in annotations.with_suffix(".txt").read_text(encoding="utf-8").splitlines()]
    original = folder / "original" / f"{name}.txt"
    source = original.read_text(encoding="utf-8", errors="replace") if original.exists() else ""
    text, spans = _set(rows, source)
    sentences = tuple((row[0][0], row[-1][1]) for row in spans if row)
    return Novel(name, text, sentences, tuple(_mentions(annotations, rows, spans)))


def _mentions(annotations: Path, rows: Sequence[Sequence[str]], spans: Sequence[Sequence[Span]]) -> Iterator[Mention]:
    lines = [line.split("\t") for line in annotations.read_text(encoding="utf-8").splitlines()]
    entities = {line[1]: line[2] for line in lines if line[0] == "COREF"}
    quoted = _quoted(annotations, spans)
    found: list[Mention] = []
    for line in lines:
        if line[0] == "MENTION":
            _, number, row, first, _, last, text, kind, form = line
            head = _head(rows[int(row)], int(first), int(last), form)
            span = spans[int(row)][head]
            said = any(start <= span[0] < end for start, end in quoted)
            found.append(Mention(entities.get(number, number), kind, form, span, text, said))
    return iter(sorted(found, key=lambda mention: mention.head))


def _quoted(annotations: Path, spans: Sequence[Sequence[Span]]) -> list[Span]:
    """The novel's quotations, from the folder beside the mentions'; none where it is not there."""
    path = annotations.parents[2] / "quotations" / "tsv" / annotations.name
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = [[int(number) for number in line.split("\t")[2:6]] for line in lines if line.startswith("QUOTE")]
    return [(spans[a][b][0], spans[c][min(d, len(spans[c]) - 1)][1]) for a, b, c, d in rows]


def _head(words: Sequence[str], first: int, last: int, form: str) -> int:
    """The token that names: a name's last word, else the word before what is said of it."""
    last = min(last, len(words) - 1)
    while last > first and words[last] in _ABBREVIATED:
        last -= 1
    if form != "NOM":
        return next((index - 1 for index in range(first + 1, last) if words[index] in (",", "of")), last)
    return next((index - 1 for index in range(first + 1, last) if _ends(words, index)), last)


def _ends(words: Sequence[str], index: int) -> bool:
    word, following = words[index].lower(), words[index + 1].lower()
    return word in _HEAD_ENDS or (word == "," and following in _APPOSED)


def _set(rows: Sequence[Sequence[str]], source: str) -> tuple[str, list[list[Span]]]:
    """The tokens set as the original sets them, and each one's span; where it cannot be followed, spaced by rule."""
    parts: list[str] = []
    length = position = 0
    spans: list[list[Span]] = []
    previous = ""
    for row in rows:
        spans.append([])
        for token in row:
            found = source.find(token, position, position + 200) if source else -1
            gap = _gap(source[position:found]) if found >= 0 and position else _ruled(previous, token)
            position = found + len(token) if found >= 0 else position
            gap = gap if parts else ""
            parts += [gap, token]
            spans[-1].append((length + len(gap), length + len(gap) + len(token)))
            length, previous = spans[-1][-1][1], token
    return "".join(parts), spans


def _gap(skipped: str) -> str:
    if skipped.strip():
        return " "
    return "\n\n" if skipped.count("\n") > 1 else " " if skipped else ""


def _ruled(previous: str, token: str) -> str:
    closing = token in {".", ",", ";", ":", "!", "?", ")", "'s", "’s", "n't", "n’t", "”"}
    return "" if closing or previous in {"(", "“", "‘"} else " "


def sentence_at(novel: Novel, position: int) -> int:
    """The number of the sentence that holds a character of the text."""
    return max(0, bisect_right([start for start, _ in novel.sentences], position) - 1)
