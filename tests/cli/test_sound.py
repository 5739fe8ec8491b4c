"""Voices, recordings, captions and places: what a person finds in the folder and on the screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from storyanim import load
from storyanim.encode import find_ffmpeg, iter_film
from storyanim.errors import InputError
from tests.cli.conftest import files
from tests.encode.reading import told
from tests.production.voices import Humming, hum
from tests.stories import KITE, SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

SRT = """1
00:00:01,000 --> 00:00:04,000
One windy morning a girl in a red coat ran up the hill with her kite.

2
00:00:04,500 --> 00:00:06,000
The kite rose above the village.

3
00:00:07,000 --> 00:00:11,000
In the evening an old fisherman found it in the forest. He carried a lantern and laughed.
"""


@pytest.fixture
def humming(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(name: str) -> Humming:
        assert name == "espeak-ng"
        return Humming()

    monkeypatch.setattr("storyanim.production.find_voice", find)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    (tmp_path / "kite.srt").write_text(SRT, encoding="utf-8")
    return hum(tmp_path / "kite.wav", 12)


@pytest.mark.usefixtures("humming")
def test_a_voice_reads_a_story_and_the_film_has_it(tmp_path: Path, run: Run, story: Path) -> None:
    drafted = run("draft", story, "--voice", "espeak-ng")
    assert (drafted.code, drafted.out) == (0, f"{tmp_path / 'kite.yaml'}\n")
    assert "told by kite.narration.wav: 0:" in drafted.err
    assert files(tmp_path) == {"kite.txt", "kite.yaml", "kite.narration.wav", "kite.narration.srt"}
    assert run("render", story, "-o", "film.mp4", *SMALL).code == 0
    assert told(find_ffmpeg(), tmp_path / "film.mp4").streams == ("Video", "Audio", "Subtitle", "Video")


@pytest.mark.usefixtures("humming")
def test_a_voice_reads_a_story_again_when_it_has_changed(tmp_path: Path, run: Run, story: Path) -> None:
    for words in ("", " Then she gave it back.", " And they flew it together."):
        story.write_text(f"{story.read_text(encoding='utf-8')}{words}", encoding="utf-8")
        assert run("draft", story, "--voice", "espeak-ng").code == 0
        assert words.strip() in (tmp_path / "kite.narration.srt").read_text(encoding="utf-8")
    assert run("render", story, "-o", "film.mp4", *SMALL, "--shots", "1", "--voice", "espeak-ng").code == 0


@pytest.mark.usefixtures("humming")
def test_one_command_makes_a_film_with_a_voice(tmp_path: Path, run: Run, story: Path) -> None:
    assert run("render", story, "-o", "film.mp4", *SMALL, "--voice", "espeak-ng").code == 0
    assert load(tmp_path / "kite.yaml").narration.file == "kite.narration.wav"
    assert "Audio" in told(find_ffmpeg(), tmp_path / "film.mp4").streams


def test_a_recording_times_the_shots_and_is_kept_by_the_next_draft(
    tmp_path: Path, run: Run, story: Path, recording: Path
) -> None:
    assert run("draft", story, "--audio", recording, "--cues", "kite.srt").code == 0
    board = load(tmp_path / "kite.yaml")
    assert (board.narration.file, board.narration.cues) == ("kite.wav", "kite.srt")
    assert [shot.seconds for _, shot in board.shots] == pytest.approx([6, 5], abs=0.05)
    text = (tmp_path / "kite.yaml").read_text(encoding="utf-8")
    assert run("draft", story).code == 0
    assert (tmp_path / "kite.yaml").read_text(encoding="utf-8") == text


def test_subtitles_that_are_the_story_are_its_recording_s_cues(tmp_path: Path, run: Run, recording: Path) -> None:
    for command in (("draft", "kite.srt"), ("render", "kite.srt", "-o", "film.mp4", *SMALL)):
        (tmp_path / "kite.yaml").unlink(missing_ok=True)
        assert run(*command, "--audio", recording).code == 0
        board = load(tmp_path / "kite.yaml")
        assert board.narration.cues == "kite.srt"
        assert board.narration.begins == pytest.approx(2.0, abs=0.05)


def test_a_recording_that_no_longer_tells_the_story_is_left_out(
    tmp_path: Path, run: Run, story: Path, recording: Path
) -> None:
    run("draft", story, "--audio", recording, "--cues", "kite.srt")
    story.write_text("Down by the sea two old captains argued about herring until the moon rose.", encoding="utf-8")
    ran = run("draft", story)
    assert ran.code == 0
    assert "note: the narration is left out: the cues are of something else" in ran.err
    assert load(tmp_path / "kite.yaml").narration.file == ""


def test_a_hand_s_changes_and_comments_stay_when_a_recording_comes(
    tmp_path: Path, run: Run, story: Path, recording: Path
) -> None:
    run("draft", story)
    path = tmp_path / "kite.yaml"
    text = re.sub(r"title: The Kite", "title: Mine  # better", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    ran = run("render", "kite.yaml", "-o", "film.mkv", *SMALL, "--audio", recording, "--cues", "kite.srt")
    assert ran.code == 0
    assert "kite.yaml is timed to it" in ran.err
    assert "title: Mine  # better" in path.read_text(encoding="utf-8")
    assert [shot.seconds for _, shot in load(path).shots] == pytest.approx([6, 5], abs=0.05)


@pytest.mark.parametrize(("captions", "beside"), [("soft", True), ("burn", False), ("karaoke", False), ("none", False)])
def test_captions_as_they_are_asked_for(tmp_path: Path, run: Run, story: Path, captions: str, beside: bool) -> None:
    ran = run("render", story, "-o", "film.mp4", *SMALL, "--shots", "1", "--captions", captions)
    assert ran.code == 0
    assert (tmp_path / "film.srt").exists() == beside
    assert ("captions in film.srt" in ran.err) == beside


@pytest.mark.parametrize("suffix", ["webm", "webp", "mov", "png"])
def test_a_film_is_what_its_name_says(tmp_path: Path, run: Run, story: Path, suffix: str) -> None:
    ran = run("render", story, "-o", f"film.{suffix}", *SMALL, "--shots", "1")
    assert (ran.code, ran.out) == (0, f"film.{suffix}\n")
    assert (tmp_path / f"film.{suffix}").exists()
    assert (tmp_path / f"film.{suffix}.json").exists()


def test_a_place_gives_a_film_its_shape(tmp_path: Path, run: Run, story: Path) -> None:
    assert run("render", story, "--for", "gif", "--dry-run").out.startswith("kite.gif: ")
    ran = run("render", story, "-o", "film.mp4", "--for", "square", "--size", "64x64", "--fps", "5", "--shots", "1")
    assert ran.code == 0
    assert next(iter_film(tmp_path / "film.mp4")).shape == (64, 64, 3)


def test_a_gif_is_as_wide_and_as_light_as_asked(tmp_path: Path, run: Run, story: Path) -> None:
    ran = run("render", story, "-o", "film.gif", *SMALL, "--shots", "1", "--width", "96", "--max-size", "150kB")
    assert ran.code == 0
    assert (tmp_path / "film.gif").stat().st_size <= 150_000


def test_a_clip_of_a_film_and_of_its_storyboard(tmp_path: Path, run: Run, story: Path) -> None:
    run("render", story, "-o", "film.mp4", *SMALL)
    from_film = run("clip", "film.mp4", "--shots", "2", "-o", "clip.gif")
    assert (from_film.code, from_film.out) == (0, "clip.gif\n")
    from_board = run("clip", "kite.yaml", "--shots", "1", "--captions", "karaoke")
    assert (from_board.code, from_board.out) == (0, "kite-clip.gif\n")


def test_a_loop_cut_from_a_film_has_the_rate_that_is_asked_for(tmp_path: Path, run: Run, story: Path) -> None:
    run("render", story, "-o", "film.mp4", *SMALL)
    for source in ("film.mp4", story):
        assert run("clip", source, "--shots", "1", "-o", "clip.gif", "--fps", "2", "--force").code == 0
        with Image.open(tmp_path / "clip.gif") as clip:
            assert clip.info["duration"] == 500
    for words in (("--fps", "2"), ("--for", "shorts")):
        ran = run("clip", "film.mp4", "--shots", "1", "-o", "clip.mp4", *words)
        assert ran.code == 2
        assert "as its film is, 96x54 at 6 frames/s; name its storyboard" in ran.error


def test_a_clip_for_a_place_keeps_what_its_film_cannot_change(tmp_path: Path, run: Run, story: Path) -> None:
    run("render", story, "-o", "film.mp4", *SMALL)
    ran = run("clip", "film.mp4", "--shots", "1", "--for", "gif")
    assert (ran.code, ran.out) == (0, "film-clip.gif\n")
    assert "captions stay a track" in ran.err
    assert files(tmp_path) >= {"film-clip.gif", "film-clip.srt"}


def test_a_sheet_is_a_page_called_after_the_story(tmp_path: Path, run: Run, story: Path) -> None:
    ran = run("sheet", story)
    assert (ran.code, ran.out) == (0, "kite-sheet.html\n")
    assert "One windy morning" in (tmp_path / "kite-sheet.html").read_text(encoding="utf-8")


def test_the_cache_is_shown_and_cleared(run: Run, story: Path, own_cache: Path) -> None:
    assert run("cache").out == f"{own_cache}: 0 bytes in 0 segments, of at most 10.7 GB\n"
    run("render", story, "-o", "film.mp4", *SMALL, "--shots", "1")
    assert re.search(r"\d kB in \d+ segments", run("cache").out)
    cleared = run("cache", "--clear")
    assert "freed" in cleared.err
    assert "0 bytes in 0 segments" in cleared.out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("render", "kite.txt", "--captions", "loud"), "there are soft, burn, karaoke, none"),
        (("render", "kite.txt", "--for", "tv"), "there are youtube, shorts, story, square, gif"),
        (("render", "kite.txt", "-o", "kite.gif", "--width", "3"), "--width: 3 is outside 16 to 4096"),
        (("render", "kite.txt", "--max-size", "8MB"), "--max-size: is for .gif and .webp, and 'kite.mp4' is neither"),
        (("clip", "kite.txt", "--shots", "1", "-o", "a.mov", "--width", "99"), "--width: is for .gif and .webp"),
        (("clip", "kite.txt", "--shots", "1", "--music", "a.mp3"), "a .gif has no sound; leave it out"),
        (("render", "kite.txt", "-o", "kite.gif", "--max-size", "small"), "--max-size: 'small' is not a size"),
        (("render", "kite.txt", "--music", "gone.mp3"), "gone.mp3: cannot be read"),
        (("render", "kite.txt", "--music", "kite.txt"), "kite.txt: no sound can be read from it"),
        (("render", "kite.txt", "--voice", "parrot"), "there is no voice 'parrot'"),
        (("render", "kite.txt", "--voice", "espeak-ng", "--dry-run"), "--dry-run: leave out --voice"),
        (("render", "kite.txt", "--shots", "1-2"), "did you mean 1..2?"),
        (("draft", "kite.txt", "--cues", "kite.srt"), "give the recording they belong to as well"),
        (("draft", "kite.txt", "--audio", "gone.wav"), "gone.wav: cannot be read"),
        (("draft", "kite.txt", "--audio", "kite.txt", "--voice", "x"), "give one of them"),
        (("draft", "kite.txt", "--audio", "/dev/null"), "is not where the storyboard is"),
        (("draft", "-", "--voice", "espeak-ng"), "name a file for it with -o"),
        (("clip", "film.mp4", "--shots", "1"), "there is no such film"),
        (("clip", "kite.txt"), "missing option '--shots'"),
        (("clip", "kite.txt", "--shots", "9"), "there is no shot '9'"),
        (("clip", "kite.txt", "--shots", "1", "-o", "clip.avi"), "must end in .mp4"),
        (("sheet", "kite.txt", "-o", "sheet.doc"), "a storyboard's sheet is .html, .pdf, .png"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    tmp_path: Path, run: Run, story: Path, words: tuple[str, ...], complaint: str
) -> None:
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert complaint in ran.error
    assert files(tmp_path) == {story.name}


DRAFT, RENDER, CLIP = ("draft",), ("render", "-o", "film.mp4"), ("clip", "--shots", "1", "-o", "clip.mp4")
WRONG_TELLINGS = [
    (("--audio", "gone.wav"), "gone.wav: cannot be read"),
    (("--audio", "kite.txt"), "kite.txt: no sound can be read from it"),
    (("--audio", "/dev/null"), "is not where the storyboard is"),
    (("--audio", "kite.wav", "--cues", "gone.srt"), "gone.srt: cannot be read"),
    (("--audio", "kite.wav", "--cues", "kite.txt"), "kite.txt: holds no times"),
    (("--voice", "parrot"), "there is no voice 'parrot'"),
    (("--voice", "pyttsx3"), "kite.narration.wav exists and is not this storyboard's"),
]
WRONG_MUSIC = [
    (("--music", "gone.wav"), "gone.wav: cannot be read"),
    (("--music", "kite.srt"), "kite.srt: no sound can be read from it"),
]


@pytest.mark.parametrize(
    ("command", "words", "complaint"),
    [
        *((command, *wrong) for command in (DRAFT, RENDER) for wrong in WRONG_TELLINGS),
        *((command, *wrong) for command in (RENDER, CLIP) for wrong in WRONG_MUSIC),
    ],
)
@pytest.mark.usefixtures("recording")
def test_what_cannot_tell_a_story_is_said_before_the_story_is_read(
    tmp_path: Path,
    run: Run,
    story: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    words: tuple[str, ...],
    complaint: str,
) -> None:
    def read(*_: object, **__: object) -> None:
        raise AssertionError("the story is read")

    def find(name: str) -> Humming:
        if name == "parrot":
            raise InputError("--voice: there is no voice 'parrot'")
        return Humming()

    (tmp_path / "kite.narration.wav").write_text("mine")
    before = files(tmp_path)
    monkeypatch.setattr("storyanim.animate.read", read)
    monkeypatch.setattr("storyanim.production.find_voice", find)
    ran = run(command[0], story, *command[1:], *words)
    assert (ran.code, ran.out) == (2, "")
    assert complaint in ran.error
    assert files(tmp_path) == before


@pytest.mark.parametrize("command", [DRAFT, RENDER])
@pytest.mark.usefixtures("humming")
def test_a_voice_does_not_read_another_language_as_if_it_were_english(
    tmp_path: Path, run: Run, command: tuple[str, ...]
) -> None:
    story = tmp_path / "fuchs.txt"
    story.write_text("Der Fuchs lief in den Wald. Dort fand er eine alte Laterne, und sie brannte noch hell.", "utf-8")
    ran = run(command[0], story, *command[1:], "--voice", "espeak-ng")
    assert ran.code == 2
    assert "name a voice of its language, such as espeak-ng:de" in ran.error
    assert files(tmp_path) == {story.name}


def test_a_clip_of_a_film_gets_no_other_music(tmp_path: Path, run: Run, story: Path, recording: Path) -> None:
    run("render", story, "-o", "film.mp4", *SMALL, "--shots", "1")
    ran = run("clip", "film.mp4", "--shots", "1", "-o", "clip.mp4", "--music", recording)
    assert ran.code == 2
    assert "the film's sound is made already; name its storyboard" in ran.error


def test_the_wrong_cues_for_a_story_are_refused_and_nothing_is_written(tmp_path: Path, run: Run, story: Path) -> None:
    hum(tmp_path / "kite.wav", 3)
    (tmp_path / "other.srt").write_text("1\n00:00:01,000 --> 00:00:04,000\nCall me Ishmael.\n", encoding="utf-8")
    ran = run("draft", story, "--audio", "kite.wav", "--cues", "other.srt")
    assert ran.code == 2
    assert "the cues are of something else" in ran.error
    assert files(tmp_path) == {story.name, "kite.wav", "other.srt"}


def test_stdin_cannot_be_told(run: Run) -> None:
    ran = run("render", "-", "-o", "film.mp4", "--voice", "espeak-ng", stdin=KITE.encode())
    assert ran.code == 2
    assert "name the story's file" in ran.error


@pytest.mark.usefixtures("humming")
def test_a_film_that_exists_is_refused_before_a_voice_reads(tmp_path: Path, run: Run, story: Path) -> None:
    (tmp_path / "kite.mp4").write_text("mine")
    ran = run("render", story, "--voice", "espeak-ng")
    assert (ran.code, "kite.mp4' exists; use --force" in ran.error) == (2, True)
    assert files(tmp_path) == {story.name, "kite.mp4"}
