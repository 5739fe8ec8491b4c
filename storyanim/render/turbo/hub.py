"""Where a model's files lie on this machine: a folder, or the hub's cache. Nothing is fetched here.

Takes names, gives paths. `HF_HOME` and `HF_HUB_CACHE` are honoured, since the hub's own library looks things up.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from storyanim.errors import RendererError

if TYPE_CHECKING:
    from collections.abc import Callable


class Found(NamedTuple):
    """A model's folder, and the commit it is a snapshot of ("" for a folder of the user's own)."""

    folder: Path
    commit: str


def is_path(model: str) -> bool:
    """Whether a name means a folder or file of the user's rather than `owner/name` on the hub."""
    return model.startswith((".", "/", "~")) or "\\" in model or Path(model).is_dir()


def pull_command(model: str, revision: str = "") -> str:
    """The command that fetches a model."""
    return f"storyanim pull {model}" + (f" --revision {revision}" if revision else "")


def mending(model: str, revision: str = "") -> str:
    """What to do about a file of this model that is missing or damaged."""
    if is_path(model):
        return "copy it there again from where it came"
    return f"fetch it with: {pull_command(model, revision)}"


def find_folder(model: str, revision: str = "") -> Found:
    """The folder of a model that is on this machine.

    Raises:
        RendererError: it is not, or this is no name of a model.
    """
    if is_path(model):
        folder = Path(model).expanduser()
        if not folder.is_dir():
            raise RendererError(f"--model {model}: there is no such folder")
        return Found(folder, "")
    return _cached(model, revision)


def find_file(model: str, name: str, revision: str = "") -> Path:
    """A file of a model that is on this machine.

    Raises:
        RendererError: it is not.
    """
    path = find_folder(model, revision).folder / name
    if not path.is_file():
        raise RendererError(f"{path} is missing: {mending(model, revision)}")
    return path


def _cached(model: str, revision: str) -> Found:
    import huggingface_hub
    from huggingface_hub import constants
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    look_up = cast("Callable[..., str]", cast("Any", huggingface_hub).snapshot_download)
    try:
        folder = look_up(model, revision=revision or None, local_files_only=True, cache_dir=constants.HF_HUB_CACHE)
    except HFValidationError as error:
        raise RendererError(f"--model {model} is neither a folder here nor a hub's owner/name") from error
    except LocalEntryNotFoundError as error:
        which = f"{model} at revision {revision}" if revision else model
        raise RendererError(
            f"{which} is not on this machine; fetch it with: {pull_command(model, revision)}"
        ) from error
    return Found(Path(folder), Path(folder).name)
