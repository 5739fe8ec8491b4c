"""Makes a whole film: plans its chunks, draws what the segment store lacks in parallel, joins and names it.

`make_film` is the way in; `estimate_film` says what it would cost; `SegmentStore` keeps what was drawn;
`contact_sheet` shows every shot on paper.
"""

from __future__ import annotations

from storyanim.production.cache import open_store
from storyanim.production.chunks import FilmPlan, PlannedChunk, plan_film
from storyanim.production.contact_sheet import contact_sheet
from storyanim.production.cores import usable_cores
from storyanim.production.costs import Estimate
from storyanim.production.film import Film
from storyanim.production.interruption import Terminated, terminable
from storyanim.production.jobs import clear, forget_unfinished, tidy
from storyanim.production.making import Watchers, estimate_film, make_film
from storyanim.production.order import FilmOrder, check_order
from storyanim.production.progress import Progress
from storyanim.production.segments import Report, Studio
from storyanim.production.sidecar import Origins, captions_path, sidecar_path
from storyanim.production.store import DEFAULT_LIMIT, Segment, SegmentStore
from storyanim.production.workers import Workers, hire

__all__ = [
    "DEFAULT_LIMIT",
    "Estimate",
    "Film",
    "FilmOrder",
    "FilmPlan",
    "Origins",
    "PlannedChunk",
    "Progress",
    "Report",
    "Segment",
    "SegmentStore",
    "Studio",
    "Terminated",
    "Watchers",
    "Workers",
    "captions_path",
    "check_order",
    "clear",
    "contact_sheet",
    "estimate_film",
    "forget_unfinished",
    "hire",
    "make_film",
    "open_store",
    "plan_film",
    "sidecar_path",
    "terminable",
    "tidy",
    "usable_cores",
]
