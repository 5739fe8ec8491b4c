"""A film's sound is as long as the film, as loud as it should be, and refuses what is no sound in one line."""

from __future__ import annotations

import subprocess
import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.encode import Mix, check_sound, mix_sound, sound_seconds
from storyanim.encode.sounds import HERTZ, measured_loudness
from storyanim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storyanim.encode import Ffmpeg


def write_wav(path: Path, samples: np.ndarray, hertz: int = HERTZ) -> Path:
    """Samples from -1 to 1, (count,) or (count, channels)."""
    shaped = samples if samples.ndim == 2 else samples[:, None]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(shaped.shape[1])
        file.setsampwidth(2)
        file.setframerate(hertz)
        file.writeframes((shaped * 32767).astype("<i2").tobytes())
    return path


def tone(seconds: float, hertz: float = 300.0, loud: float = 0.1, rate: int = HERTZ) -> np.ndarray:
    return loud * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def heard(path: Path) -> np.ndarray:
    """(samples, 2), -1 to 1."""
    with wave.open(str(path), "rb") as file:
        assert file.getframerate() == HERTZ
        data = file.readframes(file.getnframes())
    return np.frombuffer(data, "<i2").reshape(-1, 2) / 32768


def level(samples: np.ndarray) -> float:
    """dB."""
    return 20 * float(np.log10(np.sqrt(np.mean(samples**2)) + 1e-9))


@pytest.mark.parametrize("seconds", [0.5, 4.0])
def test_a_narration_is_padded_or_cut_to_the_film(seconds: float, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    voice = write_wav(tmp_path / "voice.wav", tone(2))
    mix_sound(Mix(voice, 0.25), seconds, tmp_path / "out", ffmpeg=ffmpeg)
    samples = heard(tmp_path / "out")
    assert len(samples) == round(seconds * HERTZ)
    assert not samples[: HERTZ // 4 - 1].any()
    assert samples[HERTZ // 4 :][: HERTZ // 10].any()
    if seconds > 3:
        assert not samples[round(2.3 * HERTZ) :].any()


def test_a_narration_that_begins_before_the_film_is_cut_there(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    voice = write_wav(tmp_path / "voice.wav", np.concatenate([tone(1), np.zeros(HERTZ)]))
    mix_sound(Mix(voice, -0.5), 2, tmp_path / "out", ffmpeg=ffmpeg)
    samples = heard(tmp_path / "out")
    assert np.flatnonzero(np.abs(samples[:, 0]) > 0.01)[-1] / HERTZ == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("loud", [0.01, 0.1, 0.9])
@pytest.mark.parametrize("what", ["narration", "music"])
def test_it_is_as_loud_as_it_should_be(what: str, loud: float, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    sound = write_wav(tmp_path / "sound.wav", np.stack([tone(30, loud=loud)] * 2, axis=1))
    mix = Mix(sound) if what == "narration" else Mix(music=sound)
    mix_sound(mix, 30, tmp_path / "out.wav", ffmpeg=ffmpeg)
    assert measured_loudness(tmp_path / "out.wav", ffmpeg=ffmpeg) == pytest.approx(-16, abs=1)
    assert np.abs(heard(tmp_path / "out.wav")).max() < 0.85


def test_silence_stays_silent(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    voice = write_wav(tmp_path / "voice.wav", np.zeros(HERTZ))
    mix_sound(Mix(voice), 1, tmp_path / "out", ffmpeg=ffmpeg)
    assert not heard(tmp_path / "out").any()


def test_music_gives_way_to_the_voice_and_loops_and_fades(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    """Voice at 300 Hz from second 4 to 8; music of a second at 3000 Hz under twelve seconds of film."""
    speech = np.concatenate([np.zeros(4 * HERTZ), tone(4), np.zeros(4 * HERTZ)])
    voice, music = write_wav(tmp_path / "v.wav", speech), write_wav(tmp_path / "m.wav", tone(1, 3000))
    mix_sound(Mix(voice, 0, music), 12, tmp_path / "out", ffmpeg=ffmpeg)
    samples = heard(tmp_path / "out")[:, 0]
    high = np.diff(samples, 2)  # 3000 Hz weighs 100 times what 300 Hz does
    alone, under, after = (level(high[round(a * HERTZ) : round(b * HERTZ)]) for a, b in ((2, 4), (5, 8), (9.2, 9.4)))
    assert alone - under > 6
    assert abs(after - alone) < 3
    assert level(samples[: HERTZ // 20]) < alone - 6
    assert level(samples[-HERTZ // 20 :]) < -50


def test_bytes_repeat(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    voice, music = write_wav(tmp_path / "v.wav", tone(2)), write_wav(tmp_path / "m.wav", tone(0.3, 900))
    for name in ("one", "two"):
        mix_sound(Mix(voice, 0.1, music), 3, tmp_path / name, ffmpeg=ffmpeg)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("suffix", ["wav", "mp3", "m4a", "ogg", "flac", "opus", "mkv"])
def test_every_usual_kind_of_recording_is_read(suffix: str, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    plain, path = write_wav(tmp_path / "plain.wav", tone(2)), tmp_path / f"it's 100%d\n-voice.{suffix}"
    subprocess.run([ffmpeg.path, "-v", "error", "-i", plain, path], check=True)
    check_sound(path, tmp_path, ffmpeg=ffmpeg)
    assert sound_seconds(path, tmp_path, ffmpeg=ffmpeg) == pytest.approx(2, abs=0.05)


@pytest.mark.parametrize(("channels", "hertz"), [(1, 8000), (2, 44_100), (8, 48_000), (1, 192_000)])
def test_any_channels_and_rates_become_two_at_48_khz(channels: int, hertz: int, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    sound = np.stack([tone(1, rate=hertz)] * channels, axis=1)
    path = write_wav(tmp_path / "sound.wav", sound, hertz)
    assert sound_seconds(path, tmp_path, ffmpeg=ffmpeg) == pytest.approx(1, abs=0.01)


def test_a_film_s_own_sound_may_be_used(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    plain, film = write_wav(tmp_path / "plain.wav", tone(1)), tmp_path / "film.mp4"
    pictures = ["-f", "lavfi", "-i", "color=size=32x32:duration=1"]
    subprocess.run([ffmpeg.path, "-v", "error", *pictures, "-i", plain, film], check=True)
    assert sound_seconds(film, tmp_path, ffmpeg=ffmpeg) == pytest.approx(1, abs=0.1)


def test_sound_that_sets_in_late_is_sound(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    plain, film = write_wav(tmp_path / "plain.wav", tone(1)), tmp_path / "film.mkv"
    pictures = ["-f", "lavfi", "-i", "color=size=32x32:duration=6"]
    subprocess.run([ffmpeg.path, "-v", "error", *pictures, "-itsoffset", "4", "-i", plain, film], check=True)
    check_sound(film, tmp_path, ffmpeg=ffmpeg)


def broken(kind: str, folder: Path, ffmpeg: Ffmpeg) -> Path:  # noqa: C901 (one case a kind)
    path = folder / "sound.wav"
    match kind:
        case "missing":
            pass
        case "folder":
            path.mkdir()
        case "empty":
            path.touch()
        case "text":
            path.write_text("Once upon a time")
        case "playlist":
            other = write_wav(folder / "secret.wav", tone(1))
            path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{other}\n#EXT-X-ENDLIST\n")
        case "concat":
            path.write_text(f"ffconcat version 1.0\nfile {write_wav(folder / 'secret.wav', tone(1))}\n")
        case "no samples":
            write_wav(path, np.zeros(0))
        case "0 Hz":
            data = bytearray(write_wav(path, tone(1)).read_bytes())
            data[24:28] = bytes(4)
            path.write_bytes(data)
        case "cut":
            whole = folder / "whole.m4a"
            subprocess.run([ffmpeg.path, "-v", "error", "-i", write_wav(path, tone(1)), whole], check=True)
            path.write_bytes(whole.read_bytes()[:-900])
        case "silent film":
            film = folder / "film.mp4"
            subprocess.run(
                [ffmpeg.path, "-v", "error", "-f", "lavfi", "-i", "color=size=32x32:duration=1", film], check=True
            )
            film.replace(path)
        case _:
            raise AssertionError(kind)
    return path


NO_SOUND = {
    "missing": "cannot be read: No such file or directory",
    "folder": "cannot be read: Is a directory",
    "empty": "is empty",
    "text": "no sound can be read from it (",
    "playlist": "no sound can be read from it (",
    "concat": "no sound can be read from it (",
    "no samples": "there is no sound in it",
    "0 Hz": "no sound can be read from it (",
    "cut": "there is no sound in it, or none that is whole",
    "silent film": "there is no sound in it",
}


@pytest.mark.parametrize("heed", [check_sound, sound_seconds])
@pytest.mark.parametrize("kind", NO_SOUND)
def test_what_is_no_sound_is_refused_in_one_line(
    kind: str, heed: Callable[..., object], ffmpeg: Ffmpeg, tmp_path: Path
) -> None:
    path = broken(kind, tmp_path, ffmpeg)
    with pytest.raises(InputError) as refusal:
        heed(path, tmp_path, ffmpeg=ffmpeg)
    line = str(refusal.value)
    assert line.startswith(f"{path}: {NO_SOUND[kind]}")
    assert line.endswith("; name a recording (wav, mp3, m4a, ogg, flac)")
    assert "\n" not in line
    assert line.count(str(tmp_path)) == 1  # no file of our own making is named


def test_a_recording_that_ends_early_is_used_as_far_as_it_goes(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "sound.wav", tone(2))
    path.write_bytes(path.read_bytes()[: HERTZ * 2])
    assert sound_seconds(path, tmp_path, ffmpeg=ffmpeg) == pytest.approx(1, abs=0.05)
