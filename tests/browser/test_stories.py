"""Bundled stories played to their end in Chromium; all that is shown is what their films have.

`STORYANIM_SCREENSHOTS=folder pytest -m browser tests/browser/test_stories.py` keeps a picture of the page at every
scene.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from storyanim import animate
from storyanim.live.pictures import digest_of
from storyanim.render import RendererSpec, open_renderer, render_frames
from tests.browser.pages import Page, lent
from tests.live.shows import running

if TYPE_CHECKING:
    from storyanim.storyboard import Shot, Storyboard

pytestmark = pytest.mark.browser

STORIES = Path(__file__).parents[2] / "stories"
NAMES = ("last-tram-to-orchard-street/story.md", "the-fox-and-the-lantern/story.txt",
         "the-girl-who-borrowed-the-wind/story.txt")  # fmt: skip
SHOT_SECONDS = 0.8
LONGEST = 90.0
"""Seconds that a story may take, also where the machine is busy."""
LOOK = """
const scenes = [...document.querySelectorAll("#scenes button")];
return {
  scene: scenes.findIndex((one) => one.hasAttribute("aria-current")),
  playing: document.body.classList.contains("playing"),
  ...document.getElementById("picture").dataset,
};
"""


def hurried(board: Storyboard) -> Storyboard:
    """The film with all its shots, and less time for each."""

    def quick(shot: Shot) -> Shot:
        way = shot.transition.model_copy(update={"seconds": min(shot.transition.seconds, SHOT_SECONDS / 2)})
        return shot.model_copy(update={"seconds": SHOT_SECONDS, "transition": way})

    scenes = (scene.model_copy(update={"shots": tuple(map(quick, scene.shots))}) for scene in board.scenes)
    return board.model_copy(update={"scenes": tuple(scenes), "title_seconds": 0.5})


@pytest.mark.parametrize("name", NAMES)
def test_a_story_is_played_to_its_end(name: str, window: Any, tmp_path: Path) -> None:
    size = (1280, 720) if os.environ.get("STORYANIM_SCREENSHOTS") else (192, 108)
    board = hurried(animate.draft(STORIES / name, size=size))
    with running(board, tmp_path, lent()) as show:
        page = Page(window, show)
        page.until(lambda: page.shown().get("frame"))
        page.one("captions").click()
        page.one("play").click()
        seen = watched(page, name.partition("/")[0])
        assert page.complaints() == []
        window.get("about:blank")
    assert sorted(found["scene"] for found in seen) == list(range(len(board.scenes)))
    film, renderer = animate.scheduled(board), open_renderer(RendererSpec.of("storybook"))
    for found in seen:
        assert found["version"] == "1"
        (frame,) = render_frames(renderer, [film.recipe_at(int(found["frame"]))])
        assert digest_of(frame).hex() == found["digest"]


def watched(page: Page, name: str) -> list[dict[str, Any]]:
    """What was shown in each scene; it ends when the film stands still at its end."""
    seen: list[dict[str, Any]] = []
    until = time.monotonic() + LONGEST
    page.until(lambda: page.run(LOOK)["playing"])
    while (look := page.run(LOOK))["playing"]:
        assert time.monotonic() < until, look
        if look["scene"] not in [one["scene"] for one in seen]:
            seen.append(look)
            keep(page, f"{name}-{len(seen):02d}")
        time.sleep(0.03)
    return seen


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("STORYANIM_SCREENSHOTS"):
        time.sleep(0.3)
        page.window.save_screenshot(str(Path(folder) / f"{name}.png"))
