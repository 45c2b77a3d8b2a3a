"""What one of our people serves: the hours that count this year, and the shifts still to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from gridapp.actions import duty
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.record import record_type
from gridapp.domain.service_records import COUNTED, hours
from gridapp.store import rows


@dataclass(frozen=True)
class Service:
    """`hours` are those of this year that were confirmed; `shifts` the sign-ups that have a place, the next first."""

    hours: Decimal
    shifts: Sequence[Entry]


def service(desk: Desk, member: str) -> Service:
    """As far as this computer knows of it and this person may see it."""
    now, of = desk.world.now(), duty.kind()
    with desk.reading() as connection:
        served = rows.about(connection, record_type("service_record"), member)
        asked = rows.about(connection, of.record, member)
    counted = [
        each
        for each in served
        if each.state in COUNTED and each.began.astimezone(now.tzinfo).year == now.year
        if desk.may("view", each)
    ]
    coming = [
        each
        for each in asked
        if each.state == of.placing.placed and _begins(each) > now and desk.may("view", each)
    ]
    return Service(sum((hours(each) for each in counted), Decimal(0)), sorted(coming, key=_begins))


def _begins(signup: Entry) -> datetime:
    return datetime.fromisoformat(signup.body[duty.kind().placing.period]["from"])
