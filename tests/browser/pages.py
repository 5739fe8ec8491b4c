"""The live page as a test has it in hand, and what its show is lent."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from storyanim import animate
from storyanim.live import Means
from storyanim.production import staged_live
from storyanim.render import RendererSpec

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storyanim.storyboard import Storyboard
    from tests.live.shows import Running

PATIENCE = 20.0
SHOWN = "return {...document.getElementById('picture').dataset}"


def lent(spec: RendererSpec | None = None) -> Means:
    """A show that reads stories as people's do, and draws small."""

    def draft(text: str, *, seed: int | None = None) -> Storyboard:
        return animate.draft(text, seed=seed, size=(192, 108))

    def film(board: Storyboard, path: Path, _check: Callable[[], None]) -> object:
        return animate.render(board, path)

    return Means(draft, animate.scheduled, film, staged_live, spec or RendererSpec.of("storybook"))


class Page:
    """The page, and what can be done with it."""

    def __init__(self, window: Any, show: Running) -> None:
        self.window, self.show = window, show
        window.get_log("browser")
        window.get(show.addresses.page)

    def one(self, name: str) -> Any:
        return self.window.find_element("id", name)

    def shown(self) -> dict[str, str]:
        """The picture on the stage: its frame, version and digest."""
        return self.window.execute_script(SHOWN)

    def run(self, script: str, *values: object) -> Any:
        return self.window.execute_script(script, *values)

    def until(self, told: Callable[[], Any]) -> Any:
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if found := told():
                return found
            time.sleep(0.05)
        raise AssertionError(f"it never came: {self.shown()}, {self.run('return document.body.innerText')}")

    def keys(self, *keys: str) -> None:
        from selenium.webdriver import ActionChains

        ActionChains(self.window).send_keys(*keys).perform()

    def write(self, name: str, words: str) -> None:
        """Write into a field in place of what stands there."""
        field = self.one(name)
        field.click()
        field.send_keys("\ue009", "a")  # Ctrl
        field.send_keys(words)

    def word(self, words: str) -> Any:
        return next(word for word in self.window.find_elements("class name", "word") if word.text == words)

    def other_style(self) -> str:
        """A style that the film has not."""
        return "ink" if self.one("style").get_attribute("value") != "ink" else "chalk"

    def complaints(self) -> list[str]:
        """What the console has against the page."""
        return [entry["message"] for entry in self.window.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
