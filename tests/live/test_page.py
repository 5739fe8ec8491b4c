"""The page offers all that a storyboard may hold."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from storyanim.live.routes import FILES, PAGE
from storyanim.storyboard.model import CameraMove, FramingPlan
from storyanim.storyboard.transition import TransitionKind
from storyanim.types import Style

HTML = (PAGE / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "values"),
    [("camera", CameraMove), ("framing", FramingPlan), ("transition", TransitionKind), ("style", Style)],
)
def test_every_value_can_be_chosen(name: str, values: object) -> None:
    choices = HTML.partition(f'<select id="{name}">')[2].partition("</select>")[0]
    assert sorted(re.findall(r'value="([^"]+)"', choices)) == sorted(get_args(values))


def test_everything_that_the_page_names_is_served() -> None:
    files = {name for name, _ in FILES.values()}
    assert {path.name for path in PAGE.iterdir()} == files
    for path in PAGE.iterdir():
        for name in re.findall(r'(?:src=|href=|from |url\()"?/([\w.-]+\.\w+)', path.read_text(encoding="utf-8")):
            assert name in files, f"{path.name} names {name}"
