"""How a shot begins, as it stands in the storyboard: kind, length, reason, and the pace if one was kept."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    field_validator,
    model_serializer,
)

from storyanim.storyboard.fields import Prose  # noqa: TC001 (pydantic reads annotations at run time)

if TYPE_CHECKING:
    from storyanim.types import Pace

TransitionKind = Literal["cut", "dissolve", "morph", "carry", "dip"]
MOST_KNOTS = 33
"""Numbers of a pace: 32 steps are as many as anybody can tell apart in a second."""


class Transition(BaseModel):
    """How a shot begins: what becomes of the picture before it."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    kind: TransitionKind = Field(default="cut", description="cut, dissolve, morph, carry or dip.")
    seconds: float = Field(
        default=0.0,
        ge=0,
        le=10,
        allow_inf_nan=False,
        description="0 to 10, at most half of the shot; a cut takes no time.",
    )
    reason: Prose = Field(default="", description="Why this transition was chosen.")
    pace: tuple[float, ...] = Field(
        default=(),
        strict=False,
        max_length=MOST_KNOTS,
        description="How far it has come at even times: 2 to 33 rising numbers from 0 to 1; without it, it is found.",
    )

    @field_validator("pace")
    @classmethod
    def _rises(cls, pace: tuple[float, ...]) -> tuple[float, ...]:
        if pace and not rises(pace):
            raise ValueError("no pace; write 2 to 33 rising numbers, the first 0 and the last 1")
        return pace

    @model_serializer(mode="wrap")
    def _without_empty_pace(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A storyboard says nothing of a pace that nobody kept."""
        return {name: value for name, value in dump(self).items() if name != "pace" or value}

    @property
    def overlap(self) -> float:
        """Seconds in which two shots are seen; 0 for a cut, whatever `seconds` says."""
        return 0.0 if self.kind == "cut" else self.seconds


def rises(pace: Pace) -> bool:
    """Whether a pace leads from 0 to 1 and never back; of what is no number none does."""
    return len(pace) > 1 and pace[0] == 0 and pace[-1] == 1 and all(one <= other for one, other in pairwise(pace))
