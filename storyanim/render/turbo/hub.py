"""Where a model's files lie on this machine: storyanim's own, a folder, or the hub's cache. Nothing is fetched here.

Takes names, gives paths. `HF_HOME` and `HF_HUB_CACHE` are honoured, since the hub's own library looks things up.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from storyanim.errors import RendererError
from storyanim.render.turbo.families import TURBO

if TYPE_CHECKING:
    from collections.abc import Callable


POCKET = "pocket"
"""The name of storyanim's own small model, once its weights are here; a folder of that name is meant by `./pocket`."""
OWN = Path(__file__).parent / POCKET


class Found(NamedTuple):
    """A model's folder, and the commit it is a snapshot of ("" for a folder of the user's own)."""

    folder: Path
    commit: str


def is_path(model: str) -> bool:
    """Whether a name means a folder or file of the user's rather than `owner/name` on the hub."""
    named = model.startswith((".", "/", "~")) or "\\" in model or model.endswith(".safetensors")
    return named or (model not in ("", POCKET) and _is_folder(Path(model)))


def local_path(model: str) -> Path:
    """The path a person named, with their home for `~`.

    Raises:
        RendererError: it names the home of nobody here.
    """
    try:
        return Path(model).expanduser()
    except RuntimeError as error:
        raise RendererError(f"--model {model}: there is no such folder") from error


def pull_command(model: str, revision: str = "", steps: int = 0) -> str:
    """The command that fetches a model; `steps` where it has a file for each number of them, else 0."""
    options = {"--revision": revision, "--steps": steps}
    return " ".join([f"storyanim pull {model}", *(f"{name} {value}" for name, value in options.items() if value)])


def mending(model: str, revision: str = "", steps: int = 0) -> str:
    """What to do about a file of this model that is missing or damaged; `steps` as in `pull_command`."""
    if model == POCKET:
        return "install storyanim again, it comes with it"
    if is_path(model):
        return "copy it there again from where it came"
    return f"fetch it with: {pull_command(model, revision, steps)}"


def find_folder(model: str, revision: str = "", steps: int = 0) -> Found:
    """The folder of a model that is on this machine; `steps` as in `pull_command`.

    Raises:
        RendererError: it is not, or this is no name of a model, or of a model without revisions.
    """
    if model == POCKET:
        return _own(revision)
    if is_path(model):
        folder = local_path(model)
        if not _is_folder(folder):
            unknown = ", and no file of a U-Net that is known by this name" if model.endswith(".safetensors") else ""
            raise RendererError(f"--model {model}: there is no such folder{unknown}")
        return Found(folder, "")
    return _cached(model, revision, steps)


def is_here(model: str) -> bool:
    """Whether this machine has the model, whole or in part."""
    try:
        find_folder(model)
    except RendererError:
        return False
    return True


def find_file(model: str, name: str, revision: str = "", steps: int = 0) -> Path:
    """A file of a model that is on this machine; `steps` as in `pull_command`.

    Raises:
        RendererError: it is not.
    """
    path = find_folder(model, revision, steps).folder / name
    if not path.is_file():
        raise RendererError(f"{path} is missing: {mending(model, revision, steps)}")
    return path


def _instead(model: str) -> str:
    is_offered = model == TURBO and _is_folder(OWN)
    return f", or draw with the small one that is here: --model {POCKET}" if is_offered else ""


def _own(revision: str) -> Found:
    """The folder of the model that comes with storyanim."""
    if revision:
        raise RendererError(f"--model {POCKET} comes with storyanim and has no other versions: leave out --revision")
    if not _is_folder(OWN):
        raise RendererError(f"--model {POCKET}: this version of storyanim comes without its weights")
    return Found(OWN, "")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # too long a name, or a folder that is closed to us
        return False


def _cached(model: str, revision: str, steps: int) -> Found:
    import huggingface_hub
    from huggingface_hub import constants
    from huggingface_hub.errors import HFValidationError

    look_up = cast("Callable[..., str]", cast("Any", huggingface_hub).snapshot_download)
    # No patterns, no files expected: else a model of which only the files we need were fetched counts as missing.
    options = {"local_files_only": True, "cache_dir": constants.HF_HUB_CACHE, "allow_patterns": ()}
    try:
        folder = look_up(model, revision=revision or None, **options)
    except HFValidationError as error:
        raise RendererError(f"--model {model} is neither a folder here nor a hub's owner/name") from error
    except (OSError, ValueError) as error:  # also a revision that is no file's name
        which = f"{model} at revision {revision}" if revision else model
        raise RendererError(
            f"{which} is not on this machine; fetch it with: {pull_command(model, revision, steps)}{_instead(model)}"
        ) from error
    return Found(Path(folder), Path(folder).name)
