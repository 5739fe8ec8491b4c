"""A segment holds what was drawn, in the right colours, and its bytes repeat."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.encode import count_frames, encode_segment, iter_film, segment_settings
from storyanim.encode.ffmpeg import path_argument, run
from storyanim.encode.matroska import count_blocks
from storyanim.errors import EncoderError, OutputError, RendererError
from storyanim.types import Frame, Size, StreamInfo
from tests.encode.conftest import RATE, SIZE, moving_frames, plain_frame, psnr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storyanim.encode import Ffmpeg, SegmentSettings

H264 = segment_settings(".mp4", rate=RATE)
LOSSLESS = segment_settings(".gif", rate=RATE)


def info_of(frames: int | None, size: Size = SIZE, rate: Fraction = RATE) -> StreamInfo:
    return StreamInfo(size, rate, frames)


def decoded(ffmpeg: Ffmpeg, path: Path, size: Size, tmp_path: Path) -> list[np.ndarray]:
    raw = tmp_path / "decoded.rgb"
    run(ffmpeg, ["-i", path_argument(path), "-f", "rawvideo", "-pix_fmt", "rgb24", path_argument(raw)])
    return list(np.fromfile(raw, np.uint8).reshape(-1, size.height, size.width, 3))


def test_thirty_frames_come_back_as_they_were(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    size, part = Size(320, 240), tmp_path / "segment.mkv"
    frames = moving_frames(30, size)
    assert encode_segment(frames, info_of(30, size), H264, part, ffmpeg=ffmpeg) == 30
    shown = list(iter_film(part))
    assert len(shown) == 30
    assert min(psnr(frame.pixels, picture) for frame, picture in zip(frames, shown, strict=True)) > 33


@pytest.mark.parametrize("colour", [(200, 30, 30), (30, 200, 30), (30, 30, 200), (128, 128, 128), (250, 250, 250)])
def test_colours_stay_what_they_are(colour: tuple[int, int, int], ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    """BT.601 instead of BT.709, or full instead of limited range, would be off by ten and more."""
    part = tmp_path / "segment.mkv"
    encode_segment([plain_frame(colour)], info_of(1), H264, part, ffmpeg=ffmpeg)
    (picture,) = iter_film(part)
    assert np.abs(picture.reshape(-1, 3).mean(axis=0) - colour).max() < 3


def test_red_is_coded_by_bt709_in_limited_range(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    """From ITU-R BT.709: Y' = 16 + 219 * 0.2126, Cb = 128 - 224 * 0.1146, Cr = 128 + 112 for full red."""
    part, raw = tmp_path / "segment.mkv", tmp_path / "raw.yuv"
    encode_segment([plain_frame((255, 0, 0))], info_of(1), H264, part, ffmpeg=ffmpeg)
    run(ffmpeg, ["-i", path_argument(part), "-f", "rawvideo", "-pix_fmt", "yuv420p", path_argument(raw)])
    luma, blue, red = np.split(
        np.fromfile(raw, np.uint8), [SIZE.width * SIZE.height, SIZE.width * SIZE.height * 5 // 4]
    )
    assert [round(float(plane.mean())) for plane in (luma, blue, red)] == pytest.approx([63, 102, 240], abs=1)


def test_lossless_is_lossless(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    noise = np.random.default_rng(7).integers(0, 256, (5, 49, 65, 3), np.uint8)
    frames = [Frame(index, index / RATE, pixels) for index, pixels in enumerate(noise)]
    size, part = Size(65, 49), tmp_path / "segment.mkv"
    encode_segment(frames, info_of(5, size), LOSSLESS, part, ffmpeg=ffmpeg)
    assert np.array_equal(decoded(ffmpeg, part, size, tmp_path), noise)


@pytest.mark.parametrize("settings", [H264, LOSSLESS], ids=lambda settings: settings.codec)
def test_bytes_repeat(settings: SegmentSettings, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    parts = [tmp_path / name for name in ("first", "second, elsewhere")]
    for part in parts:
        encode_segment(moving_frames(20), info_of(20), settings, part, ffmpeg=ffmpeg)
    assert parts[0].read_bytes() == parts[1].read_bytes()


@pytest.mark.parametrize("size", [Size(17, 16), Size(16, 17), Size(99, 75)])
def test_an_odd_size_grows_by_a_repeated_edge(size: Size, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    frames, part = moving_frames(2, size), tmp_path / "segment.mkv"
    encode_segment(frames, info_of(2, size), H264, part, ffmpeg=ffmpeg)
    first = next(iter_film(part))
    assert first.shape == (size.height + size.height % 2, size.width + size.width % 2, 3)
    assert psnr(frames[0].pixels, first[: size.height, : size.width]) > 23  # half the colour is lost at this size
    if size.width % 2:
        assert np.abs(first[: size.height, -1].astype(int) - frames[0].pixels[:, -1]).mean() < 8


@pytest.mark.parametrize("rate", [Fraction(1), Fraction(24), Fraction(30000, 1001), Fraction(120)])
def test_any_rate(rate: Fraction, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    part = tmp_path / "segment.mkv"
    settings = segment_settings(".mkv", rate=rate)
    assert encode_segment(moving_frames(5, rate=rate), info_of(5, rate=rate), settings, part, ffmpeg=ffmpeg) == 5


def test_a_live_stream_has_no_planned_count(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    assert encode_segment(moving_frames(3), info_of(None), H264, tmp_path / "live.mkv", ffmpeg=ffmpeg) == 3


def test_frames_are_taken_one_by_one(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    """A film that is drawn faster than it is encoded must not pile up in memory."""
    taken: list[int] = []

    def drawn() -> Iterator[Frame]:
        for frame in moving_frames(200, Size(256, 256)):
            taken.append(frame.index)
            yield frame

    def broken() -> Iterator[Frame]:
        yield from drawn()
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        encode_segment(broken(), info_of(200, Size(256, 256)), H264, tmp_path / "part", ffmpeg=ffmpeg)
    assert taken == list(range(200))
    assert not (tmp_path / "part").exists()


@pytest.mark.parametrize("count", [0, 9, 11])
def test_another_number_of_frames_than_planned(count: int, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    with pytest.raises(EncoderError):
        encode_segment(moving_frames(count), info_of(10), H264, tmp_path / "part", ffmpeg=ffmpeg)
    assert not list(tmp_path.iterdir())


def test_a_frame_of_another_size(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    frames = [*moving_frames(2), *moving_frames(1, Size(32, 32))]
    with pytest.raises(RendererError, match="64x48"):
        encode_segment(frames, info_of(3), H264, tmp_path / "part", ffmpeg=ffmpeg)


TELL = "cat > /dev/null; printf 'frame=10\\nprogress=end\\n'"


@pytest.mark.parametrize(
    "body",
    [
        "cat > /dev/null",
        TELL,
        f"{TELL}; rm \"$output\"",
        f"{TELL}; echo not a film > \"$output\"",
        f"{TELL}; cat '{{short}}' > \"$output\"",
        f"{TELL}; head -c 900 '{{whole}}' > \"$output\"",
        "cat '{whole}' > \"$output\"; cat > /dev/null; printf 'frame=9\\nprogress=end\\n'",
        "cat '{whole}' > \"$output\"; cat > /dev/null",
        "head -c 9000 > /dev/null; kill -9 $$",
        "exec 0<&-; sleep 0.2",
        "exit 1",
    ],
    ids=[
        "silent", "empty file", "no file", "another file", "lies about the count", "cut file",
        "says too few", "says nothing", "killed", "closes its input", "fails",
    ],
)  # fmt: skip
def test_an_encoder_that_fails_or_lies(
    body: str, ffmpeg: Ffmpeg, stand_in: Callable[[str], Ffmpeg], tmp_path: Path
) -> None:
    whole, short, part = tmp_path / "whole.mkv", tmp_path / "short.mkv", tmp_path / "segment.part"
    encode_segment(moving_frames(10), info_of(10), H264, whole, ffmpeg=ffmpeg)
    encode_segment(moving_frames(9), info_of(9), H264, short, ffmpeg=ffmpeg)
    liar = stand_in(body.format(whole=whole, short=short))
    with pytest.raises(EncoderError) as caught:
        encode_segment(moving_frames(10), info_of(10), H264, part, ffmpeg=liar)
    assert "\n" not in str(caught.value)
    assert not part.exists()


def test_an_honest_stand_in_passes(ffmpeg: Ffmpeg, stand_in: Callable[[str], Ffmpeg], tmp_path: Path) -> None:
    """Else the test above would prove nothing."""
    whole = tmp_path / "whole.mkv"
    encode_segment(moving_frames(10), info_of(10), H264, whole, ffmpeg=ffmpeg)
    honest = stand_in(f"{TELL}; cat '{whole}' > \"$output\"")
    assert encode_segment(moving_frames(10), info_of(10), H264, tmp_path / "part", ffmpeg=honest) == 10


def test_a_full_disk(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    part = tmp_path / "segment.part"
    part.symlink_to("/dev/full")
    with pytest.raises(OutputError, match="No space left on device"):
        encode_segment(moving_frames(30), info_of(30), H264, part, ffmpeg=ffmpeg)
    assert not part.is_symlink()
    assert Path("/dev/full").exists()


def test_a_folder_that_is_not_there(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="the folder does not exist"):
        encode_segment(moving_frames(1), info_of(1), H264, tmp_path / "none" / "part", ffmpeg=ffmpeg)


@pytest.mark.parametrize("name", ["-y", 'it\'s "a" film', "two\nlines", "ünï 狐", "100%03d", "pipe:1", "a=b:c,d;e"])
def test_odd_names(name: str, ffmpeg: Ffmpeg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert encode_segment(moving_frames(2), info_of(2), H264, Path(name), ffmpeg=ffmpeg) == 2
    assert count_frames(Path(name), ffmpeg=ffmpeg) == 2


def test_counting_blocks_agrees_with_ffmpeg(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    part = tmp_path / "segment.mkv"
    encode_segment(moving_frames(130), info_of(130), H264, part, ffmpeg=ffmpeg)
    assert count_blocks(part) == count_frames(part, ffmpeg=ffmpeg) == 130


@pytest.mark.parametrize("keep", [0, 1, 3, 40, 500, -1])
def test_a_cut_segment_is_no_segment(keep: int, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    part = tmp_path / "segment.mkv"
    encode_segment(moving_frames(4), info_of(4), H264, part, ffmpeg=ffmpeg)
    part.write_bytes(part.read_bytes()[:keep])
    with pytest.raises(EncoderError, match=r"segment\.mkv"):
        count_blocks(part)
