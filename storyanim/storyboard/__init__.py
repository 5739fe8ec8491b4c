"""The editable document between a story and its film.

Takes a `Reading` or a file, gives a `Storyboard`; merges a new draft into a file a person has changed.
Knows nothing of spaCy, frames or codecs.
"""

from storyanim.storyboard.drafting import draft_storyboard
from storyanim.storyboard.file import dump, json_schema, load
from storyanim.storyboard.model import CastCard, RoleLine, Scene, Shot, Storyboard, Transition

__all__ = [
    "CastCard",
    "RoleLine",
    "Scene",
    "Shot",
    "Storyboard",
    "Transition",
    "draft_storyboard",
    "dump",
    "json_schema",
    "load",
]
