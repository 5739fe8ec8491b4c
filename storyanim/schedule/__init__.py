"""Storyboard -> FrameRecipe: when every shot is seen, how it moves, and how one becomes the next.

Pure arithmetic: no clock, no chance, no arrays. `schedule` prepares a film, `Schedule.recipe_at` gives any
frame of it, `recipe_key` names a recipe for the segment store.
"""

from __future__ import annotations

from storyanim.schedule.captions import sentences
from storyanim.schedule.keys import recipe_key
from storyanim.schedule.schedule import Crossing, Schedule, schedule
from storyanim.schedule.spoken import spoken_texts
from storyanim.schedule.timeline import TITLE_SHOT, Chunk, ScheduledShot

__all__ = [
    "TITLE_SHOT",
    "Chunk",
    "Crossing",
    "Schedule",
    "ScheduledShot",
    "recipe_key",
    "schedule",
    "sentences",
    "spoken_texts",
]
