from __future__ import annotations

import json
import time
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.errors import InputError
from storyanim.storyboard import Storyboard, draft_storyboard, dump, json_schema, load
from storyanim.storyboard.syntax import parse, plain
from storyanim.storyboard.writing import entries
from tests.storyboard.stories import reading, tale

if TYPE_CHECKING:
    from pathlib import Path

BOARD = draft_storyboard(tale(), seed=7)
TEXT = dump(BOARD)

MINIMAL = """\
storyanim: 1
title: Night
seed: 1
scenes:
- id: s01
  seed: 2
  shots:
  - id: s01-01
    text: It is night.
    prompt: a dark forest
    seconds: 4
    seed: 3
"""


def test_a_storyboard_reads_back_equal_and_is_written_the_same() -> None:
    assert load(TEXT) == BOARD
    assert dump(load(TEXT)) == TEXT


def test_a_file_written_by_hand_needs_only_what_has_no_sensible_default() -> None:
    shot = load(MINIMAL).scenes[0].shots[0]
    assert (shot.seconds, shot.camera, shot.transition.overlap) == (4.0, "still", 0.0)


def test_long_text_is_folded_and_small_lists_stand_on_one_line() -> None:
    board = draft_storyboard(reading(["A fox walked " + "on and on " * 30 + "home."]))
    lines = dump(board).splitlines()
    assert "    text: >-" in lines
    assert "    roles: [{who: fox, action: walk}]" in lines
    assert all(len(line) <= 100 for line in lines if line.strip()[:7] != "drafted")


@settings(deadline=None)
@given(
    st.dictionaries(
        st.text(),
        st.recursive(
            st.text() | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.none(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            max_leaves=5,
        ),
        min_size=1,
    )
)
def test_whatever_is_written_reads_back_equal(values: dict[str, object]) -> None:
    assert plain(parse(entries(values, 0)).root) == values


@settings(deadline=None)
@given(st.text(alphabet=" .,:;#'\"-?!{}[]&*|>%@`~abno01\u2028\u00e9\U0001f98a", min_size=60))
def test_text_full_of_signs_that_mean_something_in_yaml_reads_back_equal(text: str) -> None:
    assert plain(parse(entries({"text": text}, 4)).root) == {"text": text}


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("No", "No"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("12:30:45", "12:30:45"),
        ("2001-12-14", "2001-12-14"),
        ("'7'", "7"),
        ("0x_", "0x_"),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_words_that_yaml_1_1_reads_as_something_else_stay_words(written: str, title: str) -> None:
    assert load(MINIMAL.replace("title: Night", f"title: {written}")).title == title


def test_size_and_rate_can_be_written_as_people_write_them() -> None:
    board = load(MINIMAL + "size: 640x360\nrate: 30000/1001\n")
    assert (board.size, board.rate) == ((640, 360), Fraction(30000, 1001))


def test_a_byte_order_mark_and_windows_line_breaks_are_read(tmp_path: Path) -> None:
    path = tmp_path / "story.yaml"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode("utf-8-sig"))
    assert load(path) == BOARD


def test_drafted_seeds_follow_a_film_seed_changed_by_hand() -> None:
    hand = load(TEXT.replace("seed: 7", "seed: 8", 1))
    assert [shot.seed for _, shot in hand.shots] == [shot.seed for _, shot in draft_storyboard(tale(), seed=8).shots]


def test_five_thousand_shots_load_in_reasonable_time() -> None:
    text = dump(
        draft_storyboard(reading(*([f"Sentence {scene} {shot}." for shot in range(50)] for scene in range(100))))
    )
    start = time.process_time()
    assert sum(1 for _ in load(text).shots) == 5_000
    assert time.process_time() - start < 20  # about 2 s with libyaml; the limit only catches a quadratic slip


def test_a_file_that_is_missing_a_folder_not_utf8_or_too_large_is_refused_in_one_line(tmp_path: Path) -> None:
    latin, large = tmp_path / "latin.yaml", tmp_path / "large.yaml"
    latin.write_bytes(b"storyanim: 1\ntitle: caf\xe9\n")
    with large.open("wb") as file:
        file.truncate(32_000_001)
    for path, words in (
        (tmp_path / "none.yaml", "No such file"),
        (tmp_path, "cannot be read"),
        (latin, "latin.yaml:2: not UTF-8"),
        (large, "larger than 32 MB"),
    ):
        with pytest.raises(InputError, match=words):
            load(path)


def test_the_schema_describes_every_key() -> None:
    schema = json_schema()
    json.dumps(schema)
    parts = [schema, *schema["$defs"].values()]
    described = [name for part in parts for name, key in part.get("properties", {}).items() if "description" not in key]
    assert described == []
    assert all(part.get("additionalProperties") is False for part in parts if "properties" in part)
    assert set(schema["properties"]) == set(Storyboard.model_fields)
