"""Whatever the hub's library raises, as one line of ours.

Takes the name of the model that is asked for; knows neither files nor models. Its HTTP library differs from version
to version, so what is none of its named errors is taken for a broken connection.
"""

from __future__ import annotations

import errno
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from storyanim.errors import RendererError, StoryanimError

if TYPE_CHECKING:
    from collections.abc import Generator

DISK = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG, errno.EIO, errno.ENOTDIR}
)
"""What the system says of a disk, not of a network."""


@contextmanager
def told(model: str, revision: str = "") -> Generator[None]:
    """Turn the library's errors about a model into a `RendererError`, the disk's into an `OutputError`."""
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        HFValidationError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    from storyanim.setup.hub_library import endpoint, keep_quiet

    keep_quiet()
    page = f"{endpoint()}/{model}"
    try:
        yield
    except StoryanimError:
        raise
    except GatedRepoError as error:
        raise RendererError(
            f"{model} is given only to those who accept its licence: do so at {page}, then log in with: hf auth login"
        ) from error
    except RevisionNotFoundError as error:
        raise RendererError(
            f"{model} has no revision {revision or 'main'} (any more): see {page}/commits/main, or leave --revision out"
        ) from error
    except RepositoryNotFoundError as error:
        raise RendererError(
            f"the hub has no model {model}: check its name at {page}; if it is private, log in with: hf auth login"
        ) from error
    except HFValidationError as error:
        raise RendererError(f"{model} is no name of a model on the hub: write owner/name") from error
    except HfHubHTTPError as error:
        advice = "log in anew with: hf auth login" if error.response.status_code in (401, 403) else "try again later"
        raise RendererError(f"the hub does not give {model} ({_first_line(error)}): {advice}") from error
    except Exception as error:
        raise _broken(error, model) from error


def _broken(error: Exception, model: str) -> StoryanimError:
    """The disk, or else the connection: each HTTP library has errors of its own for that."""
    from storyanim.setup.hub_library import cache_folder, endpoint

    if isinstance(error, OSError) and error.errno in DISK:
        from storyanim.encode import output_error

        return output_error(error, Path(error.filename or cache_folder()))
    return RendererError(
        f"{model}: the hub at {endpoint()} cannot be reached ({_first_line(error.__cause__ or error)}): "
        "check the network and run this again; what is fetched is kept"
    )


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".")[:200] if lines else type(error).__name__
