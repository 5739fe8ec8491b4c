"""A whole show: what is seen is what the film has, and nobody can spoil it for the others."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import socket
import threading
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from storyanim.errors import InputError, RendererError
from storyanim.live import Keeping, LiveOptions, play_live, playing
from storyanim.live.artists import Artists
from storyanim.live.drawing import Wanted
from storyanim.live.limits import Allowance
from storyanim.live.pictures import Picture, digest_of, unpacked
from storyanim.live.viewers import FULL_RATE_VIEWERS, Outlets, Viewer
from storyanim.motion import Curves
from storyanim.production import SegmentStore, still
from storyanim.render import RendererSpec, open_renderer, render_frames
from storyanim.schedule import schedule
from storyanim.types import Size
from tests.live.shows import HandClock, Running, means, running, tale
from tests.motion.fakes import one_morphs_board
from tests.production.fakes import fake
from tests.schedule.boards import changed

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from storyanim.storyboard import Storyboard


def line(show: Running) -> ClientConnection:
    headers = {"Authorization": f"Bearer {show.token}"}
    return connect(f"ws://{show.host}/socket", additional_headers=headers, proxy=None, max_size=None)


def say(socket: ClientConnection, kind: str, **values: Any) -> None:
    socket.send(json.dumps({"type": kind, **values}))


def read_on(socket: ClientConnection) -> None:
    """Read until there is nothing more."""
    while True:
        socket.recv(timeout=10)


def shout(socket: ClientConnection) -> None:
    socket.send("x" * 8_000_000)
    read_on(socket)


def flood(socket: ClientConnection) -> None:
    for number in range(3000):
        say(socket, "seek", second=number / 1000)
    read_on(socket)


def frames(socket: ClientConnection, count: int, seconds: float = 20.0) -> list[Picture]:
    """The next frames that are shown."""
    found: list[Picture] = []
    until = time.monotonic() + seconds
    while len(found) < count and time.monotonic() < until:
        message = socket.recv(timeout=seconds)
        if isinstance(message, bytes) and (picture := unpacked(message)).kind == 1:
            found.append(picture)
    return found


def frame(socket: ClientConnection, version: int, number: int) -> Picture:
    """The frame of that number, when it is shown."""
    while True:
        (found,) = frames(socket, 1)
        if (found.version, found.number) == (version, number):
            return found


def note(socket: ClientConnection, about: str) -> str:
    """What everybody is told of something."""
    while True:
        message = socket.recv(timeout=20)
        if isinstance(message, str) and (news := json.loads(message)).get("about") == about:
            return news["text"]


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Generator[Running]:
    with running(tale(), tmp_path_factory.mktemp("show")) as there:
        yield there


def exported(board: Storyboard, spec: RendererSpec, numbers: set[int]) -> dict[int, bytes]:
    film, renderer = schedule(board), open_renderer(spec)
    return {number: digest_of(next(render_frames(renderer, [film.recipe_at(number)]))) for number in sorted(numbers)}


def test_every_frame_shown_is_the_films_frame_before_and_after_an_edit(tmp_path: Path) -> None:
    """With the renderer that people use."""
    spec, board = RendererSpec.of("storybook"), tale(size=Size(64, 64))
    with running(board, tmp_path, means(spec)) as show, line(show) as socket:
        say(socket, "play")
        before = frames(socket, 12)
        say(socket, "edit", shot="shot-0", field="prompt", value="{fox} sleeps in a desert")
        edited = changed(board, 0, prompt="{fox} sleeps in a desert")
        after = [picture for picture in frames(socket, 12) if picture.version == 2]
    for seen, film in (([one for one in before if one.version == 1], board), (after, edited)):
        truth = exported(film, spec, {picture.number for picture in seen})
        assert len(seen) > 4
        assert all(truth[picture.number] == picture.digest for picture in seen)
    assert before[5].jpeg[:2] == b"\xff\xd8"


def test_a_morph_is_shown_at_the_pace_that_its_film_has(tmp_path: Path) -> None:
    """Whoever leaps right into it sees it eased at first, and as in the film once its pace is known."""
    spec, board = RendererSpec.of("tests.motion.fakes:open_jumping"), one_morphs_board(24)
    film = schedule(board)
    middle = film.shots[1].first + 6
    own = digest_of(still(film, spec, middle, SegmentStore(tmp_path / "export")))
    assert exported(board, spec, {middle}) != {middle: own}, "eased it is another"
    lent = means(spec, curves=Curves(tmp_path / "paces"))
    with running(board, tmp_path, lent) as show, line(show) as socket:
        say(socket, "seek", second=middle / 24)
        while frame(socket, 1, middle).digest != own:
            pass
    assert list((tmp_path / "paces").iterdir()), "and it is kept for the film"


def test_a_picture_says_which_second_it_is(show: Running) -> None:
    with line(show) as socket:
        say(socket, "seek", second=2.5)
        assert frame(socket, 1, 60).pts == 2.5


def test_frames_come_in_order_and_none_twice(show: Running) -> None:
    with line(show) as socket:
        say(socket, "seek", second=0.0)
        say(socket, "play")
        seen = frames(socket, 30)
        say(socket, "pause")
    numbers = [picture.number for picture in seen]
    assert numbers[1:] == sorted(set(numbers[1:]))


def test_a_slow_renderer_drops_frames_and_keeps_the_time(tmp_path: Path) -> None:
    with running(tale(), tmp_path, means(fake(idle=0.15))) as show, line(show) as socket:
        say(socket, "play")
        frames(socket, 1)
        began = time.monotonic()
        first, *_, last = frames(socket, 10)
        passed = time.monotonic() - began
    assert last.number - first.number > 12, "the frames between were dropped"
    assert abs((last.pts - first.pts) - passed) < 0.6


def test_whoever_types_while_a_slow_renderer_plays_sees_it(tmp_path: Path) -> None:
    with running(tale(), tmp_path, means(fake(idle=0.15))) as show, line(show) as socket:
        say(socket, "play")
        frames(socket, 2)
        ended = threading.Event()

        def write() -> None:
            words = "{fox} sleeps in a wood"
            while not ended.wait(0.03):
                words += "d"
                say(socket, "edit", shot="shot-0", field="prompt", value=words)

        typing = threading.Thread(target=write)
        typing.start()
        began = time.monotonic()
        seen = frames(socket, 6)
        passed = time.monotonic() - began
        ended.set()
        typing.join()
    assert len({picture.version for picture in seen}) > 2
    assert passed < 3, "nothing that is drawn is thrown away"


def test_after_a_stall_of_who_draws_there_is_no_burst(tmp_path: Path) -> None:
    """What the clock has passed meanwhile is never drawn."""
    with running(tale(), tmp_path, means(fake())) as show, line(show) as socket:
        say(socket, "play")
        frames(socket, 5)
        artists = [one for one in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(one.cmdline())]
        for artist in artists:
            artist.suspend()
        time.sleep(1.0)
        for artist in artists:
            artist.resume()
        moments: list[tuple[float, int]] = []
        for _ in range(20):
            (seen,) = frames(socket, 1)
            moments.append((time.monotonic(), seen.number))
    numbers = [number for _, number in moments]
    place = next(place for place, (one, other) in enumerate(pairwise(numbers)) if other - one > 12)
    began, first = moments[place + 1]
    assert numbers[place + 1 :] == sorted(numbers[place + 1 :])
    soon = [number for moment, number in moments[place + 1 :] if moment - began < 0.25]
    assert len(soon) <= 10, f"six frames' time, and not the {first - numbers[place]} that were missed"


def test_a_broken_picture_ends_nothing(tmp_path: Path) -> None:
    board = changed(tale(), 1, prompt="broken {fox}")
    with running(board, tmp_path, means(fake(fault="broken"))) as show, line(show) as socket:
        say(socket, "seek", second=5.0)
        assert note(socket, "picture")
        say(socket, "seek", second=1.0)
        assert frame(socket, 1, 24)


def test_a_renderer_that_cannot_be_opened_ends_the_show_with_the_reason(tmp_path: Path) -> None:
    lent = means(RendererSpec.of("no-such-renderer"))
    with pytest.raises(RendererError, match="no renderer 'no-such-renderer'"), running(tale(), tmp_path, lent):
        pass


def test_a_start_that_fails_leaves_no_log(tmp_path: Path) -> None:
    log = tmp_path / "evening.log"
    lent = means(RendererSpec.of("no-such-renderer"))
    with pytest.raises(RendererError), running(tale(), tmp_path, lent, record=log):
        pass
    assert not log.exists()


def test_a_film_that_is_being_made_does_not_keep_the_show_from_ending(tmp_path: Path) -> None:
    """It is made in a thread, which nobody can break off, and which Python waits for."""
    begun = threading.Event()

    def film(_board: Storyboard, _path: Path, check: Callable[[], None]) -> object:
        begun.set()
        until = time.monotonic() + 30
        while time.monotonic() < until:
            check()
            time.sleep(0.01)
        raise AssertionError("nobody said that the show was over")

    said: list[str] = []
    with running(tale(), tmp_path, means(film=film), say=said.append) as show, line(show) as socket:
        say(socket, "film")
        assert begun.wait(20)
        began = time.monotonic()
    assert time.monotonic() - began < 15
    assert said == ["the film that was being made is not finished"]


def test_a_disk_that_is_full_is_told_once_and_the_show_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("storyanim.live.sessionlog.os.fsync", full)
    log = tmp_path / "evening.log"
    with running(tale(), tmp_path, record=log) as show, line(show) as socket:
        text = note(socket, "record")
        assert "evening.log cannot be written (No space left on device)" in text
        written = log.read_bytes()
        say(socket, "seek", second=1.0)
        assert frame(socket, 1, 24)
    assert log.read_bytes() == written, "it breaks off, and has no hole"


def test_a_port_that_is_taken_is_told(show: Running, tmp_path: Path) -> None:
    options = LiveOptions(Keeping(tmp_path), "key", port=int(show.host.partition(":")[2]))
    with pytest.raises(InputError, match="cannot listen on 127"):
        play_live(tale(), means(), options)


def test_where_the_usual_port_is_taken_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setattr(playing, "PORT", other.getsockname()[1])
        listening = playing._listening(LiveOptions(Keeping(tmp_path), "key", say=said.append))
        listening.close()
    assert len(said) == 1
    assert f"port {playing.PORT} is taken" in said[0]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.text(max_size=400), st.binary(max_size=400)), min_size=1, max_size=6))
def test_malformed_messages_hurt_nobody_else(show: Running, messages: list[str | bytes]) -> None:
    with line(show) as other:
        frames(other, 1)
        with line(show) as bad:
            try:
                for message in messages:
                    bad.send(message)
            except ConnectionClosed:
                pass
        say(other, "seek", second=1.5)
        assert frame(other, 1, 36)
        say(other, "seek", second=0.0)
        assert frame(other, 1, 0)


def test_an_oversized_message_ends_only_its_own_line(show: Running) -> None:
    with line(show) as other, line(show) as bad:
        with pytest.raises(ConnectionClosed):
            shout(bad)
        say(other, "seek", second=1.0)
        assert frame(other, 1, 24)


def test_who_floods_is_sent_away_and_others_go_on(show: Running) -> None:
    with line(show) as other, line(show) as bad:
        with pytest.raises(ConnectionClosed):
            flood(bad)
        say(other, "seek", second=0.5)
        assert frame(other, 1, 12)


def test_who_never_reads_costs_the_others_nothing(show: Running) -> None:
    address, _, port = show.host.partition(":")
    stalled = []
    for _ in range(20):
        one = socket.create_connection((address, int(port)))
        one.sendall(
            f"GET /socket HTTP/1.1\r\nHost: {show.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Authorization: Bearer {show.token}\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        stalled.append(one)
    with line(show) as other:
        say(other, "seek", second=0.0)
        say(other, "play")
        assert len(frames(other, 12)) == 12
        say(other, "pause")
    for one in stalled:
        one.close()


def test_the_newest_picture_replaces_the_one_that_waits() -> None:
    viewer, seen = Viewer(), []
    for number in range(100):
        viewer.put(Picture(1, 1, number, 0.0, bytes(16), b""), bytes([number]), 0.0)
        viewer.tell("state", f"state {number}")
    texts, pictures = asyncio.run(viewer.fetch())
    seen += pictures
    assert (texts, seen) == (["state 99"], [bytes([99])])
    assert viewer.dropped == 99


def test_the_first_viewers_see_every_frame_and_the_others_fewer() -> None:
    outlets = Outlets()
    viewers = [Viewer() for _ in range(FULL_RATE_VIEWERS + 2)]
    for viewer in viewers:
        outlets.add(viewer)
    counts = [0] * len(viewers)
    for number in range(48):
        picture = Picture(1, 1, number, 0.0, bytes(16), b"")
        outlets.show(picture, b"", number / 24)
        for place, viewer in enumerate(viewers):
            counts[place] += viewer._picture is not None
            viewer._picture = None
    assert counts[:FULL_RATE_VIEWERS] == [48] * FULL_RATE_VIEWERS
    assert all(10 <= count <= 13 for count in counts[FULL_RATE_VIEWERS:])
    outlets.remove(viewers[0])
    assert viewers[FULL_RATE_VIEWERS].rate > 100, "the next one moves up"


def test_an_allowance_is_used_up_and_comes_back() -> None:
    clock = HandClock()
    allowance = Allowance(clock, most=3, rate=2)
    assert [allowance.takes() for _ in range(4)] == [True, True, True, False]
    clock.now += 0.5
    assert [allowance.takes(), allowance.takes()] == [True, False]


def test_shots_take_turns_and_a_renderer_of_one_copy_gets_one_process() -> None:
    async def draw(artists: Artists) -> list[Picture]:
        film = schedule(tale())
        return [
            await artists.draw(Wanted(film.recipe_at(number), 1, number), turn) for turn, number in enumerate((0, 30))
        ]

    with Artists(fake()) as artists:
        assert artists.hands == 2
        assert [picture.number for picture in asyncio.run(draw(artists))] == [0, 30]
    with Artists(fake(copies=1)) as artists:
        assert artists.hands == 1
