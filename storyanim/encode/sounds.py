"""Recordings and music -> the sound of a film: placed, balanced, as long as the film to the sample.

Takes sound files of any kind and where they begin; gives a WAV file of 48 kHz stereo at the path it is told, whose
bytes repeat. Nothing in a foreign file is trusted: it is decoded as sound from this disk or refused in one line.
Knows nothing of shots or captions.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from storyanim.encode.excerpts import Excerpt, excerpted
from storyanim.encode.ffmpeg import NoTrackError, path_argument, run
from storyanim.encode.files import discarded_on_failure
from storyanim.errors import EncoderError, InputError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from storyanim.encode.ffmpeg import Ffmpeg

HERTZ = 48_000
"""Samples a second, as all video has."""
LONGEST_SECONDS = 6 * 3600
"""What is longer is cut there: four gigabytes of samples."""
LOUDNESS = -16.0
"""LUFS of a film, measured by ITU-R BS.1770: what is usual for speech that is listened to on telephones."""
MUSIC_BELOW = 12.0
"""LU that music is quieter than the narration, before it gives way to it."""
PEAK = 0.84
"""Highest sample, of 1: -1.5 dB leaves room for what AAC and Opus overshoot."""
MOST_GAIN = 30.0
"""dB. What needs more is noise."""
SILENCE = -60.0
"""LUFS; what is quieter is silent, and stays so."""
FADE_IN, FADE_OUT = 1.5, 3.0
"""Seconds in which music comes and goes, at most a third of the film each."""
DUCK = "threshold=0.02:ratio=8:attack=60:release=900:knee=6"
"""Music gives way by about 15 dB within a syllable, and comes back within a second's pause (measured)."""

_TRUSTED = ("-protocol_whitelist", "file", "-format_whitelist")
_FORMATS = "wav,w64,aiff,mp3,mov,mp4,m4a,3gp,ogg,flac,matroska,webm,aac,caf,avi,mpegts"
"""Files that hold sound themselves. A playlist, which names other files, is none of them."""
_NAME_ONE = "name a recording (wav, mp3, m4a, ogg, flac)"
_RAW = ("-f", "s16le", "-ar", str(HERTZ), "-ch_layout", "stereo")
_PLAIN = ("-ac", "2", "-ar", str(HERTZ), "-f", "s16le")
_COARSE_HERTZ = 8000
_COARSE = ("-ac", "1", "-ar", str(_COARSE_HERTZ), "-f", "u8")
"""Enough to know a length by: 8 kB a second."""
_BEGINNING = ("-frames:a", "1", *_COARSE)
"""Enough to know that there is sound."""
_BITEXACT = ("-fflags", "+bitexact", "-flags", "+bitexact")


@dataclass(frozen=True, slots=True)
class Mix:
    """What is heard in a film. Without `narration` and `music` it is silent.

    The narration begins `begins` seconds after the film; below 0, its first seconds are cut off. `loudness` in LUFS.
    Where there are `excerpts`, only those of it are heard, each at its own time.
    """

    narration: Path | None = None
    begins: float = 0.0
    music: Path | None = None
    loudness: float = LOUDNESS
    excerpts: tuple[Excerpt, ...] = ()


def sound_seconds(path: Path, folder: Path, *, ffmpeg: Ffmpeg) -> float:
    """How long a sound file plays, found out by decoding all of it; `folder` is for that.

    Raises InputError for a file that is missing, empty, cut short to nothing, or has no sound in it.
    """
    return _decoded(path, folder / "measured.raw", ffmpeg, _COARSE).stat().st_size / _COARSE_HERTZ


def check_sound(path: Path, folder: Path, *, ffmpeg: Ffmpeg) -> None:
    """Refuse a file without sound, by its beginning alone; `folder` is for that.

    Raises InputError as `sound_seconds`.
    """
    _decoded(path, folder / "tried.raw", ffmpeg, _BEGINNING)


def read_samples(path: Path, folder: Path, *, hertz: int, ffmpeg: Ffmpeg) -> NDArray[np.int16]:
    """All of a sound file as int16 (samples,), one channel. Raises InputError as `sound_seconds`."""
    import numpy as np

    form = ("-ac", "1", "-ar", str(hertz), "-f", "s16le")
    return np.fromfile(_decoded(path, folder / "samples.raw", ffmpeg, form), "<i2")


def mix_sound(mix: Mix, seconds: float, part: Path, *, ffmpeg: Ffmpeg) -> None:
    """Write the sound of a film of `seconds` to `part`; what is shorter is followed by silence, what is longer is cut.

    Raises InputError as `sound_seconds`, EncoderError, OutputError.
    """
    samples = round(seconds * HERTZ)
    sources: list[str] = []
    voice = music = None
    with discarded_on_failure(part):
        if mix.narration is not None:
            raw = _decoded(mix.narration, part.with_name("narration.raw"), ffmpeg)
            gain = _gain(raw, mix.loudness, ffmpeg)
            if mix.excerpts:
                again = part.with_name("excerpts.raw")
                raw = excerpted(raw, mix.excerpts, again, hertz=HERTZ, form=_RAW, ffmpeg=ffmpeg)
            sources += [*_RAW, "-i", path_argument(raw)]
            voice = _voice_chain(mix, samples, gain)
        if mix.music is not None:
            raw = _decoded(mix.music, part.with_name("music.raw"), ffmpeg)
            sources += ["-stream_loop", "-1", *_RAW, "-i", path_argument(raw)]
            aim = mix.loudness - (MUSIC_BELOW if voice else 0)
            music = _music_chain(samples, seconds, _gain(raw, aim, ffmpeg))
        target = ["-map", "[out]", "-c:a", "pcm_s16le", *_BITEXACT, "-f", "wav", path_argument(part)]
        run(ffmpeg, [*sources, "-filter_complex", _graph(voice, music), *target])


def _graph(voice: str | None, music: str | None) -> str:
    limited = f"alimiter=limit={PEAK}:attack=5:release=60:level=false:latency=true[out]"
    if voice and music:
        ducked = f"{voice},asplit[voice][key];[1:a]{music}[music];[music][key]sidechaincompress={DUCK}[under];"
        return f"[0:a]{ducked}[voice][under]amix=inputs=2:normalize=0,{limited}"
    return f"[0:a]{voice or music},{limited}"


def _voice_chain(mix: Mix, samples: int, gain: float) -> str:
    start = round(mix.begins * HERTZ)
    placed = f"adelay=delays={start}S:all=1" if start >= 0 else f"atrim=start_sample={-start},asetpts=N/SR/TB"
    return f"volume={gain:.3f}dB,{placed},apad=whole_len={samples},atrim=end_sample={samples}"


def _music_chain(samples: int, seconds: float, gain: float) -> str:
    come, go = min(FADE_IN, seconds / 3), min(FADE_OUT, seconds / 3)
    fades = f"afade=t=in:d={come:.3f},afade=t=out:st={seconds - go:.3f}:d={go:.3f}"
    return f"volume={gain:.3f}dB,atrim=end_sample={samples},{fades}"


def _decoded(path: Path, raw: Path, ffmpeg: Ffmpeg, form: tuple[str, ...] = _PLAIN) -> Path:
    """All of a file's first sound track as plain samples; more than two channels are mixed down to two."""
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}; {_NAME_ONE}") from None
    if empty:
        raise InputError(f"{path}: is empty; {_NAME_ONE}")
    source = [*_TRUSTED, _FORMATS, "-t", str(LONGEST_SECONDS), "-i", path_argument(path)]
    try:
        run(ffmpeg, [*source, "-map", "0:a:0", *form, path_argument(raw)])
    except NoTrackError:
        raise InputError(f"{path}: there is no sound in it, or none that is whole; {_NAME_ONE}") from None
    except EncoderError as error:
        raise InputError(f"{path}: no sound can be read from it ({_reason(error)}); {_NAME_ONE}") from None
    if raw.stat().st_size == 0:
        raise InputError(f"{path}: there is no sound in it; {_NAME_ONE}")
    return raw


def _reason(error: EncoderError) -> str:
    """What ffmpeg says of the file, without the file's name."""
    said = str(error).partition(": ")[2].partition("; Error opening input file")[0]
    return said.replace("; ", ", ").rstrip(".")[-160:]


def _gain(raw: Path, aim: float, ffmpeg: Ffmpeg) -> float:
    """dB that bring a sound to `aim` LUFS."""
    loudness = measured_loudness(raw, ffmpeg=ffmpeg, form=_RAW)
    return 0.0 if loudness < SILENCE else min(MOST_GAIN, aim - loudness)


def measured_loudness(path: Path, *, ffmpeg: Ffmpeg, form: tuple[str, ...] = ()) -> float:
    """The integrated loudness (ITU-R BS.1770) in LUFS, -70 for silence; `form` says what raw samples are."""
    measure = ["-af", "loudnorm=print_format=json", "-f", "null", "-"]
    report = run(ffmpeg, ["-loglevel", "info", *form, "-i", path_argument(path), *measure])
    try:
        found = cast("dict[str, str]", json.loads(report.log[report.log.rindex("{") : report.log.rindex("}") + 1]))
        return max(-70.0, float(found["input_i"]))
    except (ValueError, KeyError) as error:
        raise EncoderError("ffmpeg did not say how loud the sound is; try again") from error
