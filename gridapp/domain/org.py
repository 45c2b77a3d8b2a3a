"""The tree of units: province, city, county, township, village, grid; departments, schools and teams hang on it.

A place code is meaningless without its scheme: the same twelve digits name different townships in the two
official lists (docs/domain.md), so a unit carries (scheme, version, code, name) and its id is only an id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from gridapp.domain.pinyin import spellings

COUNTY = "621026000000"
"""宁县, the county whose tree ships with the program."""


@dataclass(frozen=True)
class Unit:
    """A node: `kind` is a code of the table `unit_kind`; `parent` is "" only for the root."""

    id: str
    name: str
    kind: str
    parent: str
    code: str = ""
    scheme: str = ""
    version: str = ""


class Org:
    """The whole tree, read often and replaced as a whole when a unit is added."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = {each.id: each for each in units}
        self._above: dict[str, frozenset[str]] = {}

    def __contains__(self, unit: str) -> bool:
        return unit in self.units

    def name(self, unit: str) -> str:
        return self.units[unit].name if unit in self.units else unit

    def ancestry(self, unit: str) -> Iterator[Unit]:
        """The unit itself, then each one above it. A broken or circular parent ends the walk."""
        seen: set[str] = set()
        while unit in self.units and unit not in seen:
            seen.add(unit)
            yield self.units[unit]
            unit = self.units[unit].parent

    def path(self, unit: str) -> str:
        """ "/root/…/unit/": one unit lies within another exactly when its path starts with the other's."""
        return "/" + "".join(f"{each.id}/" for each in reversed(list(self.ancestry(unit))))

    def within(self, unit: str, root: str) -> bool:
        above = self._above.get(unit)
        if above is None:
            above = self._above[unit] = frozenset(each.id for each in self.ancestry(unit))
        return root in above

    def within_any(self, unit: str, roots: Iterable[str]) -> bool:
        return any(self.within(unit, root) for root in roots)

    def below(self, roots: Iterable[str]) -> list[str]:
        """Ids of these units and of everything under them, each once."""
        found = dict.fromkeys(roots)
        waiting = list(found)
        while waiting:
            new = [each.id for each in self.children(waiting.pop()) if each.id not in found]
            found |= dict.fromkeys(new)
            waiting += new
        return list(found)

    def county(self, unit: str) -> str:
        """The county a unit belongs to, or the unit itself above county level."""
        return next((each.id for each in self.ancestry(unit) if each.kind == "county"), unit)

    def label(self, unit: str) -> str:
        """How a unit is said on a page: the names below the county, joined by a dot."""
        names = [each.name for each in self.ancestry(unit) if each.kind not in ("province", "city", "county")]
        return "·".join(reversed(names)) or self.name(unit)

    def children(self, unit: str) -> list[Unit]:
        return self._children.get(unit, [])

    def find(self, text: str) -> list[Unit]:
        """Units whose id, code or name is exactly `text`; a name may be given without its last word (九龙)."""
        exact = [each for each in self.units.values() if text in (each.id, each.code, each.name)]
        return exact or [each for each in self.units.values() if each.name.startswith(text) and text]

    def search(self, text: str, kinds: tuple[str, ...] = ()) -> list[Unit]:
        """Units matching a part of the name or the first letters of its pinyin, for pickers."""
        wanted = text.strip().casefold()
        return [
            each
            for each in self.units.values()
            if (not kinds or each.kind in kinds) and (not wanted or wanted in self._words[each.id])
        ]

    @cached_property
    def _children(self) -> dict[str, list[Unit]]:
        children: dict[str, list[Unit]] = {}
        for each in self.units.values():
            children.setdefault(each.parent, []).append(each)
        return children

    @cached_property
    def _words(self) -> dict[str, str]:
        return {
            each.id: f"{each.code} {each.name} {spellings(each.name)}".casefold()
            for each in self.units.values()
        }


@cache
def shipped_units() -> tuple[Unit, ...]:
    """The real tree of 宁县 down to its 278 villages and communities."""
    data = json.loads((resources.files("resources") / "org" / "ningxian.json").read_text("utf-8"))
    return tuple(
        Unit(
            item["id"],
            item["name"],
            item["kind"],
            item.get("parent") or "",
            item.get("code", ""),
            data["scheme"],
            data["version"],
        )
        for item in data["units"]
    )
