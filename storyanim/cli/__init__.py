"""The command line: one file a command. A command parses, calls `animate` and prints; it decides nothing.

Results go to stdout, all else to stderr.
"""

from __future__ import annotations

from typing import Annotated

import typer

from storyanim.cli.bench import bench
from storyanim.cli.demo import demo
from storyanim.cli.draft import draft
from storyanim.cli.frame import frame
from storyanim.cli.render import render
from storyanim.cli.schema import schema

app = typer.Typer(
    help="Turn a story into an animated film.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (demo, draft, render, frame, schema, bench):
    app.command()(command)


def _version(wanted: bool) -> None:
    if wanted:
        from storyanim import __version__

        print(__version__)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the whole traceback of an error.")] = False,
) -> None:
    """Turn a story into an animated film: prose in, MP4 or GIF out, nothing to download."""
