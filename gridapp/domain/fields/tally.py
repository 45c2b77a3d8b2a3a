"""Counts per kind, kept per person who counted, so that two counters never overwrite each other."""

from __future__ import annotations

import json
import random
from typing import Any

from gridapp.domain import codes
from gridapp.domain.errors import BadValue
from gridapp.domain.fields.base import Field, Json
from gridapp.domain.world import World
from gridapp.i18n import tr

SHARED = "all"
"""The counter of a count that was entered as one sum, not by a particular person."""


class Tally(Field):
    """{person id: {code: count}}, codes of the table `scheme`. A plain {code: count} belongs to `SHARED`."""

    kind = "tally"

    def __init__(self, label: str, scheme: str, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.scheme = scheme

    @property
    def table(self) -> codes.CodeTable:
        return codes.table(self.scheme)

    def _clean(self, raw: Json, world: World) -> Json:
        given = self._from_text(raw) if isinstance(raw, str) else raw
        if not isinstance(given, dict):
            raise BadValue(tr("must be counts, such as {example}", example="helmet=3; crossing=20"))
        by_person = (
            given if given and all(isinstance(each, dict) for each in given.values()) else {SHARED: given}
        )
        counts = {person: self._clean_counts(each) for person, each in by_person.items()}
        return {person: each for person, each in counts.items() if each} or None

    def _from_text(self, raw: str) -> Json:
        if raw.lstrip().startswith("{"):
            try:
                return json.loads(raw)
            except ValueError:
                return None
        pieces = [piece.partition("=") for piece in raw.replace("；", ";").split(";") if piece.strip()]
        return {name.strip(): count.strip() for name, _, count in pieces}

    def _clean_counts(self, raw: dict[str, Any]) -> dict[str, int]:
        counts: dict[str, int] = {}
        for name, value in raw.items():
            line = self.table.find(str(name))
            if line is None:
                raise BadValue(
                    tr(
                        "has no such choice as “{text}”; possible are {choices}",
                        text=str(name)[:40],
                        choices=", ".join(self.table.codes),
                    )
                )
            try:
                count = int(str(value))
            except ValueError:
                raise BadValue(tr("must be a whole number")) from None
            if not 0 <= count <= 100_000:
                raise BadValue(tr("must lie between {low:g} and {high:g}", low=0, high=100_000))
            if count:
                counts[line.code] = count
        return dict(sorted(counts.items()))

    def totals(self, stored: Json) -> dict[str, int]:
        """Sum over everyone who counted, by code."""
        sums: dict[str, int] = {}
        for counts in (stored or {}).values():
            for code, count in counts.items():
                sums[code] = sums.get(code, 0) + count
        return sums

    def show(self, stored: Json, world: World) -> str:
        totals = self.totals(stored)
        lines = [(self.table.codes.get(code), code, count) for code, count in totals.items()]
        return " · ".join(f"{line.label() if line else code} {count}" for line, code, count in lines)

    def cell(self, stored: Json, world: World) -> str:
        return json.dumps(stored, ensure_ascii=False) if stored else ""

    def merge(self, seen: Json, current: Json, mine: Json) -> Json:
        """Each person's own counts stand as that person last set them."""
        before, theirs, ours = seen or {}, current or {}, mine or {}
        changed = {person for person in {*before, *ours} if before.get(person) != ours.get(person)}
        merged = {**theirs, **{person: ours[person] for person in changed if person in ours}}
        return {
            person: each for person, each in merged.items() if person not in changed or person in ours
        } or None

    def example(self, world: World, dice: random.Random) -> Json:
        chosen = dice.sample(self.table.leaves(), k=2)
        return self.clean({SHARED: {each.code: dice.randint(1, 30) for each in chosen}}, world)
