"""ffmpeg is found, and none of its failures passes for a success."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storyanim.encode.ffmpeg import Ffmpeg, find_ffmpeg, path_argument, run
from storyanim.errors import EncoderError, OutputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FED = [bytes(1 << 16)] * 40


def test_the_build_names_version_and_configuration(ffmpeg: Ffmpeg) -> None:
    assert ffmpeg.path.is_absolute()
    assert ffmpeg.build.startswith("ffmpeg version ")
    assert "\n" not in ffmpeg.build
    assert find_ffmpeg() == ffmpeg


def test_another_configuration_is_another_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    builds: list[str] = []
    for configuration in ("--enable-libx264", "--enable-libx264 --enable-gpl"):
        program = tmp_path / f"ffmpeg{len(builds)}"
        program.write_text(f"#!/bin/sh\necho ffmpeg version 7\necho configuration: {configuration}\n")
        program.chmod(0o755)
        monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(program))
        builds.append(find_ffmpeg().build)
    assert builds[0] != builds[1]


@pytest.mark.parametrize("content", [None, "not a program", "#!/bin/sh\nexit 3\n"])
def test_an_ffmpeg_that_does_not_run_is_named(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "my-ffmpeg"
    if content is not None:
        program.write_text(content)
        program.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(program))
    with pytest.raises(EncoderError, match="my-ffmpeg") as caught:
        find_ffmpeg()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        (
            "cat > /dev/null; echo 'Invalid frame size' >&2; echo 'Conversion failed!' >&2; exit 1",
            EncoderError,
            "size$",
        ),
        ("exit 187", EncoderError, "exit status 187"),
        ("head -c 70000 > /dev/null; kill -9 $$", EncoderError, "SIGKILL"),
        ("kill -SEGV $$", EncoderError, "SIGSEGV"),
        ("exec 0<&-; sleep 0.2; exit 0", EncoderError, "stopped reading after \\d+ frames"),
        ("exec 0<&-; sleep 0.2; echo '[mkv @ 0x1] Bad thing' >&2; exit 1", EncoderError, ": Bad thing"),
        ("echo 'av_interleaved_write_frame(): No space left on device' >&2; exit 228", OutputError, "No space left"),
        (
            "cat > /dev/null; echo 'x: Disk quota exceeded' >&2; echo Conversion failed! >&2; exit 1",
            OutputError,
            "quota",
        ),
    ],
)
def test_a_failing_encoder_is_told_in_one_line(
    stand_in: Callable[[str], Ffmpeg], body: str, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says) as caught:
        run(stand_in(body), [], feed=FED)
    assert "\n" not in str(caught.value)


def test_an_encoder_that_cannot_be_started(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="nowhere"):
        run(Ffmpeg(tmp_path / "nowhere", ""), [], feed=FED)


def test_the_last_count_of_frames_is_the_one_that_counts(stand_in: Callable[[str], Ffmpeg]) -> None:
    body = "cat > /dev/null; for n in 1 7 40; do printf 'frame=%s\\nfps=0\\nprogress=continue\\n' $n; done"
    assert run(stand_in(body), [], feed=FED).frames == 40


def test_arguments_reach_the_encoder_as_they_are(stand_in: Callable[[str], Ffmpeg], tmp_path: Path) -> None:
    odd = "a; rm -rf $HOME `x` \"quoted\" 'too'\nline ü"
    run(stand_in(f"printf %s \"$output\" > '{tmp_path}/last'"), [odd])
    assert (tmp_path / "last").read_text() == odd


def test_a_name_that_begins_with_a_dash_is_no_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert path_argument(tmp_path.__class__("-y")) == str(tmp_path / "-y")
