"""What a hub says of files, without a hub."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from storyanim.setup.licences import Licence
from storyanim.setup.repository import HubFile, Repository
from tests.setup.fake_hub import COMMIT

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = "https://hub.example/one/model"


def repository(
    files: Mapping[str, bytes], *, name: str = "one/model", kind: str = "StableDiffusionXLPipeline"
) -> Repository:
    listed = tuple(HubFile(file, len(data), sha256(data).hexdigest()) for file, data in files.items())
    return Repository(name, "main", COMMIT, PAGE, kind, Licence("mit", PAGE), listed)
