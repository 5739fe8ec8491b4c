"""Who does what: takes a sentence's cues and who is present, gives pairs of somebody and an action.

A verb belongs to the subject before it, to both of `Tom and Anna`, and behind speech to whoever follows (`said the
frog`). A thing or an unknown `it` that acts takes the verb for itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.text.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from storyanim.text.cast import Presence
    from storyanim.text.cues import Cue, Sentence

_SOMEBODY = ("name", "figure", "pronoun")
_VOICED = ("talk", "laugh", "weep", "sing")
_ALONG = frozenset({"before", "with", "beside", "behind", "after", "alongside"})
_NEAR = 3
"""Words between `said` and whoever says it."""
_JOINED = 7
"""Words between two that `and` makes act together."""


def deeds(sentence: Sentence, present: Mapping[int, Presence], cast: Container[str]) -> Iterator[tuple[str, str]]:
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
        elif cue.kind == "thing" and cue.subject and cue.after in lexicon().verb_lemmas:
            clause.subjects = []
        elif cue.kind == "action" and cue.seen and not cue.spoken:
            yield from clause.act(cue)


class _Clause:
    """Who acts at this point of a sentence."""

    def __init__(self, sentence: Sentence, present: Mapping[int, Presence], cast: Container[str]) -> None:
        self.subjects: list[str] = []
        self._sentence, self._present, self._cast = sentence, present, cast
        self._subject_end = -_JOINED
        self._waiting: Cue | None = None
        self._deed: Cue | None = None
        self._last: Cue | None = None

    def meet(self, cue: Cue) -> Iterator[tuple[str, str]]:
        """Somebody is named; they act from here on if they can be a subject, with the one before behind an `and`."""
        if cue.value == "who" and self._last is not None:
            self.subjects = [key] if (key := self._key(self._last)) is not None else []
            return
        key, self._last = self._key(cue), cue
        joined = cue.before == "and" and bool(self.subjects) and cue.word - self._subject_end <= _JOINED
        if key is None:
            self.subjects = [] if cue.subject else self.subjects
            return
        yield key, "talk" if cue.opens and cue.after == ":" else ""  # a play's speaker
        if cue.subject or joined:
            self.subjects = [*self.subjects, key] if joined else [key]
            self._subject_end = cue.end_word
            if self._waiting is not None:
                yield key, self._waiting.value
        elif self._deed is not None and cue.before in _ALONG and cue.word - self._deed.end_word <= _NEAR:
            yield key, self._deed.value  # `the fox walked before her`: both walk
        self._waiting = None

    def act(self, cue: Cue) -> Iterator[tuple[str, str]]:
        """A verb: the subjects do it, or whoever comes next."""
        if self._last is not None and cue.word == self._last.end_word and _form(self._sentence, cue).endswith("ing"):
            key = self._key(self._last)  # `he saw the children playing`: they play
            self.subjects = [key] if key is not None else []
        if _inverted(self._sentence, cue, self._present) or (not self.subjects and cue.value in _VOICED):
            self._waiting = cue
        else:
            self._deed = cue if cue.value in ("walk", "run", "dance", "climb", "swim") else None
            yield from ((key, cue.value) for key in self.subjects)

    def _key(self, cue: Cue) -> str | None:
        presence = self._present.get(cue.start)
        return presence.key if presence is not None and presence.key in self._cast else None


def _form(sentence: Sentence, cue: Cue) -> str:
    return sentence.text[cue.start - sentence.span[0] : cue.end - sentence.span[0]].lower()


def _inverted(sentence: Sentence, action: Cue, present: Mapping[int, Presence]) -> bool:
    """`said the frog`: whoever stands right behind a verb of speech says it."""
    if action.value not in _VOICED or action.after in (",", ".", ";"):
        return False
    following = next((cue for cue in sentence.cues if cue.word >= action.end_word and cue.kind in _SOMEBODY), None)
    return (
        following is not None
        and following.subject
        and following.word - action.end_word <= _NEAR
        and following.start in present
    )


def best_action(actions: Sequence[str]) -> str:
    """The action that is seen best; `stand` where none was told."""
    ranks = lexicon().visible
    return min((action for action in actions if action), key=ranks.index, default="stand")
