"""Numbers measured, and things counted."""

from __future__ import annotations

import random
import re
from typing import Any

from gridapp.domain.errors import BadValue
from gridapp.domain.fields.base import Field, Json, expect_text
from gridapp.domain.world import World
from gridapp.i18n import tr

_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


class Number(Field):
    """A decimal number between `low` and `high`, in `unit` (a source string such as "km")."""

    kind = "number"

    def __init__(self, label: str, *, low: float = 0, high: float = 1e9, unit: str = "", **rest: Any) -> None:
        super().__init__(label, **rest)
        self.low = low
        self.high = high
        self.unit = unit

    def _clean(self, raw: Json, world: World) -> Json:
        number = self._parse(raw)
        if not self.low <= number <= self.high:
            raise BadValue(tr("must lie between {low:g} and {high:g}", low=self.low, high=self.high))
        return number

    def _parse(self, raw: Json) -> float:
        if type(raw) is float:
            return raw
        try:
            text = expect_text(raw)
        except BadValue:
            raise BadValue(tr("must be a number")) from None
        try:
            return float(text.replace(",", "") if _GROUPED.fullmatch(text) else text)
        except ValueError:
            raise BadValue(tr("must be a number, not “{text}”", text=text[:40])) from None

    def show(self, stored: Json, world: World) -> str:
        return "" if stored is None else f"{self.cell(stored, world)} {tr(self.unit)}".strip()

    def cell(self, stored: Json, world: World) -> str:
        return "" if stored is None else f"{stored:.12g}"

    def example(self, world: World, dice: random.Random) -> Json:
        return round(dice.uniform(self.low, min(self.high, self.low + 20)), 1)


class Derived(Number):
    """A number that follows from other fields unless it is given: an example leaves it to the type's `derive`."""

    def example(self, world: World, dice: random.Random) -> Json:
        return None


class Count(Number):
    """A whole number of people, leaflets, households."""

    kind = "count"

    def __init__(
        self, label: str, *, low: int = 0, high: int = 1_000_000, unit: str = "", **rest: Any
    ) -> None:
        super().__init__(label, low=low, high=high, unit=unit, **rest)

    def _parse(self, raw: Json) -> float:
        if type(raw) is int:
            return raw
        number = super()._parse(raw)
        if number != number // 1:
            raise BadValue(tr("must be a whole number"))
        return int(number)

    def cell(self, stored: Json, world: World) -> str:
        return "" if stored is None else str(stored)

    def example(self, world: World, dice: random.Random) -> Json:
        return dice.randint(int(self.low), int(min(self.high, self.low + 60)))
