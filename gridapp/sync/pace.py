"""How long to wait before trying again: longer after every failure, never all at the same moment."""

from __future__ import annotations

from gridapp.domain.ids import Dice
from gridapp.sync.client import ServerRefused

FIRST_SECONDS = 2.0
LONGEST_SECONDS = 60.0


class Pace:
    """Counts failures in a row. `dice` gives random bytes, so that a thousand computers do not come back at once."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._failures = 0

    @property
    def failing(self) -> bool:
        return self._failures > 0

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self, error: Exception) -> float:
        """Seconds to wait now: doubled with each failure, give or take a half, and never less than the server asked
        for (Retry-After)."""
        longest = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(self._failures, 16))
        self._failures += 1
        asked = error.retry_after if isinstance(error, ServerRefused) else 0.0
        return max(asked, longest * (0.5 + self._dice(1)[0] / 255))
