"""The command's door: exit codes, one line for every failure, no traceback but with `--debug`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import storyanim
from storyanim.__main__ import main
from storyanim.errors import EncoderError, InputError, OutputError, RendererError

HERE = Path(__file__).parent.parent


def fail_with(error: BaseException, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("storyanim.__main__._run", fail)
    return main(["draft", *words])


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (InputError("no story"), 2, "storyanim: no story"),
        (OutputError("no room"), 3, "storyanim: no room"),
        (EncoderError("no film"), 4, "storyanim: no film"),
        (RendererError("no paper"), 5, "storyanim: no paper"),
        (OSError(28, "No space left on device", "x.mp4"), 3, "storyanim: x.mp4: No space left on device"),
        (KeyboardInterrupt(), 130, "storyanim: stopped; what was done is kept, the same command goes on from there"),
        (ValueError("a\nb"), 1, "storyanim: unexpected ValueError: a b; run it again with --debug and report it"),
    ],
)
def test_every_failure_is_a_line_and_a_code(
    error: BaseException, code: int, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fail_with(error, monkeypatch) == code
    assert capsys.readouterr().err == f"{line}\n"


def test_faults_come_before_what_sums_them_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(InputError("two faults", faults=("a.yaml:1: x", "a.yaml:2: y")), monkeypatch)
    assert capsys.readouterr().err == "a.yaml:1: x\na.yaml:2: y\nstoryanim: two faults\n"
    fail_with(InputError("a.yaml:1: x", faults=("a.yaml:1: x",)), monkeypatch)
    assert capsys.readouterr().err == "storyanim: a.yaml:1: x\n"


def test_debug_shows_the_traceback_and_keeps_the_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fail_with(OutputError("no room"), monkeypatch, "--debug") == 3
    told = capsys.readouterr().err
    assert told.startswith("storyanim: no room\nTraceback")


def command(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    return subprocess.run(  # pyright: ignore[reportCallIssue, reportUnknownVariableType]
        [sys.executable, "-m", "storyanim", *words],
        env=environment,
        text=True,
        check=False,
        **{"capture_output": True, **options},  # pyright: ignore[reportArgumentType]
    )


def test_the_version_is_the_package_s() -> None:
    assert command("--version").stdout == f"{storyanim.__version__}\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
def test_a_full_disk_behind_stdout_is_said_once() -> None:
    with Path("/dev/full").open("w") as full:
        ran = command("schema", capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert (ran.returncode, ran.stderr) == (3, "storyanim: the result cannot be written to stdout: the disk is full\n")


def test_nobody_reading_is_no_fault() -> None:
    read, write = os.pipe()
    os.close(read)
    ran = command("schema", capture_output=False, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert (ran.returncode, ran.stderr) == (3, "")


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode elsewhere")
def test_a_name_that_is_no_unicode_is_printed_as_it_is(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/k\xefte.txt"
    Path(os.fsdecode(name)).write_text("A fox flew a kite.", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "storyanim", "draft", name],
        env={**os.environ, "PYTHONPATH": str(HERE)},
        capture_output=True,
        check=True,
    )
    assert ran.stdout == name.replace(b".txt", b".yaml") + b"\n"
