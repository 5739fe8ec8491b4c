"""Who is in a picture and what each does: takes a beat's sentences and who they mean, gives roles.

Remembers who spoke, who was there and who has gone or died, so that talk shows whoever speaks and who listens, and a
beat that names nobody shows those who are still there. Knows nothing of places, things and prompts.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from typing import TYPE_CHECKING

from storyanim.text.comings import comings_and_goings
from storyanim.text.deeds import Meant, best_action, deeds
from storyanim.types import Character, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storyanim.text.cues import Sentence
    from storyanim.text.looks import Cards

MOST_ROLES = 3
TALK = 0.45
"""Share of a beat's characters inside quotation marks from which it counts as talk."""
_RECENT = 3
"""Pictures in which somebody must have been seen to be the one who listens."""
_HEARD = 2
"""People who are remembered as talking with one another."""
_DIES = re.compile(
    r"\b(?:died|perished|drowned|expired|fell (?:down )?dead|lay dead|(?:was|were) (?:\w+ly )?(?:dead|killed|drowned|"
    r"slain|devoured|swallowed|eaten(?: up)?|burnt to death|beheaded|hanged))\b"
)
_KILLS = re.compile(
    r"\b(?:killed|slew|devoured|swallowed(?: up)?|ate up|drowned|beheaded|shot(?! at))\s+"
    r"(?:the |his |her |their |poor |old )*$"
)


class Stage:
    """Who stands there, from beat to beat."""

    def __init__(self, cast: Cards) -> None:
        self._cast = cast
        self._company: list[str] = []
        self._resting: dict[str, str] = {}
        self._talkers: list[str] = []
        self._actor: str | None = None
        self._gone: set[str] = set()
        self._recent: deque[list[str]] = deque(maxlen=_RECENT)
        self._paragraph = -1

    def clear(self, *, goes_on: bool) -> None:
        """A new passage: whoever was there may still be so only where the old scene goes on."""
        self._talkers, self._actor = [], None
        if not goes_on:
            self._company, self._resting = [], {}
            self._recent.clear()

    def roles(
        self, sentences: Sequence[Sentence], present: Meant, position: int, *, called: Sequence[str] = (), held: bool
    ) -> tuple[Role, ...]:
        """Who is in the beat and what each does, whoever acts first.

        Args:
            sentences: the beat's, without headings.
            present: whom its cues mean.
            position: the beat's last character, for how people look by then.
            called: the keys of those who are called by name in what is said.
            held: whether there is a thing that can be held.
        """
        done = self._done(sentences, present)
        self._gone -= done.keys()
        talk = spoken_share(sentences) >= TALK
        answers = bool(sentences) and sentences[0].paragraph != self._paragraph
        if not done:
            done = self._talk(called, answers=answers) if talk else self._still_there()
        elif talk and len(done) == 1:
            done |= self._listener(next(iter(done)), called)
        self._remember(done, sentences)
        self._gone.update(_leaving(sentences, present))
        return tuple(_role(self._cast.at(key, position), action, held=held) for key, action in done.items())

    def _done(self, sentences: Sequence[Sentence], present: Meant) -> dict[str, str]:
        """Whoever is named or meant, with the action that is seen best; those who act first."""
        found: dict[str, list[str]] = {}
        for sentence in sentences:
            for key, action in deeds(sentence, present, self._cast):
                found.setdefault(key, []).append(action)
        order = sorted(found, key=lambda key: not any(found[key]))
        return {key: best_action(found[key]) for key in order[:MOST_ROLES]}

    def _still_there(self) -> dict[str, str]:
        """Whoever was there last, standing or going on sleeping or sitting."""
        return {key: self._resting.get(key, "stand") for key in self._there()[:2]}

    def _there(self) -> list[str]:
        return [key for key in self._company if key not in self._gone]

    def _talk(self, called: Sequence[str], *, answers: bool) -> dict[str, str]:
        """Who says words that nobody is said to say: whoever has just acted, else by turns the one or the other."""
        company = self._there()
        there = [key for key in self._talkers if key in company] or company
        speaker = next(iter(there), None)
        if answers and self._actor is not None:
            speaker = self._actor
        elif answers and speaker is not None:
            others = (key for key in (*self._talkers, *self._listener(speaker, ())) if key != speaker)
            speaker = next((key for key in others if key not in self._gone), speaker)
        return {speaker: "talk"} | self._listener(speaker, called) if speaker is not None else {}

    def _listener(self, speaker: str, called: Sequence[str]) -> dict[str, str]:
        """Whoever is talked with: who is called by name, the other one who talks, or who was mostly there of late."""
        if spoken_to := next((key for key in called if key in self._cast and key not in (speaker, *self._gone)), None):
            return {spoken_to: "look"}
        seen = Counter(key for keys in self._recent for key in keys if key != speaker and key not in self._gone)
        talking = [key for key in self._talkers if key in seen]
        listener = talking[:1] or [key for key, _ in seen.most_common(1)]
        return dict.fromkeys(listener, "look")

    def _remember(self, done: dict[str, str], sentences: Sequence[Sentence]) -> None:
        speaker = next((key for key, action in done.items() if action == "talk"), None)
        if speaker is not None:
            self._talkers = [speaker, *(key for key in self._talkers if key != speaker)][:_HEARD]
        self._recent.append(list(done))
        told = bool(sentences) and all(s.spoken == 0 for s in sentences if s.paragraph == sentences[-1].paragraph)
        self._actor = next(iter(done), None) if told and len(done) == 1 else None
        if done:
            self._company = list(done)
            self._resting = {key: action for key, action in done.items() if action in ("sleep", "sit")}
        if sentences:
            self._paragraph = sentences[-1].paragraph


def spoken_share(sentences: Sequence[Sentence]) -> float:
    """How much of a beat stands inside quotation marks, 0 to 1."""
    return sum(s.spoken * s.words for s in sentences) / max(sum(s.words for s in sentences), 1)


def _leaving(sentences: Sequence[Sentence], present: Meant) -> Iterator[str]:
    """Those of whom it is said that they go away or die."""
    for sentence in sentences:
        died = _DIES.search(sentence.text)
        left = comings_and_goings(sentence).out
        at = died.start() if died else sentence.text.find(left) if left else -1
        acting: str | None = None
        for cue in sentence.cues:
            keys = [presence.key for presence in present.get(cue.start, ())]
            start = cue.start - sentence.span[0]
            if keys and cue.subject and start < at:
                acting = keys[0]
            if keys and _KILLS.search(sentence.text[max(0, start - 40) : start]):
                yield keys[0]
        if acting is not None:
            yield acting


def _role(character: Character, action: str, *, held: bool) -> Role:
    """What a character does; an animal does not row or drive, and holds nothing where there is nothing to hold."""
    if character.nature == "animal" and (action == "ride" or (action == "hold" and not held)):
        return Role(character.id, "sit" if action == "ride" else "stand")
    return Role(character.id, action)
