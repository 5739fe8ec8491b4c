"""Whether turbo's usual model is on this machine, how much there would be to fetch, and who draws where nobody says.

Takes questions as functions, so that they can be answered by anybody; gives `Finding`s. Fetches nothing; the hub is
asked for sizes only, and need not answer.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from storyanim.errors import StoryanimError
from storyanim.render.turbo.checkpoint import Wanted, find_checkpoint
from storyanim.setup.finding import Finding
from storyanim.setup.pulling import plan_pull
from storyanim.setup.repository import ask_hub
from storyanim.setup.sizes import size_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from storyanim.render.turbo.checkpoint import Checkpoint
    from storyanim.setup.repository import Repository

PATIENCE = 5.0
"""Seconds the hub has to say how large a model is: nobody wants to wait for that."""


def judge_model(find: Callable[[], Checkpoint], missing: Callable[[], int]) -> Finding:
    """Whether turbo's model is here; `missing` gives the bytes to fetch if it is not."""
    try:
        found = find()
    except StoryanimError as error:
        why, _, how = str(error).partition("fetch it with: ")
        return Finding("model", "note", f"{why.rstrip(' ;:')}{_size(missing)}; only turbo needs it", how)
    length = sum(path.stat().st_size for part in found.parts.values() for path in part.weights)
    words = f"{found.name} is here, {size_words(length)} of weights, commit {found.revision[:12]}"
    return Finding("model", "good", words)


def examine_model(*, half_files: bool) -> Finding:
    """`judge_model` of this machine and the hub."""
    find = partial(find_checkpoint, Wanted(), half_files=half_files)
    return judge_model(find, lambda: plan_pull(Wanted(), half_files=half_files, ask=_ask_quickly).missing)


def judge_renderer(name: str, why: str) -> Finding:
    """Who draws where no `--renderer` is named."""
    return Finding("--renderer auto", "good", f"{name} ({why})")


def examine_renderer() -> Finding:
    """`judge_renderer` of this machine."""
    from storyanim.render import best_renderer

    spec, why = best_renderer()
    return judge_renderer(spec.name, why)


def _ask_quickly(name: str, revision: str) -> Repository:
    return ask_hub(name, revision, timeout=PATIENCE)


def _size(missing: Callable[[], int]) -> str:
    try:
        return f", {size_words(missing())} to fetch"
    except StoryanimError:
        return ""
