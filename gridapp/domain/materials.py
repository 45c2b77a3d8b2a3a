"""Lines of materials: what was prepared and handed out is written down, what is left follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def left(line: Mapping[str, Any]) -> int:
    """How many of a material are left."""
    return int(line["prepared"]) - int(line.get("given") or 0)


def handed_out(lines: Iterable[Mapping[str, Any]]) -> int:
    """How many things were handed out in all."""
    return sum(int(each.get("given") or 0) for each in lines)
