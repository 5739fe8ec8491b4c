"""One thread for torch, since tests run side by side and each is small; a model's folder to spoil.

diffusers' schedulers, which only these tests use, still ask NumPy in the way of its version 1, and are warned.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch

from storyanim.render.turbo import hardware
from storyanim.render.turbo.runtimes import choosing
from tests.render.turbo.models import parts, save

if TYPE_CHECKING:
    from collections.abc import Iterator


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"))


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(autouse=True)
def plain_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same on every machine: nothing is installed that would be taken unasked, and a CPU has no bf16."""
    monkeypatch.setattr(hardware, "has_brief_floats", lambda: False)
    monkeypatch.setattr(choosing, "is_installed", lambda library: False)


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny SDXL as diffusers writes it. Not to be changed."""
    return save(tmp_path_factory.mktemp("saved") / "model", parts())


@pytest.fixture
def folder(saved: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may spoil: files are linked, so they must be replaced and not written into."""
    return shutil.copytree(saved, tmp_path / "model", copy_function=os.link)
