"""Short stories that make films of a few seconds, and how to film them small."""

from __future__ import annotations

KITE = """The Kite

One windy morning a girl in a red coat ran up the hill with her kite. The kite rose above the village.

In the evening an old fisherman found it in the forest. He carried a lantern and laughed.
"""
"""Two scenes, two shots."""
SMALL = ("--size", "96x54", "--fps", "6")
