"""A model's name -> its files on this machine: planned, shown, fetched, checked.

Takes what a person named, gives a `Pull`, which says what there is to fetch and what is here, and carries it out.
Which files those are is `choosing`'s, how they get here `fetching`'s. Asks nobody and prints nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from storyanim.errors import InputError, OutputError, RendererError
from storyanim.render.turbo.checkpoint import find_checkpoint, find_decoder, is_base
from storyanim.render.turbo.families import TINY_DECODERS, check_steps, distilled_for
from storyanim.render.turbo.hub import POCKET, is_path
from storyanim.setup.choosing import decoder_files, family_of, is_one_part, licence_files, model_files
from storyanim.setup.fetching import fetch, remember
from storyanim.setup.folders import free_at
from storyanim.setup.holdings import held, hub_cache, snapshot
from storyanim.setup.repository import ask_hub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from storyanim.render.turbo.checkpoint import Wanted
    from storyanim.render.turbo.families import Distilled
    from storyanim.setup.holdings import Holding
    from storyanim.setup.repository import HubFile, Repository

    Ask = Callable[[str, str], Repository]

SPARE = 64 * 2**20
"""Bytes of disk that are left free: a disk that is full to the last byte helps nobody."""


@dataclass(frozen=True)
class Portion:
    """What is wanted of one repository, the small files first."""

    repository: Repository
    files: tuple[HubFile, ...]

    @cached_property
    def holdings(self) -> tuple[Holding, ...]:
        """What there is of each file; found by reading it, when it is first asked for."""
        return tuple(held(self.repository, file) for file in self.files)

    @property
    def length(self) -> int:
        """Bytes of all files."""
        return sum(file.length for file in self.files)

    @property
    def missing(self) -> int:
        """Bytes to fetch."""
        return sum(holding.missing for holding in self.holdings)


@dataclass(frozen=True, slots=True)
class Pull:
    """All that is wanted for a model, or for a decoder alone. `folder` is where it is found afterwards."""

    portions: tuple[Portion, ...]
    what: Literal["model", "decoder"] = "model"

    @property
    def missing(self) -> int:
        """Bytes to fetch."""
        return sum(portion.missing for portion in self.portions)

    @property
    def unfetched(self) -> list[tuple[Repository, Holding]]:
        """The files that are not here, or not whole, in the order in which they are fetched."""
        pairs = ((portion.repository, holding) for portion in self.portions for holding in portion.holdings)
        return [(repository, holding) for repository, holding in pairs if holding.state != "whole"]

    @property
    def folder(self) -> Path:
        """The folder of the model itself, or of the first repository that belongs to it."""
        return snapshot(self.portions[0].repository)


def plan_pull(wanted: Wanted, *, half_files: bool, ask: Ask = ask_hub) -> Pull:
    """Find out what a model needs; nothing is fetched.

    Raises:
        InputError: the model does not take so many steps, or there is nothing to fetch of it.
        RendererError: the hub does not have it, does not give it, or not as storyanim reads it.
    """
    if wanted.steps:
        check_steps(wanted.steps)
    distilled = distilled_for(wanted.model, wanted.steps)
    if distilled:
        found = Pull(tuple(_changed(wanted, distilled, half_files, ask)))
    else:
        is_here = is_path(wanted.model) or wanted.model == POCKET
        found = Pull(()) if is_here else _named(wanted, half_files, ask)
    if not found.portions:
        where = "is storyanim's own" if wanted.model == POCKET else "is in folders of yours"
        raise InputError(f"pull {wanted.model}: all of that {where}, there is nothing to fetch")
    return found


def check_room(pull: Pull, free: int) -> None:
    """Refuse what does not fit on the disk, of which `free` bytes are free.

    Raises:
        OutputError: it is too small.
    """
    if pull.missing + SPARE > free:
        raise OutputError(
            f"{pull.missing / 1e9:.1f} GB do not fit into {hub_cache()}, where {free / 1e9:.1f} GB are free: "
            "make room, or set HF_HOME to a folder on another disk"
        )


def free_room() -> int:
    """Bytes that are free where the hub's cache is, or would be."""
    return free_at(hub_cache())


def carry_out(pull: Pull, wanted: Wanted, *, half_files: bool, show: Callable[[int, Repository, Holding], None]) -> str:
    """Fetch what is missing, then `finish`; `show` is told of each file before it comes.

    What was fetched stays when it is broken off: the same again goes on from there.

    Raises:
        RendererError: the hub fails, or what came cannot be used.
        OutputError: the disk is full or cannot be written.
    """
    for number, (repository, holding) in enumerate(pull.unfetched, 1):
        show(number, repository, holding)
        fetch(repository, holding)
    return finish(pull, wanted, half_files=half_files)


def finish(pull: Pull, wanted: Wanted, *, half_files: bool) -> str:
    """Make whole files known under their revision, and see that turbo takes them: a model, a base or a decoder.

    Gives what there is to know of them, "" for a model that draws.

    Raises:
        RendererError: it does not.
    """
    for portion in pull.portions:
        remember(portion.repository)
    if pull.what == "decoder":
        find_decoder(wanted.model, wanted.revision, half_files=half_files)
        return f"{wanted.model} is a decoder: it draws what a model of the same kind has made (--decoder)"
    try:
        find_checkpoint(wanted, half_files=half_files)
    except RendererError:
        # SDXL itself is sampled in ways that storyanim does not have, and needs none under another U-Net.
        if not is_base(wanted, half_files=half_files):
            raise
        return f"{wanted.model} is a base for files of SDXL's U-Net (--base): it does not draw in so few steps itself"
    return ""


def _named(wanted: Wanted, half_files: bool, ask: Ask) -> Pull:
    """What a name on the hub stands for: a whole model with its decoder, or a decoder."""
    model = ask(wanted.model, wanted.revision)
    if is_one_part(model):
        return Pull((_portion(model, decoder_files(model, half_files=half_files)),), "decoder")
    whole = _portion(model, model_files(model, half_files=half_files))
    return Pull((whole, *_decoder(wanted, model, half_files, ask)))


def _changed(wanted: Wanted, distilled: Distilled, half_files: bool, ask: Ask) -> Iterator[Portion]:
    """The one file for the U-Net, and the base that it is put on."""
    if not (is_path(wanted.model) or wanted.model.endswith(".safetensors")):
        of_file = ask(wanted.model, wanted.revision)
        names = [file.name for file in of_file.files]
        yield _portion(of_file, (distilled.file, *licence_files(names)))
    if is_path(wanted.base):
        return
    base = ask(wanted.base, "")
    if family_of(base) != "sdxl":
        raise RendererError(f"--base {wanted.base}: {distilled.file} goes on SDXL only")
    yield _portion(base, model_files(base, half_files=half_files, whole_unet=distilled.is_lora))
    yield from _decoder(wanted, base, half_files, ask)


def _decoder(wanted: Wanted, model: Repository, half_files: bool, ask: Ask) -> Iterator[Portion]:
    name = TINY_DECODERS[family_of(model)] if wanted.decoder == "tiny" else wanted.decoder
    if name != "full" and not is_path(name):
        decoder = ask(name, "")
        yield _portion(decoder, decoder_files(decoder, half_files=half_files))


def _portion(repository: Repository, names: Sequence[str]) -> Portion:
    there = {file.name: file for file in repository.files}
    lacking = [name for name in names if name not in there]
    if lacking:
        raise RendererError(f"{repository.name} has no {lacking[0]}, without which storyanim cannot draw with it")
    return Portion(repository, tuple(sorted((there[name] for name in names), key=lambda file: file.length)))
