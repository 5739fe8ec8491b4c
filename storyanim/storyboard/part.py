"""What the film, its cards, scenes and shots have in common: values that know whether a hand changed them.

Every drafted value's fingerprint is kept in `drafted`; a value whose fingerprint is another one is a hand's. Knows
nothing of what the values mean.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field

from storyanim.storyboard.fingerprints import fingerprint, fingerprints


class Part(BaseModel):
    """Whatever holds drafted values: the film, a cast card, a scene, a shot."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")
    structure: ClassVar[frozenset[str]] = frozenset({"drafted"})

    drafted: dict[str, str] = Field(
        default_factory=dict[str, str], description="Fingerprints of the drafted values: leave this line as it is."
    )

    @classmethod
    def value_names(cls) -> tuple[str, ...]:
        """The fields that hold drafted values, in the order of the file."""
        return tuple(name for name in cls.model_fields if name not in cls.structure)

    def values(self) -> dict[str, Any]:
        """The drafted values as a file holds them (text, numbers, lists, mappings); what is None stands in none."""
        return self.model_dump(mode="json", include=set(self.value_names()), exclude_none=True)

    def hand_edited(self, name: str) -> bool:
        """Whether a hand wrote the value: its fingerprint is another one, or it never had one."""
        known = self.drafted.get(name)
        if known is None:
            return name in self.model_fields_set and getattr(self, name) is not None
        return known != fingerprint(self.model_dump(mode="json", include={name})[name])

    def with_drafted(self, **values: Any) -> Self:
        """The same part with some other values, marked as drafted."""
        part = self.model_copy(update=values)
        known = fingerprints(part.model_dump(mode="json", include=set(values)))
        return part.model_copy(update={"drafted": {**self.drafted, **known}})

    def without_drafted(self, name: str) -> Self:
        """The same part, one of its values marked as a hand's."""
        return self.model_copy(update={"drafted": {key: own for key, own in self.drafted.items() if key != name}})

    def as_drafted(self) -> Self:
        """The same part, with every value marked as drafted."""
        return self.model_copy(update={"drafted": fingerprints(self.values())})
