"""Chromium without a window, and a folder that it can reach: what browser tests look through."""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 60
"""How long a page may take for an answer."""


@contextmanager
def chromium(folder: Path) -> Generator[Any]:
    """A driver of the browser, whose profile is in `folder`; the test is skipped, saying why, where there is none."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed: pip install '.[browser]'")
    browser, driver = next(filter(None, map(shutil.which, NAMES)), None), shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.skip("Chromium or its driver is not installed: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    words = ["headless=new", "no-sandbox", "disable-gpu", "autoplay-policy=no-user-gesture-required"]
    for word in [*words, f"user-data-dir={folder / 'profile'}"]:
        options.add_argument(f"--{word}")
    window = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    window.set_script_timeout(SECONDS)
    try:
        yield window
    finally:
        window.quit()


@contextmanager
def served(folder: Path) -> Generator[str]:
    """The folder's files on an address of this machine; gives the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    """Serves and says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name in the standard library)
        pass
