"""Every red and yellow line of the doctor, with fakes in the place of what is broken; and that all is well here."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from storyanim.encode import CONTAINERS, Ffmpeg, find_ffmpeg
from storyanim.errors import InputError, RendererError
from storyanim.production import SegmentStore
from storyanim.render.turbo.checkpoint import Wanted, find_checkpoint
from storyanim.render.turbo.families import TURBO
from storyanim.setup.folders import SCARCE, judge_cache
from storyanim.setup.libraries import SYSTEM, judge_display, judge_library, judge_python, judge_reading, judge_voice
from storyanim.setup.models import judge_model
from storyanim.setup.trial_films import examine_films, judge_film, try_film
from tests.setup.tiny import tiny_repos

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def failing(error: Exception) -> Callable[..., Any]:
    def fail(*_: object) -> None:
        raise error

    return fail


def test_an_old_python_is_a_fault() -> None:
    assert judge_python((3, 11, 0)).state == "good"
    found = judge_python((3, 10, 14))
    assert (found.state, found.mend) == ("fault", "install Python 3.11 or newer")


@pytest.mark.parametrize("module", ["skia", "cv2"])
def test_the_libraries_that_draw_are_here(module: str) -> None:
    assert judge_library(module, module).state == "good"


def test_a_library_that_lacks_one_of_the_system_is_mended_with_apt() -> None:
    error = ImportError("libGL.so.1: cannot open shared object file: No such file or directory")
    found = judge_library("cv2", "opencv-python", failing(error))
    assert (found.state, found.mend) == ("fault", SYSTEM)
    assert "libGL.so.1" in found.words


def test_a_library_that_is_not_installed_is_mended_with_pip() -> None:
    found = judge_library("cv2", "opencv-python", failing(ModuleNotFoundError("No module named 'cv2'")))
    assert found.state == "fault"
    assert found.mend.endswith("-m pip install opencv-python")


def test_a_voice_that_speaks_is_said() -> None:
    assert judge_voice("espeak-ng", lambda _: None).state == "good"


@pytest.mark.parametrize(("name", "mend"), [("espeak-ng", "apt-get install -y espeak-ng"), ("pyttsx3", "pyttsx3")])
def test_a_voice_that_is_lacking_is_a_note_with_its_remedy(name: str, mend: str) -> None:
    error = InputError(f"--voice: {name} is not installed; install it (somehow), or give a recording: --audio")
    found = judge_voice(name, failing(error))
    assert (found.state, found.words) == ("note", f"is not installed: no --voice {name}")
    assert found.mend.endswith(mend)


def test_the_packages_of_the_system_are_those_of_the_readme(pytestconfig: pytest.Config) -> None:
    readme = (pytestconfig.rootpath / "README.md").read_text(encoding="utf-8")
    assert SYSTEM.partition("-y ")[2] in readme


def test_reading_needs_no_trained_pipeline_but_names_one() -> None:
    assert judge_reading(lambda: "3.8", list).words == "3.8, English by storyanim's own rules"
    assert judge_reading(lambda: "3.8", lambda: ["en_core_web_sm"]).words.endswith("; en_core_web_sm is installed too")


def test_a_broken_spacy_is_a_fault() -> None:
    found = judge_reading(failing(ValueError("numpy.dtype size\nchanged")), list)
    assert (found.state, found.words) == ("fault", "cannot be used: numpy.dtype size changed")
    assert found.mend.endswith("--force-reinstall spacy")


def test_without_a_display_only_the_preview_is_lacking() -> None:
    found = judge_display(failing(InputError("--preview: there is no display here; leave it out")))
    assert (found.state, found.words) == ("note", "there is no display here: no --preview")
    assert judge_display(lambda: None).state == "good"


@pytest.mark.parametrize("container", CONTAINERS, ids=lambda container: container.suffix)
def test_every_kind_of_film_is_really_made(container: Any) -> None:
    assert try_film(container, find_ffmpeg()) == ""


def test_an_encoder_that_fails_is_a_fault_though_ffmpeg_runs(tmp_path: Path) -> None:
    """A build without x264: everything else works."""
    real = find_ffmpeg()
    poor = tmp_path / "ffmpeg"
    refusal = 'case "$*" in *libx264\\ *) echo "Unknown encoder libx264" >&2; exit 8;; esac'
    poor.write_text(f'#!/bin/sh\n{refusal}\nexec {real.path} "$@"\n')
    poor.chmod(0o755)
    found = {one.suffix: try_film(one, Ffmpeg(poor, real.build)) for one in CONTAINERS}
    assert [suffix for suffix, fault in found.items() if fault] == [".mp4", ".mkv"]
    line = judge_film(CONTAINERS[0], found[".mp4"])
    assert line.state == "fault"
    assert "Unknown encoder libx264" in line.words
    assert line.mend.endswith("--force-reinstall imageio-ffmpeg")


def test_an_ffmpeg_that_was_named_wrongly_is_not_mended_by_installing_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "gone"))
    (found,) = examine_films()
    assert (found.state, found.mend) == ("fault", "unset IMAGEIO_FFMPEG_EXE")


def test_a_model_that_is_not_here_is_a_note_with_its_size_and_the_command() -> None:
    error = RendererError(f"{TURBO} is not on this machine; fetch it with: storyanim pull {TURBO}")
    found = judge_model(failing(error), lambda: 6_938_000_000)
    assert found.state == "note"
    assert found.words == f"{TURBO} is not on this machine, 6.9 GB to fetch; only turbo needs it"
    assert found.mend == f"storyanim pull {TURBO}"


def test_a_hub_that_does_not_answer_only_leaves_out_the_size() -> None:
    error = RendererError(f"{TURBO} is not on this machine; fetch it with: storyanim pull {TURBO}")
    found = judge_model(failing(error), failing(RendererError("the hub cannot be reached")))
    assert found.words == f"{TURBO} is not on this machine; only turbo needs it"


def test_a_model_that_is_here_is_named_with_its_size(tmp_path: Path) -> None:
    for name, data in tiny_repos()[TURBO].files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    wanted = Wanted(str(tmp_path), decoder="full")
    found = judge_model(lambda: find_checkpoint(wanted, half_files=False), lambda: 0)
    assert found.state == "good"
    assert "is here, 5.2 MB of weights" in found.words


def test_a_cache_is_told_with_its_size_and_the_room_beside_it(tmp_path: Path) -> None:
    found = judge_cache(SegmentStore(tmp_path / "cache"), lambda _: 5 * 10**9)
    assert found.state == "good"
    assert found.words == f"{tmp_path / 'cache'}: 0 bytes of at most 10.7 GB, 5.0 GB of disk are free"
    assert judge_cache(SegmentStore(tmp_path / "cache"), lambda _: SCARCE - 1).state == "note"
    assert not list((tmp_path / "cache").iterdir())


def test_a_cache_that_cannot_be_written_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = judge_cache(SegmentStore(tmp_path / "file"), lambda _: shutil.disk_usage(tmp_path).free)
    assert (found.state, found.mend) == ("fault", "set STORYANIM_CACHE to a folder that can be written")
