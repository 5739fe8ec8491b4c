"""Times that are counted or named freely."""

from __future__ import annotations

import pytest

from storyanim.text import read_story, understand

HOME = "Anna sat in the kitchen and ate bread with her brother for a very long time indeed."


@pytest.mark.parametrize(
    "sentence",
    [
        "One January day Anna sang.",
        "One fine winter's evening Anna sang.",
        "Scarcely five minutes later Anna sang.",
        "After two hours Anna sang.",
        "Anna was sad the next morning.",
        "As night drew near Anna sang.",
    ],
)
def test_time_passes(sentence: str) -> None:
    passages = understand(read_story(None, f"{HOME} {sentence} She laughed and danced.".encode()), seed=1).passages
    assert [passage.boundary for passage in passages] == ["start", "time"]


@pytest.mark.parametrize("sentence", ["One of the days was long.", "Anna sang for two hours.", "One hen laid an egg."])
def test_time_goes_on(sentence: str) -> None:
    assert len(understand(read_story(None, f"{HOME} {sentence} She laughed.".encode()), seed=1).passages) == 1
