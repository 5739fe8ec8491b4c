"""Films play where people watch them: in a browser, if one is installed (the tests need none)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from typing import TYPE_CHECKING

import pytest

from storyanim.production import SegmentStore, make_film
from tests.production.test_sound import order, told_board

if TYPE_CHECKING:
    from pathlib import Path

BROWSER = next(filter(shutil.which, ("chromium", "chromium-browser", "google-chrome")), None)
PAGE = """<!DOCTYPE html><meta charset="utf-8"><body><pre id="told"></pre><script>
const told = {}, films = FILMS;
function tell(name, facts) {
  told[name] = facts;
  document.getElementById("told").textContent = JSON.stringify(told);
}
for (const name of films) {
  const moving = /webp|gif/.test(name), one = document.createElement(moving ? "img" : "video");
  one.onerror = () => tell(name, {fault: one.error ? one.error.message : "not shown"});
  one.onload = () => tell(name, {width: one.naturalWidth, height: one.naturalHeight});
  one.onloadeddata = () => tell(name, {width: one.videoWidth, height: one.videoHeight, seconds: one.duration});
  one.preload = "auto";
  one.src = name;
  document.body.append(one);
}
</script>"""


@pytest.mark.skipif(BROWSER is None, reason="no browser is installed")
def test_a_browser_plays_what_it_should(tmp_path: Path) -> None:
    store, films = SegmentStore(tmp_path / "cache"), [f"film.{kind}" for kind in ("mp4", "webm", "gif", "webp")]
    board = told_board(tmp_path)
    for name in films:
        make_film(order(board, tmp_path / name), store, jobs=1)
    page = tmp_path / "page.html"
    page.write_text(PAGE.replace("FILMS", json.dumps(films)), encoding="utf-8")
    told = json.loads(asked(page, tmp_path))
    assert set(told) == set(films), told
    for name in films:
        assert (told[name]["width"], told[name]["height"]) == (64, 36), told
    assert told["film.mp4"]["seconds"] == pytest.approx(1.5, abs=1 / 12)
    assert told["film.webm"]["seconds"] == pytest.approx(1.5, abs=1 / 12)


def asked(page: Path, folder: Path) -> str:
    """What the page says of itself once all of it is loaded."""
    assert BROWSER is not None
    own = [f"--user-data-dir={folder / 'profile'}", "--no-sandbox", "--disable-gpu", "--headless"]
    words = [*own, "--allow-file-access-from-files", "--virtual-time-budget=20000", "--dump-dom", page.as_uri()]
    ran = subprocess.run([BROWSER, *words], capture_output=True, timeout=120, check=True)
    found = re.search(r'<pre id="told">(.*?)</pre>', ran.stdout.decode("utf-8", "replace"))
    assert found is not None
    return unescape(found[1])
