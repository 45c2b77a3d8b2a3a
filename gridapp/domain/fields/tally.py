"""Counts per kind, kept per person who counted, so that two counters never overwrite each other."""

from __future__ import annotations

import json
import random
from typing import Any

from gridapp.domain import codes
from gridapp.domain.errors import BadValue
from gridapp.domain.fields.base import Field, Json, read_json
from gridapp.domain.fields.references import person_id
from gridapp.domain.world import World
from gridapp.i18n import tr

SHARED = "all"
"""The counter of a count that was entered as one sum, not by a particular person."""


class Tally(Field):
    """{person id: {code: count}}, codes of the table `scheme`. A plain {code: count} belongs to `SHARED`."""

    kind = "tally"
    opening = "{"

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
        counts = {person_id(person): self._clean_counts(each) for person, each in by_person.items()}
        return {person: each for person, each in counts.items() if each} or None

    def _from_text(self, raw: str) -> Json:
        if raw.lstrip().startswith("{"):
            return read_json(raw)
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
        """What each side counted stays; one person's same count set differently on both is for a person to choose."""
        before, theirs, ours = seen or {}, current or {}, mine or {}
        merged = {
            person: _merge_counts(before.get(person, {}), theirs.get(person, {}), ours.get(person, {}))
            for person in {**theirs, **ours}
        }
        return {person: counts for person, counts in merged.items() if counts} or None

    def example(self, world: World, dice: random.Random) -> Json:
        chosen = dice.sample(self.table.leaves(), k=2)
        return self.clean({SHARED: {each.code: dice.randint(1, 30) for each in chosen}}, world)


def _merge_counts(before: dict[str, int], theirs: dict[str, int], ours: dict[str, int]) -> dict[str, int]:
    """One person's counts, code by code; a code that is not there was counted zero times."""
    merged: dict[str, int] = {}
    for code in sorted({*theirs, *ours}):
        old, their, our = (side.get(code, 0) for side in (before, theirs, ours))
        if our != old and their not in (old, our):
            raise BadValue(tr("was changed on both sides"))
        count = their if our == old else our
        if count:
            merged[code] = count
    return merged
