"""How often somebody may ask: a bucket of so many messages, filled again at a steady rate (token bucket)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MESSAGES, A_SECOND = 200.0, 60.0
"""A hand that drags the scrubber sends some 60 a second."""


class Allowance:
    """What one viewer may still send."""

    def __init__(self, time: Callable[[], float], most: float = MESSAGES, rate: float = A_SECOND) -> None:
        self._time, self._most, self._rate = time, most, rate
        self._left, self._at = most, time()

    def takes(self) -> bool:
        """Whether one more message is allowed; it is counted."""
        moment = self._time()
        self._left = min(self._most, self._left + (moment - self._at) * self._rate)
        self._at = moment
        if self._left < 1:
            return False
        self._left -= 1
        return True
