"""`storyanim doctor`: a table for people, lines for pipes, JSON for programs; exit code 3 where something is broken."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from huggingface_hub import constants

from storyanim.setup import doctor
from storyanim.setup.finding import Finding

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

GOOD = Finding("Python", "good", "3.11.7")
NOTE = Finding("model", "note", "is not here", "storyanim pull one/model")
FAULT = Finding("opencv-python", "fault", "cannot be loaded", f"sudo apt-get install -y {' '.join(['lib'] * 30)}")


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    findings = [GOOD, NOTE, FAULT]
    monkeypatch.setattr(doctor, "examine", lambda: iter(findings))
    return findings


def test_here_everything_that_is_needed_works(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    ran = run("doctor", "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["ok"]) == (0, True)
    states = {one["what"]: one["state"] for one in told["findings"]}
    assert {
        "Python",
        "ffmpeg",
        "film .mp4",
        "skia-python",
        "spaCy",
        "torch",
        "model",
        "--renderer auto",
        "cache",
    } <= set(states)
    assert states["model"] == "note"
    assert os.environ["STORYANIM_CACHE"] in ran.out


def test_a_fault_is_exit_code_3_and_each_line_has_its_remedy(run: Run, found: list[Finding]) -> None:
    ran = run("doctor")
    assert (ran.code, ran.err) == (3, "")
    lines = ran.out.splitlines()
    assert lines[0].split() == ["ok", "Python", "3.11.7"]
    assert lines[2].strip() == "mend it with: storyanim pull one/model"
    assert lines[3].startswith("FAULT  opencv-python ")
    found.remove(FAULT)
    assert run("doctor").code == 0


def test_a_terminal_gets_a_table_whose_commands_can_be_copied(
    run: Run, found: list[Finding], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "60")
    ran = run("doctor")
    assert ran.code == 3
    assert "\x1b[31mFAULT" in ran.out
    assert FAULT.mend in ran.out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[31m" not in run("doctor").out


def test_json_has_all_of_it(run: Run, found: list[Finding]) -> None:
    ran = run("doctor", "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["ok"]) == (3, False)
    assert told["findings"][1] == {"what": "model", "state": "note", "words": "is not here", "mend": NOTE.mend}
    assert len(told["findings"]) == len(found)
