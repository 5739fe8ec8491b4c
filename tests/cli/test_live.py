"""`storyanim live` as a person runs it: a process that says where its page is, until it is ended."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil
import pytest
from websockets.sync.client import connect

from storyanim.encode import count_frames, find_ffmpeg, iter_film, read_samples, sound_seconds
from storyanim.live.pictures import unpacked
from tests.production.voices import HERTZ, write
from tests.stories import KITE

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.cli.conftest import Run

HERE = Path(__file__).parents[2]
SMALL = ("--size", "96x54", "--fps", "12", "--no-browser", "--port", "0")


@contextmanager
def begun(folder: Path, *words: str, stdin: int | None = None) -> Generator[subprocess.Popen[str]]:
    """The command, as a shell would start it: Ctrl-C reaches all its processes."""
    environment = {**os.environ, "PYTHONPATH": str(HERE), "STORYANIM_CACHE": str(folder / ".cache")}
    with (folder / "said.txt").open("w", encoding="utf-8") as said, subprocess.Popen(
        [sys.executable, "-m", "storyanim", "live", *words],
        cwd=folder, env=environment, stdin=stdin or subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, text=True,
        process_group=0,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def live(folder: Path, *words: str, stdin: int | None = None) -> Generator[tuple[subprocess.Popen[str], str]]:
    """The command, and the address it prints."""
    with begun(folder, *words, stdin=stdin) as process:
        assert process.stdout
        yield process, process.stdout.readline().strip()


def say(address: str, *commands: dict[str, object], frames: int = 0) -> list[str]:
    """Give commands; the texts that come until so many pictures were seen."""
    home, _, token = address.partition("/?token=")
    headers = {"Authorization": f"Bearer {token}"}
    texts: list[str] = []
    with connect(home.replace("http", "ws") + "/socket", additional_headers=headers, proxy=None, max_size=None) as line:
        for command in commands:
            line.send(json.dumps(command))
        while frames:
            message = line.recv(timeout=30)
            if isinstance(message, str):
                texts.append(message)
            elif unpacked(message).kind == 1:
                frames -= 1
    return texts


def test_it_says_where_it_is_plays_and_ends_on_ctrl_c(tmp_path: Path, story: Path) -> None:
    with live(tmp_path, story.name, *SMALL) as (process, address):
        assert address.startswith("http://127.0.0.1:")
        texts = say(address, {"type": "play"}, frames=5)
        children = psutil.Process(process.pid).children(recursive=True)
        assert len(children) >= 2
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert any('"The Kite"' in text for text in texts)
    assert not [child for child in psutil.wait_procs(children, timeout=10)[1] if child.is_running()]
    said = (tmp_path / "said.txt").read_text(encoding="utf-8")
    assert "Traceback" not in said
    assert "drawn by storybook" in said
    assert "/clean?key=" in said
    assert (tmp_path / "kite.yaml").exists()


def test_a_show_that_is_stopped_says_so_and_promises_nothing(tmp_path: Path, story: Path) -> None:
    with live(tmp_path, story.name, *SMALL) as (process, _):
        process.terminate()
        assert process.wait(20) == 143
    said = (tmp_path / "said.txt").read_text(encoding="utf-8")
    assert said.rstrip().endswith("stopped")
    assert "goes on from there" not in said


def test_ctrl_c_while_it_opens_ends_it_quietly_and_leaves_no_log(tmp_path: Path, story: Path) -> None:
    with begun(tmp_path, story.name, *SMALL, "--record", "evening.log") as process:
        opening: list[psutil.Process] = []
        while not opening and process.poll() is None:
            with suppress(psutil.Error):
                children = psutil.Process(process.pid).children(recursive=True)
                opening = [child for child in children if "spawn_main" in " ".join(child.cmdline())]
        assert (tmp_path / "evening.log").exists()
        os.killpg(process.pid, signal.SIGINT)
        told, _ = process.communicate(timeout=20)
    said = (tmp_path / "said.txt").read_text(encoding="utf-8")
    assert (process.returncode, told) == (0, ""), said
    assert "Traceback" not in said
    assert "nothing was played: no film is made" in said
    assert not (tmp_path / "evening.log").exists()
    assert not psutil.wait_procs(opening, timeout=10)[1]


def test_a_session_that_ends_is_filmed_with_what_was_heard(tmp_path: Path, story: Path, run: Run) -> None:
    """Told by a recording, whose second half is higher: what is sought is heard."""
    (tmp_path / "home").mkdir()
    place = story.rename(tmp_path / "home" / story.name)
    seconds = np.arange(8 * HERTZ) / HERTZ
    write(place.with_name("told.wav"), 0.2 * np.sin(2 * np.pi * np.where(seconds < 4, 220, 880) * seconds))
    assert run("draft", str(place), "--audio", str(place.with_name("told.wav")), "--size", "96x54").code == 0
    words = (f"home/{place.name}", "--fps", "12", "--no-browser", "--port", "0", "--record", "evening.log")
    with live(tmp_path, *words) as (process, address):
        say(address, {"type": "seek", "second": 7.0}, {"type": "play"}, frames=3)
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate(timeout=60)
    said = (tmp_path / "said.txt").read_text(encoding="utf-8")
    assert (process.returncode, told.strip()) == (0, "evening.mp4"), said
    assert "making evening.mp4 of what was played" in said
    samples = read_samples(tmp_path / "evening.mp4", tmp_path, hertz=8000, ffmpeg=find_ffmpeg())
    middle = samples[4000:8000]
    assert abs(int(np.argmax(np.abs(np.fft.rfft(middle)))) * 8000 / len(middle) - 880) < 10
    place.with_name("told.wav").write_bytes(b"another")
    ran = run("render", "evening.log", "-o", "silent.mp4")
    assert ran.code == 0, ran.err
    assert "is not the recording that was heard" in ran.err


def test_where_nothing_was_played_no_film_is_made(tmp_path: Path, story: Path) -> None:
    with live(tmp_path, story.name, *SMALL, "--record", "evening.log") as (process, address):
        say(address, frames=1)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert "nothing was played: no film is made; evening.log is kept" in (tmp_path / "said.txt").read_text("utf-8")
    assert not list(tmp_path.glob("*.mp4"))


def test_after_kill_9_a_film_is_made_of_all_that_was_logged(tmp_path: Path, story: Path, run: Run) -> None:
    with live(tmp_path, story.name, *SMALL, "--record", "evening.log") as (process, address):
        say(address, {"type": "play"}, frames=20)
        time.sleep(1.2)
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait(10)
    assert not psutil.wait_procs(children, timeout=10)[1], "who draws has gone too"
    ran = run("render", "evening.log", "-o", "evening.mp4")
    assert ran.code == 0, ran.err
    seconds = count_frames(tmp_path / "evening.mp4", ffmpeg=find_ffmpeg()) / 12
    assert 1.0 < seconds < 30.0
    assert run("render", "evening.log", "-o", "other.mp4", "--seed", "3").code == 2


def test_a_story_is_played_while_it_is_told(tmp_path: Path) -> None:
    words = ("--no-browser", "--port", "0", "--size", "96x54", "--style", "ink")
    with live(tmp_path, "-", *words, stdin=subprocess.PIPE) as (process, address):
        assert process.stdin
        process.stdin.write("A fox ran over a hill. An owl fl")
        process.stdin.flush()
        texts = say(address, frames=2)
        assert any("A fox ran over a hill." in text and "An owl" not in text for text in texts)
        process.stdin.write("ew over the lake at night.\n")
        process.stdin.close()
        until = time.monotonic() + 30
        while not any("An owl flew" in text for text in texts) and time.monotonic() < until:
            texts = say(address, frames=1)
        assert any("An owl flew over the lake" in text for text in texts)
        assert any('"style":"ink","width":96,"height":54' in text for text in texts), "as it was asked for"


STREAMS = {
    "udp": ("udp://127.0.0.1:{port}?timeout=60000000", "udp://127.0.0.1:{port}", []),
    "srt": ("srt://127.0.0.1:{port}?mode=listener", "srt://127.0.0.1:{port}", []),
    "rtmp": ("rtmp://127.0.0.1:{port}/live/show", "rtmp://127.0.0.1:{port}/live/show", ["-listen", "1"]),
}
"""Where the receiver listens, where the show is sent to, and what else the receiver is told."""


@pytest.mark.parametrize("kind", STREAMS)
def test_a_receiver_gets_a_stream_that_plays(kind: str, tmp_path: Path, story: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM if kind == "rtmp" else socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    source, target, more = STREAMS[kind]
    received = tmp_path / "received.mkv"
    receiver = [str(find_ffmpeg().path), "-v", "error", "-nostdin", *more, "-i", source.format(port=port)]
    receiver += ["-t", "2", "-c", "copy", "-y", str(received)]
    with subprocess.Popen(receiver) as receiving:
        watch = threading.Timer(100, receiving.kill)
        watch.start()
        with live(tmp_path, story.name, *SMALL, "--out", target.format(port=port)) as (_, address):
            say(address, {"type": "play"}, frames=3)
            assert receiving.wait(90) == 0
        watch.cancel()
    frames = list(iter_film(received))
    assert len(frames) >= 12
    assert frames[0].shape == (54, 96, 3)
    assert len({frame.tobytes() for frame in frames}) > 3, "the picture moves"
    with tempfile.TemporaryDirectory() as folder:
        assert sound_seconds(received, Path(folder), ffmpeg=find_ffmpeg()) > 0.5, "with silence for sound"


def test_the_client_in_the_readme_plays_it(tmp_path: Path, story: Path) -> None:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    client = readme.partition("<!-- live client -->\n```python\n")[2].partition("```")[0]
    assert len([line for line in client.splitlines() if line]) <= 10
    with (
        live(tmp_path, story.name, *SMALL) as (_, address),
        subprocess.Popen([sys.executable, "-c", client, address], stdout=subprocess.PIPE, text=True) as process,
    ):
        assert process.stdout
        told = [process.stdout.readline() for _ in range(30)]
        process.kill()
    assert any(line.startswith("a picture, ") for line in told)
    assert any('"type":"film"' in line for line in told)
    assert any('"playing":true' in line for line in told)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("missing.txt",), 2, "missing.txt"),
        (("kite.txt", "--out", "http://x/y"), 2, "--out: 'http://x/y' cannot be sent to"),
        (("kite.txt", "--out", "udp://a b"), 2, "--out"),
        (("kite.txt", "--record", "kite.txt"), 2, "--record: kite.txt: File exists"),
        (("kite.txt", "--record", "evening.mp4"), 2, "--record: evening.mp4 is a film's name"),
        (("kite.txt", "--host", "203.0.113.9"), 2, "--host 203.0.113.9: this machine has no such address"),
        (("kite.txt", "--host", "no such host"), 2, "--host no such host: this machine has no such address"),
        (("kite.txt", "--port", "99999"), 2, "port"),
        (("kite.txt", "--renderer", "oil"), 2, "no renderer 'oil'"),
        (("--window",), 2, "--window: a window has no place for a prompt or a story"),
        (("kite.txt", "--window", "--port", "8000"), 2, "--port, --host and --name are for a page"),
        (("-", "--encoding", "cp1252"), 2, "--encoding: only a story's file has one"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(
    run: Run, story: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    assert story.read_text(encoding="utf-8") == KITE
    ran = run("live", *words, "--no-browser")
    assert ran.code == code
    assert told in ran.error


def test_without_a_display_there_is_no_window(run: Run, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux can lack a display")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert "--window: there is no display here" in run("live", story.name, "--window").error


def test_without_a_virtual_camera_it_says_so(run: Run, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyvirtualcam", None)
    ran = run("live", story.name, "--camera", "--no-browser")
    assert (ran.code, ran.error.count("\n")) == (2, 0)
    assert "--camera: pyvirtualcam is not installed: pip install 'storyanim[camera]'" in ran.error
