"""Who is called what: takes the named people of a story and how each name is used, gives every name its person.

`Jimmy` is `Jimmy Wells`, `Mr. Denham` is `Denham`, `Miss Brooke` is `Dorothea Brooke` where she is the only one she
can be. Knows names only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from storyanim.text.lexicon import Figure, lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FAMILY = frozenset({"mr", "mrs", "miss", "ms", "master", "mister"})
_ANYBODY = frozenset({"man", "woman", "person", "boy", "girl", "child"})
"""What somebody is of whom only a name is known."""


class _Name(NamedTuple):
    """A name in parts; `full` is what it is known by."""

    full: str
    title: str
    words: tuple[str, ...]


def aliases(figures: Mapping[str, Figure], counts: Mapping[str, int]) -> dict[str, str]:
    """Every name of `figures`, and each single word of one, to the name its bearer is known by.

    `counts` says how often each name comes; the fuller name is kept.
    """
    names = [_parsed(full) for full in figures]
    by_word: dict[str, list[_Name]] = {}
    for name in names:
        for word in name.words:
            by_word.setdefault(word, []).append(name)
    found = {name.full: _fuller(name, by_word, figures, counts) for name in names}
    found = {full: _last(full, found) for full in found}
    for name in sorted(names, key=lambda name: (-len(name.words), -counts[name.full], name.full)):
        for word in name.words:
            if word not in figures:
                found.setdefault(word, found[name.full])
    return found


def _parsed(full: str) -> _Name:
    first, _, rest = full.partition(" ")
    titled = bool(rest) and first[:1].islower() and first in lexicon().titles
    return _Name(full, first if titled else "", tuple((rest if titled else full).split()))


def _last(full: str, found: Mapping[str, str]) -> str:
    """Follow `a is b, b is c` to its end."""
    seen = {full}
    while found[full] != full and found[full] not in seen:
        full = found[full]
        seen.add(full)
    return full


def _fuller(
    name: _Name, by_word: Mapping[str, Sequence[_Name]], figures: Mapping[str, Figure], counts: Mapping[str, int]
) -> str:
    """The name under which the bearer of this one is kept: its own, unless one other fits."""
    near = {other.full: other for word in name.words for other in by_word[word] if other != name}
    fitting = [other for other in near.values() if _within(name, other) and _may_be(name, other, figures)]
    same_titled = [other for other in fitting if other.title == name.title]
    chosen = same_titled or fitting
    if len({other.words for other in chosen}) > 1 and (name.title in _FAMILY or not _given(name, chosen)):
        return name.full  # `Mr. Brooke` may be one of several
    return max((other.full for other in chosen), key=lambda full: (counts[full], full), default=name.full)


def _within(name: _Name, other: _Name) -> bool:
    """Whether the other one says more: more words, or a title to the same ones (`Denham` for `Mr. Denham`)."""
    if name.words == other.words:
        return bool(other.title) > bool(name.title) or (bool(name.title) and name.title < other.title)
    return len(name.words) < len(other.words) and set(name.words) <= set(other.words)


def _given(name: _Name, others: Sequence[_Name]) -> bool:
    """Whether the name is a first name of all of them, and the commonest may be meant."""
    return all(other.words[0] == name.words[0] for other in others)


def _may_be(name: _Name, other: _Name, figures: Mapping[str, Figure]) -> bool:
    """Whether sexes and titles allow both names to be one person's."""
    one, another = figures[name.full].gender, figures[other.full].gender
    if "unknown" not in (one, another) and one != another:
        return False
    beast = figures[name.full].animal
    if beast != figures[other.full].animal and (beast or figures[name.full].kind not in _ANYBODY):
        return False  # `Peter` may be `Peter Rabbit`
    if name.title and other.title and name.title != other.title:
        return name.title in _FAMILY and other.title not in _FAMILY and name.words != other.words
    surname_only = len(name.words) == 1 and name.words[0] == other.words[-1] and len(other.words) > 1
    return not (not name.title and surname_only and other.title in ("mrs", "miss"))
