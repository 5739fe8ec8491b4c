"""`storyanim doctor`: what works on this machine, and the command that mends what does not."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from storyanim.cli.console import result
from storyanim.cli.options import Json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from storyanim.setup.finding import Finding, State

FAULT_CODE = 3
SIGNS: dict[State, tuple[str, str]] = {"good": ("ok", "green"), "note": ("note", "yellow"), "fault": ("FAULT", "red")}
"""What each state is called, and its colour; the word alone must do, for colours are not for everybody."""


def doctor(as_json: Json = False) -> None:
    """See what works on this machine, and how to mend what does not.

    Notes are about things that films can do without; with a FAULT the exit code is 3. Takes some seconds.
    """
    from rich.console import Console

    from storyanim.setup.doctor import examine

    console = Console(highlight=False)
    if as_json:
        found = list(examine())
        result(json.dumps({"ok": not _faulty(found), "findings": [asdict(one) for one in found]}, ensure_ascii=False))
    elif console.is_terminal:
        with console.status("looking"):
            found = list(examine())
        _table(console, found)
    else:
        found = [_shown(one) for one in examine()]
    if _faulty(found):
        raise typer.Exit(FAULT_CODE)


def _faulty(found: Iterable[Finding]) -> bool:
    return any(one.state == "fault" for one in found)


def _table(console: Console, found: Iterable[Finding]) -> None:
    """What was found; below it, unbroken so that they can be copied, the commands that mend what is lacking."""
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    for overflow in ("ignore", "ignore", "fold"):
        table.add_column(overflow=overflow)
    for one in found:
        sign, colour = SIGNS[one.state]
        table.add_row(Text(sign, style=colour), one.what, Text(one.words))
    console.print(table)
    for one in found:
        if one.mend:
            console.print(Text(f"\n{one.what}: "), Text(one.mend, style="bold"), sep="", soft_wrap=True, end="")
    console.print()


def _shown(one: Finding) -> Finding:
    result(f"{SIGNS[one.state][0]:5}  {one.what:16}  {one.words}")
    if one.mend:
        result(f"{'':25}mend it with: {one.mend}")
    return one
