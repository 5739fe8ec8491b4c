"""Makes a whole film: plans its chunks, draws what the segment store lacks in parallel, joins and names it.

`staged` makes a storyboard ready with its sound, `make_film` is the way in, `estimate_film` says what it would cost;
`SegmentStore` keeps what was drawn. `read_aloud` and `told_by` time a storyboard to a voice or a recording, `cut_film`
cuts a clip out of a film, `write_sheet` shows every shot on paper.
"""

from __future__ import annotations

from storyanim.interruption import Terminated, terminable
from storyanim.production.board_files import Layout, check_board_file, write_board, write_sheet
from storyanim.production.cache import open_store
from storyanim.production.chunks import FilmPlan, PlannedChunk, plan_film
from storyanim.production.contact_sheet import contact_sheet
from storyanim.production.cores import usable_cores
from storyanim.production.costs import Estimate
from storyanim.production.cutting import FilmFacts, cut_film, film_facts
from storyanim.production.film import Film
from storyanim.production.gallery import Hang, shelf_names, write_gallery
from storyanim.production.jobs import Contents, clear, contents, forget_unfinished, tidy
from storyanim.production.making import Watchers, cheapest, estimate_film, film_live, film_paces, make_film
from storyanim.production.narration import captions_heard, narrated, read_cues
from storyanim.production.options import CaptionStyle, FilmOptions
from storyanim.production.order import FilmOrder, check_order
from storyanim.production.pacing import curves_of
from storyanim.production.presets import PRESETS, Preset, preset
from storyanim.production.progress import Progress
from storyanim.production.recordings import check_recording
from storyanim.production.segments import Report, Studio
from storyanim.production.sidecar import Origins, captions_path, sidecar_path
from storyanim.production.staging import Stage, staged, staged_live
from storyanim.production.stills import still
from storyanim.production.store import DEFAULT_LIMIT, Segment, SegmentStore
from storyanim.production.telling import (
    Recording,
    check_language,
    check_own,
    read_aloud,
    read_recording,
    told_again,
    told_by,
)
from storyanim.production.voices import Voice, find_voice
from storyanim.production.workers import Workers, hire

__all__ = [
    "DEFAULT_LIMIT",
    "PRESETS",
    "CaptionStyle",
    "Contents",
    "Estimate",
    "Film",
    "FilmFacts",
    "FilmOptions",
    "FilmOrder",
    "FilmPlan",
    "Hang",
    "Layout",
    "Origins",
    "PlannedChunk",
    "Preset",
    "Progress",
    "Recording",
    "Report",
    "Segment",
    "SegmentStore",
    "Stage",
    "Studio",
    "Terminated",
    "Voice",
    "Watchers",
    "Workers",
    "captions_heard",
    "captions_path",
    "cheapest",
    "check_board_file",
    "check_language",
    "check_order",
    "check_own",
    "check_recording",
    "clear",
    "contact_sheet",
    "contents",
    "curves_of",
    "cut_film",
    "estimate_film",
    "film_facts",
    "film_live",
    "film_paces",
    "find_voice",
    "forget_unfinished",
    "hire",
    "make_film",
    "narrated",
    "open_store",
    "plan_film",
    "preset",
    "read_aloud",
    "read_cues",
    "read_recording",
    "shelf_names",
    "sidecar_path",
    "staged",
    "staged_live",
    "still",
    "terminable",
    "tidy",
    "told_again",
    "told_by",
    "usable_cores",
    "write_board",
    "write_gallery",
    "write_sheet",
]
