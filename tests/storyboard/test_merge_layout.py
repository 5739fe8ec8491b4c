"""Merging a draft into a file leaves everything a person wrote around the values as it is."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.storyboard import draft_storyboard, load, merge
from tests.storyboard.edits import BOARD, TEXT, again, edited
from tests.storyboard.stories import SENTENCES, reading


def test_comments_empty_lines_quotes_and_order_survive() -> None:
    text = (
        TEXT.replace("title: The", "# my own title\ntitle: The")
        .replace("  - id: s01-02", "\n  # a comment above\n  - id: s01-02")
        .replace("    camera: ", "    # between\n    camera: ", 1)
        .replace("    framing: medium", '    framing: "medium"   # at the end', 1)
        .replace("- id: s02\n", "# the second scene\n- id: s02\n")
        .replace("    look: [red vest]", "    look:   # clothes\n      - red vest\n      # inside the list\n")
        + "# the end\n"
    )
    assert merge(text, BOARD).text == text
    merged = merge(text, again()).text
    for kept in (
        "# my own title\ntitle: The",
        "\n\n  # a comment above\n  - id: s01-02",
        "    # between\n    camera: ",
        '    framing: "medium"   # at the end\n',
        "# the second scene\n- id: s02\n",
        "    look:   # clothes\n      - red vest\n      # inside the list\n",
        "# the end\n",
    ):
        assert kept in merged
    assert load(merged) == again()


@given(st.dictionaries(st.integers(17, TEXT.count("\n")), st.integers(0, 9), min_size=1, max_size=8), st.booleans())
@settings(deadline=None)
def test_comments_survive_wherever_they_stand(comments: dict[int, int], spaced: bool) -> None:
    lines = TEXT.splitlines()
    for number, (line, indent) in enumerate(sorted(comments.items(), reverse=True)):
        lines[line:line] = [*([""] if spaced else []), f"{' ' * indent}# comment {number}."]
    text = "\n".join(lines) + "\n"
    assert merge(text, BOARD).text == text
    merged = merge(text, again())
    assert load(merged.text) == again()
    assert [merged.text.count(f"# comment {number}.") for number in range(len(comments))] == [1] * len(comments)


def test_a_removed_shot_leaves_its_neighbours_comments_alone() -> None:
    text = TEXT
    for shot in ("s01-01", "s01-02", "s01-03"):
        text = text.replace(f"  - id: {shot}", f"  # above {shot}\n  - id: {shot}")
    text = text.replace("  # above s01-02", "    # inside s01-01\n  # above s01-02")
    fresh = draft_storyboard(reading((SENTENCES[0], *SENTENCES[2:4]), SENTENCES[4:]), seed=7)
    merged = merge(text, fresh)
    assert merged.removed == ("s01-02",)
    assert "# above s01-02" not in merged.text
    assert "    # inside s01-01\n  # above s01-03" in merged.text
    assert "  # above s01-01\n  - id: s01-01" in merged.text
    assert "  # above s01-03\n  - id: s01-02" in merged.text
    assert load(merged.text) == fresh


def test_a_deleted_line_counts_as_an_edit_only_if_it_was_drafted() -> None:
    camera = f"    camera: {BOARD.scenes[0].shots[0].camera}\n"
    merged = merge(TEXT.replace(camera, "", 1), again())
    assert merged.board.scenes[0].shots[0].camera == "still"
    assert merged.text.count("\n    camera:") == 7  # of eight shots


def test_another_indentation_and_windows_line_breaks_stay() -> None:
    scenes = TEXT.index("scenes:\n") + len("scenes:\n")
    end = TEXT.index("unplaced:")
    indented = TEXT[:scenes] + "".join(f"    {line}\n" for line in TEXT[scenes:end].splitlines()) + TEXT[end:]
    text = indented.replace("\n", "\r\n")
    assert merge(text, BOARD).text == text
    merged = merge(text, again()).text
    assert load(merged) == again()
    assert "\r\n      - id: s01-04\r\n" in merged
    assert "\n" not in merged.replace("\r\n", "")


def test_a_file_all_in_brackets_is_written_anew_with_every_edit() -> None:
    hand = edited(BOARD, 0, 1, "prompt", "a lantern")
    merged = merge(json.dumps(hand.model_dump(mode="json")), again())
    assert load(merged.text) == merged.board == edited(again(), 0, 1, "prompt", "a lantern")


def test_a_file_without_its_last_line_break_and_without_unplaced_is_merged() -> None:
    text = TEXT.replace("unplaced: []\n", "").rstrip("\n")
    assert merge(text, BOARD).text == text
    gone = merge(text.replace("camera: ", "camera: still #", 1), draft_storyboard(reading(SENTENCES[4:]), seed=7))
    assert load(gone.text).unplaced == gone.unplaced
