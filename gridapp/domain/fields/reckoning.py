"""How an entry's deadlines were reckoned, and when they stood still: kept by the program."""

from __future__ import annotations

import random
from typing import Any, get_args

from gridapp.domain.calendar import Unit
from gridapp.domain.errors import BadValue
from gridapp.domain.fields.base import Field, Json
from gridapp.domain.fields.lines import Lines
from gridapp.domain.fields.references import Person
from gridapp.domain.fields.text import Text
from gridapp.domain.fields.time import DateTime
from gridapp.domain.world import World
from gridapp.i18n import N_, tr

WHOLE, STAGE = "whole", "stage"
"""The parts of a `Reckoning`: of the entry's own deadline, and of the stage that it is in."""

_LONGEST = 100_000  # of an amount, in whatever unit
_COUNTED = ("stage", "beginning")


class Reckoning(Field):
    """{"whole", "stage"}, each as `deadlines.Reckoned` is stored, or not there. Written with the step that began a
    stage, never by hand."""

    kind = "reckoned"
    opening = "{"

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, **rest)
        self._texts = {
            "stage": Text(N_("Stage"), limit=80),
            "category": Text(N_("Category"), limit=40),
            "source": Text(N_("Source"), limit=500),
            "version": Text(N_("Version"), limit=40),
        }
        self._moment = DateTime(label, ahead=True)

    def _clean(self, raw: Json, world: World) -> Json:
        if not isinstance(raw, dict):
            raise BadValue(tr("does not say how a deadline was reckoned"))
        return {part: self._clean_part(raw[part], world) for part in (WHOLE, STAGE) if raw.get(part)} or None

    def _clean_part(self, raw: Json, world: World) -> dict[str, Json]:
        given = raw if isinstance(raw, dict) else {}
        amount, own = given.get("amount"), given.get("own", False)
        known = given.get("unit") in get_args(Unit) and given.get("counts_from") in _COUNTED
        if not known or type(amount) is not int or not 0 <= amount <= _LONGEST or not isinstance(own, bool):
            raise BadValue(tr("does not say how a deadline was reckoned"))
        texts = {name: text.clean(given.get(name), world) or "" for name, text in self._texts.items()}
        moments = {name: self._moment.clean(given.get(name), world) for name in ("since", "due")}
        if None in moments.values():
            raise BadValue(tr("does not say how a deadline was reckoned"))
        counted = {"amount": amount, "unit": given["unit"], "counts_from": given["counts_from"], "own": own}
        return {**texts, **counted, **moments}

    def show(self, stored: Json, world: World) -> str:
        return "、".join(part["source"] for part in (stored or {}).values())

    def merge(self, seen: Json, current: Json, mine: Json) -> Json:
        """Nobody is asked: the newest step's reckoning holds."""
        return mine

    def example(self, world: World, dice: random.Random) -> Json:
        rule = dice.choice(world.deadlines.rules)
        return {STAGE: world.deadlines.reckon(rule, world.now()).stored()}


class Pauses(Lines):
    """Lines of {"at", "reason", "by", "until", "until_by"}: from when to when the deadlines stood still, why, and who
    said so. One without an end lasts."""

    kind = "pauses"

    def __init__(self, label: str, **rest: Any) -> None:
        parts = {
            "at": DateTime(N_("From"), required=True, ahead=True),
            "reason": Text(N_("Why"), required=True, limit=200, sample="等待第三方鉴定"),
            "by": Person(N_("By"), required=True),
            "until": DateTime(N_("Until"), ahead=True),
            "until_by": Person(N_("Ended by")),
        }
        super().__init__(label, parts, most=50, **rest)

    def words(self, stored: Json) -> str:
        """An entry is not looked for by whoever once stopped its clock."""
        return ""
