"""What a person sees while a film is made."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from storyanim.cli.console import clock, progress_shown, progress_words, result
from storyanim.errors import OutputError
from storyanim.production import Progress

HALF = Progress(frames_done=60, frames_total=100, shots_done=2, shots_total=5, cached=20, seconds=4.0)


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.0, "0:00"), (59.6, "1:00"), (61, "1:01"), (3599.4, "59:59"), (7325.0, "2:02:05")]
)
def test_time_is_told_like_a_clock(seconds: float, words: str) -> None:
    assert clock(seconds) == words


def test_speed_and_time_left_count_what_was_drawn_now() -> None:
    assert progress_words(HALF) == "shot 3 of 5, 10 frames/s, 0:04 left"


def test_nothing_is_promised_before_anything_is_drawn() -> None:
    begun = Progress(frames_done=20, frames_total=100, shots_done=1, shots_total=5, cached=20, seconds=9.0)
    assert progress_words(begun) == "shot 2 of 5"


def test_the_last_shot_is_the_last() -> None:
    done = Progress(frames_done=100, frames_total=100, shots_done=5, shots_total=5, cached=0, seconds=200.0)
    assert progress_words(done) == "shot 5 of 5, 0.5 frames/s, 0:00 left"


def test_without_a_terminal_a_line_is_written_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    times = iter([0.0, 1.0, 9.9, 10.0, 10.0, 11.0])
    with progress_shown(lambda: next(times)) as show:
        for _ in range(4):
            show(HALF)
    captured = capsys.readouterr()
    assert captured.err == "drawing: 60 of 100 frames, shot 3 of 5, 10 frames/s, 0:04 left\n"
    assert captured.out == ""


def bar_on_a_terminal(**environment: str) -> str:
    """What is written to a terminal of 100 columns."""
    import pty

    code = (
        "import sys\nfrom storyanim.cli.console import progress_shown\n"
        "from tests.cli.test_console import HALF\n"
        "with progress_shown() as show:\n    show(HALF)\n"
        "print('end', file=sys.stderr)"
    )
    master, slave = pty.openpty()
    words = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", **environment}
    subprocess.run([sys.executable, "-c", code], stderr=slave, check=True, env=words)
    seen = os.read(master, 100_000).decode()
    os.close(slave)
    os.close(master)
    return seen


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_terminal_has_a_bar_in_colours_unless_told_otherwise() -> None:
    plain, coloured = bar_on_a_terminal(NO_COLOR="1"), bar_on_a_terminal(NO_COLOR="")
    for seen in (plain, coloured):
        assert "60/100" in seen
        assert "10 frames/s, 0:04 left" in seen
    assert "\x1b[38;" in coloured or "\x1b[3" in coloured.replace("\x1b[39m", "")
    assert "\x1b[38;" not in plain
    assert "60/100" not in bar_on_a_terminal(TERM="dumb")


def test_a_result_that_cannot_be_written_is_an_error_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError(28, "No space left on device")

        def fileno(self) -> int:
            return os.open(os.devnull, os.O_WRONLY)

    monkeypatch.setattr("sys.stdout", Full())
    with pytest.raises(OutputError, match="the disk is full"):
        result("film.mp4")
