"""What was heard of a recording, and when: only where the clock led, and as it was played."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storyanim.encode import Excerpt
from storyanim.live import Retold, read_session
from storyanim.live.film import Sound
from storyanim.live.sessionlog import SessionLog
from storyanim.schedule import schedule
from tests.live.shows import Stage, stage, tale
from tests.live.test_session import take

if TYPE_CHECKING:
    from pathlib import Path

BEGINS = 1.0
"""The second of the film at which the recording begins."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "evening.log"


class Evening:
    """A session that is told by a recording."""

    def __init__(self, path: Path) -> None:
        self.told = path.with_name("told.wav")
        self.told.write_bytes(b"some sound")
        self.log = SessionLog(path, 100.0)
        self.stage: Stage = stage(log=self.log)
        self.stage.session.perform(tale(), sound=Sound(self.told, BEGINS))
        self.path = path

    def do(self, kind: str, **values: object) -> None:
        take(self.stage, kind, **values)

    def after(self, seconds: float) -> None:
        """Time goes by, and the log is flushed each second."""
        for _ in range(int(seconds)):
            self.stage.clock.now += 1.0
            self.log.flush(self.stage.clock.now)
        self.stage.clock.now += seconds % 1

    def heard(self) -> Retold | None:
        self.log.close(self.stage.clock.now)
        return read_session(self.path, schedule).sound


def rounded(sound: Retold | None) -> list[tuple[float, ...]]:
    assert sound
    return [tuple(round(value, 3) for value in excerpt) for excerpt in sound.excerpts]


def test_pauses_jumps_and_speeds_are_heard_as_they_were(path: Path) -> None:
    evening = Evening(path)
    evening.do("play")
    evening.after(4.0)
    evening.do("pause")
    evening.after(2.0)
    evening.do("seek", second=8.0)
    evening.do("speed", value=2.0)
    evening.do("play")
    evening.after(1.5)
    sound = evening.heard()
    assert rounded(sound) == [Excerpt(1.0, 0.0, 3.0), Excerpt(6.0, 7.0, 1.5, 2.0)]
    assert sound
    assert sound.path == evening.told


def test_an_edit_does_not_cut_the_sound(path: Path) -> None:
    evening = Evening(path)
    evening.do("play")
    evening.after(2.0)
    evening.do("edit", shot="shot-0", field="seed", value=5)
    evening.stage.session.settle()
    evening.after(2.0)
    assert rounded(evening.heard()) == [Excerpt(1.0, 0.0, 3.0)]


def test_it_is_silent_where_a_voice_or_a_reader_leads_and_where_the_film_is_over(path: Path) -> None:
    evening = Evening(path)
    evening.do("lead", by="reader")
    evening.do("play")
    evening.after(3.0)
    evening.do("lead", by="clock")
    evening.do("seek", second=10.0)
    evening.after(5.0)
    assert rounded(evening.heard()) == [Excerpt(3.0, 9.0, 2.0)]


def test_a_film_without_a_recording_is_silent(path: Path) -> None:
    log = SessionLog(path, 100.0)
    there = stage(tale(), log=log)
    take(there, "play")
    there.clock.now += 2.0
    log.close(there.clock.now)
    assert read_session(path, schedule).sound is None
