"""The editable document between a story and its film.

Takes a `Reading` or a file, gives a `Storyboard`; merges a new draft into a file a person has changed.
Knows nothing of spaCy, frames or codecs.
"""

from storyanim.storyboard.credits import chapters, facts
from storyanim.storyboard.drafting import draft_storyboard
from storyanim.storyboard.file import dump, json_schema, load
from storyanim.storyboard.hands import HandEdit, hand_edits
from storyanim.storyboard.merge import Merged, merge
from storyanim.storyboard.model import CastCard, RoleLine, Scene, Shot, Storyboard, Transition, Unplaced
from storyanim.storyboard.narration import Narration
from storyanim.storyboard.parts import only_part, shots_of_part
from storyanim.storyboard.redrafting import drafted_settings, reading_settings
from storyanim.storyboard.report import Concern, StoryboardReport, storyboard_report
from storyanim.storyboard.rereading import as_prompted
from storyanim.storyboard.retiming import rebalanced, retimed
from storyanim.storyboard.revising import revised, with_shot_values
from storyanim.storyboard.seeds import film_seed
from storyanim.storyboard.transition import rises
from storyanim.storyboard.tries import seeds_to_try, tried, with_kept_paces, with_kept_seed

__all__ = [
    "CastCard",
    "Concern",
    "HandEdit",
    "Merged",
    "Narration",
    "RoleLine",
    "Scene",
    "Shot",
    "Storyboard",
    "StoryboardReport",
    "Transition",
    "Unplaced",
    "as_prompted",
    "chapters",
    "draft_storyboard",
    "drafted_settings",
    "dump",
    "facts",
    "film_seed",
    "hand_edits",
    "json_schema",
    "load",
    "merge",
    "only_part",
    "reading_settings",
    "rebalanced",
    "retimed",
    "revised",
    "rises",
    "seeds_to_try",
    "shots_of_part",
    "storyboard_report",
    "tried",
    "with_kept_paces",
    "with_kept_seed",
    "with_shot_values",
]
