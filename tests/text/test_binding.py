"""Whom a pronoun cannot mean, and who is `they`."""

from __future__ import annotations

from storyanim.text import read_story, understand
from storyanim.text.reading import understanding
from storyanim.types import Story

DAY = "Gretel and a witch lived in a house. Gretel was small. Gretel sang. Gretel swept. The witch sat by the fire."


def meant(text: str, pronoun: str) -> list[str]:
    """The keys of those whom the pronoun means where it stands last in the text."""
    understood = understanding(Story("", text), seed=1)
    found = [(p.cue.start, p.key) for row in understood.everybody.told for p in row if p.cue.value == pronoun]
    last = max((start for start, _ in found), default=-1)
    return [key for start, key in found if start == last]


def test_whoever_is_named_in_her_own_clause_is_somebody_else() -> None:
    assert meant(f"{DAY} Gretel wept. Then she went to Gretel.", "she") == ["witch"]
    assert meant(f"{DAY} Gretel wept. Then she slept, and Gretel sang.", "she") == ["Gretel"]


def test_whoever_is_called_by_name_is_not_who_calls() -> None:
    assert meant(f'{DAY} Gretel wept. "Get up, Gretel," she cried.', "she") == ["witch"]


def test_talk_does_not_drive_anybody_out_of_mind() -> None:
    girl = "A girl sang. The girl sang. The girl sang."
    talk = '"Come in. The fire is warm. The fire is warm."'
    assert meant(f"A witch sat by the fire. {girl} The witch nodded.\n\n{talk}\n\nShe laughed.", "she") == ["witch"]


def test_whose_heart_melts_is_who_acts() -> None:
    text = "A giant and a boy sat in a garden. The boy was small. The boy sang. And the giant's heart melted. He wept."
    assert meant(text, "he") == ["giant"]


def test_they_are_a_crowd_that_was_just_named() -> None:
    text = "Tom and Anna sat by the river. Then the soldiers came. They shouted."
    assert meant(text, "they") == []
    assert set(meant("Tom and Anna sat by the river. They shouted.", "they")) == {"Tom", "Anna"}


def test_they_are_no_one_who_is_only_spoken_of() -> None:
    text = 'A man sat by the river. A sailor ran to him. "Is that you, Bob?" said the sailor. They walked on.'
    assert set(meant(text, "they")) == {"man", "sailor"}


def test_a_baker_is_a_woman_where_the_story_says_so() -> None:
    def gender(text: str) -> str:
        cast = understand(read_story(None, text.encode()), seed=1).cast
        return next(character.gender for character in cast if character.kind == "baker")

    assert gender("The baker stood in the street in her apron. The baker laughed.") == "female"
    assert gender("The baker opened the door. She smiled and sat down. The baker laughed.") == "female"
    assert gender("Marta the baker opened the door. Marta laughed.") == "female"
    assert gender("The baker opened the door. He smiled. The baker laughed.") == "male"
