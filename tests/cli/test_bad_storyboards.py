"""Storyboards that a slip of the hand, or somebody's ill will, has broken: refused with every fault, at once."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

BOARD = """\
storyanim: 1
title: The Kite
seed: 7
cast:
  fox: {name: Fox, kind: fox, nature: animal}
scenes:
- id: s01
  place: hill
  seed: 1
  shots:
  - id: s01-01
    text: A fox flew a kite.
    prompt: '{fox} flies a kite'
    seconds: 2.0
    seed: 2
    camera: push
"""
BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))


def broken(old: str, new: str) -> str:
    assert old in BOARD
    return BOARD.replace(old, new)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param(broken("seed: 7", "seed: 7\ntilte: x"), "tilte", id="unknown key"),
        pytest.param(broken("camera: push", "camra: push"), "did you mean 'camera'", id="misspelt key"),
        pytest.param(broken("camera: push", "camera: psuh"), "did you mean 'push'", id="misspelt value"),
        pytest.param(broken("seed: 7", "seed: 7\nseed: 8"), "seed", id="key given twice"),
        pytest.param(broken("seconds: 2.0", "seconds: long"), "'long'", id="wrong type"),
        pytest.param(broken("seed: 7", "seed: 1.5"), "1.5", id="fraction for a whole number"),
        pytest.param(broken("seconds: 2.0", "seconds: .nan"), "seconds", id="NaN"),
        pytest.param(broken("seconds: 2.0", "seconds: .inf"), "seconds", id="infinite"),
        pytest.param(broken("seconds: 2.0", "seconds: -2"), "-2", id="negative"),
        pytest.param(broken("seconds: 2.0", "seconds: 1e300"), "seconds", id="huge"),
        pytest.param(broken("seconds: 2.0", f"seconds: {'9' * 5000}"), "seconds", id="very many digits"),
        pytest.param(broken("id: s01-01", "id: ../../etc/passwd"), "id", id="path for a name"),
        pytest.param(broken("seed: 7", "seed: 7\nstyle: ../../ink"), "style", id="path for a style"),
        pytest.param(broken("  fox: {name", "  ../fox: {name"), "fox", id="path for a character"),
        pytest.param(broken("{fox} flies", "{owl} flies"), "{owl}", id="nobody in the cast"),
        pytest.param(broken("title: The Kite", "title: !!python/object/apply:os.system [ls]"), "tag", id="YAML tag"),
        pytest.param(broken("storyanim: 1", "storyanim: 2"), "2", id="another version"),
        pytest.param(BOMB, "alias", id="alias bomb"),
        pytest.param("[" * 100_000 + "]" * 100_000, "deep", id="100,000 brackets"),
        pytest.param("{" * 100_000, "", id="100,000 braces"),
        pytest.param("storyanim: 1\n\t- x: [", "", id="no YAML"),
        pytest.param("", "empty", id="empty"),
        pytest.param("- a list\n", "", id="a list"),
        pytest.param("just words", "", id="words"),
        pytest.param("storyanim: 1\n--- \nstoryanim: 1\n", "", id="two documents"),
    ],
)
@pytest.mark.parametrize("command", ["render", "stdin"])
def test_a_broken_storyboard_is_refused(tmp_path: Path, run: Run, command: str, text: str, complaint: str) -> None:
    (tmp_path / "kite.yaml").write_text(text, encoding="utf-8")
    began = time.monotonic()
    if command == "stdin":
        if "storyanim:" not in text:
            pytest.skip("a text without the first key is a story")
        ran = run("render", "-", "-o", "film.mp4", stdin=text.encode())
    else:
        ran = run("render", "kite.yaml", "-o", "film.mp4")
    assert (ran.code, ran.out) == (2, "")
    assert ran.error
    assert complaint in ran.err
    assert ran.err.count("\n") <= 12
    assert max(map(len, ran.err.splitlines())) < 400
    assert files(tmp_path) == {"kite.yaml"}
    assert time.monotonic() - began < 10


def test_the_board_itself_is_sound(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kite.yaml").write_text(BOARD, encoding="utf-8")
    assert run("render", "kite.yaml", "--dry-run").code == 0


def test_every_fault_has_its_line(run: Run, tmp_path: Path) -> None:
    text = (
        BOARD.replace("camera: push", "camera: psuh")
        .replace("seconds: 2.0", "seconds: -1")
        .replace("seed: 7", "sed: 7")
    )
    (tmp_path / "kite.yaml").write_text(text, encoding="utf-8")
    ran = run("render", "kite.yaml")
    faults = [line for line in ran.err.splitlines() if line.startswith("kite.yaml:")]
    assert ran.code == 2
    assert {line.split(":")[1] for line in faults} >= {"3", "14", "16"}
    assert len(faults) <= 10


@pytest.mark.parametrize("data", [b"\xff\xfe\0\0\x80", b"title: caf\xe9", b"\0"])
def test_a_storyboard_that_is_no_text_is_refused(run: Run, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "kite.yaml").write_bytes(data)
    for command in (("render", "kite.yaml"), ("draft", "-", "-o", "kite.yaml")):
        ran = run(*command, stdin=b"A fox flew a kite.")
        assert ran.code == 2
        assert ran.error
    assert (tmp_path / "kite.yaml").read_bytes() == data
