"""`storyanim schema`: the JSON Schema of storyboard files, for editors."""

from __future__ import annotations

import json

from storyanim.cli.console import result


def schema() -> None:
    """Print the rules of storyboard files, for text editors.

    It is a JSON Schema: an editor that has it checks and completes a storyboard while you write.
    """
    from storyanim.storyboard import json_schema

    result(json.dumps(json_schema(), indent=2, ensure_ascii=False))
