"""Story text in, passages of beats out: who, where, when and what happens.

The only room that reads with spaCy. It never sees a storyboard, a picture or a file.
"""

from __future__ import annotations

from storyanim.text.files import open_story, story_bytes
from storyanim.text.formats import read_story
from storyanim.text.language import language_of
from storyanim.text.prompt_reading import read_prompt
from storyanim.text.reading import understand

__all__ = ["language_of", "open_story", "read_prompt", "read_story", "story_bytes", "understand"]
