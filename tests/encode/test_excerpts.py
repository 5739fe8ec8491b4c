"""A recording is heard again as it was played: out of order, with silence between, faster at the same pitch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from storyanim.encode import Excerpt, Mix, excerpts, mix_sound
from storyanim.encode.sounds import HERTZ
from storyanim.errors import OutputError
from tests.encode.test_sounds import heard, level, tone, write_wav

if TYPE_CHECKING:
    from storyanim.encode import Ffmpeg

LOW, HIGH = 300.0, 900.0


def pitch(samples: np.ndarray) -> float:
    """The strongest frequency, in Hz."""
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * HERTZ / len(samples))


def second(samples: np.ndarray, begin: float, seconds: float = 0.4) -> np.ndarray:
    return samples[round(begin * HERTZ) :][: round(seconds * HERTZ), 0]


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """A second that is low, and one that is high."""
    return write_wav(tmp_path / "told.wav", np.concatenate([tone(1, LOW), tone(1, HIGH)]))


def mixed(told: Path, seconds: float, ffmpeg: Ffmpeg, *excerpts: Excerpt) -> np.ndarray:
    mix_sound(Mix(told, excerpts=excerpts), seconds, told.with_name("out"), ffmpeg=ffmpeg)
    return heard(told.with_name("out"))


def test_what_was_heard_later_comes_later_and_between_it_is_silent(told: Path, ffmpeg: Ffmpeg) -> None:
    samples = mixed(told, 3.0, ffmpeg, Excerpt(0.2, 1.0, 0.5), Excerpt(2.0, 0.0, 0.5))
    assert len(samples) == 3 * HERTZ
    assert pitch(second(samples, 0.25)) == pytest.approx(HIGH, abs=5)
    assert pitch(second(samples, 2.05)) == pytest.approx(LOW, abs=5)
    for begin, seconds in ((0.0, 0.19), (0.75, 1.2), (2.55, 0.4)):
        assert level(second(samples, begin, seconds)) < -80


@pytest.mark.parametrize("speed", [0.25, 1.5, 4.0])
def test_at_another_speed_it_is_as_high_and_shorter_or_longer(speed: float, told: Path, ffmpeg: Ffmpeg) -> None:
    samples = mixed(told, 2 / speed, ffmpeg, Excerpt(0.0, 0.0, 2 / speed, speed))
    length = 0.4 / speed
    assert pitch(second(samples, 0.3 / speed, length)) == pytest.approx(LOW, rel=0.05)
    assert pitch(second(samples, 1.3 / speed, length)) == pytest.approx(HIGH, rel=0.05)


def test_a_disk_that_is_full_is_told(told: Path, ffmpeg: Ffmpeg, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of a file with holes are found missing only when they are written to, which ends the process."""
    if not Path("/dev/full").exists():
        pytest.skip("only Linux has a disk that is always full")
    real = Path.open

    def full(path: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        return open("/dev/full", mode) if mode == "wb" else real(path, mode, *rest, **more)  # noqa: PTH123

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OutputError, match="No space left on device"):
        excerpts.excerpted(told, [Excerpt(0.0, 0.0, 1.0)], told.with_name("part"), hertz=HERTZ, form=(), ffmpeg=ffmpeg)


def test_what_the_recording_has_not_is_silent(told: Path, ffmpeg: Ffmpeg) -> None:
    samples = mixed(told, 3.0, ffmpeg, Excerpt(0.5, 1.5, 2.0))
    assert pitch(second(samples, 0.55)) == pytest.approx(HIGH, abs=5)
    assert level(second(samples, 1.05, 1.9)) < -80
