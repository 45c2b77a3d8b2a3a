"""A time of day, such as when a shift begins on each of its days."""

from __future__ import annotations

import random
import re
from typing import Any

from gridapp.domain.errors import BadValue
from gridapp.domain.fields.base import Json
from gridapp.domain.fields.text import Text
from gridapp.domain.world import World
from gridapp.i18n import tr

_TIME = re.compile(r"(\d{1,2})\s*[:：时点.]\s*(\d{2})?\s*分?")


class ClockTime(Text):
    """A time of day, stored as "HH:MM"."""

    kind = "clock"

    def __init__(self, label: str, *, sample: str = "07:10", **rest: Any) -> None:
        super().__init__(label, limit=5, sample=sample, **rest)

    def _clean(self, raw: Json, world: World) -> Json:
        found = _TIME.fullmatch(str(raw).strip())
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
        if hour > 23 or minute > 59:
            raise BadValue(tr("must be a time of day such as 07:10, not “{text}”", text=str(raw)[:40]))
        return f"{hour:02d}:{minute:02d}"

    def words(self, stored: Json) -> str:
        return ""

    def example(self, world: World, dice: random.Random) -> Json:
        return self._sample
