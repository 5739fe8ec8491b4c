"""How likely a scene begins with a sentence."""

from __future__ import annotations

from storyanim.text.reading import understanding
from storyanim.types import Story

TALK = '"I do not know what you mean by that," said the fox. "Nobody does," said the hen.\n\n'
TALE = (
    f"A fox and a hen sat under a tree. {TALK}{TALK}{TALK}"
    "When the bear awoke, he ran out of his cave and went down to the river.\n\nHe drank. He was glad."
)


def test_a_scene_most_likely_begins_where_somebody_new_comes_after_talk() -> None:
    understood = understanding(Story("", TALE), seed=1)
    best = max(range(1, len(understood.sentences)), key=lambda at: understood.strengths[at])
    assert understood.sentences[best].text.startswith("When the bear awoke")


def test_a_long_scene_is_split_where_a_scene_most_likely_begins() -> None:
    words = "The fox told the hen another very long tale of the moon, and the hen listened to all of it. " * 20
    story = Story("", f"{words}\n\nWhen the bear awoke, he walked to the fox and laughed.\n\n{words}")
    first, second, *_ = understanding(story, seed=1).reading.passages
    assert story.text[second.span[0] :].startswith("When the bear awoke")
    assert second.boundary == "length"
    assert "When the bear awoke" in second.reason
    assert first.span[1] == second.span[0]
