"""Who draws: what is seen now goes before what is seen later, and prompts are read before they are drawn."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING

from storyanim.live.artists import Artists
from storyanim.live.drawing import Coming, Unpaced, Wanted
from storyanim.live.pictures import SCENE, digest_of, unpacked
from storyanim.motion import Curves
from storyanim.production import SegmentStore, still
from storyanim.render import RendererSpec
from storyanim.schedule import schedule
from tests.live.shows import means, running, tale
from tests.live.test_show import frame, frames, line, say
from tests.motion.fakes import Jumping, one_morphs_board
from tests.production.fakes import FakeRenderer
from tests.schedule.boards import changed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pytest
    from numpy.typing import NDArray

    from storyanim.types import Size, Subject, View


class Slow(Jumping):
    """One copy of the jumping renderer, which takes its time."""

    def draw(self, views: Sequence[View], size: Size) -> NDArray[np.uint8]:
        time.sleep(0.01)
        return super().draw(views, size)


def open_slow() -> Slow:
    return Slow(0.3, copies=1)


class Reader(FakeRenderer):
    """Writes down what it has read ahead, in the file that its salt names."""

    def read_ahead(self, subjects: Sequence[Subject]) -> None:
        with Path(self.salt).open("a", encoding="utf-8") as file:
            file.writelines(f"{subject.prompt}\n" for subject in subjects)


def open_reader(*, salt: str) -> Reader:
    return Reader(salt, 1, None, "", 0.0, 0.0)


def open_telling() -> FakeRenderer:
    logging.getLogger("storyanim.turbo").info("a network is being compiled")
    return Reader("", 1, None, "", 0.0, 0.0)


SLOW = RendererSpec.of("tests.live.test_artists:open_slow")


def test_what_takes_the_artist_long_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    with Artists(RendererSpec.of("tests.live.test_artists:open_telling"), 1):
        pass
    assert "a network is being compiled\n" in capfd.readouterr().err


def test_a_pace_that_is_being_found_is_laid_aside_for_what_is_seen(tmp_path: Path) -> None:
    film = schedule(one_morphs_board())
    unpaced = Unpaced(film.alone(1), Curves(tmp_path))

    async def both(artists: Artists) -> bool:
        pacing = asyncio.create_task(artists.pace(unpaced, 0))
        await asyncio.sleep(0.03)
        for number in range(3):
            await artists.draw(Wanted(film.recipe_at(number), 1, number), 0)
        early = pacing.done()
        paced = await pacing
        assert paced != unpaced.film, "and found it is all the same"
        return early

    with Artists(SLOW) as artists:
        assert artists.hands == 1
        assert not asyncio.run(both(artists)), "three pictures were shown while it was sought"
    assert list(tmp_path.iterdir())


def test_with_one_process_a_morph_that_comes_is_paced_while_the_shot_before_it_plays(tmp_path: Path) -> None:
    film = schedule(one_morphs_board(24))
    middle = film.shots[1].first + 6
    own = digest_of(still(film, SLOW, middle, SegmentStore(tmp_path / "export")))
    lent = means(SLOW, curves=Curves(tmp_path / "paces"))
    with running(one_morphs_board(24), tmp_path, lent) as show, line(show) as socket:
        say(socket, "seek", second=1.0)
        say(socket, "play")
        while not list((tmp_path / "paces").glob("*")):
            (seen,) = frames(socket, 1)
            assert seen.number < film.shots[1].first, "it is found before it is needed"
        say(socket, "pause")
        say(socket, "seek", second=middle / 24)
        assert frame(socket, 1, middle).digest == own


def test_prompts_of_coming_shots_are_read_before_they_are_drawn(tmp_path: Path) -> None:
    notes = tmp_path / "read.txt"
    spec = RendererSpec.of("tests.live.test_artists:open_reader", salt=str(notes))
    board = changed(changed(tale(), 1, prompt="a lake"), 2, prompt="a hill")
    subjects = schedule(board).subjects
    with running(board, tmp_path, means(spec)) as show, line(show) as socket:
        frame(socket, 1, 0)
        while not notes.exists() or notes.read_text(encoding="utf-8").count("\n") < 4:
            pass
        say(socket, "seek", second=5.0)
        frame(socket, 1, 120)
    read = notes.read_text(encoding="utf-8").splitlines()
    assert sorted(set(read)) == sorted(subject.prompt for subject in subjects[1:]), "those of the two shots that come"
    assert len(read) == 4, "by both processes, once each"


def test_a_renderer_with_nothing_to_read_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Artists(SLOW) as artists:
        assert not artists.reads_ahead
    asked: list[Coming] = []

    async def read_ahead(_artists: Artists, coming: Coming) -> None:
        asked.append(coming)

    monkeypatch.setattr(Artists, "read_ahead", read_ahead)
    with running(tale(), tmp_path, means()) as show, line(show) as socket:
        say(socket, "seek", second=5.0)
        frame(socket, 1, 120)
        scenes = 0
        while scenes < 2:
            message = socket.recv(timeout=20)
            scenes += isinstance(message, bytes) and unpacked(message).kind == SCENE
    assert not asked, "all else that comes was made ready"
