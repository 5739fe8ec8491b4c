"""Texts with times: subtitles and transcripts."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyanim.errors import InputError
from tests.text.formats.reading import refusal, story

SRT = """1
00:00:01,000 --> 00:00:03,500
One cold night a fox
walked into the forest.

2
00:00:03,700 --> 00:00:05,000
[WIND HOWLS]

3
00:00:05,200 --> 00:00:08,000
<i>He carried a lantern</i>

4
00:00:08,000 --> 00:00:10,000
that he had found by the road. ♪

5
00:00:13,000 --> 00:00:15,000
In the morning, the fox came to a village.
"""
VTT = """WEBVTT

NOTE a remark

intro
00:01.000 --> 00:03.000 align:start
<v Owl>Who are you,</v> asked the owl.

NOTE more

00:03.000 --> 00:05.000
"I am the fox,

00:03.500 --> 00:06.000
"I am the fox,
and I am cold."
"""
WORDS = [("One", 0.0, 0.2), ("cold", 0.2, 0.5), ("night.", 0.5, 0.9)]
WHISPER = {
    "text": " One cold night. A fox ran home.",
    "segments": [
        {
            "start": 0.0,
            "end": 1.0,
            "text": " One cold night.",
            "words": [{"word": f" {word}", "start": start, "end": end} for word, start, end in WORDS],
        },
        {"start": 3.0, "end": 4.5, "text": " A fox ran home."},
    ],
}


def timed(name: str, data: bytes | str) -> list[tuple[float, float, str]]:
    found = story(name, data)
    return [(cue.start, cue.end, found.text[slice(*cue.span)]) for cue in found.cues]


def test_subtitles_become_prose_that_knows_its_seconds() -> None:
    assert timed("a.srt", SRT) == [
        (1.0, 3.5, "One cold night a fox walked into the forest."),
        (5.2, 8.0, "He carried a lantern"),
        (8.0, 10.0, "that he had found by the road."),
        (13.0, 15.0, "In the morning, the fox came to a village."),
    ]


def test_a_pause_behind_a_sentence_parts_paragraphs() -> None:
    assert story("a.srt", SRT).text.split("\n\n")[1] == "He carried a lantern that he had found by the road."


def test_remarks_names_and_rolling_lines_of_webvtt_are_not_spoken_twice() -> None:
    assert timed("a.vtt", VTT) == [
        (1.0, 3.0, "Owl: Who are you, asked the owl."),
        (3.0, 5.0, '"I am the fox,'),
        (3.5, 6.0, 'and I am cold."'),
    ]


@pytest.mark.parametrize("name", ["a.txt", "a", "a.srt"])
def test_subtitles_are_known_by_what_is_in_them(name: str) -> None:
    assert (story(name, VTT).format, story(name, SRT.replace("\n", "\r\n")).format) == ("vtt", "srt")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_subtitles_in_other_encodings(encoding: str) -> None:
    assert "café" in story("a.srt", SRT.replace("forest", "café").replace(" ♪", "").encode(encoding)).text


def test_a_transcript_knows_the_seconds_of_each_word() -> None:
    assert timed("a.json", json.dumps(WHISPER)) == [
        (0.0, 0.2, "One"),
        (0.2, 0.5, "cold"),
        (0.5, 0.9, "night."),
        (3.0, 4.5, "A fox ran home."),
    ]


def test_a_transcript_from_stdin_is_known() -> None:
    assert story("x", json.dumps(WHISPER)).format == "transcript"


def test_whisper_cpps_milliseconds_are_read() -> None:
    entry = {"timestamps": {"from": "00:00:00,000"}, "offsets": {"from": 0, "to": 1500}, "text": " A fox ran."}
    assert timed("a.json", json.dumps({"transcription": [entry]})) == [(0.0, 1.5, "A fox ran.")]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.srt", "A fox ran home.", "holds no subtitles"),
        ("a.vtt", "WEBVTT\n\nnothing", "holds no subtitles"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n[MUSIC]\n", "empty"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nx\n\n" * 200_001, "at most 200,000"),
        ("a.json", "{", "damaged JSON"),
        ("a.json", "[" * 100_000, "damaged JSON"),
        ("a.json", '{"a": 1}', "no transcript"),
        ("a.json", '{"segments": [{"start": NaN, "end": 1, "text": "a"}]}', "NaN"),
        ("a.json", '{"segments": [{"start": 0, "end": 1e9, "text": "a"}]}', "a segment that is none"),
        ("a.json", '{"segments": [{"start": -1, "end": 1, "text": "a"}]}', "a segment that is none"),
        ("a.json", '{"segments": [{"start": "0", "end": 1, "text": "a"}]}', "a segment that is none"),
        ("a.json", '{"segments": [7]}', "a segment that is none"),
        ("a.json", '{"segments": []}', "empty"),
        ("a.json", b"\xff\xfe\xfd", "a.json"),
    ],
)  # fmt: skip
def test_what_holds_no_timed_words_is_refused_in_one_line(name: str, data: bytes | str, says: str) -> None:
    assert says in refusal(name, data)


@pytest.mark.parametrize("run", ["\n" * 300_000, " " * 300_000, "<a" * 150_000, "{" * 300_000, "♪" * 300_000])
def test_large_odd_subtitles_take_linear_time(run: str) -> None:
    assert story("a.srt", f"1\n00:00:01,000 --> 00:00:02,000\nfox{run}fox\n\n{SRT}").text


def clock(milliseconds: int) -> str:
    return f"00:00:{milliseconds // 1000:02},{milliseconds % 1000:03}"


@given(st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 9999), st.text(max_size=30)), max_size=8))
def test_any_cues_are_read_in_order_or_refused(cues: list[tuple[int, int, str]]) -> None:
    rows = [f"{n}\n{clock(start)} --> {clock(end)}\n{text}\n" for n, (start, end, text) in enumerate(cues)]
    try:
        found = story("a.srt", "\n".join(rows).encode(errors="replace"))
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert all(0 <= cue.start <= cue.end for cue in found.cues)
        assert all(one.start <= two.start and one.span[1] <= two.span[0] for one, two in pairwise(found.cues))


keys = st.sampled_from(["start", "end", "text", "words", "word", "offsets", "from"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner),
    max_leaves=12,
)


@given(json_values)
def test_any_json_is_read_or_refused(value: object) -> None:
    try:
        assert story("a.json", json.dumps({"segments": value})).text
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017
