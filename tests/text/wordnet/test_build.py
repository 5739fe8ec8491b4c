"""Making the list of words from WordNet's lexicographer files: a small WordNet written for the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storyanim.text.wordnet import build
from storyanim.text.wordnet.synsets import FILES, read_wordnet

if TYPE_CHECKING:
    from pathlib import Path

ANIMALS = """(a remark)
{ animal, noun.Tops:organism,@ (a living thing) }
{ dog, animal,@ (it barks) }
{ sporting_dog, gun_dog, dog,@ (trained to hunt) }
{ [ spaniel, verb.social:spaniel,+ ] sporting_dog,@ (long ears) }
{ Rover, dog,@i (a name) }
{ quagga, animal,@ (a striped one) }
{ tapper1, animal,@ (it taps) }
"""
ARTIFACTS = """{ ship, vehicle,@ (it sails) }
{ dromond, ship,@ (a large one) }
{ quagga1, ship,@ (of that name) }
{ doodah, thingummy,@ (nobody knows) }
"""
COUNTS = "9 dog%1:05:00:: 1\n2 dromond%1:06:00:: 1\n50 dromond%2:30:00:: 1\n"


@pytest.fixture
def dbfiles(tmp_path: Path) -> Path:
    folder = tmp_path / "dbfiles"
    folder.mkdir()
    for name in FILES:
        (folder / f"noun.{name}").write_text("", encoding="latin-1")
    (folder / "noun.animal").write_text(ANIMALS, encoding="latin-1")
    (folder / "noun.artifact").write_text(ARTIFACTS, encoding="latin-1")
    (folder / "verb.contact").write_text("{ [ tapper, noun.act:tap,+ ] touch,@ (strike) }\n", encoding="latin-1")
    (folder / "cntlist").write_text(COUNTS, encoding="latin-1")
    return folder


def test_words_have_what_they_are_kinds_of_the_nearest_first(dbfiles: Path) -> None:
    wordnet = read_wordnet(dbfiles)
    spaniel = wordnet.synsets["animal", "spaniel", 0]
    assert [synset.names[0][1] for synset in wordnet.above(spaniel)] == ["spaniel", "sporting_dog", "dog", "animal"]


def test_names_with_a_capital_are_no_words(dbfiles: Path) -> None:
    assert "rover" not in read_wordnet(dbfiles).senses


def test_how_often_a_word_was_met_is_counted_by_what_it_is(dbfiles: Path) -> None:
    wordnet = read_wordnet(dbfiles)
    assert (wordnet.frequency("dog"), wordnet.frequency("dromond"), wordnet.others["dromond"]) == (9, 52, 50)


def test_words_with_one_meaning_are_led_to_the_nearest_known_one(
    dbfiles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("corrections.toml", "drawn.toml"):
        (tmp_path / name).write_text((build.HERE / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "corrections.toml").write_text(
        '[apart]\nwords = ""\n[none]\nwords = "gun"\n[words]\n"thing ship" = "galleon"\n', encoding="utf-8"
    )
    monkeypatch.setattr(build, "HERE", tmp_path)
    build.main(dbfiles)
    assert (tmp_path / "words.tsv").read_text(encoding="utf-8").splitlines() == [
        "animal\tdog\tkept\tspaniel",  # storybook draws spaniels
        "thing\tship\tshown\tgalleon",
    ]
