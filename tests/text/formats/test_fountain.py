"""Screenplays in Fountain."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storyanim.errors import InputError
from storyanim.text import understand
from tests.text.formats.reading import parts, story

LAMP = """Title:
    _**THE LAMP ROOM**_
Author: Somebody

FADE IN:

# Act One

= They meet.

INT. LIGHTHOUSE KITCHEN - NIGHT #1#

Rain beats on the window. Mara sits at the table with a *lantern*.

MARA (V.O.)
(quietly)
I cannot stay. [[she can]]

@McAvoy ^
Then go.

> CUT TO:

/* INT. NOWHERE

A scene that was cut. */
EXT. HARBOUR - DAWN

A boat rocks. Mara walks to the pier.

MARA (CONT'D)
Row with me,
{}
to the island.

# Act Two

.THE OLD MILL - DUSK

!BANG

~Willow sings

CUT TO BLACK.
""".format("  ")


def test_a_screenplay_keeps_what_is_seen_and_said() -> None:
    found = story("lamp.fountain", LAMP)
    assert (found.title, found.format) == ("The Lamp Room", "screenplay")
    assert found.text.split("\n\n") == [
        "Act One",
        "INT. LIGHTHOUSE KITCHEN - NIGHT",
        "Rain beats on the window. Mara sits at the table with a lantern.",
        "MARA: I cannot stay.",
        "McAvoy: Then go.",
        "EXT. HARBOUR - DAWN",
        "A boat rocks. Mara walks to the pier.",
        "MARA: Row with me, to the island.",
        "Act Two",
        "THE OLD MILL - DUSK",
        "BANG",
        "Willow sings",
    ]


def test_scene_headings_open_scenes_and_sections_are_parts() -> None:
    found = story("lamp.fountain", LAMP)
    assert parts(found) == ["Act One", "Act Two"]
    seen = [
        (passage.part, passage.setting.place, passage.setting.inside, passage.setting.time)
        for passage in understand(found, seed=1).passages
    ]
    assert seen == [
        ("Act One", "kitchen", True, "night"),
        ("Act One", "harbour", False, "dawn"),
        ("Act Two", "mill", False, "dusk"),
    ]


def test_offsets_lead_back_to_the_screenplay() -> None:
    found = story("lamp.fountain", LAMP)
    for here, there in found.offsets:
        assert found.text[here] == LAMP[there:].lstrip("@!~")[0]


def test_a_text_without_a_title_page_begins_at_its_first_line() -> None:
    assert story("a.fountain", "INT. KITCHEN - DAY\n\nA fox sits.\n").text.startswith("INT. KITCHEN")


@given(st.text(alphabet="#=.!@>~<()/*[]_ABab: \n\t", max_size=80))
def test_any_marks_are_read_or_refused(text: str) -> None:
    try:
        assert story("a.fountain", text).text
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017
