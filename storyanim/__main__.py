"""`storyanim` and `python -m storyanim`: run a command, turn every failure into one line and an exit code.

0 done, 1 a fault of ours, 2 bad input or usage, 3 output or disk, 4 encoder, 5 renderer or weights, 6 memory,
130 Ctrl-C, 143 TERM. `--debug` anywhere shows the traceback too.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from typing import TYPE_CHECKING, cast

from storyanim.errors import StoryanimError
from storyanim.interruption import Terminated, end_at_once, terminable

if TYPE_CHECKING:
    from typing import Any

KEPT = "stopped; what was done is kept, the same command goes on from there"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; `arguments` without the program's name, those of this process if None."""
    if arguments is not None:
        return _ended(arguments)
    code = _ended(sys.argv[1:])
    end_at_once(code)
    return code


def _ended(words: list[str]) -> int:
    with terminable():
        try:
            return _run([word for word in words if word != "--debug"])
        except BaseException as error:
            code = _explained(error)
            if "--debug" in words:
                import traceback

                traceback.print_exc()
            return code


def _run(words: list[str]) -> int:
    from storyanim.cli import UsageError, app, typer

    if isinstance(sys.stdout, io.TextIOWrapper):
        # A file's name that is no UTF-8 must not break the line that says where the film is.
        sys.stdout.reconfigure(errors="surrogateescape")
    try:
        # Not `app(words)`: that has its own way with Ctrl-C, broken pipes and tracebacks.
        command = typer.main.get_command(app)
        with command.make_context("storyanim", words) as context:
            command.invoke(context)
    except UsageError as error:
        return _failed(_one_line(error), 2)
    except typer.Exit as end:
        return end.exit_code
    sys.stdout.flush()
    return 0


def _explained(error: BaseException) -> int:
    """Say what happened, in a line; the exit code."""
    match error:
        case StoryanimError():
            if error.faults != (str(error),):
                print(*error.faults, sep="\n", end="\n" if error.faults else "", file=sys.stderr)
            return _failed(str(error), error.exit_code)
        case Terminated():
            return _failed(KEPT, Terminated.exit_code)
        case KeyboardInterrupt():
            return _failed(KEPT, 128 + signal.SIGINT)
        case BrokenPipeError():
            return _unread()
        case OSError():
            place = f"{error.filename}: " if error.filename else ""
            return _failed(f"{place}{error.strerror or error}", 3)
        case Exception():
            reason = " ".join(str(error).split()) or "no reason given"
            return _failed(f"unexpected {type(error).__name__}: {reason}; run it again with --debug and report it", 1)
        case _:
            raise error


def _one_line(error: Exception) -> str:
    """A usage error of typer's, and where help is."""
    told = cast("Any", error)
    path = told.ctx.command_path if told.ctx else "storyanim"
    message = " ".join(told.format_message().split()).rstrip(".")
    return f"{message[:1].lower()}{message[1:]}; see: {path} --help"


def _failed(message: str, code: int) -> int:
    print(f"storyanim: {message}", file=sys.stderr)
    return code


def _unread() -> int:
    """Whoever read our output has gone. Point stdout elsewhere so that Python's last flush does not complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 3


if __name__ == "__main__":
    sys.exit(main())
