"""The film that is on the stage, where its clock is, and who leads it; all that moves it is written into the log.

Takes films, turns of a hand and words that were said, moves the clock. Knows no viewers, and changes no storyboard.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from storyanim.live.clock import Clock
from storyanim.live.following import Follower, follower
from storyanim.live.guiding import led_to, turned, waiting, word_at
from storyanim.live.messages import Heard, Lead, Leader, Next, Play, Seek, Speed, SpokenWord
from storyanim.live.script import Script

if TYPE_CHECKING:
    from collections.abc import Callable

    from storyanim.live.film import LiveFilm
    from storyanim.live.guiding import Turn
    from storyanim.live.sessionlog import Log


class Playback:
    """What is played; `time` gives seconds of a clock that never goes back, `moved` is called whenever it moves."""

    def __init__(self, time: Callable[[], float], log: Log, moved: Callable[[], None]) -> None:
        self.film: LiveFilm | None = None
        self.clock = Clock(0.0)
        self.lead: Leader = "clock"
        self._time, self._log, self._moved = time, log, moved
        self._reader: Follower = follower(())

    @property
    def length(self) -> float:
        """Seconds of the film; 0 where there is none."""
        return self.film.seconds if self.film else 0.0

    @property
    def script(self) -> Script:
        """The film's words and their times."""
        return self.film.script if self.film else Script(())

    def perform(self, film: LiveFilm, *, plays: bool) -> None:
        """Another film, at its beginning."""
        moment, speed = self._time(), self.clock.speed
        self._put(film)
        self._move(Clock(self.length, at=moment, playing=plays))
        if speed != self.clock.speed:
            self._log.note(moment, "speed", self.clock.speed)
        self._log.note(moment, "play" if plays else "pause", 0.0)

    def change(self, film: LiveFilm) -> None:
        """Another version of the film, at the same second."""
        self._put(film)
        self._move(self.clock.lasting(self._time(), self.length))

    def grow(self, film: LiveFilm) -> None:
        """The film made longer, at the word where the shorter one was."""
        moment, before = self._time(), self.script
        position = self.clock.position(moment)
        word = word_at(before, position)
        since = position - before.words[word].second if before.words else -1.0
        self._put(film)
        after, clock = self.script.words, self.clock.lasting(moment, self.length)
        if since >= 0 and word < len(after):
            clock = clock.sought(moment, after[word].second + since)
            self._log.note(moment, "seek", clock.second)
        self._move(clock)

    def end(self, *, again: bool) -> None:
        """Where the film is over, stand still, or begin `again`."""
        moment = self._time()
        if self.film is None or not self.clock.playing or not self.clock.has_ended(moment):
            return
        self._move(self.clock.sought(moment, 0.0) if again else self.clock.paused(moment))
        self._log.note(moment, "seek" if again else "pause", self.clock.second)

    def turn(self, turn: Turn) -> None:
        """Do what a hand on the page asks for."""
        moment = self._time()
        clock = turned(self.clock, self.script, turn, moment, self.lead)
        waits = self.lead == "reader" and isinstance(turn, Next | Play | Seek)
        clock = waiting(clock, self.script, moment) if waits else clock
        self._reader = self._reader.at(word_at(self.script, clock.position(moment)) - 1)
        before = self.clock
        self._move(clock)
        if clock == before:
            return
        if waits and clock.playing:
            self._log.note(moment, "lead", clock.second, clock.bound)
        else:
            self._log.note(moment, turn.type if turn.type != "next" else "seek", _value(turn, clock, moment))

    def follow(self, command: Lead | SpokenWord | Heard) -> None:
        """Go with who leads: somebody else from now on, or the same, who has said something."""
        match command:
            case Lead():
                self._be_led(command.by)
            case SpokenWord():
                self._go_to(command.number)
            case Heard():
                before, self._reader = self._reader.place, self._reader.heard(command.text)
                if self._reader.place != before:
                    self._go_to(self._reader.place)

    def _be_led(self, by: Leader) -> None:
        moment = self._time()
        self.lead = by
        clock = replace(self.clock, second=self.clock.position(moment), at=moment, bound=inf)
        clock = waiting(clock, self.script, moment) if by == "reader" else clock
        self._move(clock)
        waits = (clock.bound,) if by == "reader" else ()
        self._log.note(moment, "lead" if waits and clock.playing else "seek", clock.second, *waits)
        self._log.note(moment, f"led by {by}")

    def _go_to(self, word: int) -> None:
        moment, before = self._time(), self.clock
        self._move(led_to(before, self.script, word, moment, self.lead))
        if self.clock != before:  # a word that the film does not have moves nothing, and nothing may hold it back
            self._log.note(moment, "lead", self.clock.second, self.clock.bound)

    def _put(self, film: LiveFilm) -> None:
        if self.script is not film.script:
            self._reader = follower(film.script.spoken()).at(self._reader.place)
        self.film = film
        self._log.version(self._time(), film.board, film.sound)

    def _move(self, clock: Clock) -> None:
        self.clock = clock
        self._moved()


def _value(turn: Turn, clock: Clock, moment: float) -> float:
    """What the log keeps of a turn: the speed, or the second to which it led."""
    return turn.value if isinstance(turn, Speed) else clock.position(moment)
