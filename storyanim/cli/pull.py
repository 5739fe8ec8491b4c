"""`storyanim pull`: fetch the weights of a model, once it is said what they are and somebody agreed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from storyanim.cli.console import result, say
from storyanim.errors import InputError
from storyanim.setup.sizes import size_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from storyanim.render.turbo.checkpoint import Wanted
    from storyanim.setup.holdings import Holding
    from storyanim.setup.pulling import Portion, Pull
    from storyanim.setup.repository import Repository

NOBODY = "nobody can answer here: run it again with --yes to fetch it"


def pull(
    model: Annotated[
        str, typer.Argument(metavar="MODEL", help="A model on the hub; stabilityai/sdxl-turbo if left out.")
    ] = "",
    revision: Annotated[str, typer.Option(metavar="NAME", help="Its branch, tag or commit, if not the newest.")] = "",
    steps: Annotated[
        int,
        typer.Option(metavar="NUMBER", min=0, max=4, help="The steps it shall draw in, where it has a file for each."),
    ] = 0,
    base: Annotated[str, typer.Option(metavar="MODEL", help="What a file for SDXL's U-Net is put on.")] = "",
    decoder: Annotated[
        str, typer.Option(metavar="NAME", help="tiny (fast), full (the model's own), or another model.")
    ] = "tiny",
    yes: Annotated[bool, typer.Option("--yes", help="Fetch without asking.")] = False,
) -> None:
    """Fetch a model for the renderer turbo, to draw with.

    It says first how much that is, where it goes and under which licence it comes, and asks.

    Stop it at any time: the same command goes on from there. What is here already is checked.
    """
    from storyanim.render.renderer import loadable

    with loadable("turbo"):
        from storyanim.render.turbo.hardware import choose_hardware
        from storyanim.setup.pulling import carry_out, check_room, finish, free_room, plan_pull

    wanted, half_files = _wanted(model, revision, base, steps, decoder), choose_hardware().prefers_half_files
    found, free = plan_pull(wanted, half_files=half_files), free_room()
    _introduce(found, free)
    if found.unfetched:
        check_room(found, free)
        _ask(yes=yes)
        note = carry_out(found, wanted, half_files=half_files, show=_counted(len(found.unfetched)))
        say("all of it is here now, and whole")
    else:
        note = finish(found, wanted, half_files=half_files)
        say("all of it is here already, and whole")
    if note:
        say(note)
    result(found.folder)


def _wanted(model: str, revision: str, base: str, steps: int, decoder: str) -> Wanted:
    from storyanim.render.turbo.checkpoint import Wanted
    from storyanim.render.turbo.families import BASE, TURBO

    return Wanted(model or TURBO, revision, base or BASE, steps, decoder)


def _introduce(found: Pull, free: int) -> None:
    from storyanim.setup.holdings import hub_cache

    for portion in found.portions:
        say(_described(portion))
        say(f"  licence: {portion.repository.licence}")
    say("Weights have licences of their own, other than storyanim's: read what they may be used for.")
    say(f"to fetch: {size_words(found.missing)}, into {hub_cache()} ({size_words(free)} free)")


def _described(portion: Portion) -> str:
    states = [holding.state for holding in portion.holdings]
    here = portion.length - portion.missing
    held = "all" if not portion.missing else size_words(here) if here else "none"
    damaged = f"; {states.count('damaged')} damaged, to be fetched anew" if "damaged" in states else ""
    count = f"{len(states)} file{'s' if len(states) > 1 else ''}"
    return f"{portion.repository.name}: {count}, {size_words(portion.length)} ({held} of it here{damaged})"


def _ask(*, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise InputError(NOBODY)
    if not typer.confirm("fetch?", err=True):
        raise InputError("nothing is fetched")


def _counted(count: int) -> Callable[[int, Repository, Holding], None]:
    def show(number: int, repository: Repository, holding: Holding) -> None:
        size, here = size_words(holding.file.length), f", {size_words(holding.here)} of it here" if holding.here else ""
        say(f"{number} of {count}: {repository.name} {holding.file.name}, {size}{here}")

    return show
