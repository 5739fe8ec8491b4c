"""Levels of reading: rules alone, and rules with a trained pipeline that only adds.

No trained pipeline can be had in tests: a made one, whose tagger and name finder know a few words by heart, is
installed under the name of a trained one.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import spacy

from storyanim.text import nlp, understand
from storyanim.types import Reading, Story

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

NAME = "en_core_web_sm"
TALE = (
    "Will walked into the forest. He met Quorra by the river. He gave bread to Quorra. "
    "Will ships wool, and the walk was long."
)
INIT = """from spacy.util import load_model_from_init_py

def load(**given):
    return load_model_from_init_py(__file__, **given)
"""


def install(folder: Path) -> None:
    """Put a pipeline where Python finds it, as `pip install en_core_web_sm` does."""
    made = spacy.blank("en")
    made.add_pipe("sentencizer", name="parser")  # sets sentences of its own, so it must be left out
    tagger = made.add_pipe("attribute_ruler")
    tagger.add([[{"LOWER": "ships"}]], {"POS": "VERB"})  # type: ignore[attr-defined]
    tagger.add([[{"LOWER": "walk"}]], {"POS": "NOUN"})  # type: ignore[attr-defined]
    namer = made.add_pipe("entity_ruler")
    namer.add_patterns([{"label": "PERSON", "pattern": name} for name in ("Will", "Quorra")])  # type: ignore[attr-defined]
    made.meta["name"], made.meta["version"] = "core_web_sm", "9.9.9"
    package = folder / NAME
    package.mkdir(parents=True)
    made.to_disk(package / f"{NAME}-9.9.9")
    (package / "__init__.py").write_text(INIT, encoding="utf-8")
    (package / "meta.json").write_text((package / f"{NAME}-9.9.9" / "meta.json").read_text(encoding="utf-8"), "utf-8")
    described = folder / f"{NAME}-9.9.9.dist-info"
    described.mkdir()
    (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {NAME}\nVersion: 9.9.9\n", encoding="utf-8")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "site"
    install(folder)
    monkeypatch.syspath_prepend(folder)
    with only((NAME,), monkeypatch):
        yield folder
    sys.modules.pop(NAME, None)


@contextmanager
def only(pipelines: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """Read with none but these, whatever else is installed here."""
    monkeypatch.setattr(nlp, "TRAINED", pipelines)
    _forget()
    yield
    _forget()


def _forget() -> None:
    nlp.pipeline.cache_clear()
    nlp.trained.cache_clear()


def read(text: str = TALE) -> Reading:
    return understand(Story("", text), seed=1)


def names(reading: Reading) -> set[str]:
    return {character.name for character in reading.cast}


def test_the_rules_are_the_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    with only((), monkeypatch):
        assert read().level == "rules"


def test_an_installed_pipeline_is_used_and_said(installed: Path) -> None:
    assert read().level == f"rules and {NAME} 9.9.9"


def test_it_adds_names_that_rules_overlook(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained = names(read())
    with only((), monkeypatch):
        by_rules = names(read())
    assert by_rules < trained
    assert "Quorra" in trained - by_rules


def test_it_tells_verbs_from_nouns(installed: Path) -> None:
    assert not any("ship" in beat.things for passage in read().passages for beat in passage.beats)


def test_the_rules_own_words_stay(installed: Path) -> None:
    (first, *_) = read("An old fisherman rowed over the lake at night.").passages
    assert (first.setting.place, first.setting.time) == ("lake", "night")
    assert first.beats[0].roles


def test_one_that_cannot_be_loaded_is_left_out(installed: Path) -> None:
    (installed / NAME / f"{NAME}-9.9.9" / "config.cfg").write_text("not a config", encoding="utf-8")
    assert read().level == "rules"
