"""A session's log becomes the film of what was seen, however the session ended."""

from __future__ import annotations

import asyncio
import json
import os
from math import inf
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyanim.errors import InputError
from storyanim.live import is_session, logreading, read_session
from storyanim.live.sessionlog import SessionLog
from storyanim.motion import Curves, solved_paces
from storyanim.production import FilmOrder, SegmentStore, make_film
from storyanim.render import RendererSpec, open_renderer
from storyanim.schedule import schedule
from storyanim.storyboard import dump
from tests.live.shows import stage, tale, told
from tests.live.test_session import edit, settled, take
from tests.motion.fakes import one_morphs_board
from tests.schedule.boards import changed

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.live.recording import Recording
    from tests.live.shows import Stage


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "evening.log"


def session(path: Path) -> tuple[Stage, SessionLog]:
    log = SessionLog(path, 100.0)
    return stage(tale(), log=log), log


def film(path: Path) -> Recording:
    return read_session(path, schedule).recording


def seen(recording: Recording) -> list[int]:
    return list(recording.indices)


def test_what_was_played_is_filmed_with_its_pauses_and_jumps(path: Path) -> None:
    there, log = session(path)
    there.clock.now += 5.0
    take(there, "play")
    there.clock.now += 1.0
    take(there, "pause")
    there.clock.now += 0.5
    take(there, "seek", second=8.0)
    take(there, "play")
    there.clock.now += 1.0
    log.close(there.clock.now)
    found = seen(film(path))
    assert found[:24] == list(range(24)), "nothing before it was played"
    assert found[24:36] == [24] * 12
    assert found[36:] == list(range(192, 216))


@pytest.mark.parametrize(("second", "frames"), [(11.0, 48), (None, 24)], ids=["played to its end", "paused"])
def test_a_show_left_standing_makes_its_film_no_longer(path: Path, second: float | None, frames: int) -> None:
    there, log = session(path)
    take(there, "play")
    take(there, "pause") if second is None else take(there, "seek", second=second)
    for _ in range(50):
        there.clock.now += 1.0
        log.flush(there.clock.now)
    log.close(there.clock.now)
    assert film(path).frames == frames


def test_what_is_done_after_its_end_is_seen(path: Path) -> None:
    there, log = session(path)
    take(there, "seek", second=11.0)
    take(there, "play")
    there.clock.now += 9.0
    edit(there, "prompt", "{fox} sleeps", shot="shot-2")
    there.clock.now += 9.0
    log.close(there.clock.now)
    assert film(path).frames == 24 * 10


def test_speed_and_a_voice_that_leads_are_kept(path: Path) -> None:
    there, log = session(path)
    take(there, "speed", value=2.0)
    take(there, "play")
    there.clock.now += 1.0
    take(there, "speed", value=1.0)
    take(there, "lead", by="voice")
    take(there, "word", number=9)
    there.clock.now += 10.0
    log.close(there.clock.now)
    found = seen(film(path))
    assert found[:24] == list(range(0, 48, 2))
    assert found[-1] == found[-24] < 240, "it stood where it waited for the voice"


def test_where_a_reader_was_waited_for_the_film_waits_too(path: Path) -> None:
    there, log = session(path)
    take(there, "lead", by="reader")
    there.clock.now += 3.0
    take(there, "play")
    there.clock.now += 6.0
    take(there, "seek", second=5.0)
    there.clock.now += 6.0
    take(there, "pause")
    take(there, "seek", second=1.0)
    there.clock.now += 1.0
    log.close(there.clock.now)
    found = seen(film(path))
    begun = found.index(1)
    assert found[begun : begun + 100] == [min(frame, 95) for frame in range(1, 101)]
    assert found[-30] == 191, "at the end of the second line"
    assert set(found[-24:]) == {24}, "and while it stood still nothing moved"


def test_an_edit_is_seen_from_its_moment_on(path: Path) -> None:
    there, log = session(path)
    take(there, "play")
    there.clock.now += 1.0
    edit(there, "prompt", "{fox} sleeps")
    there.clock.now += 1.0
    log.close(there.clock.now)
    found = film(path)
    after = schedule(changed(tale(), 0, prompt="{fox} sleeps"))
    assert found.recipe_at(23).views == schedule(tale()).recipe_at(23).views
    assert found.recipe_at(24).views == after.recipe_at(24).views
    assert found.recipe_at(30).index == 30
    assert [shot.first for shot in found.shots] == [0, 24]
    assert len({shot.id for shot in found.shots}) == 2
    assert read_session(path, schedule).board == changed(tale(), 0, prompt="{fox} sleeps")


def test_its_film_can_be_made_and_its_morphs_go_at_their_own_paces(path: Path) -> None:
    log = SessionLog(path, 0.0)
    for at, centre in enumerate((1, 2)):
        log.version(4.0 * at, changed(one_morphs_board(), 0, seed=centre))
        log.note(4.0 * at, "play", 3.0)
    log.close(8.0)
    recording, spec = film(path), RendererSpec.of("tests.motion.fakes:open_jumping")
    assert [(one.shot, one.first) for one in recording.crossings] == [("0 shot-1", 24), ("1 shot-1", 120)]
    paced = solved_paces(recording, open_renderer(spec), Curves(path.with_name("paces"))).film
    for frame, version in ((30, 0), (126, 1)):
        alone = solved_paces(recording.films[version], open_renderer(spec), Curves(path.with_name("paces"))).film
        assert paced.recipe_at(frame).views == alone.recipe_at(102).views != recording.recipe_at(frame).views
    order = FilmOrder(recording, spec, path.with_suffix(".mp4"))
    assert make_film(order, SegmentStore(path.with_name("cache")), jobs=1).frames == 192


def test_what_was_not_seen_is_not_probed(path: Path) -> None:
    log = SessionLog(path, 0.0)
    log.version(0.0, one_morphs_board())
    log.note(0.0, "play", 0.0)
    log.close(2.0)
    assert film(path).crossings == ()


def test_its_key_frames_are_those_of_its_films(path: Path) -> None:
    there, log = session(path)
    take(there, "play")
    there.clock.now += 1.0
    log.close(there.clock.now)
    (own,) = film(path).films
    assert film(path).keyed(4).recipe_at(5).views == own.keyed(4).recipe_at(5).views != own.recipe_at(5).views


def test_what_plays_by_itself_is_filmed_as_it_moved(path: Path) -> None:
    """A sketch, and a story that is being told, begin to play without a hand."""

    async def sketch(there: Stage) -> None:
        take(there, "sketch", prompt="A fox.")
        await settled(there)

    log = SessionLog(path, 100.0)
    there = stage(log=log)
    asyncio.run(sketch(there))
    there.clock.now += 2.0
    log.close(there.clock.now)
    assert seen(film(path)) == list(range(48))


def test_a_film_that_grew_is_filmed_at_the_word_where_it_was(path: Path) -> None:
    async def tell(there: Stage) -> None:
        for piece in ("The fox ran. ", "The owl flew. "):
            take(there, "more", text=piece)
            await settled(there)
            there.clock.now += 1.0

    log = SessionLog(path, 100.0)
    there = stage(log=log)
    asyncio.run(tell(there))
    log.close(there.clock.now)
    assert seen(film(path)) == list(range(48))


def test_a_word_and_a_line_that_the_film_does_not_have_leave_the_log_readable(path: Path) -> None:
    log = SessionLog(path, 100.0)
    there = stage(log=log)
    take(there, "lead", by="reader")
    take(there, "next")
    there.session.perform(tale())
    take(there, "word", number=999)
    take(there, "play")
    there.clock.now += 1.0
    take(there, "word", number=999)
    there.clock.now += 1.0
    log.close(there.clock.now)
    assert "Infinity" not in path.read_text(encoding="utf-8")
    assert seen(film(path)) == list(range(48))


def test_a_move_without_an_end_in_an_early_log_is_passed_over(path: Path) -> None:
    log = SessionLog(path, 0.0)
    log.version(0.0, tale())
    log.note(0.0, "play", 0.0)
    log.note(0.5, "lead", 0.5, inf)
    log.close(1.0)
    assert seen(film(path)) == list(range(24))


def test_the_film_begins_where_there_was_one_to_play(path: Path) -> None:
    """Play, and a reader who leads, on an empty page are no film."""
    log = SessionLog(path, 100.0)
    there = stage(log=log)
    take(there, "play")
    take(there, "lead", by="reader")
    there.clock.now += 60.0
    there.session.perform(tale())
    there.clock.now += 10.0
    take(there, "play")
    there.clock.now += 2.0
    log.close(there.clock.now)
    assert seen(film(path)) == list(range(48))


def test_where_play_was_pressed_on_an_empty_page_only_nothing_was_played(path: Path) -> None:
    log = SessionLog(path, 100.0)
    there = stage(log=log)
    take(there, "play")
    there.clock.now += 60.0
    there.session.perform(tale())
    there.clock.now += 1.0
    log.close(there.clock.now)
    found = read_session(path, schedule)
    assert (found.moved, seen(found.recording)) == (False, [0] * 24)


def test_another_story_is_filmed_from_its_beginning_where_it_stood(path: Path) -> None:
    there, log = session(path)
    take(there, "speed", value=2.0)
    take(there, "play")
    there.clock.now += 1.0
    there.session.perform(told("The fox ran. The owl flew."))
    there.clock.now += 1.0
    take(there, "play")
    there.clock.now += 1.0
    log.close(there.clock.now)
    assert seen(film(path)) == [*range(0, 48, 2), *[0] * 24, *range(24)]


def test_captions_are_where_their_words_were_seen(path: Path) -> None:
    there, log = session(path)
    take(there, "seek", second=4.0)
    take(there, "play")
    there.clock.now += 2.0
    log.close(there.clock.now)
    (caption,) = film(path).captions
    assert (caption.text, caption.first, caption.end) == ("The fox went on, for the 1th time.", 0, 48)


def test_a_log_that_breaks_off_counts_as_far_as_it_goes(path: Path) -> None:
    there, log = session(path)
    take(there, "play")
    for _ in range(3):
        there.clock.now += 1.0
        log.flush(there.clock.now)
    text = path.read_bytes()
    torn = path.with_name("torn.log")
    torn.write_bytes(text + b'{"at": 3.5, "do": "pau')
    log.close(there.clock.now)
    assert seen(film(torn)) == list(range(72))


def test_it_is_on_the_disk_when_it_is_flushed(path: Path) -> None:
    there, log = session(path)
    take(there, "play")
    log.flush(there.clock.now)
    assert '"play"' in path.read_text(encoding="utf-8")
    log.close(there.clock.now)


def test_a_storyboard_stands_in_it_once(path: Path) -> None:
    there, log = session(path)
    edit(there, "seed", 1)
    take(there, "undo")
    take(there, "redo")
    log.close(there.clock.now)
    text = path.read_text(encoding="utf-8")
    assert text.count('"text": "#') == 1
    assert text.count('"change"') == 1
    assert text.count('"do": "version"') == 4


def test_of_an_edit_no_more_is_logged_than_what_it_changed(path: Path) -> None:
    """Every key of what is typed is a version."""
    log = SessionLog(path, 100.0)
    there = stage(told("The fox went on. " * 150), log=log)
    take(there, "play")
    log.flush(there.clock.now)
    whole = path.stat().st_size
    for number in range(100):
        there.clock.now += 0.1
        edit(there, "prompt", f"{{fox}} walks {number}", "shot-70")
    edit(there, "style", "ink", "")
    take(there, "edit", field="look", who="fox", value=["blue hat"])
    there.session.settle()
    log.close(there.clock.now + 1.0)
    assert path.stat().st_size < whole + 100 * 1000
    assert there.session.film
    found = read_session(path, schedule)
    assert found.board == there.session.film.board
    assert found.recording.films[-1] == schedule(found.board)


def test_versions_share_what_no_edit_changed(path: Path) -> None:
    """So that a film of thousands of them fits into memory."""
    there, log = session(path)
    take(there, "play")
    for number in range(3):
        there.clock.now += 1.0
        edit(there, "seed", number, "shot-1")
    log.close(there.clock.now + 1.0)
    films = film(path).films
    assert len(films) == 4
    assert all(one.captions is films[0].captions and one.shots is films[0].shots for one in films)
    assert all(one.subjects[0] is films[0].subjects[0] for one in films)


def test_a_log_with_whole_storyboards_only_is_filmed_as_before(path: Path) -> None:
    after = changed(tale(), 0, prompt="{fox} sleeps")
    lines = [
        {"storyanim_session": 1},
        {"storyboard": "a", "text": dump(tale())},
        {"at": 0.0, "do": "version", "storyboard": "a"},
        {"at": 0.0, "do": "play", "values": [0.0]},
        {"storyboard": "b", "text": dump(after)},
        {"at": 1.0, "do": "version", "storyboard": "b"},
        {"at": 2.0, "do": "end"},
    ]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    assert film(path).films == (schedule(tale()), schedule(after))


def test_a_log_that_is_too_large_is_refused_and_not_cut(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there, log = session(path)
    take(there, "play")
    log.close(there.clock.now + 1.0)
    monkeypatch.setattr(logreading, "LARGEST_LOG", 1000)
    with pytest.raises(InputError, match="larger than"):
        film(path)


def test_a_log_is_known_by_its_first_line(path: Path) -> None:
    _, log = session(path)
    log.close(100.0)
    assert is_session(path)
    (path.with_name("story.txt")).write_text("Once upon a time.", encoding="utf-8")
    assert not is_session(path.with_name("story.txt"))
    assert not is_session(path.with_name("nothing"))


def test_where_a_file_stands_no_log_is_begun(path: Path) -> None:
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        SessionLog(path, 0.0)


HEAD = ['{"storyanim_session": 2}', json.dumps({"storyboard": "a", "text": dump(tale())})]
CHANGE = (
    '{"style": "ink", "drift": 1.0, "shots": [{"id": "shot-0", "text": "a", "prompt": "{x}", "seconds": 1, "seed": 1}]}'
)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (['{"storyanim_session": 1}'], "nothing was played"),
        (['{"storyanim_session": 3}'], "another version"),
        ([*HEAD, f'{{"storyboard": "b", "after": "c", "change": {CHANGE}}}'], "lacks the storyboard c"),
        ([*HEAD, f'{{"storyboard": "b", "after": "a", "change": {CHANGE}}}'], "an edit does not fit the storyboard a"),
        (['{"storyanim_session": 1}', "no json"], ":2: not a line"),
        (['{"storyanim_session": 1}', "[1]"], ":2: not a line"),
        (['{"storyanim_session": 1}', '{"storyboard": "abc", "text": "title: x"}'], "evening.log"),
    ],
)
def test_a_log_that_cannot_be_used_is_refused_in_a_line(path: Path, lines: list[str], words: str) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    with pytest.raises(InputError, match=words):
        film(path)


odd = st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=5), st.lists(st.floats(), max_size=3))
entry = st.dictionaries(st.sampled_from(["at", "do", "values", "storyboard", "text"]), odd, max_size=4)
event = st.fixed_dictionaries(
    {
        "at": st.floats(0, 30),
        "do": st.sampled_from(["play", "pause", "seek", "speed", "lead", "alive", "end", "dance"]),
        "values": st.lists(st.floats(-1e9, 1e9), max_size=3),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
@given(st.lists(entry, max_size=5))
def test_what_is_no_log_is_refused(path: Path, entries: list[dict[str, Any]]) -> None:
    lines = [{"storyanim_session": 1}, *entries]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    with pytest.raises(InputError):
        film(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
@given(st.lists(event, max_size=10))
def test_whatever_was_done_it_is_filmed(path: Path, events: list[dict[str, Any]]) -> None:
    log = SessionLog(path.with_name("one.log"), 0.0)
    log.version(0.0, tale())
    log.close(0.0)
    head = path.with_name("one.log").read_text(encoding="utf-8")
    path.with_name("one.log").unlink()
    path.write_text(head + "".join(f"{json.dumps(line)}\n" for line in events), encoding="utf-8")
    found = film(path)
    assert found.frames == len(found.indices) > 0
    assert all(0 <= index < 288 for index in found.indices)
    assert found.recipe_at(found.frames - 1).index == found.frames - 1


def test_what_cannot_be_written_is_told_and_breaks_off(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not os.path.exists("/dev/full"):  # noqa: PTH110
        pytest.skip("only Linux has a disk that is always full")
    monkeypatch.setattr(type(path), "open", lambda *_, **__: open("/dev/full", "w", encoding="utf-8"))  # noqa: PTH123, SIM115
    there, log = session(path)
    assert log.trouble == ""
    take(there, "play")
    log.flush(there.clock.now)
    assert "evening.log cannot be written (No space left on device)" in log.trouble
    take(there, "pause")
    log.close(there.clock.now)
