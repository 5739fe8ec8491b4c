"""`storyanim` and `python -m storyanim`: run a command, turn every failure into one line and an exit code.

0 done, 2 bad input or usage, 3 output or disk, 4 encoder, 5 renderer or weights, 130 Ctrl-C, 143 TERM.
"""

from __future__ import annotations

import os
import sys

from storyanim.errors import StoryanimError


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; `arguments` without the program's name, those of this process if None."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    try:
        return _run([word for word in words if word != "--debug"])
    except StoryanimError as error:
        if debug:
            raise
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return _failed(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _failed("stopped; what was drawn is kept, the same command goes on from there", 130)
    except BrokenPipeError:
        # Whoever read our output has gone; point stdout elsewhere so that Python's last flush does not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 3
    except Exception as error:
        if debug:
            raise
        reason = " ".join(str(error).split()) or type(error).__name__
        return _failed(f"unexpected {type(error).__name__}: {reason}; run it again with --debug and report it", 1)


def _run(words: list[str]) -> int:
    import click

    from storyanim.cli import app

    try:
        result = app(args=words, prog_name="storyanim", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Abort:
        raise KeyboardInterrupt from None
    return result if isinstance(result, int) else 0


def _failed(message: str, code: int) -> int:
    print(f"storyanim: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
