"""A small film made by a process of its own: `python -m tests.production.filming CACHE OUTPUT JOBS IDLE`."""

from __future__ import annotations

import sys
from pathlib import Path

from storyanim.errors import StoryanimError
from storyanim.production import SegmentStore, Terminated, Watchers, make_film
from tests.production.fakes import fake, order_of, small_board


def main(cache: str, output: str, jobs: str, idle: str) -> int:
    print("ready", flush=True)
    watchers = Watchers(lambda progress: print(progress.frames_done, flush=True))
    order = order_of(small_board(4), Path(output), fake(idle=float(idle)))
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
