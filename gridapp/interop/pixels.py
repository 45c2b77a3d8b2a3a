"""A picture between the reading process and the program: nothing packed, so nothing left to unpack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LONGEST_SIDE = 2048  # pixels: enough to read a door plate, a tenth of the bytes


@dataclass(frozen=True)
class Pixels:
    """`rgb` has three bytes per pixel, row by row; `taken_at` is the camera's clock without a zone; `lat` and `lon`
    are degrees, WGS-84."""

    width: int
    height: int
    rgb: bytes
    taken_at: datetime | None = None
    lat: float | None = None
    lon: float | None = None

    def fits(self) -> bool:
        """Whether sizes and bytes agree, as they always do in what an honest reader sends."""
        sides = 0 < self.width <= LONGEST_SIDE and 0 < self.height <= LONGEST_SIDE
        return sides and len(self.rgb) == self.width * self.height * 3
