"""A file is whole or not there, and a failure says in one line what to do."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from storyanim.encode import check_output, commit, commit_together, write_whole
from storyanim.encode.files import open_part, output_error
from storyanim.errors import InputError, OutputError


def test_commit_replaces(tmp_path: Path) -> None:
    part, final = tmp_path / "film.part", tmp_path / "film.mp4"
    part.write_text("new")
    final.write_text("old")
    commit(part, final)
    assert final.read_text() == "new"
    assert not part.exists()


def test_commit_without_force_never_replaces(tmp_path: Path) -> None:
    part, final = tmp_path / "film.part", tmp_path / "film.mp4"
    part.write_text("new")
    commit(part, final, force=False)
    assert final.read_text() == "new"
    part.write_text("newer")
    with pytest.raises(InputError, match="--force"):
        commit(part, final, force=False)
    assert final.read_text() == "new"
    assert part.exists()


def test_a_disk_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    part, final = tmp_path / "film.part", tmp_path / "film.mp4"
    part.write_text("new")
    commit(part, final, force=False)
    assert final.read_text() == "new"
    part.write_text("newer")
    with pytest.raises(InputError):
        commit(part, final, force=False)


def test_commit_syncs_the_file_before_and_the_folder_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []

    def note(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))

    monkeypatch.setattr(os, "fsync", note)
    (tmp_path / "film.part").write_text("new")
    commit(tmp_path / "film.part", tmp_path / "film.mp4")
    assert synced == [str(tmp_path / "film.part"), str(tmp_path)]


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "quota"),
        (errno.EACCES, "may not write"),
        (errno.EROFS, "read-only"),
        (errno.ENAMETOOLONG, "name is too long"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_what_to_do(number: int, advice: str, tmp_path: Path) -> None:
    said = str(output_error(OSError(number, os.strerror(number)), tmp_path / "two\nlines.mp4"))
    assert advice in said
    assert "\n" not in said


def test_nothing_is_left_of_a_file_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="disk is full"):
        write_whole(tmp_path / "sheet.png", b"data")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["none/film.mp4", "a file/film.mp4", "x" * 300, "folder"])
def test_an_output_that_cannot_be_is_refused_before_any_work(name: str, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError) as caught:
        check_output(tmp_path / name, force=True)
    assert "\n" not in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a file", "folder"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_not_ours(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="may not write"):
        check_output(tmp_path / "film.mp4", force=False)


def test_an_output_that_exists_needs_force(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    check_output(film, force=False)
    film.write_text("mine")
    with pytest.raises(InputError, match="--force"):
        check_output(film, force=False)
    check_output(film, force=True)
    assert film.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]


def test_a_part_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="create it first"):
        open_part(tmp_path / "none" / "part")


def test_a_name_that_points_nowhere_exists_too(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").symlink_to(tmp_path / "an unplugged disk" / "film.mp4")
    with pytest.raises(InputError, match="--force"):
        check_output(tmp_path / "film.mp4", force=False)


def test_a_name_with_no_room_for_an_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="too long"):
        check_output(tmp_path / f"{'x' * 240}.mp4", force=False)
    assert not list(tmp_path.iterdir())


def test_asking_whether_a_file_can_be_made_never_gives_one_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a kill at any moment leaves nothing."""
    seen: list[list[Path]] = []
    make = tempfile.TemporaryFile

    def look(**options: Any) -> Any:
        file = make(**options)
        seen.append(list(tmp_path.iterdir()))
        return file

    monkeypatch.setattr(tempfile, "TemporaryFile", look)
    check_output(tmp_path / "film.mp4", force=False)
    assert seen == [[]]


def test_files_that_belong_together_stand_together_or_not_at_all(tmp_path: Path) -> None:
    parts = {tmp_path / name: tmp_path / f"{name}.part" for name in ("film.mp4.json", "film.srt", "film.mp4")}
    for part in parts.values():
        part.write_text("new")
    (tmp_path / "film.srt").write_text("old")
    (tmp_path / "film.mp4").write_text("mine")
    with pytest.raises(InputError, match="--force"):
        commit_together(parts, force=False)
    assert (tmp_path / "film.mp4").read_text() == "mine"
    assert not (tmp_path / "film.mp4.json").exists()


def test_all_is_on_the_disk_before_the_first_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {tmp_path / name: tmp_path / f"{name}.part" for name in ("film.mp4.json", "film.mp4")}
    for part in parts.values():
        part.write_text("new")
    synced: list[int] = []

    def note(_: int) -> None:
        synced.append(sum(final.exists() for final in parts))

    monkeypatch.setattr(os, "fsync", note)
    commit_together(parts)
    assert synced == [0, 0, 2]
