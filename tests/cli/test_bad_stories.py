"""Stories as people have them: what must work, and what must be refused before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storyanim import load
from storyanim.storyboard.fields import one_line
from tests.cli.conftest import files
from tests.stories import KITE, SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

WORDS = 100_000


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(KITE.encode("utf-16"), id="UTF-16"),
        pytest.param(KITE.encode("utf-16-le"), id="UTF-16 without a mark"),
        pytest.param(KITE.encode("utf-8-sig"), id="UTF-8 with a mark"),
        pytest.param(KITE.replace("kite", "café").encode("cp1252"), id="Latin-1"),
        pytest.param(("word " * (WORDS - 1) + "end.").encode(), id="one sentence of 100,000 words"),
        pytest.param("🦊 walked home. 🏮✨ The 👩‍🚀 waved! 🦊🦊🦊".encode(), id="emoji"),
        pytest.param("في قديم الزمان كان هناك ثعلب. خرج إلى الغابة ليلا.".encode(), id="Arabic"),
        pytest.param("פעם היה שועל קטן. הוא יצא אל היער בלילה.".encode(), id="Hebrew"),
        pytest.param("从前有一只狐狸。它提着灯笼走进了森林。夜里下了雪。".encode(), id="Chinese"),
        pytest.param("むかしむかし、きつねがいました。森へ行きました。".encode(), id="Japanese"),
        pytest.param(b"The fox slept." + b"\n" * 1_000_000 + b"The owl sang.", id="a million newlines"),
        pytest.param(b"The fox slept.\r\rThe owl sang.\r\n", id="old line breaks"),
        pytest.param(b"x", id="one letter"),
        pytest.param(b"{fox} said {{nothing}} to %s \\ <b> & ]]> : - # |", id="marks of other formats"),
    ],
)  # fmt: skip
def test_a_story_that_must_work(tmp_path: Path, run: Run, data: bytes) -> None:
    (tmp_path / "odd.txt").write_bytes(data)
    ran = run("draft", "odd.txt")
    assert (ran.code, ran.out) == (0, "odd.yaml\n")
    assert all(line.startswith(("note: ", "'")) for line in ran.err.splitlines())
    shots = [shot for _, shot in load(tmp_path / "odd.yaml").shots]
    assert all(shot.text for shot in shots)


@pytest.mark.parametrize("text", ["🦊 walked home. 🏮✨", "في قديم الزمان كان هناك ثعلب.", "从前有一只狐狸。"])
def test_a_story_in_any_script_becomes_a_film(tmp_path: Path, run: Run, text: str) -> None:
    (tmp_path / "odd.txt").write_text(text, encoding="utf-8")
    assert run("render", "odd.txt", "-o", "odd.mp4", *SMALL, "--sheet", "odd.png").code == 0
    assert {"odd.mp4", "odd.png"} <= files(tmp_path)


def test_an_unread_language_is_said_and_told_whole(tmp_path: Path, run: Run) -> None:
    text = "从前有一只狐狸。它提着灯笼走进了森林。夜里下了雪。" * 40
    (tmp_path / "fox.txt").write_text(text, encoding="utf-8")
    assert "note: The story is not in English" in run("draft", "fox.txt").err
    told = "".join(shot.text for _, shot in load(tmp_path / "fox.yaml").shots)
    assert one_line(told).replace(" ", "") == text


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b" \n\t\r\n \xc2\xa0", "is empty", id="blank"),
        pytest.param("\ufeff".encode(), "is empty", id="a byte order mark alone"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is a PNG picture", id="a picture"),
        pytest.param(b"PK\x03\x04" + bytes(100), "ZIP archive", id="a document"),
        pytest.param(bytes(range(1, 32)) * 40, "is a binary file", id="binary"),
        pytest.param(b"The fox\0 slept.", "holds NUL bytes", id="NUL"),
        pytest.param("The café was open. Très".encode()[:-2], "cut or damaged", id="cut UTF-8"),
        pytest.param(b"word " * 2_000_001, "more than the 10,000,000 bytes", id="too long"),
    ],
)
@pytest.mark.parametrize("command", ["draft", "render"])
def test_a_story_that_is_none_is_refused(tmp_path: Path, run: Run, command: str, data: bytes, complaint: str) -> None:
    (tmp_path / "odd.txt").write_bytes(data)
    ran = run(command, "odd.txt")
    assert (ran.code, ran.out) == (2, "")
    assert complaint in ran.error
    assert ran.err.count("\n") == 1
    assert files(tmp_path) == {"odd.txt"}


def test_stdin_is_judged_like_a_file(tmp_path: Path, run: Run) -> None:
    for command in ("draft", "render"):
        ran = run(command, "-", stdin=b"\0\0")
        assert ran.code == 2
        assert "stdin" in ran.error
    assert files(tmp_path) == set()


def test_a_longer_story_may_be_allowed(tmp_path: Path, run: Run, story: Path) -> None:
    ran = run("draft", story, "--limit", "50B")
    assert ran.code == 2
    assert "allow more with --limit" in ran.error
    assert run("draft", story, "--limit", "0.3KB").code == 0


def test_cut_utf_8_is_read_where_its_encoding_is_named(tmp_path: Path, run: Run) -> None:
    (tmp_path / "odd.txt").write_bytes("The café was open. Très".encode()[:-2])
    assert run("draft", "odd.txt", "--encoding", "utf-8").code == 0
