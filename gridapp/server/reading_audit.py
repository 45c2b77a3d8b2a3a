"""Reading the log of acts: the lines that an audit administrator asks for, with names beside the ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from gridapp.domain.world import CHINA
from gridapp.i18n import tr
from gridapp.server.audited import ACTS, REASONS
from gridapp.server.tables import account, admin, audit, device

MOST = 100_000


@dataclass(frozen=True)
class Wanted:
    """Which lines: from one day to another (Beijing time, both included), of one act, by one actor (id or name)."""

    first: date | None = None
    last: date | None = None
    act: str = ""
    actor: str = ""


@dataclass(frozen=True)
class Shown:
    """One line, as people read it. `at` is Beijing time, `device` a computer's code, `actor` and `object` are names
    where the server knows one for the id."""

    seq: int
    at: str
    actor: str
    role: str
    device: str
    act: str
    words: str
    object: str
    outcome: str
    reason: str


def read(connection: Connection, of: str, wanted: Wanted, most: int = MOST) -> list[Shown]:
    """The newest `most` lines that are wanted, the oldest of them first."""
    names = _names(connection, of)
    query = select(audit).where(audit.c.county == of).order_by(audit.c.seq.desc()).limit(most)
    if wanted.first:
        query = query.where(audit.c.at >= _instant(wanted.first))
    if wanted.last:
        query = query.where(audit.c.at < _instant(wanted.last + timedelta(days=1)))
    if wanted.act:
        query = query.where(audit.c.act == wanted.act)
    if wanted.actor:
        ids = [id_ for id_, name in names.items() if wanted.actor == name]
        query = query.where(audit.c.actor.in_([wanted.actor, *ids]))
    rows = connection.execute(query).all()
    return [_shown(row, names) for row in reversed(rows)]


def as_table(lines: Iterable[Shown]) -> list[list[str]]:
    """Rows of cells, the first being the heading."""
    head = [tr("Number"), tr("Time"), tr("Who"), tr("Role"), tr("Computer"), tr("Act"), tr("What happened"),
            tr("About"), tr("Outcome"), tr("Why")]  # fmt: skip
    outcome = {"done": tr("done"), "refused": tr("refused")}
    return [head] + [
        [str(each.seq), each.at, each.actor or tr("nobody named"), each.role, each.device, each.act, each.words,
         each.object, outcome[each.outcome], each.reason]
        for each in lines
    ]  # fmt: skip


def _shown(row: Row[Any], names: Mapping[str, str]) -> Shown:
    actor, device_, about = (names.get(each, each) for each in (row.actor, row.device, row.object))
    words, reason = tr(ACTS.get(row.act, row.act)), REASONS.get(row.reason, row.reason)
    return Shown(
        row.seq,
        _local(row.at),
        actor,
        row.role,
        device_,
        row.act,
        words,
        about,
        row.outcome,
        tr(reason) if reason else "",
    )


def _names(connection: Connection, of: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for table in (account, admin):
        query = select(table.c.id, table.c.name).where(table.c.county == of)
        found |= {row.id: row.name for row in connection.execute(query)}
    query = select(device.c.id, device.c.code).where(device.c.county == of)
    return found | {row.id: row.code for row in connection.execute(query)}


def _local(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def _instant(day: date) -> str:
    """Midnight in Beijing, as the log writes its times."""
    return (
        datetime(day.year, day.month, day.day, tzinfo=CHINA)
        .astimezone(UTC)
        .isoformat(timespec="milliseconds")
    )
