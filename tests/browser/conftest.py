"""The browser's window, one for all tests of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.chromium import chromium

if TYPE_CHECKING:
    from collections.abc import Generator


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Generator[Any]:
    with chromium(tmp_path_factory.mktemp("browser")) as found:
        found.set_window_size(1400, 1000)
        yield found
