"""Whose computers talk to this server, when each was last heard of, and taking one off the list."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from gridapp.domain.errors import NotFound, Refused
from gridapp.i18n import tr
from gridapp.server.tables import account, device
from gridapp.sync import fingerprints


@dataclass(frozen=True)
class Computer:
    """A device as a coordinator sees it. Moments are ISO texts of the server's clock, "" for never; `waiting` is since
    when it waits to be approved, "" when it does not; `fingerprint` is its key's, "" while it has none."""

    id: str
    code: str
    name: str
    person: str
    role: str
    created: str
    last_contact: str
    revoked_at: str
    units: tuple[str, ...]
    fingerprint: str
    waiting: str


def of_county(connection: Connection, county: str) -> list[Computer]:
    """Every computer of a county, the last heard of first."""
    theirs = (account.c.county == device.c.county) & (account.c.id == device.c.account)
    query = select(device, account.c.name.label("person"), account.c.role, account.c.units).join(
        account, theirs
    )
    rows = connection.execute(query.where(device.c.county == county)).all()
    found = [
        Computer(
            row.id,
            row.code,
            row.name,
            row.person,
            row.role,
            row.created,
            row.last_contact or "",
            row.revoked_at,
            tuple(json.loads(row.units)),
            fingerprints.of_key(row.key),
            row.waiting,
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.last_contact, each.created), reverse=True)


def find(connection: Connection, county: str, which: str) -> Computer:
    """The computer with this id or code. Raises NotFound."""
    known = of_county(connection, county)
    found = next((each for each in known if which in (each.id, each.code)), None)
    if found is None:
        raise NotFound(tr("No computer here is called {name}.", name=which))
    return found


def revoke(connection: Connection, county: str, which: str, now: datetime) -> Computer:
    """Take one off the list, by its id or its code: from now on its token opens nothing. What it sent stays, what it
    has not sent stays on it. Raises NotFound, or Refused for one that was taken off before."""
    found = find(connection, county, which)
    if found.revoked_at:
        raise Refused(tr("This computer was taken off the list before"), tr("Nothing was changed."))
    mine = (device.c.county == county, device.c.id == found.id)
    connection.execute(update(device).where(*mine).values(revoked_at=now.isoformat(timespec="seconds")))
    return found
