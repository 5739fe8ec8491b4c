"""`storyanim schema`: the JSON Schema of storyboard files, for editors."""

from __future__ import annotations

import json


def schema() -> None:
    """Print the JSON Schema of storyboard files, so that an editor can check and complete them."""
    from storyanim.storyboard import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
