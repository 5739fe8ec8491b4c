"""The contract of every kind of film: all frames, exact length, sound in step, words, chapters, a cover; the same bytes
again. What a container has no place for is left out, not refused."""

from __future__ import annotations

import subprocess
import sys
import wave
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest

from storyanim.encode import (
    CONTAINERS,
    Chapter,
    Container,
    Extras,
    Loop,
    container_of,
    encode_segment,
    join,
    loop_frames,
    read_picture,
    redrawing,
    segment_settings,
)
from storyanim.encode.ffmpeg import run
from storyanim.errors import InputError
from storyanim.types import Caption, Size, StreamInfo
from tests.encode.conftest import moving_frames, psnr
from tests.encode.reading import HERTZ, captions, pictures, sound, told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storyanim.encode import Ffmpeg

RATE, FRAMES, SIZE = Fraction(12), 30, Size(66, 50)
ENDS = (0, 1, 13, 30)
SAID = (Caption("One cold night", 0, 12), Caption("a fox & <i>an owl</i>", 12, 30))
INFO = StreamInfo(SIZE, RATE, FRAMES, SAID, 'Fox: "100%" \\ [film]')
CHAPTERS = (Chapter("One = 1; #", 0, 13), Chapter("%{two}", 13, 30))
CLICK = 1.5
"""Seconds: where the sound has a click, on a frame's first moment."""

every = pytest.mark.parametrize("container", CONTAINERS, ids=lambda container: container.suffix)
with_sound = pytest.mark.parametrize(
    "container", [one for one in CONTAINERS if one.sound], ids=lambda container: container.suffix
)


@pytest.fixture(scope="session")
def click(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound as long as the film: quiet, with a click of 2 ms."""
    samples = np.zeros((HERTZ * FRAMES // 12, 2), np.int16)
    start = round(CLICK * HERTZ)
    samples[start : start + 96] = 20_000
    path = tmp_path_factory.mktemp("sound") / "click.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(HERTZ)
        file.writeframes(samples.tobytes())
    return path


@pytest.fixture(scope="session")
def segments(ffmpeg: Ffmpeg, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Path]]:
    """Segments for a suffix, made once for each codec."""
    made: dict[str, list[Path]] = {}

    def make(suffix: str) -> list[Path]:
        settings = segment_settings(suffix, rate=RATE)
        if settings.codec not in made:
            folder, frames = tmp_path_factory.mktemp(settings.codec), moving_frames(FRAMES, SIZE, RATE)
            made[settings.codec] = [folder / f"{first:04}.mkv" for first in ENDS[:-1]]
            for path, (first, end) in zip(made[settings.codec], pairwise(ENDS), strict=True):
                encode_segment(frames[first:end], replace(INFO, frames=end - first), settings, path, ffmpeg=ffmpeg)
        return made[settings.codec]

    return make


@pytest.fixture
def film(
    ffmpeg: Ffmpeg, segments: Callable[[str], list[Path]], click: Path, tmp_path: Path
) -> Callable[[Container], Path]:
    """A film with everything in it, and what is made beside it."""

    def make(container: Container, name: str = "film") -> Path:
        path = tmp_path / f"{name}{container.suffix}"
        extras = Extras({"comment": "made by storybook; seed 7"}, CHAPTERS, click, 14)
        join(segments(container.suffix), INFO, path, container.suffix, ffmpeg=ffmpeg, extras=extras)
        return path

    return make


@every
def test_it_has_all_its_pictures_in_order(container: Container, film: Callable[[Container], Path]) -> None:
    shown, drawn = pictures(film(container)), moving_frames(FRAMES, SIZE, RATE)
    assert len(shown) == FRAMES
    for frame, picture in zip(drawn, shown, strict=True):
        assert picture.shape == (SIZE.height, SIZE.width, 3)
        others = [psnr(other.pixels, picture) for other in drawn if other.index != frame.index]
        assert psnr(frame.pixels, picture) > max(others)


@every
def test_its_bytes_repeat(container: Container, film: Callable[..., Path]) -> None:
    one, other = film(container), film(container, "it's [other] %d")
    files = zip(sorted(one.iterdir()), sorted(other.iterdir()), strict=True) if one.is_dir() else [(one, other)]
    assert all(first.read_bytes() == second.read_bytes() for first, second in files)


@every
def test_it_is_as_long_as_its_frames(container: Container, film: Callable[[Container], Path], ffmpeg: Ffmpeg) -> None:
    path = film(container)
    if container.muxer in ("webp", "image2"):
        assert len(pictures(path)) == FRAMES
        return
    assert told(ffmpeg, path).seconds == pytest.approx(float(FRAMES / RATE), abs=float(1 / RATE))


@every
def test_it_carries_what_it_has_a_place_for(
    container: Container, film: Callable[[Container], Path], ffmpeg: Ffmpeg, tmp_path: Path
) -> None:
    path = film(container)
    if container.redrawn:
        assert not list(tmp_path.glob("*.part"))
        return
    found = told(ffmpeg, path)
    covered = {"": (), "stream": ("Video",), "attachment": ("Video",)}[container.cover]
    assert sorted(found.streams) == sorted(("Video", "Audio", "Subtitle", *covered))
    assert found.chapters == tuple(chapter.title for chapter in CHAPTERS)
    assert f": {INFO.title}\n" in found.words
    assert "seed 7" in found.words
    text = captions(ffmpeg, path, tmp_path)
    assert "00:00:00,000 --> 00:00:01,000\nOne cold night" in text
    assert "00:00:01,000 --> 00:00:02,500\na fox & ＜i＞an owl＜/i＞" in text


INDEX = {
    "mp4": (b"moov", b"mdat"),
    "mov": (b"moov", b"mdat"),
    "matroska": (b"\x1c\x53\xbb\x6b", b"\x1f\x43\xb6\x75"),
    "webm": (b"\x1c\x53\xbb\x6b", b"\x1f\x43\xb6\x75"),
}
"""How the index begins, and the pictures: boxes of MP4, elements (Cues, Cluster) of Matroska."""


@with_sound
def test_its_index_stands_first_and_its_colours_are_bt_709_in_limited_range(
    container: Container, film: Callable[[Container], Path], ffmpeg: Ffmpeg
) -> None:
    path = film(container)
    data, (index, pictures_begin) = path.read_bytes(), INDEX[container.muxer]
    assert data.rindex(index) < data.index(pictures_begin)
    stored = "yuv422p10le" if container.codec == "prores" else "yuv420p"
    assert f"{stored}(tv, bt709" in told(ffmpeg, path).words


@with_sound
def test_its_sound_is_in_step(
    container: Container, film: Callable[[Container], Path], ffmpeg: Ffmpeg, tmp_path: Path
) -> None:
    heard = sound(ffmpeg, film(container), tmp_path)
    found = int(np.argmax(np.abs(heard) > 0.2)) / HERTZ
    assert found == pytest.approx(CLICK, abs=0.004)
    assert len(heard) / HERTZ == pytest.approx(float(FRAMES / RATE), abs=float(1 / RATE))


@every
def test_odd_sizes_are_padded_not_refused(container: Container, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    info, path = StreamInfo(Size(33, 17), RATE, 2), tmp_path / f"film{container.suffix}"
    settings = segment_settings(container.suffix, rate=RATE)
    encode_segment(moving_frames(2, info.size), info, settings, tmp_path / "segment", ffmpeg=ffmpeg)
    join([tmp_path / "segment"], info, path, container.suffix, ffmpeg=ffmpeg)
    (first, *_) = pictures(path)
    across, down = settings.multiples
    assert first.shape == (17 + 17 % down, 33 + 33 % across, 3)


@every
def test_opencv_plays_it(container: Container, film: Callable[[Container], Path]) -> None:
    path = film(container)
    if container.is_folder:
        picture = cv2.imread(str(path / "frame-000000.png"))
        assert picture is not None
        assert picture.shape == (SIZE.height, SIZE.width, 3)
        return
    player = cv2.VideoCapture(str(path))
    shown = 0
    while player.read()[0]:
        shown += 1
    assert shown == FRAMES or container.muxer == "webp"  # OpenCV's own ffmpeg is too old for animated WebP


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_a_loop_is_as_wide_and_as_fast_as_asked(
    suffix: str, ffmpeg: Ffmpeg, segments: Callable[[str], list[Path]], tmp_path: Path
) -> None:
    path = tmp_path / f"film{suffix}"
    loop = Loop(32, Fraction(5))
    join(segments(suffix), INFO, path, suffix, ffmpeg=ffmpeg, extras=Extras(loop=loop))
    shown = pictures(path)
    assert len(shown) == loop_frames(FRAMES, RATE, loop) == 10
    assert shown[0].shape == (24, 32, 3)


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_a_loop_of_a_joined_kind_s_segments_is_the_same_film(
    suffix: str, ffmpeg: Ffmpeg, segments: Callable[[str], list[Path]], tmp_path: Path
) -> None:
    path = tmp_path / f"film{suffix}"
    join(segments(".mp4"), INFO, path, suffix, ffmpeg=ffmpeg)
    pairs = zip(moving_frames(FRAMES, SIZE, RATE), pictures(path), strict=True)
    assert min(psnr(frame.pixels, picture) for frame, picture in pairs) > 25


LOOPED = """
import resource, sys
from fractions import Fraction
from pathlib import Path
from storyanim.encode import find_ffmpeg, join
from storyanim.types import Size, StreamInfo
segment, times = Path(sys.argv[1]), int(sys.argv[2])
info = StreamInfo(Size(160, 90), Fraction(12), 24 * times)
join([segment] * times, info, segment.with_name("film.gif"), ".gif", ffmpeg=find_ffmpeg())
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Makes a GIF of a segment, again and again, and says how many kB the largest process took."""


def test_a_long_gif_takes_no_more_memory_than_a_short_one(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    info, segment = StreamInfo(Size(160, 90), RATE, 24), tmp_path / "segment.mkv"
    encode_segment(moving_frames(24, info.size), info, segment_settings(".gif", rate=RATE), segment, ffmpeg=ffmpeg)

    def peak(times: int) -> int:
        """Its 24 pictures hold 1.4 MB as ffmpeg has them."""
        command = [sys.executable, "-c", LOOPED, str(segment), str(times)]
        return int(subprocess.run(command, capture_output=True, check=True).stdout)

    assert peak(60) < peak(2) + 20_000


def within(length: int) -> Extras:
    return Extras(loop=Loop(None, Fraction(15), length))


def noisy(ffmpeg: Ffmpeg, path: Path) -> StreamInfo:
    """A segment that hardly shrinks."""
    size = Size(256, 144)
    info = StreamInfo(size, RATE, 6)
    noise = np.random.default_rng(7).integers(0, 256, (6, size.height, size.width, 3), np.uint8)
    frames = [replace(frame, pixels=pixels) for frame, pixels in zip(moving_frames(6, size, RATE), noise, strict=True)]
    encode_segment(frames, info, segment_settings(".gif", rate=RATE), path, ffmpeg=ffmpeg)
    return info


def test_a_loop_shrinks_until_it_fits(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    info, path = noisy(ffmpeg, tmp_path / "segment"), tmp_path / "film.gif"
    join([tmp_path / "segment"], info, path, ".gif", ffmpeg=ffmpeg, extras=within(100_000))
    assert 50_000 < path.stat().st_size <= 100_000
    assert len(pictures(path)) == 6


def test_a_loop_that_cannot_be_so_small_says_what_to_do(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    info, path = noisy(ffmpeg, tmp_path / "segment"), tmp_path / "film.gif"
    with pytest.raises(InputError, match=r"as small as 0.005 MB .*fewer --shots"):
        join([tmp_path / "segment"], info, path, ".gif", ffmpeg=ffmpeg, extras=within(5_000))
    assert {file.name for file in tmp_path.iterdir()} == {"segment"}


def test_a_long_webp_may_be_silent_for_as_long_as_it_takes(
    ffmpeg: Ffmpeg, segments: Callable[[str], list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """libwebp gives out nothing before the last picture: ten minutes of film took longer than a join may be silent."""
    waited: list[float] = []

    def watched(*arguments: Any, timeout: float) -> Any:
        waited.append(timeout)
        return run(*arguments, timeout=timeout)

    monkeypatch.setattr(redrawing, "run", watched)
    join(segments(".webp"), INFO, tmp_path / "film.webp", ".webp", ffmpeg=ffmpeg, timeout=10)
    assert waited == [10 + FRAMES * redrawing.WEBP_SECONDS]


def test_a_cover_is_the_frame_that_was_asked_for(film: Callable[[Container], Path], ffmpeg: Ffmpeg) -> None:
    path = film(container_of(".mp4"))
    cover = path.with_name("cover.png")
    subprocess.run(
        [ffmpeg.path, "-v", "error", "-i", path, "-map", "0:v:1", "-frames:v", "1", "-update", "1", cover], check=True
    )
    picture = read_picture(cover)
    drawn = moving_frames(FRAMES, SIZE, RATE)
    likeness = [psnr(frame.pixels, picture) for frame in drawn]
    assert int(np.argmax(likeness)) == 14
    assert max(likeness) > 28
