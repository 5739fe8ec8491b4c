"""Runs commands as a person does: words in, an exit code and two streams out."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest

from storyanim.__main__ import main
from tests.stories import KITE

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Ran:
    """A command that ran."""

    code: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The line that says what is wrong; there must be no other like it, and no traceback."""
        assert "Traceback" not in self.err
        (line,) = [line for line in self.err.splitlines() if line.startswith("storyanim: ")]
        assert self.err.endswith(f"{line}\n")
        return line


class Run(Protocol):
    def __call__(self, *arguments: str | Path, stdin: bytes | None = None) -> Ran: ...


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process, standing in `tmp_path`."""
    monkeypatch.chdir(tmp_path)

    def run_here(*arguments: str | Path, stdin: bytes | None = None) -> Ran:
        if stdin is not None:
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main([str(word) for word in arguments])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run_here


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "kite.txt"
    path.write_text(KITE, encoding="utf-8")
    return path


def files(folder: Path) -> set[str]:
    """The names of what stands in a folder, but for the cache."""
    return {path.name for path in folder.iterdir() if path.name != ".cache"}
