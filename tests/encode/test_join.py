"""A film is its segments in order, at exact times, with words beside the pictures; and equal films are equal."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storyanim.encode import (
    Chapter,
    Extras,
    Loop,
    SegmentSettings,
    count_frames,
    encode_segment,
    iter_film,
    join,
    loop_frames,
    segment_settings,
)
from storyanim.encode.ffmpeg import path_argument, run
from storyanim.errors import EncoderError, InputError, OutputError
from storyanim.types import Caption, Size, StreamInfo
from tests.encode.conftest import RATE, SIZE, moving_frames, psnr

if TYPE_CHECKING:
    from collections.abc import Callable

    from storyanim.encode import Ffmpeg

LENGTHS = (1, 20, 7, 2)
CAPTIONS = (Caption("One cold night a fox\n\nwalked out.", 0, 12), Caption("„Wer da?“ <i>狐</i> {x}", 12, 29))
INFO = StreamInfo(SIZE, RATE, sum(LENGTHS), CAPTIONS, "The Fox; #1 = \\a\\ 'film'")
CHAPTERS = (Chapter("One = 1; #", 0, 21), Chapter("Two", 21, 30))


def make_segments(folder: Path, ffmpeg: Ffmpeg, settings: SegmentSettings, info: StreamInfo = INFO) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    ends = list(accumulate(LENGTHS, initial=0))
    frames = moving_frames(ends[-1], info.size, info.rate)
    segments: list[Path] = []
    for first, end in pairwise(ends):
        segments.append(folder / f"{first:04}.mkv")
        encode_segment(frames[first:end], replace(info, frames=end - first), settings, segments[-1], ffmpeg=ffmpeg)
    return segments


@pytest.fixture(scope="session")
def segments(ffmpeg: Ffmpeg, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return make_segments(tmp_path_factory.mktemp("segments"), ffmpeg, segment_settings(".mp4", rate=RATE))


@pytest.fixture(scope="session")
def lossless(ffmpeg: Ffmpeg, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return make_segments(tmp_path_factory.mktemp("lossless"), ffmpeg, segment_settings(".gif", rate=RATE))


def described(ffmpeg: Ffmpeg, path: Path) -> str:
    """ffmpeg's own description of a file, with any warning it has about it."""
    from subprocess import run as run_plainly

    told = run_plainly([ffmpeg.path, "-hide_banner", "-i", path], capture_output=True, check=False)
    return told.stderr.decode()


def packet_times(ffmpeg: Ffmpeg, path: Path, tmp_path: Path) -> list[Fraction]:
    listing = tmp_path / "packets.txt"
    arguments = ["-i", path_argument(path), "-map", "0:v:0", "-c", "copy", "-f", "framecrc", path_argument(listing)]
    assert run(ffmpeg, arguments).log == ""
    lines = listing.read_text().splitlines()
    (base,) = [Fraction(line.split()[-1]) for line in lines if line.startswith("#tb 0")]
    rows = [line.split(",") for line in lines if not line.startswith("#")]
    assert all(row[1] == row[2] for row in rows), "decoding order is showing order"
    return [int(row[2]) * base for row in rows]


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_the_film_has_all_frames_in_order(suffix: str, ffmpeg: Ffmpeg, segments: list[Path], tmp_path: Path) -> None:
    film = tmp_path / f"film{suffix}"
    join(segments, INFO, film, suffix, ffmpeg=ffmpeg)
    shown, drawn = list(iter_film(film)), moving_frames(30)
    assert len(shown) == count_frames(film, ffmpeg=ffmpeg) == 30
    for frame, picture in zip(drawn, shown, strict=True):
        others = [psnr(other.pixels, picture) for other in drawn if other.index != frame.index]
        assert psnr(frame.pixels, picture) > max(others)
    assert [path.name for path in tmp_path.iterdir()] == [film.name]


@pytest.mark.parametrize(
    "rate", [Fraction(24), Fraction(30000, 1001), Fraction(12), Fraction(7), Fraction(60)], ids=str
)
def test_every_frame_has_its_exact_time(rate: Fraction, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    info = replace(INFO, rate=rate)
    segments = make_segments(tmp_path / "segments", ffmpeg, segment_settings(".mp4", rate=rate), info)
    film = tmp_path / "film.mp4"
    join(segments, info, film, ".mp4", ffmpeg=ffmpeg)
    assert packet_times(ffmpeg, film, tmp_path) == [index / rate for index in range(30)]


def test_matroska_times_are_right_to_the_millisecond(ffmpeg: Ffmpeg, segments: list[Path], tmp_path: Path) -> None:
    film = tmp_path / "film.mkv"
    join(segments, INFO, film, ".mkv", ffmpeg=ffmpeg)
    times = packet_times(ffmpeg, film, tmp_path)
    assert all(abs(time - index / RATE) <= Fraction(1, 2000) for index, time in enumerate(times))


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".gif"])
def test_bytes_repeat(suffix: str, ffmpeg: Ffmpeg, segments: list[Path], lossless: list[Path], tmp_path: Path) -> None:
    films = [tmp_path / "one" / "a", tmp_path / "two" / "it's b.part"]
    for film in films:
        film.parent.mkdir()
        chosen = lossless if suffix == ".gif" else segments
        join(chosen, INFO, film, suffix, ffmpeg=ffmpeg, extras=Extras({"comment": "made by storybook"}, CHAPTERS))
    assert films[0].read_bytes() == films[1].read_bytes()


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_words_go_with_the_film(suffix: str, ffmpeg: Ffmpeg, segments: list[Path], tmp_path: Path) -> None:
    film = tmp_path / "film"
    words = {"comment": "made by storybook;\nseed=7"}
    join(segments, INFO, film, suffix, ffmpeg=ffmpeg, extras=Extras(words, CHAPTERS))
    told = described(ffmpeg, film)
    assert f"title           : {INFO.title}" in told
    assert re.search(r"comment +: made by storybook; seed=7", told, re.IGNORECASE)
    assert re.search(r"start 0\.0+, end 0\.875000\s+Metadata:\s+title +: One = 1; #\n", told)
    assert re.search(r"start 0\.875000, end 1\.25.*\s+Metadata:\s+title +: Two\n", told)
    assert "Captions" in told
    assert count_frames(film, ffmpeg=ffmpeg) == 30


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_captions_come_back_from_the_track(suffix: str, ffmpeg: Ffmpeg, segments: list[Path], tmp_path: Path) -> None:
    film, back = tmp_path / "film", tmp_path / "back.srt"
    join(segments, INFO, film, suffix, ffmpeg=ffmpeg)
    run(ffmpeg, ["-i", path_argument(film), "-map", "0:s:0", "-f", "srt", path_argument(back)])
    text = back.read_text(encoding="utf-8")
    assert "00:00:00,000 --> 00:00:00,500\nOne cold night a fox\nwalked out." in text
    assert "00:00:00,500 --> 00:00:01,208\n„Wer da?“ ＜i＞狐＜/i＞ ｛x｝" in text


def test_an_mp4_plays_everywhere(ffmpeg: Ffmpeg, segments: list[Path], tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    join(segments, INFO, film, ".mp4", ffmpeg=ffmpeg)
    told, data = described(ffmpeg, film), film.read_bytes()
    assert "h264 (High)" in told
    assert "yuv420p(tv, bt709, progressive)" in told
    assert "24 fps" in told
    assert data.index(b"moov") < data.index(b"mdat")
    assert "Duration: 00:00:01.25" in told
    assert "[" not in told.split("Input #0")[0], "no warnings"


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".gif"])
def test_a_film_of_one_frame_without_words(suffix: str, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    info, segment, film = StreamInfo(Size(17, 31), RATE, 1), tmp_path / "segment", tmp_path / f"film{suffix}"
    settings = segment_settings(suffix, rate=RATE)
    encode_segment(moving_frames(1, info.size), info, settings, segment, ffmpeg=ffmpeg)
    join([segment], info, film, suffix, ffmpeg=ffmpeg)
    assert len(list(iter_film(film))) == 1


@pytest.mark.parametrize("folder", ['it\'s "odd" \\ here', "two\nlines\r", "ünï 狐", "100%03d", "-y", "#;=[a],b"])
@pytest.mark.parametrize("suffix", [".mp4", ".gif"])
def test_odd_names(folder: str, suffix: str, ffmpeg: Ffmpeg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = make_segments(Path(folder), ffmpeg, segment_settings(suffix, rate=RATE))
    join(made, INFO, Path(folder) / "-film.part", suffix, ffmpeg=ffmpeg, extras=Extras(chapters=CHAPTERS))
    assert sorted(path.name for path in Path(folder).iterdir()) == ["-film.part", *sorted(path.name for path in made)]


def test_a_gif_is_small_even_and_loops(ffmpeg: Ffmpeg, lossless: list[Path], tmp_path: Path) -> None:
    film = tmp_path / "film.gif"
    join(lossless, INFO, film, ".gif", ffmpeg=ffmpeg, extras=Extras(loop=Loop(32, Fraction(15))))
    shown = list(iter_film(film))
    assert len(shown) == loop_frames(30, RATE) == 15
    assert shown[0].shape == (24, 32, 3)
    assert b"NETSCAPE2.0\x03\x01\x00\x00" in film.read_bytes(), "loops for ever"
    assert "Duration: 00:00:01.25" in described(ffmpeg, film)


def test_a_gif_keeps_its_pictures(ffmpeg: Ffmpeg, lossless: list[Path], tmp_path: Path) -> None:
    film = tmp_path / "film.gif"
    join(lossless, INFO, film, ".gif", ffmpeg=ffmpeg)
    pairs = zip(moving_frames(30)[::2], iter_film(film), strict=True)
    assert min(psnr(frame.pixels, picture) for frame, picture in pairs) > 30


def test_a_gif_of_a_still_keeps_its_count(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    info, segment, film = StreamInfo(SIZE, RATE, 8), tmp_path / "segment", tmp_path / "film.gif"
    still = moving_frames(1)[0]
    encode_segment([still] * 8, info, segment_settings(".gif", rate=RATE), segment, ffmpeg=ffmpeg)
    join([segment], info, film, ".gif", ffmpeg=ffmpeg)
    assert count_frames(film, ffmpeg=ffmpeg) == loop_frames(8, RATE) == 4


@pytest.mark.parametrize(
    ("rate", "frames", "kept"),
    [("24", 48, 24), ("25", 50, 25), ("30", 31, 16), ("30000/1001", 30, 15), ("60", 10, 3), ("12", 5, 5), ("15", 4, 4)],
)
def test_loop_frames(rate: str, frames: int, kept: int) -> None:
    assert loop_frames(frames, Fraction(rate)) == kept


def test_frames_of_no_film(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("words")
    for name in ("text.mp4", "none.mp4"):
        with pytest.raises(EncoderError, match=name):
            count_frames(tmp_path / name, ffmpeg=ffmpeg)


def test_a_missing_frame_is_found_before_the_join(ffmpeg: Ffmpeg, segments: list[Path], tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"10 frames, planned were 30"):
        join([*segments[:1], *segments[2:]], INFO, tmp_path / "film", ".mp4", ffmpeg=ffmpeg)
    assert not list(tmp_path.iterdir())


def test_a_damaged_segment_is_named(ffmpeg: Ffmpeg, segments: list[Path], tmp_path: Path) -> None:
    bad = tmp_path / "bad.mkv"
    bad.write_bytes(segments[1].read_bytes()[:-50])
    with pytest.raises(EncoderError, match=r"bad\.mkv"):
        join([segments[0], bad, *segments[2:]], INFO, tmp_path / "film", ".mp4", ffmpeg=ffmpeg)


@pytest.mark.parametrize(
    "body",
    ["exit 0", "exit 1", "kill -9 $$", '[ "$output" = - ] || echo x > "$output"', "exec sleep 1000"],
    ids=["silent", "fails", "killed", "no film", "hung"],
)
def test_an_encoder_that_fails_or_lies(
    body: str, stand_in: Callable[[str], Ffmpeg], segments: list[Path], tmp_path: Path
) -> None:
    with pytest.raises(EncoderError):
        join(segments, INFO, tmp_path / "film.part", ".mp4", ffmpeg=stand_in(body), timeout=0.5)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pid", "stand-in-ffmpeg"]


def test_a_full_disk(ffmpeg: Ffmpeg, segments: list[Path], tmp_path: Path) -> None:
    part = tmp_path / "film.part"
    part.symlink_to("/dev/full")
    with pytest.raises(OutputError, match="No space left on device"):
        join(segments, INFO, part, ".mkv", ffmpeg=ffmpeg)
    assert not list(tmp_path.iterdir())


def test_what_a_killed_join_left_is_cleared(ffmpeg: Ffmpeg, segments: list[Path], tmp_path: Path) -> None:
    leftover = tmp_path / "film.mp4.join.part"
    leftover.mkdir()
    (leftover / "captions.srt").write_text("old")
    join(segments, INFO, tmp_path / "film.mp4.part", ".mp4", ffmpeg=ffmpeg)
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4.part"]


def test_a_folder_that_is_not_there(ffmpeg: Ffmpeg, segments: list[Path], tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="folder does not exist"):
        join(segments, INFO, tmp_path / "none" / "film", ".mp4", ffmpeg=ffmpeg)


def test_an_unknown_ending_names_the_known_ones(ffmpeg: Ffmpeg, segments: list[Path], tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"'\.avi'.*\.mp4, \.mkv, \.webm, \.mov, \.gif, \.webp, \.png"):
        join(segments, INFO, tmp_path / "film", ".avi", ffmpeg=ffmpeg)
