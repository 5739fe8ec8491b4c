"""A voice reads a storyboard, or a person's recording does: what stands in the folder then, and what the film lasts."""

from __future__ import annotations

import shutil
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pysubs2
import pytest

from storyanim.encode import find_ffmpeg, read_samples, sound_seconds
from storyanim.errors import EncoderError, InputError
from storyanim.production import find_voice, read_aloud, read_recording, told_again, told_by
from storyanim.production.voices import ProgramVoice
from storyanim.schedule import schedule
from storyanim.storyboard import Storyboard, draft_storyboard
from tests.production.voices import Humming, hum
from tests.storyboard.stories import tale

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.production import Voice

BOARD = draft_storyboard(tale(), seed=7)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name != ".cache"}


def seconds(film: Storyboard) -> float:
    planned = schedule(film)
    return float(planned.frames / planned.rate)


def starts(film: Storyboard) -> list[float]:
    planned = schedule(film)
    return [float(shot.first / planned.rate) for shot in planned.shots if not shot.is_title]


def test_what_a_voice_says_is_kept_beside_the_storyboard(tmp_path: Path) -> None:
    film = read_aloud(BOARD, Humming(), tmp_path / "tale.yaml")
    assert files(tmp_path) == {"tale.narration.wav", "tale.narration.srt"}
    assert (film.narration.file, film.narration.cues) == ("tale.narration.wav", "tale.narration.srt")
    length = sound_seconds(tmp_path / "tale.narration.wav", tmp_path, ffmpeg=find_ffmpeg())
    assert seconds(film) == pytest.approx(3.0 + length, abs=1 / 24)


def test_shots_begin_with_the_sentences_of_the_voice(tmp_path: Path) -> None:
    film = read_aloud(BOARD, Humming(), tmp_path / "tale.yaml")
    said = [event.start / 1000 + film.narration.begins for event in pysubs2.load(str(tmp_path / "tale.narration.srt"))]
    assert len(said) == len(starts(film)) == 7, "in this tale every shot is a sentence"
    assert starts(film) == pytest.approx(said, abs=0.5 / 24 + 0.001)


def test_the_silence_around_a_sentence_is_not_its_own(tmp_path: Path) -> None:
    read_aloud(BOARD, Humming(0.5), tmp_path / "tale.yaml")
    first = pysubs2.load(str(tmp_path / "tale.narration.srt"))[0]
    assert first.duration / 1000 == pytest.approx(9 * 0.5, abs=0.06)


def test_equal_readings_are_equal_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        read_aloud(BOARD, Humming(), tmp_path / name / "tale.yaml")
    for suffix in ("wav", "srt"):
        one, two = (tmp_path / name / f"tale.narration.{suffix}" for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_a_shot_that_a_hand_made_longer_is_waited_for(tmp_path: Path) -> None:
    scene = BOARD.scenes[0]
    first, *rest = scene.shots
    longer = scene.model_copy(update={"shots": (first.model_copy(update={"seconds": 20.0}), *rest)})
    board = BOARD.model_copy(update={"scenes": (longer, *BOARD.scenes[1:])})
    film = read_aloud(board, Humming(), tmp_path / "tale.yaml")
    said = [event.start / 1000 + film.narration.begins for event in pysubs2.load(str(tmp_path / "tale.narration.srt"))]
    assert next(shot.seconds for _, shot in film.shots) == 20.0
    assert starts(film) == pytest.approx(said, abs=0.5 / 24 + 0.001)


def test_what_cannot_be_said_is_passed_over(tmp_path: Path) -> None:
    film = read_aloud(BOARD, Humming(mute="owl"), tmp_path / "tale.yaml")
    assert starts(film) == sorted(starts(film))


def test_a_voice_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="no breath"):
        read_aloud(BOARD, Humming(fault="owl"), tmp_path / "tale.yaml")
    assert files(tmp_path) == set()


def test_a_recording_of_somebody_else_is_not_replaced_and_one_s_own_is(tmp_path: Path) -> None:
    (tmp_path / "tale.narration.wav").write_text("mine")
    with pytest.raises(InputError, match=r"tale\.narration\.wav exists and is not"):
        read_aloud(BOARD, Humming(), tmp_path / "tale.yaml")
    (tmp_path / "tale.narration.wav").unlink()
    film = read_aloud(BOARD, Humming(), tmp_path / "tale.yaml")
    slower = read_aloud(film, Humming(0.4), tmp_path / "tale.yaml")
    assert seconds(slower) > 1.5 * seconds(film)


def test_a_person_s_recording_stands_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "sound").mkdir()
    voice = hum(tmp_path / "sound" / "it's me 100%d.wav", 30)
    film = told_by(BOARD, read_recording(voice, None, tmp_path / "tale.yaml"))
    assert film.narration.file == "sound/it's me 100%d.wav"
    assert seconds(film) == pytest.approx(33, abs=0.05)
    assert told_again(BOARD, film.narration, tmp_path / "tale.yaml") == film


def test_cues_that_begin_when_the_recording_is_over_are_refused(tmp_path: Path) -> None:
    """Cues of another cut of it, or in another unit: the film would be silent."""
    words = " ".join(shot.text for _, shot in BOARD.shots)
    (tmp_path / "tale.srt").write_text(f"1\n00:10:00,000 --> 00:10:30,000\n{words}\n", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"tale\.srt: begins at 600\.0 s, and voice\.wav ends at 30\.0 s: name the cues"
    ):
        read_recording(hum(tmp_path / "voice.wav", 30), tmp_path / "tale.srt", tmp_path / "tale.yaml")


def test_a_recording_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    with pytest.raises(InputError, match="is not where the storyboard is; put it into"):
        read_recording(hum(tmp_path / "voice.wav", 1), None, tmp_path / "films" / "tale.yaml")


ILL_NAMED = ["parrot", "espeak-ng:", "espeak-ng:en; rm", "espeak-ng:--help", "espeak-ng:../x", "pyttsx3:", ""]
with_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
with_pyttsx3 = pytest.mark.skipif(find_spec("pyttsx3") is None, reason="pyttsx3 is not installed")
"""It speaks through espeak-ng's library on Linux."""


@pytest.mark.parametrize("name", ILL_NAMED)
def test_a_voice_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="there is no voice"):
        find_voice(name)


@pytest.mark.parametrize(("name", "install"), [("espeak-ng", "apt-get install"), ("pyttsx3", "pip install")])
def test_a_voice_that_is_not_installed_says_how_to_get_it(
    name: str, install: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(_: str) -> None:
        return None

    monkeypatch.setattr("shutil.which", nowhere)
    monkeypatch.setattr("storyanim.production.voices.find_spec", nowhere)
    with pytest.raises(InputError, match=rf"not installed; install it \({install} .* or give a recording: --audio"):
        find_voice(name)


@pytest.fixture(
    params=[
        "humming",
        pytest.param("espeak-ng", marks=with_espeak),
        pytest.param("pyttsx3", marks=(with_espeak, with_pyttsx3)),
    ]
)
def voice(request: pytest.FixtureRequest) -> Voice:
    """Every voice there is, as far as it is installed: all of them keep to one contract."""
    return Humming() if request.param == "humming" else find_voice(request.param)


@pytest.mark.parametrize("sentence", ["Who goes there?", "--help", '<b>"; rm', "狐", "...", "a " * 500])
def test_a_voice_reads_whatever_it_is_given_and_leaves_one_file(voice: Voice, sentence: str, tmp_path: Path) -> None:
    said = tmp_path / "said.wav"
    voice.speak(sentence, said)
    assert sound_seconds(said, tmp_path, ffmpeg=find_ffmpeg()) > 0
    assert {path.suffix for path in tmp_path.iterdir()} <= {".wav", ".raw"}


def test_a_voice_says_the_same_the_same_way(voice: Voice, tmp_path: Path) -> None:
    for name in ("one.wav", "two.wav"):
        voice.speak("Nobody ever trusted me with one.", tmp_path / name)
    assert (tmp_path / "one.wav").read_bytes() == (tmp_path / "two.wav").read_bytes()


def test_a_longer_sentence_takes_longer(voice: Voice, tmp_path: Path) -> None:
    lengths: list[float] = []
    for sentence in ("Yes.", "Yes, and I will tell you why I think so, if you wait."):
        voice.speak(sentence, tmp_path / "said.wav")
        lengths.append(sound_seconds(tmp_path / "said.wav", tmp_path, ffmpeg=find_ffmpeg()))
    assert lengths[1] > 2 * lengths[0]


@with_espeak
@pytest.mark.parametrize("name", ["espeak-ng:xx", pytest.param("pyttsx3:--nobody", marks=with_pyttsx3)])
def test_one_that_the_machine_does_not_have_is_refused_before_a_story_is_read(name: str) -> None:
    with pytest.raises(InputError, match=f"--voice: {name} does not speak: ") as refusal:
        find_voice(name)
    assert "\n" not in str(refusal.value)


@with_espeak
@with_pyttsx3
def test_pyttsx3_speaks_with_the_voice_that_is_named(tmp_path: Path) -> None:
    for name in ("pyttsx3:scotland", "espeak-ng:en-gb-scotland", "pyttsx3"):
        find_voice(name).speak("Who goes there?", tmp_path / f"{name}.wav")
    scottish, same, usual = (
        read_samples(tmp_path / f"{name}.wav", tmp_path, hertz=22_050, ffmpeg=find_ffmpeg()).tolist()
        for name in ("pyttsx3:scotland", "espeak-ng:en-gb-scotland", "pyttsx3")
    )
    assert scottish == same != usual


def speaking(tmp_path: Path, script: str) -> Voice:
    program = tmp_path / "voice.py"
    program.write_text(script, encoding="utf-8")
    return ProgramVoice("parrot", (sys.executable, "-S", str(program)))


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("raise SystemExit('no\\nbreath')", "no breath"),
        ("import os; os.abort()", "exit status -6"),
        ("", "exit status 0"),
    ],
)
def test_a_voice_that_fails_is_said_in_a_line_and_leaves_nothing(script: str, complaint: str, tmp_path: Path) -> None:
    voice = speaking(tmp_path, script)
    with pytest.raises(EncoderError, match=f"parrot does not speak: {complaint}$"):
        voice.speak("Hello", tmp_path / "said.wav")
    assert {path.name for path in tmp_path.iterdir()} == {"voice.py"}


def test_a_voice_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storyanim.production.voices.PATIENCE", 1.0)
    with pytest.raises(EncoderError, match="it took more than 1 s for a sentence"):
        speaking(tmp_path, "import time; time.sleep(600)").speak("Hello", tmp_path / "said.wav")
