"""Who may talk to this server: people, their one-time codes, their devices."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, update

from gridapp.domain.errors import NotAllowed, NotFound, Refused
from gridapp.domain.ids import Dice, short_code, uuid7
from gridapp.domain.permissions import Person
from gridapp.i18n import tr
from gridapp.server import newcomers
from gridapp.server.tables import account, code, county, device
from gridapp.sync.heads import require_key
from gridapp.sync.protocol import TAKEN_OFF, WAITING, Enrol, Enrolled, Grant, grant_digest

CODE_LENGTH = 10  # 50 bits, for one use within a day
CODE_LIFE = timedelta(days=1)
ENROL, RECOVER = "enrol", "recover"  # what a code is good for


@dataclass(frozen=True)
class Caller:
    """A device that showed its token, and whose it is; `key` is the public half of its own, "" while it has none.
    `quarantine` says why its work is only put aside (`protocol.TAKEN_OFF`), "" when it is not."""

    county: str
    device: str
    person: Person
    key: str = ""
    quarantine: str = ""


_IN_QUARANTINE = {
    TAKEN_OFF: lambda: tr(
        "The centre took this computer off its list. Everything is safe here; please speak to your coordinator."
    ),
    WAITING: lambda: tr(
        "Nobody has approved this computer yet. What you record is sent and kept for you; others' records come once "
        "your coordinator has compared its fingerprint."
    ),
}


class InQuarantine(NotAllowed):
    """A computer that may hand its work in, and nothing else; `code` says why."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


def add_person(connection: Connection, of: str, person: Person) -> None:
    connection.execute(
        account.insert().values(
            county=of,
            id=person.id,
            name=person.name,
            role=person.role,
            units=json.dumps(list(person.units)),
            active=True,
        )
    )


def set_rights(connection: Connection, of: str, id_: str, role: str, units: Sequence[str]) -> None:
    """Another role and other units; their computers learn of it with their next round."""
    mine = (account.c.county == of, account.c.id == id_)
    connection.execute(update(account).where(*mine).values(role=role, units=json.dumps(list(units))))


def people(connection: Connection, of: str) -> list[Person]:
    rows = connection.execute(select(account).where(account.c.county == of).order_by(account.c.id))
    return [_person(row) for row in rows]


def make_code(
    connection: Connection, of: str, person: str, now: datetime, dice: Dice, purpose: str = ENROL
) -> str:
    """A code that enrols (or recovers) one device of this person once, within a day. Only its hash is kept."""
    secret = short_code(dice, CODE_LENGTH)
    connection.execute(
        code.insert().values(
            hash=_hash(secret),
            county=of,
            account=person,
            expires=(now + CODE_LIFE).isoformat(),
            used_at=None,
            purpose=purpose,
        )
    )
    return f"{secret[:5]}-{secret[5:]}"


def person(connection: Connection, of: str, id_: str) -> Person:
    """Raises NotFound."""
    row = connection.execute(select(account).where(account.c.county == of, account.c.id == id_)).first()
    if row is None:
        raise NotFound(tr("This person is not known here any more."))
    return _person(row)


def person_at(connection: Connection, of: str, devices: Iterable[str]) -> Person | None:
    """The person who works at one of these devices."""
    query = select(account).join(
        device, (device.c.county == account.c.county) & (device.c.account == account.c.id)
    )
    row = connection.execute(query.where(device.c.county == of, device.c.id.in_(list(devices)))).first()
    return _person(row) if row else None


def has_computer(connection: Connection, of: str, person: str) -> bool:
    """Whether a computer of this person is on the list."""
    mine = (device.c.county == of, device.c.account == person, device.c.revoked_at == "")
    return connection.execute(select(device.c.id).where(*mine).limit(1)).first() is not None


def enrol(connection: Connection, asked: Enrol, now: datetime, dice: Dice, server_key: str = "") -> Enrolled:
    """Trade a code for a token. Marking the code used and making the device are one transaction."""
    taken = take_code(connection, asked.code, ENROL, now)
    if taken is None:
        raise Refused(
            tr("This code is not valid"),
            tr("It was mistyped, used already, or is older than a day. Please ask for a new one."),
        )
    row = connection.execute(
        select(account).where(account.c.county == taken.county, account.c.id == taken.account)
    ).one()
    return _new_device(
        connection, taken.county, _person(row), asked.device, asked.computer, asked.key, now, dice, server_key
    )


def take_code(connection: Connection, typed: str, purpose: str, now: datetime) -> Row[Any] | None:
    """The county and account that a code is for, and from now on it is used; None when it is not good for this."""
    mine = _good(typed, purpose, now)
    query = update(code).where(*mine).values(used_at=now.isoformat())
    return connection.execute(query.returning(code.c.county, code.c.account)).first()


def holder(connection: Connection, typed: str, purpose: str, now: datetime) -> Row[Any] | None:
    """The same, and the code stays good."""
    query = select(code.c.county, code.c.account).where(*_good(typed, purpose, now))
    found: Any = connection.execute(query).first()
    return found  # type: ignore[no-any-return]


def _good(typed: str, purpose: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    secret = typed.replace("-", "").replace(" ", "").upper()
    unused = code.c.used_at.is_(None)
    return code.c.hash == _hash(secret), code.c.purpose == purpose, unused, code.c.expires > now.isoformat()


def renew(
    connection: Connection, of: Caller, key: str, now: datetime, dice: Dice, server_key: str
) -> Enrolled:
    """A device of its own for a copy of one: the same person, another id, code, key and token."""
    mine = (device.c.county == of.county, device.c.id == of.device)
    name = connection.execute(select(device.c.name).where(*mine)).scalar_one()
    return _new_device(connection, of.county, of.person, "", name, key, now, dice, server_key)


def _new_device(
    connection: Connection,
    of: str,
    who: Person,
    code_wanted: str,
    name: str,
    key: str,
    now: datetime,
    dice: Dice,
    server_key: str,
) -> Enrolled:
    if key:
        require_key(key)
    token, device_id = dice(32).hex(), uuid7(now, dice)
    number = _device_code(connection, of, code_wanted)
    connection.execute(
        device.insert().values(
            county=of,
            id=device_id,
            account=who.id,
            code=number,
            name=name[:80],
            token_hash=_hash(token),
            created=now.isoformat(),
            key=key,
            waiting=now.isoformat(timespec="seconds") if newcomers.must_wait(connection, of) else "",
        )
    )
    return Enrolled(token, device_id, number, who.id, who.name, who.role, list(who.units), of, server_key)


def other_tip(connection: Connection, of: Caller, claimed: str | None) -> str | None:
    """The id of the batch that this device sent last, when it is not the one it claims; None when all is well, or
    the device's program keeps none."""
    if claimed is None:
        return None
    mine = (device.c.county == of.county, device.c.id == of.device)
    known: str = connection.execute(select(device.c.tip).where(*mine)).scalar_one()
    return None if known == claimed else known


def note_tip(connection: Connection, of: Caller, batch: str) -> None:
    mine = (device.c.county == of.county, device.c.id == of.device)
    connection.execute(update(device).where(*mine).values(tip=batch))


def other_grant(of: Caller, claimed: str) -> Grant | None:
    """What the person may do and see, when it is not what their computer knows."""
    now = Grant(of.person.name, of.person.role, list(of.person.units))
    return now if claimed and claimed != grant_digest(now) else None


def caller(connection: Connection, token: str, now: datetime, handing_in: bool = False) -> Caller:
    """Who holds this token. Raises NotAllowed, `InQuarantine` for a device that may only hand its work in, unless that
    is what it comes for; the device keeps its unsent work either way."""
    query = select(device.c.county, device.c.id, device.c.revoked_at, device.c.waiting, device.c.key,
                   account.c.id.label("person"), account.c.name,
                   account.c.role, account.c.units).join(
        account, (account.c.county == device.c.county) & (account.c.id == device.c.account)
    )  # fmt: skip
    row = connection.execute(
        query.where(device.c.token_hash == _hash(token), account.c.active.is_(True))
    ).first()
    if row is None:
        raise NotAllowed(
            tr(
                "The server no longer knows this computer. Everything is safe here; please ask for a new code."
            )
        )
    standing = quarantine_of(row.revoked_at, row.waiting)
    if standing and not handing_in:
        raise InQuarantine(standing, _IN_QUARANTINE[standing]())
    connection.execute(
        update(device)
        .where(device.c.county == row.county, device.c.id == row.id)
        .values(last_contact=now.isoformat(timespec="seconds"))
    )
    who = Person(row.person, row.name, row.role, tuple(json.loads(row.units)))
    return Caller(row.county, row.id, who, row.key, standing)


def quarantine_of(revoked_at: str, waiting: str) -> str:
    """Why the work of a device is only put aside, "" when it is not."""
    if revoked_at:
        return TAKEN_OFF
    return WAITING if waiting else ""


def _device_code(connection: Connection, of: str, wanted: str) -> str:
    """The code a device has been numbering with, if it is free; else the next short one. One at a time."""
    connection.execute(select(county.c.id).where(county.c.id == of).with_for_update())
    taken = {row.code for row in connection.execute(select(device.c.code).where(device.c.county == of))}
    if wanted and wanted.isalnum() and wanted.isascii() and len(wanted) <= 8 and wanted not in taken:
        return wanted
    return next(each for number in count(1) if (each := f"{number:03d}") not in taken)


def _person(row: Row[Any]) -> Person:
    return Person(row.id, row.name, row.role, tuple(json.loads(row.units)))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
