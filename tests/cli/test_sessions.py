"""The film of a live session that is over: what is said where there is none, or it is made later."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest
import typer

from storyanim import production
from storyanim.cli.sessions import film_command, film_session, left_for_later
from storyanim.errors import EncoderError, InputError
from storyanim.interruption import Terminated
from storyanim.live.sessionlog import SessionLog
from storyanim.render import RendererSpec
from tests.live.shows import tale

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

STORYBOOK = RendererSpec.of("storybook")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "an evening.log"
    written = SessionLog(path, 0.0)
    written.version(0.0, tale())
    written.note(0.0, "play", 0.0)
    written.close(1.0)
    return path


@pytest.mark.parametrize("command", ["live", "draft", "sheet"])
def test_a_log_is_not_read_as_a_story(log: Path, command: str, run: Run) -> None:
    ran = run(command, str(log))
    assert ran.code == 2
    assert f"{log} is the log of a session; make its film with: storyanim render '{log}'" in ran.error
    assert not log.with_suffix(".yaml").exists()


def test_a_damaged_log_is_not_taken_for_one_of_nothing(log: Path) -> None:
    log.write_text(log.read_text("utf-8") + "damaged\n", encoding="utf-8")
    with pytest.raises(InputError, match="not a line of a session's log"):
        film_session(log, STORYBOOK)


def test_where_there_never_was_a_film_nothing_was_played(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    SessionLog(tmp_path / "bare.log", 0.0).close(1.0)
    film_session(tmp_path / "bare.log", STORYBOOK)
    said = capsys.readouterr().err
    assert "reading " in said
    assert "nothing was played: no film is made" in said


@pytest.mark.parametrize(("end", "code"), [(KeyboardInterrupt(), 130), (Terminated(), 143)])
def test_a_film_that_is_broken_off_is_made_later_by_the_command_that_is_said(
    log: Path, end: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ended(*_: object, **__: object) -> None:
        raise end

    monkeypatch.setattr(production, "make_film", ended)
    with pytest.raises(typer.Exit) as exit_:
        film_session(log, STORYBOOK)
    assert exit_.value.exit_code == code
    assert f"storyanim render '{log}' --renderer storybook" in capsys.readouterr().err


def test_a_show_that_fails_leaves_its_film_for_later(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(EncoderError), left_for_later(log, STORYBOOK):
        raise EncoderError("the stream ended")
    assert "to make the film of it: storyanim render" in capsys.readouterr().err


def test_the_command_asks_for_the_renderer_as_it_was(tmp_path: Path) -> None:
    spec = RendererSpec.of("turbo", model="a folder", precision="fp16", strict=True).guided_by("storybook")
    words = shlex.split(film_command(tmp_path / "one.log", spec))
    assert words[:3] == ["storyanim", "render", str(tmp_path / "one.log")]
    asked = ["--renderer", "turbo", "--model", "a folder", "--dtype", "fp16", "--strict", "--guide", "storybook"]
    assert sorted(words[3:]) == sorted(asked)
