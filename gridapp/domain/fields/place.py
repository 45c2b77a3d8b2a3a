"""Where something is: words first, coordinates when there are any."""

from __future__ import annotations

import math
import random
import re
from typing import Any

from gridapp.domain.errors import BadValue
from gridapp.domain.fields.base import Field, Json
from gridapp.domain.fields.text import Text
from gridapp.domain.pinyin import spellings
from gridapp.domain.world import World
from gridapp.i18n import tr

DATUM = "WGS-84"
_AT = re.compile(r"(.+?)\s*@\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)(?:\s+(\w+))?", re.DOTALL)
_WORST_METRES = 1e7
SOURCES = ("typed", "map", "track", "photo", "import")


class Place(Field):
    """{"text", and optionally "lat", "lon" in degrees WGS-84, "accuracy_m", "source"}; as text: words @lat,lon."""

    kind = "place"
    opening = "{"

    def __init__(
        self, label: str, *, limit: int = 256, sample: str = "九龙花园2号楼1单元", **rest: Any
    ) -> None:
        super().__init__(label, **rest)
        self._text = Text(label, limit=limit, sample=sample)

    def _clean(self, raw: Json, world: World) -> Json:
        given = raw if isinstance(raw, dict) else _from_text(raw)
        text = self._text.clean(given.get("text"), world)
        if text is None:
            raise BadValue(tr("needs words that help to find it, such as a street, a building or a door"))
        place: dict[str, Any] = {"text": text}
        if given.get("lat") is not None or given.get("lon") is not None:
            place |= {
                "lat": round(_degrees(given.get("lat"), 90), 6),
                "lon": round(_degrees(given.get("lon"), 180), 6),
                "datum": DATUM,
                "source": given.get("source") if given.get("source") in SOURCES else "typed",
            }
            if given.get("accuracy_m") is not None:
                place["accuracy_m"] = round(_metres(given["accuracy_m"]), 1)
        return place

    def show(self, stored: Json, world: World) -> str:
        return stored["text"] if stored else ""

    def cell(self, stored: Json, world: World) -> str:
        if not stored or "lat" not in stored:
            return self.show(stored, world)
        return f"{stored['text']} @{stored['lat']},{stored['lon']} {stored['source']}"

    def words(self, stored: Json) -> str:
        return f"{stored['text']} {spellings(stored['text'][:12])}" if stored else ""

    def path(self) -> str:
        return f"$.{self.name}.text"

    def _operand(self, text: str, world: World) -> Json:
        return text

    def example(self, world: World, dice: random.Random) -> Json:
        text = self._text.example(world, dice)
        lat, lon = 35.5 + dice.random() / 10, 107.9 + dice.random() / 10
        return self.clean({"text": text, "lat": lat, "lon": lon, "source": "map"}, world)


def _from_text(raw: Json) -> dict[str, Any]:
    """Words alone, or words with a position behind them: 东门 @35.5012,107.9234."""
    found = _AT.fullmatch(raw) if isinstance(raw, str) else None
    return (
        dict(zip(("text", "lat", "lon", "source"), found.groups(), strict=True)) if found else {"text": raw}
    )


def _degrees(raw: Json, limit: float) -> float:
    degrees = _number(raw)
    if degrees is None:
        raise BadValue(tr("needs latitude and longitude as numbers"))
    if not -limit <= degrees <= limit:
        raise BadValue(tr("has coordinates that are not on the earth ({degrees})", degrees=degrees))
    return degrees


def _metres(raw: Json) -> float:
    metres = _number(raw)
    if metres is None or not 0 <= metres <= _WORST_METRES:
        raise BadValue(tr("needs its accuracy as a number of metres"))
    return metres


def _number(raw: Json) -> float | None:
    """A number that has an end, or None: JSON knows numbers that no float can hold."""
    try:
        number = float(raw)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and not isinstance(raw, bool) else None
