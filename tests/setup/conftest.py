"""A hub of our own with a tiny model on it, for tests that stay in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from huggingface_hub import constants

from tests.setup.fake_hub import serving
from tests.setup.tiny import tiny_repos, turned_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.setup.fake_hub import Hub


@pytest.fixture(autouse=True)
def own_hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in the user's own is nobody's business."""
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with serving(tiny_repos()) as hub, turned_to(hub, tmp_path / "hub", monkeypatch):
        yield hub
