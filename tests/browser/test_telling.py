"""Who tells the story, in Chromium: its voice, a reader who is heard or turns pages, a recording. Some are fakes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from storyanim.storyboard import Narration
from tests.browser.pages import Page
from tests.live.shows import means, running, tale
from tests.production.fakes import fake
from tests.production.voices import hum

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

pytestmark = pytest.mark.browser

FAKE_VOICE = """
window.spoken = [];
class Utterance { constructor(text) { this.text = text; } }
window.SpeechSynthesisUtterance = Utterance;
Object.defineProperty(window, "speechSynthesis", { value: {
  speak(utterance) { window.spoken.push(utterance); },
  cancel() { window.spoken = []; },
} });
"""
FAKE_EAR = """
window.ears = [];
window.SpeechRecognition = class {
  start() { this.listening = true; window.ears.push(this); }
  stop() { this.listening = false; }
  hear(words) { this.onresult({ results: [[{ transcript: words }]] }); }
};
"""


@pytest.fixture
def scripted(window: Any, tmp_path: Path) -> Generator[Callable[[str], Page]]:
    """A page in a browser some of whose interfaces are fakes."""
    names: list[str] = []
    with running(tale(), tmp_path, means(fake())) as show:

        def open_with(script: str) -> Page:
            told = window.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": script})
            names.append(told["identifier"])
            there = Page(window, show)
            there.until(lambda: there.shown().get("frame"))
            return there

        yield open_with
        window.get("about:blank")
        for name in names:
            window.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": name})


def test_the_browsers_voice_leads_the_film_by_its_words(scripted: Callable[[str], Page]) -> None:
    page = scripted(FAKE_VOICE)
    page.run("const l = document.getElementById('lead'); l.value = 'voice'; l.onchange()")
    page.one("play").click()
    assert page.until(lambda: page.run("return spoken.map((u) => u.text)")) == [
        f"The fox went on, for the {number}th time." for number in range(3)
    ]
    page.run("spoken[1].onboundary({ name: 'word', charIndex: 8 })")
    page.until(lambda: page.run("return document.querySelector('.said')?.dataset.number") in ("10", "11", "12"))
    held = page.until(lambda: page.shown() if int(page.shown()["frame"]) > 110 else None)
    time.sleep(1.2)
    assert int(page.shown()["frame"]) < int(held["frame"]) + 24, "the voice is waited for"
    page.one("play").click()
    page.until(lambda: page.run("return spoken.length") == 0)


def test_a_reader_is_warned_then_heard_and_followed(scripted: Callable[[str], Page]) -> None:
    page = scripted(FAKE_EAR)
    page.run("const l = document.getElementById('lead'); l.value = 'reader'; l.onchange()")
    assert "may leave this machine" in page.one("consent").text
    assert page.run("return ears.length") == 0, "nothing is heard before it is allowed"
    page.one("listen").click()
    page.run("ears[0].hear('um the fox went on for the second')")
    page.until(lambda: int(page.shown()["frame"]) > 0)
    page.run("ears[0].onend()")
    assert page.run("return ears.length") == 2, "it goes on listening"
    page.run("const l = document.getElementById('lead'); l.value = 'clock'; l.onchange()")
    assert page.run("return ears[0].listening") is False


def test_who_may_not_listen_does_not_ask_again_and_again(scripted: Callable[[str], Page]) -> None:
    page = scripted(FAKE_EAR)
    page.run("const l = document.getElementById('lead'); l.value = 'reader'; l.onchange()")
    page.one("listen").click()
    page.run("ears[0].onerror({ error: 'not-allowed' }); ears[0].onend()")
    assert page.run("return ears.length") == 1
    assert "The browser cannot listen (not-allowed): press N" in page.one("notes").text


def test_a_page_that_comes_later_knows_who_leads(scripted: Callable[[str], Page]) -> None:
    page = scripted(FAKE_VOICE)
    page.run("const l = document.getElementById('lead'); l.value = 'voice'; l.onchange()")
    page.window.refresh()
    page.until(lambda: page.one("lead").get_attribute("value") == "voice")
    page.one("play").click()
    page.until(lambda: page.run("return spoken.length") == 3)


def test_a_recording_is_heard_while_the_clock_leads(window: Any, tmp_path: Path) -> None:
    hum(tmp_path / "told.wav", 10.0)
    board = tale(narration=Narration(file="told.wav", begins=1.0))
    with running(board, tmp_path, means(fake())) as show:
        page = Page(window, show)
        page.until(lambda: page.shown().get("frame"))
        page.one("play").click()
        heard = (
            "const a = document.getElementById('narration'); return !a.paused && a.currentTime > 1.5 && a.currentTime"
        )
        second = page.until(lambda: page.run(heard))
        assert abs(float(page.shown()["pts"]) - 1.0 - second) < 1.0
        assert page.one("volume").is_displayed()
        paused = "return document.getElementById('narration').paused"
        page.keys(" ")
        page.until(lambda: page.run(paused))
        page.keys(" ")
        page.until(lambda: not page.run(paused))
        page.run("const l = document.getElementById('lead'); l.value = 'reader'; l.onchange()")
        page.until(lambda: page.run(paused))
        assert page.complaints() == []
        window.get("about:blank")


def test_without_ears_the_pages_are_turned_by_hand(scripted: Callable[[str], Page]) -> None:
    page = scripted("delete window.SpeechRecognition; delete window.webkitSpeechRecognition;")
    page.run("const l = document.getElementById('lead'); l.value = 'reader'; l.onchange()")
    page.until(lambda: "Press N" in page.one("notes").text)
    page.one("next").click()
    page.until(lambda: int(page.shown()["frame"]) >= 96)
    page.until(lambda: page.shown()["frame"] == "191")
    time.sleep(0.5)
    assert page.shown()["frame"] == "191", "the film waits for the reader"
    page.keys("n")
    page.until(lambda: int(page.shown()["frame"]) >= 192)
