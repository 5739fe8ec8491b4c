"""A licence is named with the place to read it, and said once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyanim.setup.licences import Licence, licence_note, licence_of
from tests.setup.tiny import CARD

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "https://hub.example/one/model"


@pytest.mark.parametrize(
    ("card", "name", "address"),
    [
        ({"license": "mit"}, "mit", PAGE),
        ({"license": "other", "license_name": "own"}, "own", PAGE),
        ({"license": "other", "license_name": "own", "license_link": "TERMS"}, "own", f"{PAGE}/blob/main/TERMS"),
        ({"license": "other", "license_link": "https://example.org/terms"}, "other", "https://example.org/terms"),
        ({"license": "mit", "license_link": "javascript:alert(1)"}, "mit", PAGE),
        ({"license": ["mit", "apache-2.0"]}, "", PAGE),
        ({}, "", PAGE),
    ],
)  # fmt: skip
def test_a_card_names_the_licence_and_where_it_is(card: dict[str, object], name: str, address: str) -> None:
    assert licence_of(card, PAGE) == Licence(name, address)


def test_of_our_own_model_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert licence_note("pocket", tmp_path) is None
    assert licence_note("my/pocket", tmp_path)


def test_where_no_licence_is_named_that_is_said() -> None:
    assert str(licence_of({}, PAGE)) == f"none is named, to be read at {PAGE}"


@given(st.dictionaries(st.sampled_from(["license", "license_name", "license_link"]), st.text()))
def test_a_card_cannot_move_the_cursor_or_fill_the_screen(card: dict[str, str]) -> None:
    shown = str(licence_of(card, PAGE))
    assert shown.isprintable()
    assert len(shown) < 700


def test_it_is_said_once_for_each_model(tmp_path: Path) -> None:
    first = licence_note("one/model", tmp_path)
    assert first
    assert (
        "one/model: the weights have a licence of their own (to be read at https://huggingface.co/one/model)" in first
    )
    assert licence_note("one/model", tmp_path) is None
    assert licence_note("another/model", tmp_path)


def test_the_card_beside_the_weights_is_read(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_bytes(CARD)
    note = licence_note(str(tmp_path), tmp_path / "cache")
    assert note
    assert "(sai-nc-community, to be read at " in note


def test_a_foreign_card_is_only_read_at_its_head(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_bytes(b"\xff\xfe# no head\nlicense: mit\n" * 10_000)
    note = licence_note(str(tmp_path), tmp_path / "cache")
    assert note
    assert "mit," not in note


def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    assert licence_note("one/model", tmp_path / "cache")
    assert licence_note("one/model", tmp_path / "cache")
