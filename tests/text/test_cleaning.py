from __future__ import annotations

import pytest

from storyanim.errors import InputError
from storyanim.text.cleaning import clean
from storyanim.text.front_matter import titled

WRAPPED = """THE FOX AND THE LANTERN


One cold night a fox walked through the
forest, for she had lost her way.

She found a lantern.

      * * *

In the morning she went home.
"""


def test_wrapped_lines_become_paragraphs_and_the_title_is_found() -> None:
    story = clean(WRAPPED)
    assert story.title == "The Fox and the Lantern"
    assert story.text.split("\n\n") == [
        "One cold night a fox walked through the forest, for she had lost her way.",
        "She found a lantern.",
        "In the morning she went home.",
    ]
    assert [story.text[:at].endswith("lantern.") for at in story.breaks] == [True]


def test_offsets_lead_back_to_the_source() -> None:
    story = clean(WRAPPED)
    for here, there in story.offsets:
        assert story.text[here : here + 8] == WRAPPED[there : there + 8]


def test_lines_of_an_unwrapped_file_are_paragraphs() -> None:
    line = "A fox ran over the hill and did not look back until it had come down to the sea, where a cold wind blew."
    assert clean(f"{line}\n{line}\n").text == f"{line}\n\n{line}"


def test_what_stands_outside_the_transcribers_markers_is_left_out() -> None:
    text = "A note.\n\n*** START OF THE BOOK ***\n\nA fox ran home.\n\n*** END OF THE BOOK ***\n\nLicence.\n"
    assert clean(text).text == "A fox ran home."


def test_title_page_contents_captions_and_the_end_are_left_out() -> None:
    text = (
        "Produced by Nobody\n\n[Illustration: A fox]\n\nTHE TALE OF\n\nA FOX\n\nBY\n\nSOMEBODY\n\n"
        "CONTENTS\n\n  I. The Hill\n  II. The Sea\n\n\nCHAPTER I\n\n\n"
        "A fox ran over the hill. [Picture: hill] She was\nquick.\n\nTHE END\n"
    )
    story = clean(text)
    assert story.title == "The Tale of a Fox"
    assert story.text == "CHAPTER I\n\nA fox ran over the hill. She was quick."


@pytest.mark.parametrize("heading", ["CHAPTER I", "Chapter 12. The Sea", "# The Sea", "IV. The Sea", "3", "Epilogue"])
def test_headings_are_told_from_prose(heading: str) -> None:
    story = clean(f"A fox ran over the hill to the sea.\n\n\n{heading}\n\nThe sea was grey and it was cold.\n")
    assert [story.text[start:end] for start, end in story.headings] == [heading.removeprefix("# ")]


def test_a_notice_in_capitals_is_no_heading() -> None:
    story = clean("The giant put up a board.\n\nKEEP\n\nOUT\n\nHe was a selfish giant.\n")
    assert not story.headings


def test_markdown_marks_are_removed_and_its_title_is_used() -> None:
    story = clean(
        "# The *Fox*\n\nA **fox** saw a [lantern](http://a.org) and an _old_ snake_skin.\n\n## Later\n\nShe ran.\n"
    )
    assert story.title == "The Fox"
    assert "A fox saw a lantern and an old snake_skin." in story.text
    assert story.format == "markdown"


def test_verse_keeps_its_lines() -> None:
    story = clean("And then she sang to the moon:\n\n    Oh moon so bright,\n    Oh stars of night,\n    Come to me.\n")
    assert "Oh moon so bright,\nOh stars of night,\nCome to me." in story.text


def test_a_screenplay_keeps_scene_lines_and_speakers() -> None:
    story = clean("INT. KITCHEN - NIGHT\n\nMara sits at the table.\n\nMARA\nI cannot stay.\n")
    assert story.format == "screenplay"
    assert story.text == "INT. KITCHEN - NIGHT\n\nMara sits at the table.\n\nMARA: I cannot stay."


@pytest.mark.parametrize("text", ["The fox ran.", "The fox\n\nran", "🦊", "夜", "A", "FOX", "* * *\nfox", "CHAPTER I"])
def test_a_very_short_story_is_not_taken_for_a_title_page(text: str) -> None:
    assert clean(text).text


def test_only_breaks_are_no_story() -> None:
    with pytest.raises(InputError, match="empty"):
        clean("* * *\n\n---\n")


@pytest.mark.parametrize(
    "text", ["\n" * 10**6 + "The fox ran." + "\n" * 10**6, "_ a " * 10**5, "[" * 10**5 + "a", "a\n" * 10**5]
)
def test_large_odd_texts_take_linear_time(text: str) -> None:
    assert clean(text).text


def test_titles_set_in_capitals_are_lowered() -> None:
    assert titled("THE EMPEROR'S NEW CLOTHES") == "The Emperor's New Clothes"
    assert titled("The ABC of Foxes") == "The ABC of Foxes"
