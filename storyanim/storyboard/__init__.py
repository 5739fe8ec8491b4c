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
from storyanim.storyboard.redrafting import drafted_settings
from storyanim.storyboard.rereading import as_prompted
from storyanim.storyboard.seeds import film_seed

__all__ = [
    "CastCard",
    "HandEdit",
    "Merged",
    "RoleLine",
    "Scene",
    "Shot",
    "Storyboard",
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
]
