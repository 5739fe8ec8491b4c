"""The command line: one file a command. A command parses, calls `animate` and prints; it decides nothing.

Results go to stdout, all else to stderr.
"""

from __future__ import annotations

from typing import Annotated, cast

import typer

from storyanim.cli.bench import bench
from storyanim.cli.cache import cache
from storyanim.cli.clip import clip
from storyanim.cli.demo import demo
from storyanim.cli.doctor import doctor
from storyanim.cli.draft import draft
from storyanim.cli.frame import frame
from storyanim.cli.gallery import gallery
from storyanim.cli.live import live
from storyanim.cli.pull import pull
from storyanim.cli.render import render
from storyanim.cli.report import report
from storyanim.cli.schema import schema
from storyanim.cli.sheet import sheet
from storyanim.cli.tries import tries

__all__ = ["UsageError", "app", "typer"]

UsageError = cast("type[Exception]", typer.BadParameter.__base__)
"""What typer raises for words it cannot parse; it has no public name that all of its versions share."""

app = typer.Typer(
    rich_markup_mode=None,  # plain help: half the time to start, and it can be piped
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (demo, draft, render, live, clip, sheet, frame, tries, gallery, schema, bench, cache, doctor, pull):
    app.command()(command)
app.add_typer(report, name="report")


def _version(wanted: bool) -> None:
    if wanted:
        from storyanim import __version__

        print(__version__)
        raise typer.Exit


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the whole traceback of an error.")] = False,
) -> None:
    """Turn a story into an animated film: prose in, MP4 or GIF out, nothing to download.

    To see what it does: storyanim demo

    With a story of yours: storyanim render story.txt -o film.mp4
    """
    if context.invoked_subcommand is None:
        print(context.get_help())
