"""The live page in Chromium: played, sought, edited, read aloud and followed, as a person would."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from storyanim import animate
from tests.browser.pages import PATIENCE, SHOWN, Page, lent
from tests.live.shows import means, running, tale
from tests.production.fakes import fake
from tests.stories import KITE

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

pytestmark = pytest.mark.browser


@pytest.fixture
def page(window: Any, tmp_path: Path) -> Generator[Page]:
    """The kite's story on the stage, drawn by storybook."""
    board = animate.draft(KITE, size=(192, 108))
    with running(board, tmp_path, lent()) as show:
        there = Page(window, show)
        there.until(lambda: there.shown().get("frame"))
        yield there
        assert there.complaints() == []
        window.get("about:blank")


@pytest.fixture
def tale_page(window: Any, tmp_path: Path) -> Generator[Page]:
    """Three shots of four seconds, drawn by a fake at once."""
    with running(tale(), tmp_path, means(fake())) as show:
        there = Page(window, show)
        there.until(lambda: there.shown().get("frame"))
        yield there
        assert there.complaints() == []
        window.get("about:blank")


def test_it_plays_and_lights_the_word_that_is_said(page: Page) -> None:
    page.one("play").click()
    page.until(lambda: int(page.shown()["frame"]) > 80)
    said = page.until(lambda: page.run("return document.querySelector('.word.said')?.textContent"))
    assert said in KITE
    assert page.run("return getComputedStyle(document.querySelector('.word.said')).fontWeight") == "600"
    page.keys(" ")
    page.until(lambda: page.one("play").text == "Play")
    time.sleep(1.0)
    frame = page.shown()["frame"]
    time.sleep(0.4)
    assert page.shown()["frame"] == frame


def test_a_click_on_a_word_or_a_scene_leads_there(page: Page) -> None:
    page.word("kite").click()
    page.until(lambda: page.run("return document.querySelector('.said')?.textContent") == "kite")
    page.window.find_elements("css selector", "#scenes button")[1].click()
    page.until(lambda: page.run("return document.querySelector('.said')?.textContent") == "In")
    page.until(lambda: page.window.find_elements("css selector", "#scenes button img[src^=blob]"))


def test_a_prompt_changes_the_picture_while_it_is_typed_and_back(page: Page, tmp_path: Path) -> None:
    page.word("ran").click()
    before = page.until(
        lambda: page.run("return document.querySelector('.said')?.textContent") == "ran" and page.shown()
    )
    time.sleep(0.5)
    before = page.shown()
    page.write("prompt", "a fox sleeps by a lake at night")
    page.until(lambda: page.shown()["digest"] != before["digest"] and page.one("undo").is_enabled())
    page.keys("\ue00c")  # Escape
    page.until(lambda: page.one("save").is_enabled())
    page.one("undo").click()
    page.until(lambda: page.shown()["digest"] == before["digest"])
    page.one("redo").click()
    page.until(lambda: page.shown()["digest"] != before["digest"])
    page.one("save").click()
    page.until(lambda: not page.one("save").is_enabled())
    (file,) = tmp_path.glob("*.yaml")
    assert "a fox sleeps by a lake at night" in " ".join(file.read_text(encoding="utf-8").split())


def test_what_is_being_typed_stays_whatever_is_told_meanwhile(tale_page: Page) -> None:
    """The whole film is told when the link comes back, when its style changes, when a look does."""
    page = tale_page
    for name, words in (("prompt", "{fox} half a w"), ("seed", "123")):
        page.write(name, words)
        page.until(lambda: page.one("undo").is_enabled())
        page.run("const f = document.getElementById(arguments[0]); f.value = f.value + '4'", name)
        version = page.shown()["version"]
        page.run("const f = document.getElementById('style'); f.value = arguments[0]; f.onchange()", page.other_style())
        page.until(lambda version=version: page.shown()["version"] != version)
        time.sleep(0.3)
        assert page.one(name).get_attribute("value") == f"{words}4"


def test_undo_comes_back_into_the_field_that_is_being_written(tale_page: Page) -> None:
    page = tale_page
    before = page.one("prompt").get_attribute("value")
    page.write("prompt", "{fox} sleeps")
    page.until(lambda: page.one("undo").is_enabled())
    page.one("prompt").send_keys("\ue009", "z")  # Ctrl
    page.until(lambda: page.one("prompt").get_attribute("value") == before)
    assert page.run("return document.activeElement.id") == "prompt"


CUT = """
const Real = window.WebSocket;
window.lines = [];
window.mayConnect = true;
window.WebSocket = class extends Real {
  constructor(address) {
    super(window.mayConnect ? address : address.replace("/socket", "/nowhere"));
    lines.push(this);
  }
};
"""


def test_what_is_typed_while_the_link_is_broken_is_sent_when_it_is_back(window: Any, tmp_path: Path) -> None:
    told = window.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": CUT})
    with running(tale(), tmp_path, means(fake())) as show:
        page = Page(window, show)
        page.until(lambda: page.shown().get("frame"))
        page.run("mayConnect = false; lines.at(-1).close()")
        page.until(lambda: page.one("link-lost").is_displayed())
        page.write("prompt", "{fox} sleeps")
        page.keys("\ue00c", "n")
        page.run("mayConnect = true")
        page.until(lambda: not page.one("link-lost").is_displayed())
        page.until(lambda: page.one("undo").is_enabled())
        page.until(lambda: page.one("prompt").get_attribute("value") == "{fox} sleeps")
        assert page.shown()["frame"] == "0", "a key that was pressed meanwhile is not"
    window.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": told["identifier"]})
    window.get("about:blank")
    window.get_log("browser")


def test_a_prompt_that_names_nobody_is_told_beside_it(page: Page) -> None:
    page.write("prompt", "{nobody} walks")
    page.until(lambda: "nobody is called {nobody}; there " in page.one("fault").text)
    page.write("prompt", "an owl flies")
    page.until(lambda: page.one("fault").text == "")


def test_camera_seed_transition_and_style_can_be_changed(tale_page: Page) -> None:
    page = tale_page
    for field, value in (("camera", "tilt-up"), ("transition", "dissolve"), ("style", "ink")):
        version = page.shown()["version"]
        page.run("const f = document.getElementById(arguments[0]); f.value = arguments[1]; f.onchange()", field, value)
        page.until(lambda version=version: page.shown()["version"] != version)
    seed = page.one("seed").get_attribute("value")
    page.one("dice").click()
    page.until(lambda: page.one("seed").get_attribute("value") != seed)


def test_all_of_it_can_be_done_by_keys(tale_page: Page) -> None:
    page = tale_page
    page.keys("n")
    page.until(lambda: page.shown()["frame"] == "96")
    page.keys("b")
    page.until(lambda: page.shown()["frame"] == "0")
    page.keys("\ue014")  # right
    page.until(lambda: page.shown()["frame"] == "120")
    page.keys(",")
    page.until(lambda: page.shown()["frame"] == "119")
    page.keys("\ue011")  # home
    page.until(lambda: page.shown()["frame"] == "0")
    page.keys("c")
    assert page.one("caption").is_displayed()
    page.until(lambda: page.one("caption").text == "The fox went on, for the 0th time.")
    page.keys("e")
    assert page.run("return document.activeElement.id") == "prompt"
    page.keys("\ue00c", "+")
    page.until(lambda: page.one("speed").get_attribute("value") == "1.25")
    page.keys("?")
    assert page.one("help").is_displayed()
    page.one("close-help").click()


def test_full_screen_shows_the_picture_alone(tale_page: Page) -> None:
    page = tale_page
    page.one("full").click()
    page.until(lambda: page.run("return document.fullscreenElement?.id") == "arch")
    page.run("document.exitFullscreen()")
    page.until(lambda: page.run("return document.fullscreenElement === null"))


def test_it_fits_a_phone(tale_page: Page) -> None:
    page = tale_page
    narrow = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
    page.window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", narrow)
    try:
        assert page.run("return document.documentElement.scrollWidth") <= 360
        small = page.run(
            "return [...document.querySelectorAll('#controls button')].map((b) => b.getBoundingClientRect())"
            ".filter((b) => b.width < 34 || b.height < 34).length"
        )
        assert small == 0, "a thumb finds every button"
    finally:
        page.window.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("width", [1280, 420, 360])
def test_no_button_stands_alone_in_a_row_and_nothing_shows_under_the_picture(tale_page: Page, width: int) -> None:
    page = tale_page
    screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    page.window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    try:
        tops = page.run("return ['full', 'keys'].map((id) => document.getElementById(id).getBoundingClientRect().top)")
        assert tops[0] == tops[1]
        under = page.run(
            "return ['arch', 'picture'].map((id) => document.getElementById(id).getBoundingClientRect().bottom)"
        )
        assert abs(under[0] - under[1]) < 1
        if width == 1280:
            assert page.run("return document.getElementById('prompt').getBoundingClientRect().bottom") < 900
    finally:
        page.window.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_everything_has_a_name_for_those_who_do_not_see_it(tale_page: Page) -> None:
    nameless = tale_page.run(
        "return [...document.querySelectorAll('button, input, select, textarea')].filter((e) => "
        "!(e.textContent.trim() || e.ariaLabel || e.labels?.length || e.title)).map((e) => e.outerHTML)"
    )
    assert nameless == []


def test_an_empty_page_draws_a_prompt_and_takes_a_story_and_makes_its_film(window: Any, tmp_path: Path) -> None:
    with running(None, tmp_path, lent()) as show:
        page = Page(window, show)
        page.until(lambda: "bare" in page.run("return document.body.className"))
        page.write("prompt", "a fox with a lantern walks in a snowy forest at night")
        page.until(lambda: page.shown().get("frame"))
        page.run("document.getElementById('story').value = arguments[0]", KITE)
        page.one("tell").click()
        page.until(lambda: page.one("title").text == "The Kite")
        page.one("film").click()
        page.until(lambda: "Fetch it here" in page.one("notes").text)
        size = page.window.execute_async_script(
            "const done = arguments[0]; fetch('/film').then((r) => r.blob()).then((b) => done(b.size))"
        )
        (film,) = tmp_path.glob("*.mp4")
        assert size == film.stat().st_size > 10_000
        assert page.complaints() == []


def test_the_clean_picture_is_nothing_but_the_picture(window: Any, tmp_path: Path) -> None:
    with running(tale(), tmp_path, means(fake())) as show:
        window.get(show.addresses.clean)
        end = time.monotonic() + PATIENCE
        while not window.execute_script(SHOWN).get("frame") and time.monotonic() < end:
            time.sleep(0.05)
        assert window.execute_script(SHOWN)["frame"] == "0"
        assert window.execute_script("return document.body.innerText.trim()") == ""
        beside = window.execute_script("return getComputedStyle(document.body).backgroundColor")
        assert beside == "rgb(0, 0, 0)", "where the window has another shape"
        assert window.current_url == f"{show.origin}/clean"


def test_a_page_from_elsewhere_gets_nothing(window: Any, tmp_path: Path) -> None:
    """Two shows: the page of one, with both cookies in the browser, asks the other."""
    with running(tale(), tmp_path, means(fake())) as one, running(tale(), tmp_path, means(fake())) as other:
        window.get(one.addresses.page)
        window.get(other.addresses.page)
        ask = """
        const [host, done] = arguments;
        const socket = new WebSocket(`ws://${host}/socket`);
        socket.onopen = () => done("open");
        const get = () => fetch(`http://${host}/`, { credentials: "include" });
        socket.onerror = () => get().then(() => done("read"), () => done("no"));
        """
        assert window.execute_async_script(ask, one.host) == "no"
        window.get_log("browser")
