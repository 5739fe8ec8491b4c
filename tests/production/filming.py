"""A small film made by a process of its own: `python -m tests.production.filming CACHE OUTPUT JOBS IDLE FAULT`.

With the fault `pause` its last shot takes for ever; without it, the same film is the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from storyanim.errors import StoryanimError
from storyanim.production import SegmentStore, Terminated, Watchers, make_film
from tests.production.fakes import fake, order_of, small_board
from tests.schedule.boards import changed


def main(cache: str, output: str, jobs: str, idle: str, fault: str) -> int:
    print("ready", flush=True)
    watchers = Watchers(lambda progress: print(progress.frames_done, flush=True))
    board = changed(small_board(4), 3, prompt="{fox} rests, for a pause")
    order = order_of(board, Path(output), fake(idle=float(idle), fault=fault))
    try:
        make_film(order, SegmentStore(Path(cache)), jobs=int(jobs), watchers=watchers)
    except StoryanimError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except Terminated as end:
        return end.exit_code
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
