"""Seeds to try, and one of them kept."""

from __future__ import annotations

import pytest

from storyanim.errors import InputError
from storyanim.storyboard import dump, load, seeds_to_try, tried, with_kept_seed
from tests.schedule.boards import board, shot

BOARD = board((shot(0), shot(1), shot(2)))


def test_the_first_is_what_it_has_and_the_others_are_always_the_same() -> None:
    seeds = seeds_to_try(BOARD, "shot-1", 8)
    assert seeds[0] == BOARD.scenes[0].shots[1].seed
    assert len(set(seeds)) == 9
    assert seeds_to_try(BOARD, "2", 8) == seeds
    assert seeds_to_try(BOARD, "shot-1", 3) == seeds[:4]


def test_keeping_one_leaves_the_others_what_they_were() -> None:
    seeds = seeds_to_try(BOARD, "shot-1", 8)
    kept = load(with_kept_seed(dump(BOARD), "shot-1", seeds[3]))
    assert seeds_to_try(kept, "shot-1", 8) == (seeds[3], *seeds[1:])
    assert set(seeds_to_try(BOARD, "shot-2", 8)[1:]).isdisjoint(seeds)


def test_a_shot_is_shown_under_each_seed_and_nothing_else_changes() -> None:
    film = tried(BOARD, "shot-1", (1, 2, 3))
    assert [one.seed for _, one in film.shots] == [1, 2, 3]
    assert {scene.seed for scene, _ in film.shots} == {BOARD.scenes[0].seed}
    assert {one.prompt for _, one in film.shots} == {BOARD.scenes[0].shots[1].prompt}
    assert film.title_seconds == 0


def test_a_scene_is_laid_out_anew_under_each_seed() -> None:
    film = tried(BOARD, BOARD.scenes[0].id, (5, 6))
    assert [scene.seed for scene, _ in film.shots] == [5, 6]
    assert {one.seed for _, one in film.shots} == {BOARD.scenes[0].shots[0].seed}


@pytest.mark.parametrize("ending", ["\n", "", "\r\n"])
def test_keeping_one_changes_its_line_and_no_other(ending: str) -> None:
    text = (dump(BOARD).rstrip("\n") + "\n# mine\n").replace("\n", ending if ending.strip("\n") else "\n")
    text = text.rstrip("\r\n") + ending
    kept = with_kept_seed(text, "shot-1", 424242)
    assert load(kept).scenes[0].shots[1].seed == 424242
    before, after = text.splitlines(keepends=True), kept.splitlines(keepends=True)
    assert len(before) == len(after)
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 1


def test_a_scenes_seed_is_kept_too() -> None:
    scene = BOARD.scenes[0].id
    assert load(with_kept_seed(dump(BOARD), scene, 11)).scenes[0].seed == 11


@pytest.mark.parametrize("name", ["shot-9", "0", "4", ""])
def test_what_is_not_there_is_refused_with_what_is(name: str) -> None:
    with pytest.raises(InputError, match=r"shots 1 to 3, by name shot-0 to shot-2"):
        seeds_to_try(BOARD, name, 1)
