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
    subjects: list[str] = []
    joined_to = -1
    waiting: Cue | None = None
    last: Cue | None = None
    for cue in sentence.cues:
        if cue.kind in _SOMEBODY and not cue.spoken:
            presence, last = present.get(cue.start), cue
            if presence is None or presence.key not in cast:
                subjects = [] if cue.subject else subjects
                continue
            yield presence.key, ""
            if cue.subject or (cue.before == "and" and subjects and cue.word - joined_to <= _JOINED):
                subjects = (
                    [*subjects, presence.key]
                    if cue.before == "and" and cue.word - joined_to <= _JOINED
                    else [presence.key]
                )
                joined_to = cue.end_word
                if waiting is not None:
                    yield presence.key, waiting.value
            waiting = None
        elif cue.kind == "thing" and cue.subject and cue.after in lexicon().verb_lemmas:
            subjects = []
        elif cue.kind == "action" and cue.seen and not cue.spoken:
            if last is not None and cue.word == last.end_word and _form(sentence, cue).endswith("ing"):
                presence = present.get(last.start)  # `he saw the children playing`: they play
                subjects = [presence.key] if presence is not None and presence.key in cast else []
            if _inverted(sentence, cue, present) or (not subjects and cue.value in _VOICED):
                waiting = cue
            else:
                yield from ((key, cue.value) for key in subjects)


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
