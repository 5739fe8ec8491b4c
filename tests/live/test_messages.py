"""The messages are what their description says, and the description is the one in the repository."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import storyanim.live
from storyanim.errors import InputError
from storyanim.live.messages import command, messages_schema
from storyanim.live.pictures import HEADER_BYTES, Picture, unpacked

FILE = Path(storyanim.live.__file__).parent / "messages.schema.json"


def test_the_description_in_the_repository_is_the_one_that_is_served() -> None:
    """After a change: write `messages_schema()` there, as JSON with an indent of two."""
    assert json.loads(FILE.read_text(encoding="utf-8")) == messages_schema()


@pytest.mark.parametrize("way", ["commands", "news"])
def test_every_message_is_described(way: str) -> None:
    described = messages_schema()["$defs"]
    for kind, reference in described[way]["discriminator"]["mapping"].items():
        name = reference.removeprefix("#/$defs/")
        told: dict[str, Any] = described[name]["properties"]["type"]
        assert kind in (told.get("const"), told.get("default"), *told.get("enum", ()))


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "seek", "second": "5"}', '{"type": "seek", "second": -1}', '{"type": "seek", "second": 1e99}',
        '{"type": "seek"}', '{"type": "play", "loud": true}', '{"type": "speed", "value": 100}',
        '{"type": "edit", "field": "id", "value": "x"}', '{"type": "lead", "by": "nobody"}', '{"type": "dance"}',
        '{"type": "story", "text": ""}', "[]", "null", "{", "", '{"type": "seek", "second": NaN}',
    ],
)  # fmt: skip
def test_what_is_not_described_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="message not understood"):
        command(text)


def test_a_picture_is_read_as_it_was_written() -> None:
    picture = Picture(1, 7, 42, 1.75, bytes(range(16)), b"jpeg")
    data = picture.packed()
    assert len(data) == HEADER_BYTES + 4
    assert unpacked(data) == picture
    for bad in (b"", data[:20], b"\x09" + data[1:]):
        with pytest.raises(ValueError, match="no picture"):
            unpacked(bad)
