"""Who does what: takes a sentence's cues and who is present, gives pairs of somebody and an action.

A verb belongs to the subject before it, to both of `Tom and Anna`, and behind speech to whoever follows (`said the
frog`). A thing or an unknown `it` that acts takes the verb for itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from storyanim.text.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from storyanim.text.cast import Presence
    from storyanim.text.cues import Cue, Sentence

Meant: TypeAlias = "Mapping[int, Sequence[Presence]]"
"""Whom a sentence's cues mean, by the cue's first character: `they` are several."""
_SOMEBODY = ("name", "figure", "pronoun")
_VOICED = ("talk", "laugh", "weep", "sing")
_ALONG = frozenset({"before", "with", "beside", "behind", "after", "alongside"})
_OWNERS = frozenset({"his", "her", "its", "their", "my"})
_NEAR = 3
"""Words between `said` and whoever says it."""
_JOINED = 7
"""Words between two that `and` makes act together."""


def deeds(sentence: Sentence, present: Meant, cast: Container[str]) -> Iterator[tuple[str, str]]:
    """Everybody of `cast` in the sentence with "", and for each verb whoever does it with the action.

    Args:
        sentence: its cues are gone through in order.
        present: who each cue means, by the cue's first character.
        cast: the keys that count.
    """
    clause = _Clause(sentence, present, cast)
    for cue in sentence.cues:
        if cue.kind in _SOMEBODY and not cue.spoken:
            yield from clause.meet(cue)
        elif cue.kind in ("thing", "place") and cue.subject and cue.after in lexicon().verb_lemmas:
            clause.subjects = []
        elif cue.kind == "action" and cue.seen and not cue.spoken:
            yield from clause.act(cue)


class _Clause:
    """Who acts at this point of a sentence."""

    def __init__(self, sentence: Sentence, present: Meant, cast: Container[str]) -> None:
        self.subjects: list[str] = []
        self._sentence, self._present, self._cast = sentence, present, cast
        self._subject_end = -_JOINED
        self._waiting: Cue | None = None
        self._deed: Cue | None = None
        self._last: Cue | None = None

    def meet(self, cue: Cue) -> Iterator[tuple[str, str]]:
        """Somebody is named; they act from here on if they can be a subject, with the one before behind an `and`."""
        if cue.value == "who" and self._last is not None:
            self.subjects = self._keys(self._last)
            return
        keys, self._last = self._keys(cue), cue
        joined = cue.before == "and" and bool(self.subjects) and cue.word - self._subject_end <= _JOINED
        if not keys:
            self.subjects = [] if cue.subject else self.subjects
            return
        told = "talk" if cue.opens and cue.after == ":" else ""  # a play's speaker
        if cue.subject or joined:
            self.subjects = [*self.subjects, *keys] if joined else keys
            self._subject_end = cue.end_word
            told = self._waiting.value if self._waiting is not None else told
        elif self._deed is not None and cue.before in _ALONG and cue.word - self._deed.end_word <= _NEAR:
            told = self._deed.value  # `the fox walked before her`: both walk
        yield from ((key, told) for key in keys)
        self._waiting = self._waiting if _owns(cue) else None  # `said her grandfather`

    def act(self, cue: Cue) -> Iterator[tuple[str, str]]:
        """A verb: the subjects do it, or whoever comes next."""
        if self._last is not None and cue.word == self._last.end_word and _form(self._sentence, cue).endswith("ing"):
            self.subjects = self._keys(self._last)  # `he saw the children playing`: they play
        if cue.before in ("which", "that", "who") and self._last is not None:
            yield from ((key, cue.value) for key in self._keys(self._last))  # `birds which fly`
        elif _inverted(self._sentence, cue, self._present) or (not self.subjects and cue.value in _VOICED):
            self._waiting = cue
        else:
            self._deed = cue if cue.value in ("walk", "run", "dance", "climb", "swim") else None
            yield from ((key, cue.value) for key in self.subjects)

    def _keys(self, cue: Cue) -> list[str]:
        return [presence.key for presence in self._present.get(cue.start, ()) if presence.key in self._cast]


def meant(present: Iterable[Presence]) -> dict[int, list[Presence]]:
    """Those present by the cue that means them."""
    found: dict[int, list[Presence]] = {}
    for presence in present:
        found.setdefault(presence.cue.start, []).append(presence)
    return found


def _form(sentence: Sentence, cue: Cue) -> str:
    return sentence.text[cue.start - sentence.span[0] : cue.end - sentence.span[0]].lower()


def _inverted(sentence: Sentence, action: Cue, present: Meant) -> bool:
    """`said the frog`: whoever stands right behind a verb of speech says it."""
    if action.value not in _VOICED or action.after in (",", ".", ";"):
        return False
    somebody = (cue for cue in sentence.cues if cue.kind in _SOMEBODY and not _owns(cue))
    following = next((cue for cue in somebody if cue.word >= action.end_word), None)
    return (
        following is not None
        and following.subject
        and following.word - action.end_word <= _NEAR
        and following.start in present
    )


def _owns(cue: Cue) -> bool:
    """Whether a pronoun only says whose the noun behind it is."""
    return cue.kind == "pronoun" and cue.value in _OWNERS and cue.after.isalpha()


def best_action(actions: Sequence[str]) -> str:
    """The action that is seen best; `stand` where none was told."""
    ranks = lexicon().visible
    return min((action for action in actions if action), key=ranks.index, default="stand")
